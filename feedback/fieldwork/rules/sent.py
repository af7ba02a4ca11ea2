"""What a paired phone sends besides answers: extras of an interview, rows of the contact sheet, practice results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from feedback.fieldwork.rules.enumerators import CODE
from feedback.fieldwork.rules.numbers import HIGHEST
from feedback.fieldwork.rules.outcomes import OUTCOMES
from feedback.responses.rules import Problem, is_code, read_id
from feedback.responses.rules.frame import NOT_V4, WRONG_KIND

EXTRAS = ("collector", "number", "started", "finished", "adults")
"""What the paradata of an interview may hold beyond those of a citizen."""
MOST_VISITS, MOST_ADULTS, LONGEST_NOTE, MOST_MISTAKES = 50, 99, 500, 200
METHODS = ("kish", "next_birthday")
PRACTICE_KINDS = ("interview", "check")


@dataclass(frozen=True, slots=True)
class Extras:
    """Who made an interview, when by the clock of the phone, and how many adults live in the sampled household."""

    collector: str | None = None
    number: int | None = None
    started: datetime | None = None
    finished: datetime | None = None
    adults: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One row of a contact sheet, as a phone wrote it."""

    id: UUID
    round: str
    unit: str
    visit: int
    outcome: str
    adults: int | None
    selection: Mapping[str, Any] | None
    """method, men, women and rank (0 where the enumerator asked for the next birthday)."""
    interview: UUID | None
    note: str
    extras: Extras


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """How one practice interview, or the self-check, went."""

    id: UUID
    collector: str
    kind: str
    name: str
    mistakes: tuple[str, ...]
    passed: bool


def split_extras(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], Extras]:
    """A document without what only phones of teams add, and that. An extra that cannot be read counts as not given.

    A sealed one shows its number outside, and keeps it.
    """
    paradata = document.get("paradata", document if "sealed" in document else None)
    if paradata is document:
        return document, Extras(number=_whole(document.get("number"), 1, HIGHEST))
    if not isinstance(paradata, Mapping):
        return document, Extras()
    kept = {name: value for name, value in paradata.items() if name not in EXTRAS}
    return {**document, "paradata": kept}, read_extras(paradata)


def read_extras(given: Mapping[str, Any]) -> Extras:
    """The extras in a document; what cannot be read is None."""
    collector = given.get("collector")
    return Extras(
        collector=collector if isinstance(collector, str) and CODE.fullmatch(collector) else None,
        number=_whole(given.get("number"), 1, HIGHEST),
        started=_instant(given.get("started")),
        finished=_instant(given.get("finished")),
        adults=_whole(given.get("adults"), 1, MOST_ADULTS),
    )


def read_visit(document: Mapping[str, Any]) -> Visit | list[Problem]:
    """One row of a contact sheet, or all its problems. Never raises."""
    id, visit, adults = read_id(document.get("id")), document.get("visit"), document.get("adults")
    unit, outcome, note = document.get("unit"), document.get("outcome"), document.get("note") or ""
    selection, interview = document.get("selection"), document.get("interview")
    holds = {
        "round": is_code(document.get("round")),
        "unit": is_code(unit),
        "visit": _whole(visit, 1, MOST_VISITS) is not None,
        "outcome": isinstance(outcome, str) and outcome in OUTCOMES,
        "adults": adults is None or _whole(adults, 0, MOST_ADULTS) is not None,
        "selection": selection is None or _is_selection(selection),
        "interview": interview is None or read_id(interview) is not None,
        "note": isinstance(note, str) and len(note) <= LONGEST_NOTE,
    }
    problems = [Problem(name, WRONG_KIND) for name, fits in holds.items() if not fits]
    if id is None or problems:
        return [*([] if id else [Problem("id", NOT_V4)]), *problems]
    extras = read_extras(document)
    return Visit(
        id, document["round"], document["unit"], document["visit"], document["outcome"], adults, selection,
        read_id(interview), note, extras,
    )  # fmt: skip


def read_practice(document: Mapping[str, Any]) -> PracticeResult | list[Problem]:
    """The result of one practice interview or self-check, or all its problems. Never raises."""
    id, collector, name = read_id(document.get("id")), document.get("collector"), document.get("name")
    mistakes = document.get("mistakes") or []
    holds = {
        "collector": isinstance(collector, str) and CODE.fullmatch(collector) is not None,
        "kind": isinstance(document.get("kind"), str) and document["kind"] in PRACTICE_KINDS,
        "name": isinstance(name, str) and len(name) <= 32 and is_code(name),
        "mistakes": isinstance(mistakes, list) and len(mistakes) <= MOST_MISTAKES and all(map(is_code, mistakes)),
        "passed": isinstance(document.get("passed"), bool),
    }
    problems = [Problem(name, WRONG_KIND) for name, fits in holds.items() if not fits]
    if id is None or problems:
        return [*([] if id else [Problem("id", NOT_V4)]), *problems]
    return PracticeResult(
        id, document["collector"], document["kind"], document["name"], tuple(mistakes), document["passed"]
    )


def _is_selection(given: object) -> bool:
    if not isinstance(given, dict) or given.keys() != {"method", "men", "women", "rank"}:
        return False
    men, women, rank = (_whole(given[name], 0, MOST_ADULTS) for name in ("men", "women", "rank"))
    if given["method"] not in METHODS or men is None or women is None or rank is None:
        return False
    return rank <= men + women and (given["method"] == "kish") == (rank > 0)


def _whole(given: object, least: int, most: int) -> int | None:
    return given if type(given) is int and least <= given <= most else None


def _instant(given: object) -> datetime | None:
    """A moment with its offset, in UTC; None for anything else, also for a day that no calendar holds in UTC."""
    if not isinstance(given, str) or len(given) > 40:
        return None
    try:
        moment = datetime.fromisoformat(given)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
