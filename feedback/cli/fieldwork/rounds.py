"""The round that a command of the field is about."""

from sqlalchemy.orm import Session

from feedback.cli.context import fail
from feedback.questionnaire.records import find_round
from feedback.questionnaire.rules import Round


def round_of(session: Session, code: str) -> Round:
    """The round with this code, or stop and say where to look."""
    found = find_round(session, code)
    if found is None:
        fail(f"There is no round {code}. `feedback round list` shows the rounds.")
    return found
