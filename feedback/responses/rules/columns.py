"""One column of a file from elsewhere: how its cells become codes, numbers and days. Every refusal says what to do."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

EMPTY = frozenset({"", "."})
"""Cells that hold nothing: an empty cell, or the full stop that Stata and SPSS write for a missing value."""
_WHOLE = re.compile(r"([+-]?\d+)[.,]0+")
_SEPARATORS = "/-"
"""What stands between the names of groups and questions in exports of KoboToolbox (/) and ODK Central (-)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one cell cannot be used, as a sentence that says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """Where one value of a response comes from: a column of the file and what its cells mean, or a constant."""

    target: str
    """What it becomes: an item code, or `place`, `date`, `weight` ..."""
    name: str = ""
    """The column as the mapping names it; "" when the value is the same in every row."""
    constant: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Plain cell -> code. Empty when the cell is taken as it is."""
    missing: frozenset[str] = frozenset()
    """Plain cells that mean: no answer was recorded."""
    format: str = ""
    """How days are written, as in `%d/%m/%Y`; "" for 2026-11-20, with or without a time after it."""


def plain(cell: str) -> str:
    """A cell as it is compared: without outer spaces, in lower case, and `1.0` or `1,00` as the whole number it is."""
    return whole(cell).casefold()


def whole(cell: str) -> str:
    """A cell without outer spaces, and `1.0` as `1`: programs differ in how they write the same whole number."""
    text = cell.replace("\u00a0", " ").strip()
    number = _WHOLE.fullmatch(text)
    return number[1] if number else text


def find_column(headers: Sequence[str], name: str) -> str | Refusal:
    """The header that is meant by a name: the same text, or the one header that ends in it after a group's prefix."""
    if name in headers:
        return name
    named = any(letter.isalpha() for letter in name)  # the bare number 1 is not the end of 4-1
    endings = [header for header in headers if named and any(header.endswith(mark + name) for mark in _SEPARATORS)]
    if len(endings) == 1:
        return endings[0]
    if endings:
        return Refusal(f"several columns end in {name!r}: {', '.join(endings)}; write the whole name of one of them")
    alike = [header for header in headers if plain(header) == plain(name)]
    if len(alike) == 1:
        return alike[0]
    return Refusal(f"the file has no column {name!r}; its columns are: {_list(headers)}")


def code_of(column: Column, cell: str) -> str | Refusal | None:
    """The code that a cell stands for, None where nothing was recorded, or why it stands for nothing."""
    if not column.name:
        return column.constant
    found = plain(cell)
    if found in column.missing:
        return None
    if not column.codes:
        return cell.strip()
    code = column.codes.get(found)
    if code is None:
        return Refusal(
            f"this value stands for none of the answers of {column.target}; "
            f"add it to `values` or to `missing` of {column.target} in the mapping"
        )
    return code or None


def number_of(cell: str, comma: bool) -> float | Refusal:
    """The finite number in a cell; `comma` says whether the file writes one and a half as 1,5."""
    text = cell.replace("\u00a0", "").strip()
    if "," in text:
        if not comma or "." in text:
            return Refusal('this is not a number; where the file writes 1,5 for 1.5, set decimal = "," under [file]')
        text = text.replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return Refusal("this is not a number; correct the cell, or leave the row out of the file")
    return number if math.isfinite(number) else Refusal("this number has no end; correct it, or leave the row out")


def weight_of(cell: str, comma: bool) -> float | Refusal:
    """A weight: finite and greater than 0, because anything else would count a person backwards or not at all."""
    number = number_of(cell, comma)
    if isinstance(number, float) and number <= 0:
        return Refusal("a weight must be greater than 0; correct it, or leave the row out of the file")
    return number


def day_of(cell: str, written: str = "") -> date | Refusal:
    """The day in a cell, written as the format says, or as 2026-11-20 with any time after it left aside."""
    text = cell.strip()
    try:
        return datetime.strptime(text, written).replace(tzinfo=UTC).date() if written else date.fromisoformat(text[:10])
    except ValueError:
        expected = f"as {written}" if written else "as 2026-11-20"
        return Refusal(f"this is not a day written {expected}; set `format` under [date] to how the file writes days")


def _list(names: Iterable[str], most: int = 30) -> str:
    shown = list(names)
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")
