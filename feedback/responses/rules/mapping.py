"""A mapping: what the columns of a file from elsewhere mean, as the office that imports it states it.

Provenance, weight, stratum, PSU and unit come from here alone, never from what a file says of itself; so do the two
things without which nothing may be kept: that the people were asked for their consent, and that they are eligible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from feedback.questionnaire.rules import PROVENANCES, Edition, Item, Problem, text_fields
from feedback.responses.rules.columns import EMPTY, Column, plain
from feedback.responses.rules.declared import BROKEN, CELL, Declared, cell, choice, part, sentence, text, texts
from feedback.responses.rules.response import ASSISTANCE, CONSENT_WAYS

OPTIONAL = ("place", "age", "weight", "stratum", "psu", "unit")
TABLES = ("study", "file", "id", "consent", "eligible", "date", "language", *OPTIONAL, "answers", "texts")
_YES = frozenset({"statement", "column", "yes"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What the office states for every row, and the column that has to agree where there is one."""

    statement: str
    column: str = ""
    yes: frozenset[str] = frozenset()
    """Plain cells that mean yes; rows with any other cell are left out."""


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """How the rows of one file become response documents of one edition."""

    source: str
    """The study that the file comes from, in the office's own words."""
    provenance: str
    assistance: str
    consent: Statement
    consent_how: str
    eligible: Statement
    key: tuple[str, ...]
    """Columns that together name a row once and for all; its id is derived from them."""
    date: Column
    language: Column
    answers: Mapping[str, Column]
    texts: Mapping[str, Column]
    optional: Mapping[str, Column] = field(default_factory=dict)
    """By name: place, age, weight, stratum, psu, unit."""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""


def columns_of(mapping: ImportMapping) -> dict[str, Column]:
    """Every value of a row by where it goes: `date`, `weight` ..., `answers.4.1`, `texts.3_other`."""
    return {
        "date": mapping.date,
        "language": mapping.language,
        **mapping.optional,
        **{f"answers.{code}": column for code, column in mapping.answers.items()},
        **{f"texts.{key}": column for key, column in mapping.texts.items()},
    }


def read_mapping(
    document: Mapping[str, Any], edition: Edition, languages: tuple[str, ...], file: str
) -> ImportMapping | list[Problem]:
    """The mapping in a TOML document, checked against the edition of the round; or everything that is wrong with it."""
    problems: list[Problem] = []
    whole = Declared(file, "", document, problems)
    for name in sorted(document.keys() - set(TABLES)):
        whole.refuse(name, f"there is no such table; the tables are {', '.join(TABLES)}")
    study = part(whole, "study", frozenset({"source", "provenance", "assistance"}))
    reading = part(whole, "file", frozenset({"encoding", "delimiter", "decimal", "missing"}))
    consent = part(whole, "consent", _YES | {"how"})
    empty = EMPTY | {plain(one) for one in texts(reading, "missing")}
    mapping = ImportMapping(
        source=sentence(study, "source", "which study these data come from"),
        provenance=choice(study, "provenance", PROVENANCES),
        assistance=choice(study, "assistance", ASSISTANCE, "none"),
        consent=_statement(consent, "how consent was asked for and recorded; without it nothing may be kept"),
        consent_how=choice(consent, "how", CONSENT_WAYS),
        eligible=_statement(
            part(whole, "eligible", _YES), "why everyone in these data is 18 or older and lives in the area"
        ),
        key=_key(part(whole, "id", frozenset({"columns"}))),
        date=_date(part(whole, "date", CELL - {"values"} | {"format"}), empty),
        language=_language(part(whole, "language", CELL), empty, languages),
        answers=_answers(whole, edition, empty),
        texts=_texts(whole, edition, empty),
        optional={name: _optional(whole, name, empty) for name in OPTIONAL if name in document},
        encoding=text(reading, "encoding"),
        delimiter=choice(reading, "delimiter", (",", ";", "\t", "|", "")),
        decimal=choice(reading, "decimal", (",", ".", "")),
    )
    return problems or mapping


def _statement(declared: Declared, what: str) -> Statement:
    stated = sentence(declared, "statement", what)
    column, yes = text(declared, "column"), frozenset(plain(one) for one in texts(declared, "yes"))
    if bool(column) != bool(yes):
        declared.refuse("", "`column` and `yes` go together: the column, and the cells in it that mean yes")
    return Statement(stated, column, yes)


def _key(declared: Declared) -> tuple[str, ...]:
    columns = tuple(texts(declared, "columns"))
    if not columns:
        declared.refuse("columns", "name the column or columns whose cells tell every row from every other")
    return columns


def _date(declared: Declared, empty: frozenset[str]) -> Column:
    return replace(cell(declared, "date", empty), format=text(declared, "format"))


def _language(declared: Declared, empty: frozenset[str], languages: tuple[str, ...]) -> Column:
    column = cell(declared, "language", empty)
    for code in sorted({column.constant, *column.codes.values()} - {"", BROKEN, *languages}):
        declared.refuse("", f"the round has no language {code!r}; it has {', '.join(languages)}")
    return column


def _optional(whole: Declared, name: str, empty: frozenset[str]) -> Column:
    keys = CELL if name == "place" else CELL - {"values", "constant"}
    return cell(part(whole, name, keys), name, empty)


def _answers(whole: Declared, edition: Edition, empty: frozenset[str]) -> dict[str, Column]:
    answers = part(whole, "answers", frozenset(edition.items))
    if not answers.table:
        answers.refuse("", 'there are no answers; write a table for each question, as in [answers."4.1"]')
    known = (edition.items[code] for code in answers.table if code in edition.items)
    return {item.code: _answer(part(answers, item.code, CELL, quoted=True), item, empty) for item in known}


def _answer(declared: Declared, item: Item, empty: frozenset[str]) -> Column:
    column = cell(declared, item.code, empty)
    for name, code in (("constant", column.constant), *((f"values.{one}", code) for one, code in column.codes.items())):
        if code and code != BROKEN and code not in item.codes:
            declared.refuse(name, f"the question has no answer {code!r}; its answers are {', '.join(item.codes)}")
    return column if column.codes else replace(column, codes=_own_words(item))


def _own_words(item: Item) -> dict[str, str]:
    """Without `values`, a cell may hold the code itself, or the English words of the answer where they are unlike."""
    words = [plain(option.text) for option in item.options]
    return {
        **{word: code for word, code in zip(words, item.codes, strict=True) if words.count(word) == 1},
        **{plain(code): code for code in item.codes},
    }


def _texts(whole: Declared, edition: Edition, empty: frozenset[str]) -> dict[str, Column]:
    known = text_fields(edition)
    written = part(whole, "texts", frozenset(known))
    keys = frozenset({"column", "missing"})
    return {key: cell(part(written, key, keys, quoted=True), key, empty) for key in written.table if key in known}
