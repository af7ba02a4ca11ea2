"""When checks end: who collected an interview, and when, is taken out for good; outcomes stay."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from feedback.fieldwork.records.rows import InterviewRow, VisitRow
from feedback.questionnaire.rules import Problem, Round
from feedback.responses.records import QuarantineRow, count_sealed

GONE = {"enumerator": None, "number": None, "started": None, "finished": None, "received": None}
DOORS = ("device", "visits", "practice", "file")


@dataclass(frozen=True)
class Reduced:
    """How many interviews and visits lost who and when, and how many records of phones still lie in quarantine."""

    interviews: int
    visits: int
    aside: int


def reduce_round(session: Session, this: Round) -> Reduced | list[Problem]:
    """Take enumerators, running numbers and times out of the interviews and visits of a closed round, or say why not.

    It may be run again, for what arrived since. What lies in quarantine stays as it was received until it is discarded.
    """
    if this.state != "closed":
        reason = f"The round {this.code} is {this.state}: close it first, so that no interview needs a check any more."
        return [Problem("", "state", reason)]
    if sum(count_sealed(session, this.id).values()):
        return [Problem("", "sealed", f"Sealed interviews wait in {this.code}: first run `feedback responses open`.")]
    aside = (QuarantineRow.round == this.code) & QuarantineRow.door.in_(DOORS) & (QuarantineRow.state == "waiting")
    waiting = session.scalar(select(func.count()).where(aside)) or 0
    return Reduced(
        interviews=_reduce(session, this, InterviewRow, {**GONE, "clock_offset": None}),
        visits=_reduce(session, this, VisitRow, {**GONE, "note": ""}),
        aside=waiting,
    )


def _reduce(
    session: Session, this: Round, table: type[InterviewRow] | type[VisitRow], values: dict[str, str | None]
) -> int:
    """Empty these columns in all rows of a round where one of them still says something; how many rows."""
    known = or_(table.received.is_not(None), table.enumerator.is_not(None), table.number.is_not(None))
    rows = update(table).where(table.round_id == this.id, known).values(values).returning(table.device_id)
    return len(session.execute(rows).all())
