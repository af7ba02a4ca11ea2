"""`feedback demo`: an invented country to try everything in, in an instance of its own."""

import sys
from datetime import UTC, datetime

import click

from feedback.cli import serve
from feedback.cli.context import connect, fail
from feedback.config import Settings
from feedback.database import make_engine, transaction
from feedback.demo.building import ROUND
from feedback.demo.field import waiting_phone
from feedback.demo.instance import build_instance, standing_at
from feedback.demo.links import links

address_option = click.option(
    "--address", default="127.0.0.1:8000", show_default=True, help="Host and port of the server."
)


@click.group("demo")
def command() -> None:
    """Build, serve and explain the demonstration. It needs FEEDBACK_DEMONSTRATION=yes and an instance of its own."""


@command.command("build")
def build_command() -> None:
    """Build the demonstration in an empty instance: places, people, a pilot with results, an open round."""
    settings, _engine = connect()
    _build(settings)
    click.echo("The demonstration is built. `feedback demo links` prints what to try.")


@command.command("links")
@address_option
def links_command(address: str) -> None:
    """Print what to try: answer, results, accounts to sign in with, and a new link that pairs a phone."""
    settings, _engine = connect()
    if standing_at(settings) != "demonstration":
        fail("There is no demonstration here yet: run `feedback demo build`.")
    click.echo(_links(settings, address))


@command.command("serve")
@address_option
@click.pass_context
def serve_command(context: click.Context, address: str) -> None:
    """Build the demonstration if it is not there yet, print what to try, and serve it."""
    settings, _engine = connect()
    if standing_at(settings) != "demonstration":
        _build(settings)
    click.echo(_links(settings, address))
    context.invoke(serve.command, address=address, workers=2, threads=8, no_work=False)


def _build(settings: Settings) -> None:
    with click.progressbar(length=100, label="Building the demonstration", file=sys.stderr) as bar:
        refused = build_instance(settings, datetime.now(UTC), lambda percent: bar.update(percent - bar.pos))
    if refused:
        fail(refused)


def _links(settings: Settings, address: str) -> str:
    engine = make_engine(settings)
    with transaction(engine) as session:
        text = links(session, f"http://{address}", waiting_phone(session, ROUND, datetime.now(UTC)))
    engine.dispose()
    return text
