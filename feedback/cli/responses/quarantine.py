"""`feedback responses quarantine`: what arrived and cannot be counted, and why."""

import json
from datetime import UTC, datetime

import click

from feedback.accounts.records import audit
from feedback.cli.context import acting, as_option, fail, ready
from feedback.database import transaction
from feedback.responses.records import QuarantineRow, find_quarantined, list_quarantine
from feedback.responses.rules import REASONS, read_id

PERMISSION = "quarantine.see"


@click.group("quarantine")
def quarantine() -> None:
    """Answers that were set aside instead of being counted, with the reason."""


@quarantine.command("list")
@click.option("--round", "code", metavar="CODE", help='Of this round only; "" for rounds that do not exist.')
@click.option("--all", "every", is_flag=True, help="Also what was solved or discarded.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON list.")
@as_option
def list_command(code: str | None, every: bool, as_json: bool, login: str) -> None:
    """List what lies in quarantine: id, day, round, door and reason."""
    _settings, engine = ready()
    with transaction(engine) as session:
        acting(session, login, PERMISSION)
        found = [_line(row) for row in list_quarantine(session, code, None if every else "waiting")]
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for line in found:
        click.echo(
            f"{line['id']}  {line['day']}  {line['round'] or '(no such round)'}  {line['door']}  {line['reason']}"
        )
    click.echo(f"{len(found)} set aside." if found else "Nothing is set aside.")


@quarantine.command("show")
@click.argument("id")
@as_option
def show_command(id: str, login: str) -> None:
    """Show everything that was set aside under one ID, as received. The audit trail names who read it."""
    response_id = read_id(id)
    if response_id is None:
        fail(f"{id!r} is not the id of a response. `feedback responses quarantine list` shows the ids.")
    _settings, engine = ready()
    with transaction(engine) as session:
        person = acting(session, login, PERMISSION)
        found = [(_line(row), row.raw) for row in find_quarantined(session, response_id)]
        if not found:
            fail(f"Nothing was set aside under {id}.")
        audit(session, person.login, "quarantine.show", id, {"contents": len(found)}, datetime.now(UTC))
    for line, raw in found:
        for name, value in line.items():
            click.echo(f"{name}: {value}")
        click.echo(f"reason in words: {REASONS[line['reason']]}")
        click.echo(f"as received, {len(raw)} bytes:")
        # Hostile bytes stay text: nothing in them reaches the terminal as a control sequence.
        click.echo(raw.decode("utf-8", "backslashreplace").encode("unicode_escape").decode())


def _line(row: QuarantineRow) -> dict[str, str]:
    return {
        "id": str(row.response_id),
        "day": row.date.isoformat(),
        "round": row.round,
        "door": row.door,
        "reason": row.reason,
        "state": row.state,
        "sha256": row.digest.hex(),
    }
