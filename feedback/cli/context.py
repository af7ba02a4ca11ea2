"""What every command needs: the settings, the database, the person who acts, and a plain way to stop."""

import sys
from typing import NoReturn

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import Person, find_person
from feedback.accounts.rules import ROLES, allowed
from feedback.config import Settings, UnsafeSettings, read_settings
from feedback.database import make_engine
from feedback.migrations import is_current
from feedback.questionnaire.records import find_round
from feedback.questionnaire.rules import Round

as_option = click.option(
    "--as", "login", required=True, metavar="LOGIN", help="The account that acts; it is named in the audit trail."
)


def connect() -> tuple[Settings, Engine]:
    """The settings of this instance and its database, whose connections are closed when the command ends."""
    try:
        settings = read_settings()
    except UnsafeSettings as problem:
        fail(str(problem))
    engine = make_engine(settings)
    context = click.get_current_context(silent=True)
    if context is not None:
        context.call_on_close(engine.dispose)
    return settings, engine


def ready() -> tuple[Settings, Engine]:
    """As `connect`, for a command that needs the tables: it stops when the database does not have those of today."""
    settings, engine = connect()
    if not is_current(engine):
        fail("The database is not ready: run `feedback database upgrade` first.")
    return settings, engine


def acting(session: Session, login: str, permission: str) -> Person:
    """The active account behind `--as`, if its roles allow what is to be done; otherwise stop and say why."""
    person = find_person(session, login)
    if person is None or person.state != "active":
        fail(f"There is no active account {login!r}. `feedback account list` shows the accounts.")
    if person.demonstration and not read_settings().demonstration:
        fail(f"The account {login!r} belongs to a demonstration and may do nothing here.")
    if read_settings().demonstration and not person.demonstration:
        fail(f"The account {login!r} is a real one: unset FEEDBACK_DEMONSTRATION, which is only for a demonstration.")
    if not allowed(person.roles, permission):
        roles = [role for role in ROLES if allowed([role], permission)]
        fail(f"The account {login!r} may not do this: it needs the role {' or '.join(roles)}.")
    return person


def round_of(session: Session, code: str) -> Round:
    """The round with this code, or stop and say where to look."""
    found = find_round(session, code)
    if found is None:
        fail(f"There is no round {code}. `feedback round list` shows the rounds.")
    return found


def fail(message: str) -> NoReturn:
    """Print the reason to standard error and stop with exit code 1."""
    click.echo(message, err=True)
    sys.exit(1)
