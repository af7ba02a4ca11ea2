"""`feedback responses`: bring in answers that others collected, and look at what was set aside."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from feedback.cli.context import acting, as_option, fail, ready
from feedback.cli.responses.handover import is_phone_file, take_phone_file
from feedback.cli.responses.opening import open_command
from feedback.cli.responses.quarantine import quarantine
from feedback.database import transaction
from feedback.responses.jobs import Order, Report, import_file, report_csv, report_lines

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
STEPS = {"reading": "Reading the file", "checking": "Checking the rows", "keeping": "Keeping the rows"}


@click.group("responses")
def command() -> None:
    """Answers of citizens: bring in what others collected, look at what was set aside."""


command.add_command(open_command)
command.add_command(quarantine)


@command.command("import")
@click.argument("file", type=FILE)
@click.option("--round", "code", metavar="CODE", help="The open round that the answers of a table belong to.")
@click.option("--mapping", type=FILE, help="What the columns of a table mean (TOML; see docs/import.md).")
@as_option
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option("--skip-invalid", is_flag=True, help="Keep the valid rows although others are invalid.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write every finding to this CSV file.")
def import_command(
    file: Path,
    code: str | None,
    mapping: Path | None,
    login: str,
    dry_run: bool,
    skip_invalid: bool,
    report: Path | None,
) -> None:
    """Import microdata from FILE (CSV, as ODK Central, KoboToolbox, SPSS or Stata write it) into a round.

    Either all valid rows enter or none. A row that is held already is recognised, so the same file may be imported
    again after rows were added to it. The exit code is 1 when anything had to stay out for a fault.

    A file that a phone wrote because it could not send (feedback-unsent.txt) needs neither --round nor --mapping: each
    line is kept or set aside as if the phone had sent it.
    """
    _settings, engine = ready()
    if is_phone_file(file):
        if code or mapping or dry_run or skip_invalid:
            fail("This file comes from a phone and needs only --as: leave --round and the other options out.")
        sys.exit(take_phone_file(engine, file, login, report))
    if code is None or mapping is None:
        fail("This file is a table: say with --round where it belongs and with --mapping what its columns mean.")
    with transaction(engine) as session:
        person = acting(session, login, "responses.import")
    order = Order(code, mapping, file, person.login, dry_run, skip_invalid)
    with ExitStack() as stack:
        found = import_file(engine, order, datetime.now(UTC), _bars(stack))
    if not isinstance(found, Report):
        fail("\n".join(map(str, found)) + "\nNothing was imported.")
    click.echo("\n".join(report_lines(found)))
    if report is not None:
        report.write_bytes(report_csv(found))
    click.echo(_verdict(found, order))
    if found.count("invalid", "changed"):
        sys.exit(1)


def _verdict(report: Report, order: Order) -> str:
    if report.entered:
        return f"Imported {report.new} rows."
    if order.dry_run:
        return "This was a dry run: nothing was written."
    if report.count("invalid", "changed") and not order.skip_invalid:
        others = ", or keep the others with --skip-invalid" if report.new else ""
        return f"Nothing was imported. Mend the rows named above{others}."
    return f"Nothing new: {report.held} rows are held already." if report.held else "Nothing new: no row may enter."


def _bars(stack: ExitStack) -> Callable[[str, int, int], None]:
    """A bar for each step of the import, drawn on a terminal only, so that a report in a file stays clean."""
    bars: dict[str, Any] = {}

    def progress(step: str, done: int, total: int) -> None:
        if step not in bars:
            stack.close()
            bar = click.progressbar(length=total, label=STEPS[step], file=sys.stderr, hidden=not sys.stderr.isatty())
            bars[step] = stack.enter_context(bar)
        bars[step].update(done - bars[step].pos)

    return progress
