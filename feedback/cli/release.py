"""`feedback release`: build, show, approve, publish, discard and export what a round says."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback.accounts.records import audit
from feedback.cli.context import acting, as_option, connect, fail
from feedback.database import transaction
from feedback.publication.jobs import CLOSED_ROUND, NOT_CLOSED, STILL_OPEN, build
from feedback.publication.records import (
    File,
    Release,
    all_releases,
    approve,
    cells_of,
    discard,
    files_of,
    office_file,
    open_release,
    publish,
    release_files,
    totals,
)
from feedback.publication.rules import Step
from feedback.questionnaire.records import find_round
from feedback.questionnaire.rules import Round

round_option = click.option("--round", "code", required=True, metavar="CODE", help="The code of the round.")
NEXT = {
    CLOSED_ROUND: "feedback release build --round {code} --closing --as LOGIN",
    NOT_CLOSED: "feedback round close {code} --as LOGIN",
    STILL_OPEN: "feedback release show --round {code} --as LOGIN",
}
"""What to type after a refusal."""

number_option = click.option("--number", type=int, help="The number of the release; without it the newest one.")


@click.group("release")
def command() -> None:
    """Build, check, approve, publish and export releases of results.

    A draft is approved by someone else than the person who built it. A published release never changes.
    """


@command.command("build")
@round_option
@click.option("--closing", is_flag=True, help="The last release of a closed round, which holds every answer.")
@as_option
def build_command(code: str, closing: bool, login: str) -> None:
    """Build a draft from the answers that wait."""
    _settings, engine = connect()
    with transaction(engine) as session:
        person = acting(session, login, "release.build")
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=100, label="Building", file=sys.stderr, hidden=hidden) as bar:
        outcome = build(engine, code, closing, person.login, datetime.now(UTC), lambda done: _advance(bar, done))
    if outcome.release is None:
        fail(f"{outcome}{_next(outcome.text, code)}")
    click.echo(
        f"Release {outcome.number} of {code} is built: {outcome.counted} new answers counted, {outcome.waiting} wait. "
        f"Someone else approves it: feedback release approve --round {code} --as LOGIN"
    )


@command.command("show")
@round_option
@number_option
@click.option("--all", "every", is_flag=True, help="Every number, not only the totals of each service.")
@click.option("--json", "as_json", is_flag=True, help="All numbers, for a program.")
@as_option
def show_command(code: str, number: int | None, every: bool, as_json: bool, login: str) -> None:
    """Show the releases of a round, and the totals of each service in the newest of them or in the one asked for."""
    _settings, engine = connect()
    with transaction(engine) as session:
        person = acting(session, login, "release.see")
        this = _round(session, code)
        audit(session, person.login, "release.show", f"{code}/{number or ''}", {"json": as_json}, datetime.now(UTC))
        releases = [r for r in all_releases(session, this.id) if number in (None, r.number)]
        if not releases:
            fail(f"There is no such release of {code}. To build one: feedback release build --round {code} --as LOGIN")
        if as_json:
            click.echo(json.dumps([_document(session, this, r) for r in releases], ensure_ascii=False, indent=1))
            return
        for release in releases:
            click.echo(_line(this, release))
        for line in _every(session, releases[0]) if every else _totals(session, this, releases[0]):
            click.echo(line)


@command.command("approve")
@round_option
@as_option
def approve_command(code: str, login: str) -> None:
    """Approve the draft of a round; never the person who built it."""
    _move(code, login, "approve")


@command.command("publish")
@round_option
@as_option
def publish_command(code: str, login: str) -> None:
    """Make the approved release of a round public."""
    _move(code, login, "publish")


@command.command("discard")
@round_option
@as_option
def discard_command(code: str, login: str) -> None:
    """Give up the release of a round that is not public; its answers wait again."""
    _move(code, login, "discard")


@command.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@round_option
@number_option
@as_option
def export_command(folder: Path, code: str, number: int | None, login: str) -> None:
    """Write the files of a published release into FOLDER: the public ones, and one with one decimal for the office."""
    settings, engine = connect()
    with transaction(engine) as session:
        person = acting(session, login, "release.see")
        this = _round(session, code)
        release = next(
            (r for r in all_releases(session, this.id) if r.state == "published" and number in (None, r.number)), None
        )
        if release is None:
            fail(
                f"There is no such published release of {code}. "
                f"To see all: feedback release show --round {code} --as LOGIN"
            )
        files = [File(row.name, row.type, row.bytes) for row in files_of(session, release.id)]
        files.append(office_file(session, this, release, settings.demonstration))
        detail = {"files": {file.name: file.sha256 for file in files}}
        audit(session, person.login, "release.export", f"{code}/{release.number}", detail, datetime.now(UTC))
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.data)
        click.echo(f"{folder / file.name}  SHA-256 {file.sha256}")


def _advance(bar: Any, percent: int) -> None:
    bar.update(percent - bar.pos)


def _move(code: str, login: str, step: Step) -> None:
    """Take one step with the open release of a round, and audit it; or say why not."""
    settings, engine = connect()
    permission = "release.approve" if step == "approve" else "release.publish"
    with transaction(engine) as session:
        person = acting(session, login, permission)
        this = _round(session, code)
        release = open_release(session, this.id)
        if release is None:
            fail(
                f"No release of {code} is a draft or approved. "
                f"To see all: feedback release show --round {code} --as LOGIN"
            )
        now = datetime.now(UTC)
        if step == "approve":
            why = approve(session, release.id, person.login, now)
        elif step == "publish":
            files = release_files(session, this, release, settings.demonstration) if release.digest else []
            why = publish(session, release.id, person.login, now, files)
        else:
            why = discard(session, release.id, person.login)
        if why is not None:
            fail(why)
        detail = {"release": release.id, "digest": release.digest}
        audit(session, person.login, f"release.{step}", f"{code}/{release.number}", detail, now)
        click.echo(_line(this, release))


def _round(session: Session, code: str) -> Round:
    this = find_round(session, code)
    if this is None:
        fail(f"There is no round {code}. `feedback round list` shows them.")
    return this


def _next(text: str, code: str) -> str:
    return f"\nWhat to type: {NEXT[text].format(code=code)}" if text in NEXT else ""


def _every(session: Session, release: Release) -> list[str]:
    """Every number of a release, one on a line."""
    cells = cells_of(session, release.id)
    return [f"{c.series}  {c.cell}  {c.measure}  {c.shown or f'({c.reason})'}" for c in cells]


def _totals(session: Session, this: Round, release: Release) -> list[str]:
    """What sums up each service for everyone, with the people it rests on, series by series."""
    lines = [f"Release {release.number}, totals. Everything: --all"]
    for series, sums in totals(session, this, release):
        lines.append(f"{series.name} ({series.code})")
        for found in sums:
            cell = found.cell
            share = "" if cell.measure == "n" else f"{cell.shown} %" if cell.shown else f"({cell.reason})"
            lines.append(f"  {share:>12}  n {'few' if cell.n_shown is None else cell.n_shown:>7}  {found.label}")
    return lines if lines[1:] else []


def _line(this: Round, release: Release) -> str:
    who = [f"built by {release.built_by} on {release.built_at:%Y-%m-%d}"]
    if release.approved_by and release.approved_at:
        who.append(f"approved by {release.approved_by} on {release.approved_at:%Y-%m-%d}")
    if release.published_by and release.published_at:
        who.append(f"published by {release.published_by} on {release.published_at:%Y-%m-%d}")
    state = release.state if release.digest else f"{release.state}, unfinished"
    return f"{this.code} release {release.number} ({state}): {release.responses} answers; {', '.join(who)}"


def _document(session: Session, this: Round, release: Release) -> dict[str, object]:
    return {
        "round": this.code,
        "number": release.number,
        "state": release.state,
        "closing": release.closing,
        "responses": release.responses,
        "waiting": release.waiting,
        "digest": release.digest,
        "steps": release.steps,
        "cells": [vars(cell) for cell in cells_of(session, release.id)],
    }
