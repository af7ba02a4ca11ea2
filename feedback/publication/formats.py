"""A release as bytes: tidy CSV and its codebook. Files are projections of the frozen table and parse back to it.

A text that a spreadsheet could take for a formula gets an apostrophe in front (and so does a text that begins with an
apostrophe), which `read_csv` takes away again: nothing is lost.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from feedback.publication.rules.cells import PublishedCell, parse_key, parse_shown
from feedback.publication.rules.domains import DIMENSIONS, TOTAL, format_domain, parse_domain

COLUMNS = (
    "round", "release", "period", "series", *DIMENSIONS, "service", "item", "label", "measure", "value",
    "shown", "n", "reason", "demonstration",
)  # fmt: skip
CODEBOOK_COLUMNS = ("column", "code", "meaning")
NUMBERS = frozenset({"release", "value", "n"})
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")
Decimals = Literal[0, 1]


@dataclass(frozen=True)
class Row:
    """One line of the tidy file: a published cell with its domain spread over columns."""

    round: str
    release: int
    domain: str
    label: str
    cell: PublishedCell
    demonstration: bool
    period: str = ""
    """The months in which the answers came: `2026-10/2026-11`."""


def write_release(
    round_code: str,
    number: int,
    cells: Iterable[PublishedCell],
    label: Callable[[str, str], str],
    demonstration: bool,
    decimals: Decimals = 0,
    period: str = "",
) -> bytes:
    """A release as tidy CSV, one cell per line; `label(service, item)` names it. Whole percent, or one decimal."""
    lines = []
    for cell in cells:
        domain, service, item = parse_key(cell.cell)
        levels = dict(parse_domain(domain))
        lines.append(
            (
                *(round_code, number, period, cell.series),
                *(levels.get(name, TOTAL) for name in DIMENSIONS),
                *(service, item, label(service, item), cell.measure, _value(cell, decimals), cell.shown),
                *("" if cell.n_shown is None else cell.n_shown, cell.reason, "yes" if demonstration else "no"),
            )
        )
    return write_csv(COLUMNS, lines)


def read_release(data: bytes) -> list[Row]:
    """The rows of a tidy file. The value is read as the file gives it: whole percent, or one decimal."""
    rows = []
    for line in read_csv(data):
        levels = tuple((name, line[name]) for name in DIMENSIONS if line[name] != TOTAL)
        domain = format_domain(levels)
        cell = PublishedCell(
            series=line["series"],
            cell=f"{domain}|{line['service']}|{line['item']}",
            measure=line["measure"],
            value=float(line["value"]) if line["value"] else None,
            shown=line["shown"],
            reason=line["reason"],
            n_shown=int(line["n"]) if line["n"] else None,
        )
        marked = line["demonstration"] == "yes"
        rows.append(Row(line["round"], int(line["release"]), domain, line["label"], cell, marked, line["period"]))
    return rows


def write_codebook(entries: Iterable[tuple[str, str, str]]) -> bytes:
    """The codebook as CSV: for each column and code what it means; rows without a column describe the whole file."""
    return write_csv(CODEBOOK_COLUMNS, entries)


def write_csv(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """CSV as RFC 4180 has it, in UTF-8; texts are made safe for spreadsheets, numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(
        [value if name in NUMBERS else safe_text(str(value)) for name, value in zip(columns, line, strict=True)]
        for line in lines
    )
    return out.getvalue().encode()


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The lines of a file made by `write_csv`, with their texts as they were."""
    reader = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return [{name: v if name in NUMBERS else plain_text(v) for name, v in line.items()} for line in reader]


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain_text(text: str) -> str:
    """The text as it was before `safe_text`."""
    return text[1:] if text.startswith("'") else text


def _value(cell: PublishedCell, decimals: Decimals) -> str:
    """The number of the value column: the whole percent that everyone sees, or the one decimal of the office."""
    if cell.value is None:
        return ""
    if decimals:
        return f"{cell.value:.1f}"
    meaning = parse_shown(cell.shown)
    return str(meaning.number) if meaning else ""
