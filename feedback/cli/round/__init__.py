"""`feedback round`: describe, open and close rounds."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from feedback.accounts.records import audit
from feedback.cli.context import acting, as_option, ready
from feedback.cli.round.key import key
from feedback.cli.round.reading import read_round, refuse
from feedback.cli.round.simulate import simulate
from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.records import (
    close_round,
    create_round,
    discard_draft,
    find_round,
    open_round,
    reword_round,
    rounds,
)
from feedback.questionnaire.rules import Round

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEXT = {
    "closing": "The link is closed; answers that arrive late still count. Close it once more when they are in.",
    "closed": "Answers that arrive now are kept apart. The closing release can be built: feedback release build",
}


@click.group("round")
def command() -> None:
    """Describe, open and close rounds; docs/rounds.md explains the file of a round."""


command.add_command(key)
command.add_command(simulate)


@command.command("create")
@click.argument("file", type=FILE)
@click.option("--replace", "replaces", is_flag=True, help="Replace the draft of the same code, if it was never opened.")
@as_option
def create(file: Path, login: str, replaces: bool) -> None:
    """Write down the round that FILE (TOML) describes, as a draft that nobody can answer yet.

    The file names the edition of the questionnaire: sdg-16.6.2, or an adaptation beside it (ghana.toml).
    Everything that is wrong is named by file, key and reason, and nothing is stored then.
    """
    settings, engine = ready()
    specification, edition, _plan = read_round(file)
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "round.manage")
        before = find_round(session, specification.code) if replaces else None
        problems = discard_draft(session, specification.code) if before else []
        made = problems or create_round(session, specification, edition, now, demonstration=settings.demonstration)
        if isinstance(made, list):
            refuse([replace(problem, file=problem.file or str(file)) for problem in made])
        detail = {"edition": edition.code, "sha256": edition.sha256}
        audit(session, person.login, "round.replace" if before else "round.create", made.code, detail, now)
    done = f"Replaced the draft {made.code}, now" if before else f"Created the round {made.code}"
    click.echo(f"{done} with the edition {edition.code}. It is a draft.")
    for change in edition.changes:
        click.echo(f"  - {change}")
    click.echo(f"Look at it on /staff/rounds/{made.code}, then: feedback round open {made.code} --as {login}")


@command.command("open")
@click.argument("code")
@as_option
def open_command(code: str, login: str) -> None:
    """Open the round CODE: its questions are frozen in every language, and people can answer."""
    _settings, engine = ready()
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "round.manage")
        opened = open_round(session, code, translate, now)
        if isinstance(opened, list):
            refuse(opened)
        audit(session, person.login, "round.open", code, {"wording": opened.wording, "sha256": opened.sha256}, now)
    where = f"at /r/{code}/" if opened.has_link else "for `feedback responses import`: it has no link"
    click.echo(f"The round {code} is open {where} in {', '.join(opened.languages)}.")


@command.command("reword")
@click.argument("code")
@as_option
def reword(code: str, login: str) -> None:
    """Publish corrected texts of the open round CODE; answers to the earlier wording stay acceptable.

    The texts are those of the catalogues of this installation. Questions and codes do not change.
    """
    _settings, engine = ready()
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "round.manage")
        made = reword_round(session, code, translate, now)
        if isinstance(made, list):
            refuse(made)
        audit(session, person.login, "round.reword", code, {"wording": made.wording, "sha256": made.sha256}, now)
    click.echo(f"The round {code} has the wording {made.wording}. Phones take it up between interviews.")


@command.command("close")
@click.argument("code")
@as_option
def close(code: str, login: str) -> None:
    """Close the round CODE by one step: open, then closing (late arrivals count), then closed."""
    _settings, engine = ready()
    with transaction(engine) as session:
        person = acting(session, login, "round.manage")
        closed = close_round(session, code)
        if isinstance(closed, list):
            refuse(closed)
        audit(session, person.login, "round.close", code, {"state": closed.state}, datetime.now(UTC))
    click.echo(f"The round {code} is {closed.state}. {NEXT[closed.state]}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_command(as_json: bool) -> None:
    """List all rounds, newest first."""
    _settings, engine = ready()
    with transaction(engine) as session:
        held = rounds(session)
    if as_json:
        click.echo(json.dumps([_row(round) for round in held], ensure_ascii=False, indent=2))
        return
    for round in held:
        click.echo(f"{round.code:16}  {round.state:8}  {round.use:13}  {round.edition}  {round.title_in('en')}")
    if not held:
        click.echo("No round yet: feedback round create FILE.toml --as LOGIN")


def _row(round: Round) -> dict[str, object]:
    return {
        "code": round.code,
        "state": round.state,
        "title": dict(round.title),
        "use": round.use,
        "edition": round.edition,
        "sha256": round.sha256,
        "languages": list(round.languages),
        "register": round.register,
        "link": round.link,
        "sealed": round.sealed,
        "closing": round.closing,
        "explanations": round.explanations,
        "starts": round.starts and round.starts.isoformat(),
        "ends": round.ends and round.ends.isoformat(),
    }
