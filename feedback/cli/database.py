"""`feedback database`: make or upgrade the tables."""

import click

from feedback.cli.context import connect
from feedback.migrations import is_current, upgrade


@click.group("database")
def command() -> None:
    """Make, upgrade and check the database."""


@command.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables to the state that this version needs; safe to run again."""
    _settings, engine = connect()
    upgrade(engine)
    click.echo("The database is ready.")


@command.command("check")
def check_command() -> None:
    """Say whether the tables are in the state that this version needs (exit code 1 when not)."""
    _settings, engine = connect()
    if not is_current(engine):
        click.echo("The database is not ready: run `feedback database upgrade`.", err=True)
        raise SystemExit(1)
    click.echo("The database is ready.")
