"""`feedback fieldwork enumerator`: the people who collect."""

import json
from datetime import UTC, datetime

import click

from feedback.accounts.records import Problem, audit
from feedback.cli.context import acting, as_option, fail, ready, round_of
from feedback.database import transaction
from feedback.fieldwork.records import add_enumerator, list_enumerators, remove_enumerator


@click.group("enumerator")
def enumerator() -> None:
    """Add, list and remove the people who collect in a round."""


@enumerator.command("add")
@click.argument("round_code", metavar="ROUND")
@click.argument("code")
@click.option("--name", required=True, help="The person's name, as the phone shows it.")
@click.option("--team", required=True, help="The team: its phones know the person.")
@as_option
def add(round_code: str, code: str, name: str, team: str, login: str) -> None:
    """Add the person CODE to ROUND and show the PIN, this once.

    The PIN says who is collecting on a shared phone. When it is forgotten, remove the person and add them again.
    """
    _settings, engine = ready()
    with transaction(engine) as session:
        person = acting(session, login, "fieldwork.manage")
        this = round_of(session, round_code)
        added = add_enumerator(session, this.id, code, name, team)
        if isinstance(added, Problem):
            fail(str(added))
        made, pin = added
        audit(session, person.login, "enumerator.add", f"{round_code} {made.code}", {"team": made.team}, _now())
    click.echo(f"Added {made.code} ({made.name}) to team {made.team}. PIN: {pin}")


@enumerator.command("list")
@click.argument("round_code", metavar="ROUND")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_command(round_code: str, as_json: bool) -> None:
    """List the people who collect in ROUND, by team."""
    _settings, engine = ready()
    with transaction(engine) as session:
        found = list_enumerators(session, round_of(session, round_code).id)
    if as_json:
        rows = [{"code": e.code, "name": e.name, "team": e.team, "state": e.state} for e in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one.code:16}  {one.state:6}  {one.team}  {one.name}")
    if not found:
        click.echo(
            f"Nobody yet: feedback fieldwork enumerator add {round_code} CODE --name NAME --team TEAM --as LOGIN"
        )


@enumerator.command("remove")
@click.argument("round_code", metavar="ROUND")
@click.argument("code")
@as_option
def remove(round_code: str, code: str, login: str) -> None:
    """Take the person CODE off the phones of ROUND; what they collected stays."""
    _settings, engine = ready()
    with transaction(engine) as session:
        person = acting(session, login, "fieldwork.manage")
        this = round_of(session, round_code)
        removed = remove_enumerator(session, this.id, code)
        if isinstance(removed, Problem):
            fail(str(removed))
        audit(session, person.login, "enumerator.remove", f"{round_code} {code}", None, _now())
    click.echo(f"Removed {removed.code} ({removed.name}).")


def _now() -> datetime:
    return datetime.now(UTC)
