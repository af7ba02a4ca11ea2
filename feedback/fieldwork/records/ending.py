"""When checks end: who collected an interview, and when, is taken out for good; outcomes stay."""

import json
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from feedback.fieldwork.records.rows import InterviewRow, PracticeRow, VisitRow
from feedback.questionnaire.rules import Problem, Round
from feedback.responses.records import QuarantineRow, count_sealed
from feedback.responses.rules import parse

GONE = {"enumerator": None, "number": None, "started": None, "finished": None, "received": None}
DOORS = ("device", "visits", "practice", "file")
WHO = frozenset({"collector", "number", "started", "finished", "note"})
"""What a document says about who collected it and when: an interview in its paradata, other records at their top."""


@dataclass(frozen=True)
class Reduced:
    """How many records lost who and when; `unread` of those in quarantine cannot be read, and stay as they came."""

    interviews: int
    visits: int
    practice: int
    aside: int
    unread: int


def reduce_round(session: Session, this: Round) -> Reduced | list[Problem]:
    """Take enumerators, running numbers and times out of all that phones of a closed round sent, or say why not.

    It may be run again, for what arrived since. Digests stay, so that what comes once more is still recognised.
    """
    if this.state != "closed":
        reason = f"The round {this.code} is {this.state}: close it first, so that no interview needs a check any more."
        return [Problem("", "state", reason)]
    if sum(count_sealed(session, this.id).values()):
        return [Problem("", "sealed", f"Sealed interviews wait in {this.code}: first run `feedback responses open`.")]
    practised = PracticeRow.round_id == this.id, PracticeRow.enumerator != ""
    gone = update(PracticeRow).where(*practised).values(enumerator="", mistakes=[]).returning(PracticeRow.id)
    aside, unread = _reduce_aside(session, this.code)
    return Reduced(
        interviews=_reduce(session, this, InterviewRow, {**GONE, "clock_offset": None}),
        visits=_reduce(session, this, VisitRow, {**GONE, "note": ""}),
        practice=len(session.execute(gone).all()),
        aside=aside,
        unread=unread,
    )


def _reduce_aside(session: Session, code: str) -> tuple[int, int]:
    """The same in quarantine: how many records said who or when, and how many nobody can read."""
    here = (QuarantineRow.round == code) & QuarantineRow.door.in_(DOORS) & (QuarantineRow.raw != b"")
    changed = unread = 0
    for row in session.scalars(select(QuarantineRow).where(here)):
        document = parse(row.raw)
        if not isinstance(document, dict):
            unread += 1
            continue
        left = {name: value for name, value in document.items() if name not in WHO}
        if isinstance(paradata := document.get("paradata"), dict):
            left["paradata"] = {name: value for name, value in paradata.items() if name not in WHO}
        if left != document:
            row.raw = json.dumps(left, ensure_ascii=False, separators=(",", ":")).encode()
            changed += 1
    return changed, unread


def _reduce(
    session: Session, this: Round, table: type[InterviewRow] | type[VisitRow], values: dict[str, str | None]
) -> int:
    """Empty these columns in all rows of a round where one of them still says something; how many rows."""
    known = or_(table.received.is_not(None), table.enumerator.is_not(None), table.number.is_not(None))
    rows = update(table).where(table.round_id == this.id, known).values(values).returning(table.device_id)
    return len(session.execute(rows).all())
