"""Outcomes of visits, what has become of a unit, and the response rate of a sample.

Source of the response rate: American Association for Public Opinion Research, Standard Definitions, Response Rate 2:
interviews and partial interviews over all units that are eligible or may be. Somebody who was not reached, or not
visited yet, counts as eligible; only `ineligible` units are left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feedback import N_

OUTCOMES: Mapping[str, str] = {
    "interview": N_("Interview"),
    "partial": N_("Partial interview"),
    "refused": N_("Refused"),
    "absent": N_("Nobody at home, or away"),
    "no_adult": N_("No adult at home"),
    "ineligible": N_("Not eligible"),
    "language": N_("No common language"),
    "other": N_("Other"),
}
"""The eight outcomes of a visit, in the order in which they are shown everywhere.

`absent`: everybody, or the adult who was chosen, is away. `no_adult`: only people under 18 are there. Both may be
visited again. `ineligible`: nobody lives there, no adult does, or the person is not 18 or has moved away.
"""
NOT_VISITED = "not_visited"
STATUSES: Mapping[str, str] = {**OUTCOMES, NOT_VISITED: N_("Not visited yet")}
DEFINITION = N_(
    "Response rate: interviews and partial interviews out of all units but those that are not eligible (AAPOR Response "
    "Rate 2). Units not visited yet count as units without an interview."
)
ANSWERED = ("interview", "partial")


@dataclass(frozen=True)
class Progress:
    """How far a stratum, or the whole sample, has come. A stratum without a name is ""."""

    stratum: str
    statuses: Mapping[str, int]
    """Every status with its number of units, in the order of STATUSES."""

    @property
    def units(self) -> int:
        return sum(self.statuses.values())

    @property
    def eligible(self) -> int:
        """Units that are eligible or may be."""
        return self.units - self.statuses["ineligible"]

    @property
    def answered(self) -> int:
        return sum(self.statuses[status] for status in ANSWERED)

    @property
    def response_rate(self) -> float | None:
        """Between 0 and 1 (AAPOR Response Rate 2); None while no unit can be eligible."""
        return self.answered / self.eligible if self.eligible else None


def unit_status(response: str, partial: bool, last_visit: str) -> str:
    """What has become of a unit.

    response: state of the interview that counts for it (kept, withdrawn), "" when there is none. A withdrawn interview
    is a refusal. last_visit: outcome of the last visit, "" when there was none.
    """
    if response == "kept":
        return "partial" if partial else "interview"
    if response == "withdrawn":
        return "refused"
    return last_visit or NOT_VISITED


def progress(units: Iterable[tuple[str, str]]) -> list[Progress]:
    """Units, each as (stratum, status), counted by stratum in the order of the alphabet."""
    counted: dict[str, Counter[str]] = {}
    for stratum, status in units:
        counted.setdefault(stratum, Counter())[status] += 1
    return [Progress(s, {status: counted[s][status] for status in STATUSES}) for s in sorted(counted)]


def together(strata: Iterable[Progress]) -> Progress:
    """The whole sample out of its strata."""
    found = list(strata)
    return Progress("", {status: sum(one.statuses[status] for one in found) for status in STATUSES})
