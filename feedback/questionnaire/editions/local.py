"""Questions of an office's own, and its own words for texts of the base edition."""

import re
from dataclasses import replace

from feedback import N_
from feedback.questionnaire.editions.changing import (
    english,
    missing_option,
    office_options,
    with_change,
    with_item,
    with_section,
    with_words,
)
from feedback.questionnaire.rules import MISSING, Edition, Item, Option, Section, all_texts, fields
from feedback.questionnaire.rules.fields import LANGUAGE, Report, Table

ADDED = N_("Question {question} is added: {text}")
REWORDED = N_("Instead of “{text}”, the English edition says “{words}”.")
OWN_WORDS = N_("Texts in the office's own words, in the language {language}: {count}.")
CODE = re.compile(r"L[1-9][0-9]{0,2}")
SECTION = Section("local", N_("A few more questions"), "", ())
BEFORE = "you"


def ask_local(edition: Edition, tables: Table, report: Report) -> Edition:
    """Extra questions, in a part that the edition has or in one of their own; never part of the indicator."""
    for table in fields.tables(tables, "local", "", report):
        code = fields.text(table, "code", "local", report, needed=True)
        where = f"local.{code}"
        fields.only(table, ("code", "section", "text", "options", "scale", "missing", "skip_when"), where, report)
        if not CODE.fullmatch(code) or code in edition.items:
            report(where, "A local question has a code of its own: L1, L2, L3 ...")
            continue
        section = fields.text(table, "section", where, report) or SECTION.code
        held = {held.code for held in edition.sections}
        if section == SECTION.code and section not in held:
            edition = with_section(edition, SECTION, BEFORE)
        elif section not in held:
            report(f"{where}.section", f"There is no such part. The parts are: {', '.join(sorted(held))}.")
            continue
        edition = _ask(edition, table, code, section, report)
    return edition


def reword(edition: Edition, tables: Table, report: Report) -> Edition:
    """The office's own words for texts of the edition, in any language; a new English wording is named as a change."""
    known = {text for _, text in all_texts(edition)}
    counts: dict[str, int] = {}
    for number, table in enumerate(fields.tables(tables, "wording", "", report), 1):
        where = f"wording.{number}"
        text = fields.text(table, "of", where, report, needed=True)
        if text and text not in known:
            report(f"{where}.of", f"The edition has no such text: {text!r}.")
        for language in (name for name in table if name != "of"):
            words = fields.text(table, language, where, report, needed=True)
            if not LANGUAGE.fullmatch(language):
                report(f"{where}.{language}", "This is not a language code.")
            edition = with_words(edition, text, {language: words})
            counts[language] = counts.get(language, 0) + 1
            if language == "en":
                edition = with_change(edition, REWORDED, text=text, words=words)
    for language, count in counts.items():
        if language != "en":
            edition = with_change(edition, OWN_WORDS, language=language, count=str(count))
    return edition


def _ask(edition: Edition, table: Table, code: str, section: str, report: Report) -> Edition:
    where = f"local.{code}"
    words = fields.in_languages(table, "text", where, report, needed=True)
    scale = edition.scales.get(fields.text(table, "scale", where, report))
    if ("scale" in table) == ("options" in table) or ("scale" in table and scale is None):
        report(where, f"Give either options, or one of the scales {', '.join(edition.scales)}.")
    edition, options = office_options(edition, table, "options", code, where, report)
    missing = _missing(edition, table, where, report)
    item = Item(
        code=code,
        kind="rating" if scale else "single",
        text=english(words),
        section=section,
        options=(*(scale.options if scale else options), *missing),
        scale=scale.code if scale else "",
        skip_when=fields.codes_by_gate(table, where, report),
        added=True,
    )
    edition = with_item(with_words(edition, item.text, words), item)
    edition = replace(edition, local=(*edition.local, code))
    return with_change(edition, ADDED, question=code, text=(item.text,))


def _missing(edition: Edition, table: Table, where: str, report: Report) -> tuple[Option, ...]:
    """97, 98 and 99 as the question allows them: "don't know" and "rather not say" unless it says otherwise."""
    codes = fields.texts(table, "missing", where, report) if "missing" in table else MISSING[1:]
    found = {code: missing_option(edition, code) for code in codes}
    for code, option in found.items():
        if code not in MISSING or option is None:
            report(f"{where}.missing", f"{code!r} is not among 97, 98 and 99, or the edition has no words for it.")
    return tuple(option for option in found.values() if option is not None)
