"""Series: answers that came in different ways stay apart, each named for what it can and cannot say."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedback import N_


@dataclass(frozen=True)
class Series:
    """One way in which answers came: its name, and what a reader must know about it."""

    code: str
    name: str
    meaning: str


SERIES = {
    "probability": Series(
        "probability",
        N_("People drawn at random"),
        N_("These people were drawn at random. Together they stand for everybody of 18 and older."),
    ),
    "assigned_enumerator": Series(
        "assigned_enumerator",
        N_("People visited by an interviewer"),
        N_(
            "Interviewers asked people in the communities they were sent to. The people were not drawn at "
            "random: if everyone had answered, the numbers could be different."
        ),
    ),
    "community_token": Series(
        "community_token",
        N_("People who answered with a code from their community"),
        N_(
            "Codes were handed out in communities, one for each person. The people were not drawn at random: "
            "if everyone had answered, the numbers could be different."
        ),
    ),
    "service_point": Series(
        "service_point",
        N_("People who answered at a service"),
        N_(
            "People answered where they were served, so that those who stay away are missing. The people were "
            "not drawn at random: if everyone had answered, the numbers could be different."
        ),
    ),
    "open_link": Series(
        "open_link",
        N_("People who chose to answer"),
        N_(
            "Anyone with the link could answer, and people chose to do so themselves. If everyone had "
            "answered, the numbers could be different."
        ),
    ),
}
"""By provenance, in the order in which pages show them."""

USES = {
    "official": N_("Official statistics of %(office)s."),
    "complementary": N_(
        "Citizen data, complementary to official statistics and checked for quality. Responsible: %(office)s."
    ),
    "independent": N_("Independent citizen data, not official statistics. Responsible: %(office)s."),
}
RESPONSIBLE = N_("Responsible: %(office)s.")
NOT_OFFICIAL = N_("These answers are not part of the official figures: the people were not drawn at random.")


def in_order(codes: Iterable[str]) -> list[Series]:
    """The series that a release holds, in the fixed order; one that is not known is named by its code."""
    known = set(codes)
    listed = [series for code, series in SERIES.items() if code in known]
    return listed + [Series(code, code, "") for code in sorted(known - SERIES.keys())]


def drawn(series: str) -> bool:
    """Whether the people of this series were drawn at random."""
    return series == "probability"


def use_of(use: str, series: Iterable[str]) -> str:
    """What a release may be used as; official only where all of its people were drawn at random."""
    held = set(series)
    return RESPONSIBLE if use == "official" and not (held and all(map(drawn, held))) else USES[use]
