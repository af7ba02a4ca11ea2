"""Small steps by which an edition becomes a national one; each step leaves the edition before it as it was."""

from collections.abc import Mapping
from dataclasses import replace

from feedback.questionnaire.rules import Change, Edition, Item, Option, Section, fields
from feedback.questionnaire.rules.fields import Report, Table


def with_change(edition: Edition, sentence: str, /, **values: str | tuple[str, ...]) -> Edition:
    """The edition with one more sentence in the list of its changes; `values` fill its {placeholders}, see `Change`."""
    return replace(edition, departures=(*edition.departures, Change(sentence, values)))


def with_words(edition: Edition, text: str, by_language: Mapping[str, str]) -> Edition:
    """The edition with the office's own words for an English text."""
    if not by_language:
        return edition
    own = {**edition.texts.get(text, {}), **by_language}
    return replace(edition, texts={**edition.texts, text: own})


def with_value(edition: Edition, name: str, by_language: Mapping[str, str]) -> Edition:
    """The edition with other words for a {placeholder}."""
    return replace(edition, values={**edition.values, name: by_language})


def with_item(edition: Edition, item: Item) -> Edition:
    """The edition with this item in place of the one of the same code, or at the end of its section."""
    sections = tuple(
        replace(section, items=(*section.items, item.code))
        if section.code == item.section and item.code not in section.items
        else section
        for section in edition.sections
    )
    return _in_order(edition, sections, {**edition.items, item.code: item})


def switched_on(edition: Edition, item: Item) -> Edition:
    """The edition with an optional item among those that are asked."""
    rest = {code: other for code, other in edition.optional.items() if code != item.code}
    return replace(with_item(edition, item), optional=rest)


def without_item(edition: Edition, code: str) -> Edition:
    """The edition without one item."""
    sections = tuple(replace(s, items=tuple(c for c in s.items if c != code)) for s in edition.sections)
    return _in_order(edition, sections, edition.items)


def with_section(edition: Edition, section: Section, before: str) -> Edition:
    """The edition with one more section, put before another."""
    at = next((n for n, held in enumerate(edition.sections) if held.code == before), len(edition.sections))
    return _in_order(edition, (*edition.sections[:at], section, *edition.sections[at:]), edition.items)


def missing_option(edition: Edition, code: str) -> Option | None:
    """97, 98 or 99 in the words that this edition uses for it."""
    options = (option for item in edition.items.values() for option in item.options)
    return next((option for option in options if option.code == code), None)


def office_options(
    edition: Edition, table: Table, name: str, item: str, where: str, report: Report
) -> tuple[Edition, tuple[Option, ...]]:
    """The answers that an office gives in a list of tables (code, text by language, other), with their words."""
    options = []
    for given in fields.tables(table, name, where, report):
        key = f"{where}.{name}.{given.get('code', '')}"
        fields.only(given, ("code", "text", "other", "specify"), key, report)
        code = fields.text(given, "code", key, report, needed=True)
        words = fields.in_languages(given, "text", key, report, needed=True)
        other = fields.flag(given, "other", key, report)
        asks = fields.in_languages(given, "specify", key, report, needed=other)
        edition = with_words(with_words(edition, english(words), words), english(asks), asks)
        options.append(Option(code, english(words), other=other, added=True, specify=english(asks)))
    others = [option for option in options if option.other]
    if len(others) > 1:
        report(f"{where}.{name}", "Only one answer can be the other one that asks for a text.")
    return edition, tuple(replace(o, text_key=f"{item}_other") if o.other else o for o in options)


def english(words: Mapping[str, str]) -> str:
    """The English words, by which a text and its translations are found."""
    return words.get("en") or words.get("", "")


def _in_order(edition: Edition, sections: tuple[Section, ...], items: Mapping[str, Item]) -> Edition:
    order = {code: items[code] for section in sections for code in section.items}
    return replace(edition, sections=sections, items=order)
