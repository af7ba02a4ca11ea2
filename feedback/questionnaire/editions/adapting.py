"""A national adaptation: a file of an office turns a base edition into a national one, with the list of its changes.

The metadata of indicator 16.6.2 allows these adaptations and asks that all of them are shared with the results.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from feedback.questionnaire.editions.answers import add_sex, ask_groups, ask_income, change_reasons
from feedback.questionnaire.editions.changing import english, with_change, with_words
from feedback.questionnaire.editions.country import drop_online, list_documents, name_country, set_school_age
from feedback.questionnaire.editions.documents import sealed
from feedback.questionnaire.editions.explaining import explain
from feedback.questionnaire.editions.files import read_toml
from feedback.questionnaire.editions.local import ask_local, reword
from feedback.questionnaire.rules import Edition, Problem, check_edition, fields
from feedback.questionnaire.rules.fields import Report, Table

KEYS = (
    "base",
    "country_code",
    "number",
    "title",
    "country",
    "clinics",
    "school_age",
    "documents",
    "ask_online",
    "reasons",
    "income",
    "sex",
    "groups",
    "local",
    "explanation",
    "wording",
    "further_changes",
)
ISO3 = re.compile(r"[A-Z]{3}")
STEPS: tuple[Callable[[Edition, Table, Report], Edition], ...] = (
    name_country,
    set_school_age,
    list_documents,
    drop_online,
    change_reasons,
    ask_income,
    add_sex,
    ask_groups,
    ask_local,
    explain,
    reword,
)


def adapt(base: Edition, adaptation: Path | Table, file: str = "") -> Edition | list[Problem]:
    """The national edition that an adaptation (a file, or its tables) makes of a base, or every problem by key."""
    tables = read_toml(adaptation) if isinstance(adaptation, Path) else adaptation
    if isinstance(tables, list):
        return tables
    file = file or (str(adaptation) if isinstance(adaptation, Path) else "")
    problems: list[Problem] = []

    def report(key: str, reason: str) -> None:
        problems.append(Problem(file, key, reason))

    edition = _head(base, tables, report)
    for step in STEPS:
        edition = step(edition, tables, report)
    for sentence in fields.texts(tables, "further_changes", "", report):
        edition = with_change(edition, sentence)
    problems = problems or check_edition(edition, file)
    return problems or sealed(edition)


def _head(base: Edition, tables: Table, report: Report) -> Edition:
    """The code of the national edition: the base, the country and a number that rises with each change."""
    fields.only(tables, KEYS, "", report)
    if fields.text(tables, "base", "", report, needed=True) != base.code:
        report("base", f"This adaptation is not one of {base.code}.")
    country = fields.text(tables, "country_code", "", report, needed=True)
    if country and not ISO3.fullmatch(country):
        report("country_code", "This must be the three-letter ISO 3166 code, for example GHA.")
    number = tables.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        report("number", "This must be a whole number from 1; raise it with each change.")
    title = fields.in_languages(tables, "title", "", report)
    edition = replace(base, code=f"{base.code}+{country}.{number}", base=base.code, title=english(title) or base.title)
    return with_words(edition, edition.title, title)
