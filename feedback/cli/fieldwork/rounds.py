"""The round that a command of the field is about."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.cli.context import connect, fail
from feedback.migrations import is_current
from feedback.questionnaire.records import find_round
from feedback.questionnaire.rules import Round


def ready() -> Engine:
    """A database that has its tables."""
    _settings, engine = connect()
    if not is_current(engine):
        fail("The database is not ready: run `feedback database upgrade` first.")
    return engine


def round_of(session: Session, code: str) -> Round:
    """The round with this code, or stop and say where to look."""
    found = find_round(session, code)
    if found is None:
        fail(f"There is no round {code}. `feedback round list` shows the rounds.")
    return found
