"""What a receipt says: where an answer stands, and what may still be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from feedback import N_
from feedback.questionnaire.rules.clips import Aloud, Chapter

Standing = Literal["waiting", "drafted", "counted", "frozen", "aside", "withdrawn", "unknown", "sealed"]
"""Waiting for a release; in a draft of one; in a published release; in an approved one that is not public yet; set
aside and not counted; taken back; not known here; or not known while sealed answers wait, of which it may be one."""


class FoundReceipt(Protocol):
    """What `responses` tells about the answer behind a secret; never the answer itself."""

    @property
    def state(self) -> str: ...

    @property
    def round_id(self) -> int | None: ...

    @property
    def round(self) -> str: ...

    @property
    def release_id(self) -> int | None: ...

    @property
    def reason(self) -> str: ...


@dataclass(frozen=True)
class Sentence:
    """A heading and an explanation for one standing."""

    title: str
    text: str


STANDINGS: dict[Standing, Sentence] = {
    "waiting": Sentence(
        N_("Your answer is kept, once."),
        N_(
            "It waits for the next release. Numbers come out only when enough people have answered, so that "
            "nobody can see who said what."
        ),
    ),
    "drafted": Sentence(
        N_("Your answer is kept, once."),
        N_("A release that counts it is being prepared and checked."),
    ),
    "frozen": Sentence(
        N_("Your answer is counted."),
        N_("It is part of release %(number)s, which is approved and comes out soon."),
    ),
    "counted": Sentence(
        N_("Your answer is counted."),
        N_("It is part of release %(number)s and of every later one."),
    ),
    "aside": Sentence(
        N_("Your answer arrived, but it is not counted."),
        N_("It is kept aside, and people from the office look at it. This is why:"),
    ),
    "withdrawn": Sentence(
        N_("This answer is taken back."),
        N_("What it said is erased. It is in no number that comes out from now on."),
    ),
    "unknown": Sentence(
        N_("We have no answer under this code."),
        N_(
            "Look at the code again: letters and digits are easily mixed up. Perhaps the answer is still on a "
            "phone that has not had a network since."
        ),
    ),
    "sealed": Sentence(
        N_("We do not find an answer under this code yet."),
        N_(
            "Some answers came sealed and are not opened yet; yours may be one of them. Look again in a few days: "
            "then you can also take it back. If it was not sealed, look at the code again: letters and digits are "
            "easily mixed up."
        ),
    ),
}

TOO_LATE = N_(
    "It is too late to take this answer back: it is in numbers that are approved. Nobody can find it in them."
)


def standing(found: FoundReceipt | None, release_state: str | None, sealed: bool = False) -> Standing:
    """Where an answer stands, from what is held under its code and the state of the release that counts it.

    `sealed` tells whether any sealed answer waits to be opened: a code inside an envelope is not known before that.
    """
    if found is None:
        return "sealed" if sealed else "unknown"
    if found.state == "withdrawn":
        return "withdrawn"
    if found.state == "quarantined":
        return "aside"
    states: dict[str | None, Standing] = {"published": "counted", "approved": "frozen", "draft": "drafted"}
    return states.get(release_state, "waiting")


def may_take_back(where: Standing) -> bool:
    """Whether an answer can still be taken back: until the release that counts it is approved."""
    return where in ("waiting", "drafted", "aside")


def is_over(last_day: date | None, today: date) -> bool:
    """Whether the last day of a round lies behind us."""
    return last_day is not None and last_day < today


def receipt_aloud(title: str, language: str, translate: Callable[[str, str], str]) -> Chapter:
    """What the receipt page says about where an answer stands; sentences with a number in them are left out."""
    said = (text for one in STANDINGS.values() for text in (one.title, one.text) if "%(" not in text)
    return Chapter("receipt", title, tuple(Aloud("text", translate(language, text)) for text in said))
