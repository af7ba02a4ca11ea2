"""Answers that a country drops or adds: reasons, income bands, a third sex, national groups."""

from dataclasses import replace
from itertools import pairwise

from feedback import N_
from feedback.questionnaire.editions.changing import (
    english,
    office_options,
    switched_on,
    with_change,
    with_item,
    with_words,
)
from feedback.questionnaire.rules import MISSING, Edition, Item, Option, fields
from feedback.questionnaire.rules.fields import Report, Table

ADDED = N_("Question {question}: reason {reason} is added ({text}).")
DROPPED = N_("Question {question}: reason {reason} is dropped ({text}).")
QUINTILES = N_("Income is asked in five bands ({bands}): they are the national quintiles; source: {source}.")
PLAIN_BANDS = N_("Income is asked in five bands ({bands}): they are groups, not quintiles.")
THIRD_SEX = N_("Sex has a third answer: {text}.")
GROUPS = N_("National population groups are asked: {groups}.")
BANDS = ("B1", "B2", "B3", "B4", "B5")


def change_reasons(edition: Edition, tables: Table, report: Report) -> Edition:
    """Reasons dropped from or added to the questions on why people went without; codes are never used again."""
    reasons = fields.table_of(tables, "reasons", "", report)
    possible = [service.reason for service in edition.access if service.reason]
    for code in reasons:
        where = f"reasons.{code}"
        if code not in possible:
            report(where, f"Reasons can be changed in these questions: {', '.join(possible)}.")
            continue
        table = fields.table_of(reasons, code, "reasons", report)
        fields.only(table, ("drop", "add"), where, report)
        printed = edition.items[code]
        edition = _drop_reasons(edition, printed, fields.texts(table, "drop", where, report), report)
        edition, added = office_options(edition, table, "add", code, where, report)
        for option in added:
            if option.code in (*printed.codes, *MISSING):
                report(f"{where}.add.{option.code}", "This code is taken already; codes are never used twice.")
            if option.other:
                report(f"{where}.add.{option.code}", "The question has a reason for everything else already.")
            edition = with_change(edition, ADDED, question=code, reason=option.code, text=(option.text,))
        edition = with_item(edition, _with_options(edition.items[code], added))
    return edition


def ask_income(edition: Edition, tables: Table, report: Report) -> Edition:
    """Five income bands: the country's quintiles only when their bounds and source are given, else plain groups."""
    if "income" not in tables:
        return edition
    table = fields.table_of(tables, "income", "", report)
    fields.only(table, ("bands", "source", "text"), "income", report)
    bands = fields.tables(table, "bands", "income", report)
    source = fields.text(table, "source", "income", report)
    item = _optional(edition, "income", report)
    if item is None:
        return edition
    if len(bands) != len(BANDS):
        report("income.bands", f"There must be {len(BANDS)} bands from the poorest to the richest, not {len(bands)}.")
        return edition
    options = []
    for code, band in zip(BANDS, bands, strict=True):
        fields.only(band, ("text", "upper"), f"income.bands.{code}", report)
        words = fields.in_languages(band, "text", f"income.bands.{code}", report, needed=True)
        edition = with_words(edition, english(words), words)
        options.append(Option(code, english(words), added=True))
    edition, item = _asked_as(edition, item, table, "income", report)
    quintiles = _quintiles(bands, source, report)
    edition = switched_on(edition, replace(item, options=(*options, *item.options)))
    edition = replace(edition, quintiles=quintiles, income_source=source)
    said = tuple(option.text for option in options)
    if quintiles:
        return with_change(edition, QUINTILES, bands=said, source=source)
    return with_change(edition, PLAIN_BANDS, bands=said)


def add_sex(edition: Edition, tables: Table, report: Report) -> Edition:
    """A third answer to the question on sex, where the country records one."""
    if "sex" not in tables:
        return edition
    table = fields.table_of(tables, "sex", "", report)
    fields.only(table, ("other",), "sex", report)
    words = fields.in_languages(table, "other", "sex", report, needed=True)
    item = edition.items.get("sex")
    if item is None:
        report("sex", "The base edition does not ask the sex.")
        return edition
    edition = with_item(edition, _with_options(item, (Option("O", english(words), added=True),)))
    edition = with_words(edition, english(words), words)
    return with_change(edition, THIRD_SEX, text=(english(words),))


def ask_groups(edition: Edition, tables: Table, report: Report) -> Edition:
    """National population groups by self-identification; asked only in a round that records its legal basis."""
    if "groups" not in tables:
        return edition
    table = fields.table_of(tables, "groups", "", report)
    fields.only(table, ("options", "text"), "groups", report)
    item = _optional(edition, "groups", report)
    edition, options = office_options(edition, table, "options", "groups", "groups", report)
    if item is None:
        return edition
    edition, item = _asked_as(edition, item, table, "groups", report)
    edition = switched_on(edition, replace(item, options=(*options, *item.options)))
    return with_change(edition, GROUPS, groups=tuple(option.text for option in options))


def _drop_reasons(edition: Edition, item: Item, codes: tuple[str, ...], report: Report) -> Edition:
    where = f"reasons.{item.code}.drop"
    routes = {code for other in edition.items.values() for code in other.skip_when.get(item.code, ())}
    for code in codes:
        option = next((option for option in item.options if option.code == code), None)
        if option is None:
            report(where, f"Question {item.code} has no reason {code!r}.")
        elif code in routes:
            report(where, f"Reason {code} decides what is asked next and cannot be dropped.")
        elif option.other:
            report(where, f"Reason {code} is the one for everything else and cannot be dropped.")
        else:
            edition = with_change(edition, DROPPED, question=item.code, reason=code, text=(option.text,))
    return with_item(edition, replace(item, options=tuple(o for o in item.options if o.code not in codes)))


def _with_options(item: Item, added: tuple[Option, ...]) -> Item:
    """The item with more answers, before the "other" one and 97, 98 and 99."""
    last = tuple(option for option in item.options if option.other or option.code in MISSING)
    first = tuple(option for option in item.options if option not in last)
    return replace(item, options=(*first, *added, *last))


def _optional(edition: Edition, code: str, report: Report) -> Item | None:
    item = edition.optional.get(code)
    if item is None:
        report(code, "The base edition does not offer this question.")
    return item


def _asked_as(edition: Edition, item: Item, table: Table, where: str, report: Report) -> tuple[Edition, Item]:
    """The question in the office's own words, where it gives any."""
    words = fields.in_languages(table, "text", where, report)
    if not words:
        return edition, item
    return with_words(edition, english(words), words), replace(item, text=english(words))


def _quintiles(bands: list[Table], source: str, report: Report) -> bool:
    """Whether the bands are quintiles: upper bounds of the first four in order, and where they come from."""
    uppers = [band.get("upper") for band in bands]
    if all(upper is None for upper in uppers):
        return False
    bounds = [upper for upper in uppers[:-1] if isinstance(upper, (int, float)) and not isinstance(upper, bool)]
    rising = len(bounds) == len(bands) - 1 and all(lower < upper for lower, upper in pairwise(bounds))
    if not rising or uppers[-1] is not None:
        report("income.bands", "Quintiles need rising upper bounds for the first four bands and none for the fifth.")
    if not source:
        report("income.source", "Quintiles need the source of their bounds; without it, leave the bounds out.")
    return True
