"""Languages: which ones there are, how they write numbers and dates, and what a text is in each of them.

A language is a row of `translations/languages.toml`, so that languages unknown to CLDR (Dagbani, Ga) need no code.
Texts are ordinary gettext catalogues; a text that is missing falls back to English, string by string, never to a blank.
"""

import gettext
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date as babel_date
from babel.dates import get_date_format
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from feedback.config import shared_folder

SOURCE = "en"
DOMAIN = "messages"
DAY = re.compile(r"\bd{1,2}\b")
"""The day of the month in a CLDR pattern such as "d MMMM y"."""


@dataclass(frozen=True)
class Language:
    """One language: its code in the address, its own name, its direction and its state of review."""

    code: str
    autonym: str
    direction: str
    formatting: str
    """The CLDR locale whose numbers and dates are used."""
    status: str
    """`source`, `unreviewed`, `draft` or `signed`."""
    signatures: tuple[str, ...] = ()
    first_of_month: str = ""
    """What a date says for the first day of a month; empty for the plain number."""


@cache
def languages() -> dict[str, Language]:
    """All languages in the order in which they are offered."""
    rows = tomllib.loads((shared_folder("translations") / "languages.toml").read_text("utf-8"))
    return {
        code: Language(
            code=code,
            autonym=row["autonym"],
            direction=row.get("direction", "ltr"),
            formatting=row.get("formatting", code),
            status=row["status"],
            signatures=tuple(row.get("signatures", ())),
            first_of_month=row.get("first_of_month", ""),
        )
        for code, row in rows.items()
    }


def catalogue_path(code: str) -> Path:
    """Where the texts of a language lie, as text that translators edit."""
    return shared_folder("translations") / code / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    """The texts of a language: compiled where a wheel was built, read from the text file in a checkout."""
    source = catalogue_path(code)
    compiled = source.with_suffix(".mo")
    if compiled.exists():
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not source.exists():
        return gettext.NullTranslations()
    with source.open("rb") as file:
        parsed = read_po(file, locale=None)
    memory = BytesIO()
    write_mo(memory, parsed)
    memory.seek(0)
    return gettext.GNUTranslations(memory)


def translate(code: str, text: str, /, **values: object) -> str:
    """The text in a language, with its named placeholders filled; English where a translation is missing."""
    found = _catalogue(code).gettext(text) if text else ""
    return (found or text) % values if values else (found or text)


def translate_plural(code: str, one: str, many: str, n: int, /, **values: object) -> str:
    """The right plural form of a text for a number `n`."""
    found = _catalogue(code).ngettext(one, many, n) or (one if n == 1 else many)
    return found % {"n": format_number(code, n), **values}


def format_number(code: str, number: float) -> str:
    """A number as the language writes it."""
    return format_decimal(number, locale=_formatting(code))


def format_date(code: str, day: date) -> str:
    """A date in full, with the month in words."""
    pattern = get_date_format("long", locale=_formatting(code)).pattern
    known = languages().get(code)
    if day.day == 1 and known and known.first_of_month:
        pattern = DAY.sub(f"'{known.first_of_month}'", pattern, count=1)
    return babel_date(day, format=pattern, locale=_formatting(code))


def _formatting(code: str) -> str:
    known = languages().get(code)
    return known.formatting if known else SOURCE
