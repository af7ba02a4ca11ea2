"""`feedback account device`: the phones of teams that collect."""

import io
import json
from datetime import UTC, datetime
from uuid import UUID

import click
import segno

from feedback.accounts.records import Problem, add_device, audit, list_devices, revoke_device
from feedback.accounts.rules import Device, grouped_code, pairing_link
from feedback.cli.context import acting, as_option, fail, ready, round_of
from feedback.config import Settings
from feedback.database import transaction


@click.group("device")
def device() -> None:
    """Pair, list and revoke the phones of teams that collect; docs/fieldwork.md shows the whole way."""


@device.command("add")
@click.option("--round", "code", required=True, metavar="CODE", help="The round for which the phone collects.")
@click.option("--team", required=True, help="The team that carries it: it sees the units of this team only.")
@click.option("--label", default="", help="What is written on the phone, so that people find it.")
@click.option("--host", default="", metavar="URL", help="The address of the site, when it is not in the settings.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@as_option
def add(code: str, team: str, label: str, host: str, as_json: bool, login: str) -> None:
    """Add a phone and show the code that pairs it, as words, as a link and to be scanned.

    The code works once, for 24 hours, and is not kept: when it is lost, add the phone again.
    """
    settings, engine = ready()
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "device.manage")
        round_of(session, code)
        added = add_device(session, code, team, label, person.login, now)
        if isinstance(added, Problem):
            fail(str(added))
        made, pairing = added
        detail = {"round": code, "team": made.team, "label": made.label}
        audit(session, person.login, "device.add", str(made.id), detail, now)
    link = pairing_link(host or _host(settings), pairing)
    if as_json:
        click.echo(json.dumps(_row(made) | {"pairing": grouped_code(pairing), "link": link}, ensure_ascii=False))
        return
    drawn = io.StringIO()
    segno.make(link, error="m").terminal(out=drawn, compact=True)
    click.echo(f"Added a phone for team {made.team} in the round {code}: {made.id}")
    click.echo(f"\n    Code: {grouped_code(pairing)}\n    Link: {link}\n\n{drawn.getvalue()}")
    click.echo("It works once, until this time tomorrow. On the phone: open the link, or /field/ and type the code.")


@device.command("list")
@click.option("--round", "code", default="", metavar="CODE", help="Of this round only.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_command(code: str, as_json: bool) -> None:
    """List the phones with their round, team and state."""
    _settings, engine = ready()
    with transaction(engine) as session:
        found = list_devices(session, code)
    if as_json:
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one.id}  {one.state:8}  {one.round}  {one.team}  {one.label}".rstrip())
    if not found:
        click.echo("No phone yet: feedback account device add --round CODE --team TEAM --as LOGIN")


@device.command("revoke")
@click.argument("id", type=click.UUID)
@as_option
def revoke(id: UUID, login: str) -> None:
    """Take the right to send from the phone ID, for example when it was lost.

    What waits on the phone stays there, and can still be handed over as a file.
    """
    _settings, engine = ready()
    with transaction(engine) as session:
        person = acting(session, login, "device.manage")
        revoked = revoke_device(session, id)
        if isinstance(revoked, Problem):
            fail(f"{revoked} `feedback account device list` shows the phones.")
        audit(session, person.login, "device.revoke", str(id), {"round": revoked.round}, datetime.now(UTC))
    click.echo(f"Revoked the phone {id} ({revoked.label or revoked.team}).")


def _row(device: Device) -> dict[str, str | None]:
    return {
        "id": str(device.id),
        "round": device.round,
        "team": device.team,
        "label": device.label,
        "state": device.state,
        "paired": device.paired.isoformat() if device.paired else None,
    }


def _host(settings: Settings) -> str:
    """The address of this instance as phones know it."""
    return f"https://{settings.hosts[0]}" if settings.hosts else "http://127.0.0.1:8000"
