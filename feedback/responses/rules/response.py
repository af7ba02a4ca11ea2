"""A response: what one person said, once it has been read and understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

AGE_GROUPS = (("Y18T24", 24), ("Y25T34", 34), ("Y35T44", 44), ("Y45T54", 54), ("Y55T64", 64), ("Y_GE65", 200))
"""Each age group with the last year of age in it (16.6.2 metadata: optional disaggregation by age, adults only)."""
DISABILITY_ITEMS = ("WG1", "WG2", "WG3", "WG4", "WG5", "WG6")
DIFFICULTY = frozenset({"3", "4"})
NOT_STATED = "_U"
CONSENT_WAYS = ("read", "heard", "read_aloud")
ASSISTANCE = ("none", "reader", "interpreter", "carer")


@dataclass(frozen=True, slots=True)
class Response:
    """One person's answers. What was never asked or left open has no code; nothing here was claimed by the sender."""

    id: UUID
    round: str
    edition: str
    wording: int
    language: str
    place: str | None
    """Code of the usual residence in the register of the round; None when it was not listed."""
    unit: str | None
    consent_version: str
    consent_language: str
    consent_how: str
    assistance: str
    others_present: bool | None
    answers: Mapping[str, str]
    """Item code to answer code, background items included, on the route only, in item order."""
    texts: Mapping[str, str]
    remark: str
    """What the person wrote to the open question at the end, for the office alone; empty when nothing."""
    age: int | None
    paradata: Mapping[str, object]
    receipt_hash: bytes
    """Empty when the respondent took no receipt."""
    partial: bool
    """Whether some service has no answer at all: the person stopped at a resting point."""

    @property
    def age_group(self) -> str:
        return self._stated("age_group")

    @property
    def sex(self) -> str:
        return self._stated("sex")

    @property
    def residence(self) -> str:
        return self._stated("residence")

    @property
    def income(self) -> str:
        return self._stated("income")

    @property
    def disability(self) -> str:
        """Washington Group Short Set: PD with a lot of difficulty or more in one of six domains, PWD in none, or _U."""
        given = [self.answers.get(code) for code in DISABILITY_ITEMS]
        if not DIFFICULTY.isdisjoint(given):
            return "PD"
        return "PWD" if all(code in {"1", "2"} for code in given) else NOT_STATED

    def _stated(self, item: str) -> str:
        code = self.answers.get(item, NOT_STATED)
        return NOT_STATED if code in {"97", "98", "99"} else code


def age_group_of(age: int) -> str:
    """The age group of an adult's age in years."""
    return next(group for group, last in AGE_GROUPS if age <= last)
