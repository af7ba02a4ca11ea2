"""An edition file (TOML) becomes an Edition, or the list of what is wrong with it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from feedback.questionnaire.editions.documents import sealed
from feedback.questionnaire.editions.files import read_toml
from feedback.questionnaire.rules import (
    MISSING,
    AccessService,
    Change,
    Edition,
    Item,
    Kind,
    Option,
    Problem,
    RatedService,
    Scale,
    Section,
    check_edition,
    fields,
)
from feedback.questionnaire.rules.fields import Report, Table

HEAD = ("code", "title", "source", "introduction", "eligibility", "consent", "consent_version")
PARTS = ("official", "departures", "values", "scales", "missing_words", "stems", "section", "rated", "access")
SECTION = ("code", "title", "intro", "reminder", "done")
ITEM = ("code", "kind", "text", "scale", "attribute", "level", "note", "explanation")
ITEM_PARTS = ("options", "missing", "skip_when", "added", "optional", "stem")
OPTION = ("code", "text", "gloss", "specify", "text_key")


@dataclass(frozen=True)
class _Words:
    """What items refer to by name: scales, the words of 97, 98 and 99, and stems."""

    scales: Mapping[str, Scale]
    missing: Table
    stems: Table


def read_edition(path: Path) -> Edition | list[Problem]:
    """The edition in a file, or its problems by key and reason."""
    tables = read_toml(path)
    return tables if isinstance(tables, list) else edition_from_tables(tables, str(path))


def edition_from_tables(tables: Table, file: str = "") -> Edition | list[Problem]:
    """The edition that the tables of an edition file describe, checked as a whole, or its problems."""
    problems: list[Problem] = []

    def report(key: str, reason: str) -> None:
        problems.append(Problem(file, key, reason))

    edition = _edition(tables, report)
    problems = problems or check_edition(edition, file)
    return problems or sealed(edition)


def option_from(table: Table, item: str, where: str, report: Report) -> Option:
    """One answer; an "other" answer, or one with `specify`, asks for a text kept under its own key."""
    fields.only(table, (*OPTION, "other", "added"), where, report)
    code, words, gloss, specify, key = (fields.text(table, name, where, report) for name in OPTION)
    other = fields.flag(table, "other", where, report)
    return Option(
        code=code,
        text=words,
        gloss=gloss,
        other=other,
        added=fields.flag(table, "added", where, report),
        specify=specify,
        text_key=key or (f"{item}_other" if other else ""),
    )


def _edition(tables: Table, report: Report) -> Edition:
    fields.only(tables, (*HEAD, *PARTS), "", report)
    head: Mapping[str, Any] = {n: fields.text(tables, n, "", report, n in ("code", "title", "source")) for n in HEAD}
    given_scales = fields.table_of(tables, "scales", "", report)
    scales = {
        code: _scale(code, fields.table_of(given_scales, code, "scales", report), report) for code in given_scales
    }
    words = _Words(scales, *(fields.table_of(tables, name, "", report) for name in ("missing_words", "stems")))
    given = fields.tables(tables, "section", "", report)
    items = [(table, _item(table, section, words, report)) for section in given for table in _items(section, report)]
    for code, times in Counter(item.code for _, item in items).items():
        if times > 1:
            report(f"items.{code}", "Two questions have this code.")
    on = {item.code: item for table, item in items if not table.get("optional")}
    values = fields.table_of(tables, "values", "", report)
    return Edition(
        **head,
        official=fields.flag(tables, "official", "", report),
        items=on,
        scales=scales,
        sections=tuple(_section(section, on, report) for section in given),
        rated=tuple(_rated(table, report) for table in fields.tables(tables, "rated", "", report)),
        access=tuple(_access(table, report) for table in fields.tables(tables, "access", "", report)),
        values={name: fields.in_languages(values, name, "values", report) for name in values},
        departures=tuple(Change(text) for text in fields.texts(tables, "departures", "", report)),
        optional={item.code: item for table, item in items if table.get("optional")},
    )


def _items(section: Table, report: Report) -> list[Table]:
    return fields.tables(section, "item", f"sections.{section.get('code', '')}", report)


def _section(table: Table, on: Mapping[str, Item], report: Report) -> Section:
    where = f"sections.{table.get('code', '')}"
    fields.only(table, (*SECTION, "item"), where, report)
    code, title, intro, reminder, done = (fields.text(table, n, where, report, n in ("code", "title")) for n in SECTION)
    return Section(code, title, intro, tuple(i.code for i in on.values() if i.section == code), reminder, done)


def _scale(code: str, table: Table, report: Report) -> Scale:
    where = f"scales.{code}"
    fields.only(table, ("positive", "options"), where, report)
    options = fields.tables(table, "options", where, report)
    positive = frozenset(fields.texts(table, "positive", where, report))
    return Scale(code, tuple(option_from(o, "", f"{where}.options", report) for o in options), positive)


def _item(table: Table, section: Table, words: _Words, report: Report) -> Item:
    where = f"items.{table.get('code', '')}"
    fields.only(table, (*ITEM, *ITEM_PARTS), where, report)
    code, kind, text, scale, attribute, level, note, explanation = (
        fields.text(table, name, where, report, name in ("code", "kind", "text")) for name in ITEM
    )
    stem = fields.text(table, "stem", where, report)
    if stem and stem not in words.stems:
        report(f"{where}.stem", f"There is no stem {stem!r}.")
    if level not in ("", "P", "S"):
        report(f"{where}.level", "A level is P (primary) or S (secondary).")
    return Item(
        code=code,
        kind=cast(Kind, kind),
        text=text,
        section=str(section.get("code", "")),
        options=_options(table, code, kind, scale, words, report),
        scale=scale,
        attribute=attribute,
        level=cast(Literal["", "P", "S"], level),
        skip_when=fields.codes_by_gate(table, where, report),
        added=fields.flag(table, "added", where, report),
        note=note,
        explanation=explanation,
        stem=str(words.stems.get(stem, "")),
    )


def _options(table: Table, code: str, kind: str, scale: str, words: _Words, report: Report) -> tuple[Option, ...]:
    where = f"items.{code}"
    given = fields.tables(table, "options", where, report)
    options = tuple(option_from(option, code, f"{where}.options", report) for option in given)
    if scale and options:
        report(f"{where}.options", "A question with a scale takes its answers from the scale.")
    if scale in words.scales:
        options = words.scales[scale].options
    missing = fields.texts(table, "missing", where, report) if "missing" in table or kind != "rating" else MISSING
    for name in missing:
        if name not in MISSING or name not in words.missing:
            report(f"{where}.missing", f"{name!r} is not among 97, 98 and 99, or has no words under [missing_words].")
    return options + tuple(Option(name, str(words.missing.get(name, ""))) for name in missing)


def _rated(table: Table, report: Report) -> RatedService:
    where = f"rated.{table.get('code', '')}"
    names = ("code", "section", "name", "overall", "satis", "osatis")
    fields.only(table, (*names, "attributes"), where, report)
    read = {name: fields.text(table, name, where, report, name in names[:3]) for name in names}
    return RatedService(**read, attributes=fields.texts(table, "attributes", where, report))


def _access(table: Table, report: Report) -> AccessService:
    where = f"access.{table.get('code', '')}"
    names = ("code", "need", "always", "had", "reason")
    codes = ("need_yes", "always_yes", "without", "had_yes")
    fields.only(table, (*names, *codes), where, report)
    read: dict[str, Any] = {name: fields.text(table, name, where, report, name in names[:2]) for name in names}
    read |= {name: frozenset(fields.texts(table, name, where, report)) for name in codes}
    return AccessService(**read)
