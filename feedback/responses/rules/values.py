"""What one cell of a file stands for, by where its value goes: a code, a number, a day or a text."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from feedback.responses.rules.columns import Column, Refusal, code_of, day_of, number_of, plain, weight_of
from feedback.responses.rules.documents import clean_text
from feedback.responses.rules.reading import OLDEST

LONGEST_NAME = 64
YOUNG = Refusal("the person is younger than 18")
NO_AGE = Refusal("this is no age in years; where it means that none was given, add it to `missing` of age")


def value_of(name: str, column: Column, comma: bool, today: date, cell: str) -> Any:
    """What one cell stands for; None where nothing was recorded; a Refusal where it cannot be used.

    `name` as in `columns_of`; `comma` says whether the file writes 1.5 as 1,5; no day may lie after `today`.
    """
    if column.name and plain(cell) in column.missing:
        return None
    readers: dict[str, Callable[[str], Any]] = {
        "date": partial(_day, column.format, today),
        "age": partial(_age, comma),
        "weight": partial(weight_of, comma=comma),
        "stratum": _name,
        "psu": _name,
        "unit": _name,
    }
    if name.startswith("texts."):
        return clean_text(cell.strip())
    return readers.get(name, partial(code_of, column))(cell)


def _day(written: str, today: date, cell: str) -> date | Refusal:
    day = day_of(cell, written)
    return Refusal("this day is still to come; correct it") if isinstance(day, date) and day > today else day


def _age(comma: bool, cell: str) -> int | Refusal:
    number = number_of(cell, comma)
    if isinstance(number, Refusal):
        return number
    if 0 <= number < 18:
        return YOUNG
    return int(number) if 18 <= number <= OLDEST else NO_AGE


def _name(cell: str) -> str | Refusal:
    text = clean_text(cell.strip())
    return text if len(text) <= LONGEST_NAME else Refusal(f"this is longer than {LONGEST_NAME} characters; shorten it")
