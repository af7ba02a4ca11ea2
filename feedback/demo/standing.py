"""Is this instance real, a demonstration, or empty? No command turns one into the other."""

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.accounts.records import PersonRow
from feedback.config import Settings
from feedback.questionnaire.records import RoundRow

Standing = Literal["empty", "demonstration", "real"]
REAL = "This instance holds real accounts or rounds: unset FEEDBACK_DEMONSTRATION, or choose another FEEDBACK_INSTANCE."
DEMONSTRATION = "This instance is a demonstration: set FEEDBACK_DEMONSTRATION=yes, or choose another FEEDBACK_INSTANCE."


def standing_of(session: Session) -> Standing:
    """What the people and rounds of this database say it is; one real person or round makes it real."""
    marks = {*session.scalars(select(PersonRow.demonstration)), *session.scalars(select(RoundRow.demonstration))}
    if not marks:
        return "empty"
    return "demonstration" if marks == {True} else "real"


def misplaced(session: Session, settings: Settings) -> str | None:
    """Why these settings do not go with this database, in a sentence that says what to do; None when they do."""
    standing = standing_of(session)
    if settings.demonstration and standing == "real":
        return REAL
    if not settings.demonstration and standing == "demonstration":
        return DEMONSTRATION
    return None
