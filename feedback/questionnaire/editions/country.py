"""What a country puts into the words of the official questions: its name, clinics, school ages and documents."""

from dataclasses import replace

from feedback import N_
from feedback.questionnaire.editions.changing import (
    english,
    office_options,
    with_change,
    with_item,
    with_value,
    with_words,
    without_item,
)
from feedback.questionnaire.rules import MISSING, Edition, fields
from feedback.questionnaire.rules.fields import Report, Table

DOCUMENT, ONLINE = "14a", "14b"
OLDEST = 25


def name_country(edition: Edition, tables: Table, report: Report) -> Edition:
    """The name of the country, and what primary health facilities are called there."""
    country = fields.in_languages(tables, "country", "", report, needed=True)
    edition = with_words(with_value(edition, "country", country), english(country), country)
    edition = with_change(edition, N_("The country is named: {name}."), name=(english(country),))
    clinics = fields.in_languages(tables, "clinics", "", report)
    if not clinics:
        return edition
    edition = with_words(with_value(edition, "clinics", clinics), english(clinics), clinics)
    return with_change(edition, N_("Clinics are named: {name}."), name=(english(clinics),))


def set_school_age(edition: Edition, tables: Table, report: Report) -> Edition:
    """The ages that primary and secondary school span in the country."""
    if "school_age" not in tables:
        return edition
    table = fields.table_of(tables, "school_age", "", report)
    fields.only(table, ("from", "to"), "school_age", report)
    ages = [table.get(name) for name in ("from", "to")]
    first, last = (age if isinstance(age, int) and not isinstance(age, bool) else -1 for age in ages)
    if not 0 < first < last <= OLDEST:
        report("school_age", f"Give from and to as whole years, from below to, up to {OLDEST}.")
    sentence = N_("School age is {first} to {last} years instead of {first_before} to {last_before}.")
    before = [edition.values.get(name, {}).get("", "") for name in ("age_from", "age_to")]
    edition = with_value(edition, "age_from", {"": str(first)})
    edition = with_value(edition, "age_to", {"": str(last)})
    return with_change(
        edition, sentence, first=str(first), last=str(last), first_before=before[0], last_before=before[1]
    )


def list_documents(edition: Edition, tables: Table, report: Report) -> Edition:
    """The documents that people of this country apply for: in the sentence of question 11 and the list of 14a."""
    if "documents" not in tables:
        return edition
    table = fields.table_of(tables, "documents", "", report)
    fields.only(table, ("listed", "options"), "documents", report)
    listed = fields.in_languages(table, "listed", "documents", report, needed=True)
    edition, options = office_options(edition, table, "options", DOCUMENT, "documents", report)
    if not options:
        report("documents.options", "The list of documents is missing.")
    item = edition.items.get(DOCUMENT)
    if item is None:
        report("documents", f"The base edition has no question {DOCUMENT}.")
        return edition
    for option in options:
        if option.code in MISSING:
            report(f"documents.options.{option.code}", "97, 98 and 99 are kept for answers that are not given.")
    if not any(option.other for option in options):
        options += tuple(option for option in item.options if option.other)
    edition = with_value(with_item(edition, replace(item, options=options)), "documents", listed)
    return with_change(edition, N_("Documents are: {documents}."), documents=tuple(o.text for o in options))


def drop_online(edition: Edition, tables: Table, report: Report) -> Edition:
    """Where nobody can apply online, question 14b is not asked."""
    if fields.flag(tables, "ask_online", "", report, default=True):
        return edition
    if ONLINE not in edition.items:
        report("ask_online", f"The base edition has no question {ONLINE}.")
        return edition
    sentence = N_("Question {question} (applied online) is not asked.")
    return with_change(without_item(edition, ONLINE), sentence, question=ONLINE)
