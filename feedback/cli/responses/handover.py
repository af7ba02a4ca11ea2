"""`feedback responses import` of a file that a phone wrote because it could not send."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Engine

from feedback.cli.context import acting
from feedback.database import transaction
from feedback.fieldwork.records.handover import take_handed
from feedback.responses.records.handover import TITLES, HandOver, take_file
from feedback.responses.rules import is_handed_over

HEAD = 4096
SHOWN = 20


def is_phone_file(path: Path) -> bool:
    """Whether a phone wrote this file, by its first bytes."""
    with path.open("rb") as file:
        return is_handed_over(file.read(HEAD))


def take_phone_file(engine: Engine, path: Path, login: str, report: Path | None) -> int:
    """Take a phone's file in the name of a person and say what became of each line; the exit code."""
    with transaction(engine) as session:
        person = acting(session, login, "responses.handover")
    with path.open("rb") as file:
        done = take_file(engine, file, path.name, person.login, datetime.now(UTC), take_handed)
    click.echo("\n".join(_lines(done)))
    if report is not None:
        report.write_bytes(_csv(done))
    return 1 if done.unread else 0


def _lines(done: HandOver) -> list[str]:
    lines = [f"{len(done.lines)} lines read."]
    lines += [f"  {n} x {title}" for state, title in TITLES.items() if (n := done.count(state))]
    lines += [f"  {n} x set aside: {reason}" for reason, n in done.reasons]
    lines += [f"  line {taken.line}: {taken.reason}" for taken in done.unread[:SHOWN]]
    if len(done.unread) > SHOWN:
        lines.append(f"  ... and {len(done.unread) - SHOWN} more; --report FILE writes them all.")
    if done.count("aside"):
        lines.append("`feedback responses quarantine list` shows what was set aside.")
    return lines


def _csv(done: HandOver) -> bytes:
    """Every line and what became of it, as UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("line", "id", "outcome", "reason"))
    writer.writerows((taken.line, taken.id, taken.state, taken.reason) for taken in done.lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
