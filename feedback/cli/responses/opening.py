"""`feedback responses open`: decrypt what phones have sealed, and keep it like any other answer."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from feedback.cli.context import acting, as_option, fail, ready, round_of
from feedback.cli.round.key import KEY_FILE, read_key
from feedback.database import transaction
from feedback.fieldwork.records import judge_opened
from feedback.responses.jobs import open_answers, read_keys
from feedback.seals import key_id, public_bytes

SAID = {
    "kept": "kept",
    "held": "held already",
    "withdrawn": "taken back before",
    "aside": "set aside: `feedback responses quarantine list`",
    "not_kept": "erased, because nobody of age agreed",
}


@click.command("open")
@click.argument("code", metavar="ROUND")
@click.option("--key", "files", multiple=True, type=KEY_FILE, help="A private key; may be given several times.")
@as_option
def open_command(code: str, files: tuple[Path, ...], login: str) -> None:
    """Open the sealed answers of ROUND with the keys given, and with those in the folder FEEDBACK_KEYS.

    It may be interrupted anywhere and run again. The exit code is 1 when answers still wait for a key.
    """
    settings, engine = ready()
    with transaction(engine) as session:
        person = acting(session, login, "responses.open")
        round_of(session, code)
    given = [read_key(file) for file in files]
    keys = read_keys(settings.keys) | {key_id(public_bytes(private)): private for private in given}
    with click.progressbar(length=100, label="Opening", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        found = open_answers(
            engine,
            code,
            keys,
            person.login,
            datetime.now(UTC),
            lambda percent: bar.update(percent - bar.pos),
            judge_opened,
        )
    for became, words in SAID.items():
        if found.became[became]:
            click.echo(f"{found.became[became]} {words}")
    if found.problems:
        fail("\n".join(text % values for text, values in found.problems))
    click.echo(f"Opened {found.opened} sealed answers." if found.opened else "No sealed answer waits.")
