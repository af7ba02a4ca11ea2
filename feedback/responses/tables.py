"""A file of microdata as a table of cells: told apart row by row, and translated once for each distinct cell."""

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import pandas as pd

from feedback.questionnaire.rules import Problem

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 20
LONGEST_CELL = 1_000_000
Value = TypeVar("Value")


@dataclass(frozen=True)
class Source:
    """A file that can be read: its text, how it was written, and the names of its columns."""

    file: str
    text: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    first: int
    """The line on which the header stands, 1 unless a spreadsheet wrote `sep=;` above it."""


@dataclass(frozen=True)
class Table:
    """Some columns of a file. `frame` has one row per record; `lines` says where each begins in the file."""

    frame: pd.DataFrame
    lines: tuple[int, ...]
    broken: tuple[tuple[int, str], ...]
    """Records that have too few or too many cells: line and reason. They are not in the frame."""


def open_source(raw: bytes, file: str, encoding: str = "", delimiter: str = "") -> Source | Problem:
    """The text of a CSV file; encoding and delimiter are found out where they are not given."""
    encoding = encoding or _encoding(raw)
    try:
        codecs.lookup(encoding)
        text = raw.decode(encoding).removeprefix("\ufeff").replace("\0", "")
    except LookupError:
        return Problem(file, "", f"there is no encoding {encoding!r}; write for example utf-8 or windows-1252")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Problem(file, f"line {line}", f"this is not {encoding}; set `encoding` under [file] in the mapping")
    first = 1
    if text[:4].lower() == "sep=" and text[5:6] in {"\r", "\n"}:
        delimiter, first, text = delimiter or text[4], 2, text[5:].lstrip("\r").removeprefix("\n")
    delimiter = delimiter or _delimiter(text)
    headers = tuple(name.strip() for name in _sample(text, delimiter, 1)[0])
    twice = sorted({name for name in headers if name and headers.count(name) > 1})
    if not any(headers):
        return Problem(file, f"line {first}", "the names of the columns must stand here; the line is empty")
    if twice:
        return Problem(file, f"line {first}", f"two columns have the same name: {', '.join(twice)}; rename one of each")
    return Source(file, text, encoding, delimiter, headers, first)


def read_table(source: Source, columns: Sequence[str], progress: Callable[[int, int], None]) -> Table | Problem:
    """The records of a file in these columns, named as in its header; `progress` hears lines read and all lines."""
    places = [source.headers.index(name) for name in columns]
    width = len(source.headers)
    rows, lines, broken = [], [], []
    csv.field_size_limit(LONGEST_CELL)
    total = source.text.count("\n")
    reader = csv.reader(io.StringIO(source.text, newline=""), delimiter=source.delimiter, strict=True)
    line = 0
    try:
        for number, record in enumerate(reader):
            begins, line = source.first + line, reader.line_num
            if number == 0 or not any(record):
                continue
            if len(record) == width:
                rows.append([record[place] for place in places])
                lines.append(begins)
            else:
                broken.append((begins, f"this row has {len(record)} cells and the header {width}; correct the row"))
            if number % 1000 == 0:
                progress(line, total)
    except csv.Error as error:
        where = f"line {source.first + line}"
        return Problem(source.file, where, f"this row cannot be read: {error}; check its quotes")
    progress(total, total)
    return Table(pd.DataFrame(rows, columns=list(columns), dtype=object), tuple(lines), tuple(broken))


def translated(table: Table, column: str, read: Callable[[str], Value]) -> list[Value]:
    """What each cell of a column stands for, in the order of the rows; each distinct cell is read once."""
    positions, distinct = pd.factorize(table.frame[column])
    values = [read(cell) for cell in distinct]
    return [values[position] for position in positions]


def joined(table: Table, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The cells of several columns side by side, row by row."""
    return list(zip(*(table.frame[column] for column in columns), strict=True))


def _sample(text: str, delimiter: str, size: int) -> list[list[str]]:
    """The first records as far as they can be read, at least one."""
    csv.field_size_limit(LONGEST_CELL)
    records: list[list[str]] = []
    with suppress(csv.Error):
        records += islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), size)
    return records or [[]]


def _encoding(raw: bytes) -> str:
    """What the first bytes say; else UTF-8 if it is, else what Windows programs write in Western languages."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _delimiter(text: str) -> str:
    """The sign that parts the header and most of the first records into the same number of cells; else a comma."""

    def fits(sign: str) -> tuple[int, int]:
        widths = [len(record) for record in _sample(text, sign, SAMPLE)]
        return (widths.count(widths[0]) if widths[0] > 1 else 0), widths[0]

    return max(DELIMITERS, key=fits)
