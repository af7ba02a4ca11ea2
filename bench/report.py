"""Figures as text: targets beside what was measured, the machine and the date, put into docs/performance.md."""

import os
import platform
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests import postgresql

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


@dataclass(frozen=True)
class Target:
    """What was promised, what a run measured, and whether that keeps the promise."""

    promise: str
    measured: str
    met: bool


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; everything after the first column is aligned to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def targets_table(targets: Iterable[Target]) -> str:
    """The promises of one part and whether this run met them."""
    rows = [(target.promise, target.measured, "met" if target.met else "**not met**") for target in targets]
    return (
        "\n".join("| " + " | ".join(row) + " |" for row in [("Target", "Measured", ""), ("---", "---", "---"), *rows])
        + "\n"
    )


def machine(*programs: str) -> str:
    """When and on what a run took place, as one sentence; `programs` are further versions worth knowing."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = ", ".join([f"Linux {platform.release()}", f"Python {platform.python_version()}", *programs])
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return (
        f"Measured on {today} on {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB of memory; {versions}. "
        f"Load average when it ended: {os.getloadavg()[0]:.1f}.\n"
    )


def sqlite_version() -> str:
    """The SQLite that Python brings."""
    return f"SQLite {sqlite3.sqlite_version}"


def postgresql_version() -> str:
    """The PostgreSQL that measurements start."""
    binaries = postgresql.find_binaries()
    if binaries is None:
        return "no PostgreSQL"
    said = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return "PostgreSQL " + (re.search(r"\d+(\.\d+)+", said) or ["?"])[0]


def write(part: str, text: str, page: Path = PAGE) -> None:
    """Put what a run measured between the marks of its part on the page; nothing else there changes."""
    before, start, rest = page.read_text().partition(f"<!-- {part}: written by `make bench` -->\n")
    _old, end, after = rest.partition(f"<!-- end of {part} -->")
    if not (start and end):
        raise ValueError(f"{page} has no marks for {part}")
    page.write_text(before + start + "\n" + text.strip() + "\n\n" + end + after)


def tell(text: str) -> None:
    """Tell how far a run is, beside its figures."""
    print(text, file=sys.stderr, flush=True)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
