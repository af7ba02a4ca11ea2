"""`feedback places`: the hierarchy of places that people choose from."""

from datetime import UTC, datetime
from pathlib import Path

import click

from feedback.accounts.records import audit
from feedback.cli.context import acting, as_option, connect, fail, ready
from feedback.database import transaction
from feedback.questionnaire.records import import_places, registers
from feedback.questionnaire.rules import read_places

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("places")
def command() -> None:
    """Import and list registers of places; a register never changes, a newer one has a code of its own."""


@command.command("import")
@click.argument("register")
@click.argument("file", type=FILE)
@as_option
def import_command(register: str, file: Path, login: str) -> None:
    """Import the places in FILE (CSV) as the register REGISTER, whole or not at all.

    The first line is: code,parent,name,level and maybe population,name_fr (a name in another language).
    Every mistake is named with its line.
    """
    _settings, engine = ready()
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        fail(f"{file}: The file is not UTF-8 text.")
    lines, problems = read_places(text, str(file))
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "place.manage")
        problems = problems or import_places(session, register, lines, now.date())
        if problems:
            fail("\n".join(map(str, problems)) + f"\nNothing was imported ({len(problems)} to mend).")
        audit(session, person.login, "place.import", register, {"places": len(lines)}, now)
    click.echo(f"Imported {len(lines)} places as the register {register}.")


@command.command("list")
def list_command() -> None:
    """List the registers with the day of their import."""
    _settings, engine = connect()
    with transaction(engine) as session:
        held = registers(session)
    for register, imported in held:
        click.echo(f"{register}  {imported.isoformat()}")
    if not held:
        click.echo("No register yet: feedback places import REGISTER FILE.csv --as LOGIN")
