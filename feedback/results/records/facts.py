"""Facts about the answers of a round that are told beside the tables of a release, exact: publication rounds them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from feedback.questionnaire.records import RoundRow
from feedback.responses.records.quarantine import count_set_aside
from feedback.responses.records.sealed import count_sealed
from feedback.responses.records.waiting import count_waiting, counted_days


@dataclass(frozen=True)
class Facts:
    """What is known of all answers that a release and those before it count."""

    first: date | None = None
    """The day of the first answer in the time zone of the round; None where there is none."""
    last: date | None = None
    partial: int = 0
    """Answers without a word on one of the services."""
    set_aside: int = 0
    """Answers to the round that lay in quarantine when the release was built."""


def unopened_count(session: Session, round_id: int) -> int:
    """How many sealed answers of a round nobody has opened yet."""
    return sum(count_sealed(session, round_id).values())


def waiting_count(session: Session, round_id: int) -> int:
    """How many answers of a round no release has counted yet: for staff only."""
    return count_waiting(session, round_id)


def counted_facts(session: Session, round_id: int) -> Facts:
    """The facts about all answers counted so far."""
    first, last, partial = counted_days(session, round_id)
    return Facts(first, last, partial, count_set_aside(session, session.get_one(RoundRow, round_id).code))
