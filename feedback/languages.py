"""Languages: which ones there are, how they write numbers and dates, and what a text is in each of them.

A language is a row of `translations/languages.toml`, so that languages unknown to CLDR (Dagbani) need no code. Texts
are ordinary gettext catalogues; a text that is missing falls back, string by string and never to a blank: to the
language whose numbers and dates are used, where that is another one of the table (a Bambara page formatted as `fr_ML`
falls back to French), else to English.
"""

import gettext
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton, get_date_format
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from feedback.config import shared_folder

SOURCE = "en"
DOMAIN = "messages"
STATUSES = ("source", "draft", "unreviewed", "signed")
DIGITS = {
    "latn": "0123456789",
    "arab": "٠١٢٣٤٥٦٧٨٩",
    "arabext": "۰۱۲۳۴۵۶۷۸۹",
    "nkoo": "߀߁߂߃߄߅߆߇߈߉",
    "adlm": "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙",
}
"""The ten digits of each way of writing numbers, by its CLDR name: Babel itself writes Latin digits everywhere."""
PLURAL = re.compile(r"nplurals=([1-6]); plural=(.+);")
DAY = re.compile(r"\bd{1,2}\b")
"""The day of the month in a CLDR pattern such as "d MMMM y"."""


@dataclass(frozen=True)
class Signature:
    """A speaker who has read every text of a language and stands for it, and the day on which that was."""

    name: str
    day: date


@dataclass(frozen=True)
class Language:
    """One language: its code in the address, its own name, its direction and its state of review."""

    code: str
    autonym: str
    direction: str
    formatting: str
    """The CLDR locale whose numbers and dates are used."""
    plural: str
    """How many plural forms there are and which one a number takes, as gettext writes it."""
    status: str
    """`source`, `draft` (texts are missing), `unreviewed` (complete) or `signed` (by two named speakers)."""
    digits: str = "latn"
    signatures: tuple[Signature, ...] = ()
    first_of_month: str = ""
    """What a date says for the first day of a month; empty for the plain number."""


@cache
def languages() -> dict[str, Language]:
    """All languages, drafts too, in the order in which they are offered."""
    rows = tomllib.loads((shared_folder("translations") / "languages.toml").read_text("utf-8"))
    return {
        code: Language(
            code=code,
            autonym=row["autonym"],
            direction=row["direction"],
            formatting=row["formatting"],
            plural=row["plural"],
            status=row["status"],
            digits=row["digits"],
            signatures=tuple(Signature(one["name"], one["day"]) for one in row["signatures"]),
            first_of_month=row.get("first_of_month", ""),
        )
        for code, row in rows.items()
    }


def offered(among: Collection[str] | None = None) -> list[Language]:
    """The languages that a page offers: those of a round where one is given, else every one that is not a draft."""
    known = languages().values()
    return [each for each in known if (each.status != "draft" if among is None else each.code in among)]


def table_problems(table: Collection[Language]) -> list[str]:
    """What is wrong in the table of languages, one sentence each."""
    problems = []
    for row in table:
        wrong = [
            (row.direction not in {"ltr", "rtl"}, "direction must be ltr or rtl"),
            (row.digits not in DIGITS, f"digits must be one of {', '.join(DIGITS)}"),
            (row.status not in STATUSES, f"status must be one of {', '.join(STATUSES)}"),
            (not PLURAL.fullmatch(row.plural), "plural must read like nplurals=2; plural=(n != 1);"),
            (
                not _in_cldr(row.formatting),
                f"CLDR knows no {row.formatting}; take one that writes alike",
            ),
            (
                row.status == "signed" and len({one.name for one in row.signatures}) < 2,
                "signed needs the signatures of two speakers, each with name and day",
            ),
        ]
        problems += [f"translations/languages.toml: {row.code}: {text}." for is_so, text in wrong if is_so]
    return problems


def catalogue_path(code: str) -> Path:
    """Where the texts of a language lie, as text that translators edit."""
    return shared_folder("translations") / code / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    """The texts of a language: compiled where a wheel was built, read from the text file in a checkout."""
    source = catalogue_path(code)
    compiled = source.with_suffix(".mo")
    if compiled.exists():
        memory = BytesIO(compiled.read_bytes())
    elif source.exists():
        memory = BytesIO()
        write_mo(memory, read_po(BytesIO(source.read_bytes())))
        memory.seek(0)
    else:
        return gettext.NullTranslations()
    found = gettext.GNUTranslations(memory)
    found.plural = gettext.c2py(PLURAL.fullmatch(languages()[code].plural)[2])  # type: ignore[attr-defined, index]
    behind = languages()[code].formatting.partition("_")[0]
    if behind in languages() and behind not in {code, SOURCE}:
        found.add_fallback(_catalogue(behind))
    return found


def translate(code: str, text: str, /, **values: object) -> str:
    """The text in a language, with its named placeholders filled; where it is missing, what stands in for it."""
    found = _catalogue(code).gettext(text) if text else ""
    return (found or text) % values if values else (found or text)


def translate_plural(code: str, one: str, many: str, n: int, /, **values: object) -> str:
    """The right plural form of a text for a number `n`."""
    found = _catalogue(code).ngettext(one, many, n) or (one if n == 1 else many)
    return found % {"n": format_number(code, n), **values}


def format_number(code: str, number: float) -> str:
    """A number as the language writes it."""
    known = languages().get(code)
    system = "latn" if known is None or known.digits == "latn" else "default"
    return _digits(code, format_decimal(number, locale=_formatting(code), numbering_system=system))


def format_date(code: str, day: date) -> str:
    """A date in full, with the month in words."""
    pattern = get_date_format("long", locale=_formatting(code)).pattern
    known = languages().get(code)
    if day.day == 1 and known and known.first_of_month:
        pattern = DAY.sub(f"'{known.first_of_month}'", pattern, count=1)
    return _digits(code, babel_date(day, format=pattern, locale=_formatting(code)))


def format_month(code: str, day: date) -> str:
    """A month in words with its year."""
    return _digits(code, format_skeleton("yMMMM", day, locale=_formatting(code)))


def _formatting(code: str) -> str:
    known = languages().get(code)
    return known.formatting if known else SOURCE


def _digits(code: str, written: str) -> str:
    known = languages().get(code)
    return written.translate(str.maketrans(DIGITS["latn"], DIGITS[known.digits])) if known else written


def _in_cldr(locale: str) -> bool:
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return False
    return True
