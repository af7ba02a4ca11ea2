"""The file that describes a round, read key by key; every fault is named."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from feedback.questionnaire.rules import fields
from feedback.questionnaire.rules.edition import Problem
from feedback.questionnaire.rules.fields import Report, Table
from feedback.questionnaire.rules.places import PLACE_CODE
from feedback.questionnaire.rules.rounds import (
    CLOSINGS,
    CODE,
    EXPLANATIONS,
    LINKS,
    NOT_OFFICIAL,
    USES,
    RoundSpecification,
)

CHOICES: Mapping[str, tuple[str, ...]] = {"closing": CLOSINGS, "explanations": EXPLANATIONS}
"""Keys with one word of a few; "none" where the key is left out."""
TEXTS = ("code", "edition", "use", "contact", "timezone")
IN_LANGUAGES = ("title", "reason", "office")
OTHERS = ("languages", "register", "link", "weighted", "sealed", "starts", "ends", "unsigned_languages", *CHOICES)
TABLES = ("plan", "groups")
GROUPS = ("legal_basis", "risk")


def read_specification(
    tables: Table, languages: Collection[str], file: str = ""
) -> tuple[RoundSpecification, str] | list[Problem]:
    """The round that a file describes, with the edition it names; or every problem by key.

    `languages` are the codes of all languages that the house knows.
    """
    problems: list[Problem] = []

    def report(key: str, reason: str) -> None:
        problems.append(Problem(file, key, reason))

    fields.only(tables, (*TEXTS, *IN_LANGUAGES, *OTHERS, *TABLES), "", report)
    words: Mapping[str, str] = {name: fields.text(tables, name, "", report, needed=True) for name in TEXTS}
    said = {name: fields.in_languages(tables, name, "", report, needed=True) for name in IN_LANGUAGES}
    specification = RoundSpecification(
        code=words["code"],
        title=said["title"],
        use=words["use"],
        reason=said["reason"],
        office=said["office"],
        contact=words["contact"],
        timezone=words["timezone"],
        languages=fields.texts(tables, "languages", "", report),
        register=fields.text(tables, "register", "", report),
        link=fields.text(tables, "link", "", report) or "open_link",
        weighted=fields.flag(tables, "weighted", "", report),
        sealed=fields.flag(tables, "sealed", "", report),
        **{name: fields.text(tables, name, "", report) or "none" for name in CHOICES},
        starts=_day(tables, "starts", report),
        ends=_day(tables, "ends", report),
        plan=_plain(fields.table_of(tables, "plan", "", report)) if "plan" in tables else None,
        groups_basis=_groups(tables, report),
        language_reason=fields.text(tables, "unsigned_languages", "", report),
    )
    _check_codes(specification, report)
    _check_languages(specification, languages, report)
    if specification.starts and specification.ends and specification.ends < specification.starts:
        report("ends", "The round ends before it starts.")
    return problems or (specification, words["edition"])


def _check_codes(this: RoundSpecification, report: Report) -> None:
    if this.code and not CODE.fullmatch(this.code):
        report("code", "A code is 2 to 32 capital letters A-Z, digits and dashes, with a letter or digit first.")
    if this.use and this.use not in USES:
        report("use", f"{this.use!r} is none of: {', '.join(USES)}.")
    if this.link not in LINKS:
        report("link", f"{this.link!r} is none of: {', '.join(LINKS)}.")
    elif this.use == "official" and this.link != "none":
        report("use", NOT_OFFICIAL)
    for name, known in CHOICES.items():
        if getattr(this, name) not in known:
            report(name, f"{getattr(this, name)!r} is none of: {', '.join(known)}.")
    if this.timezone and this.timezone not in available_timezones():
        report("timezone", f"{this.timezone!r} is not a time zone such as Africa/Accra.")
    if this.register and not PLACE_CODE.fullmatch(this.register):
        report("register", "A register's code is 1 to 32 letters, digits, dots, dashes.")


def _check_languages(this: RoundSpecification, languages: Collection[str], report: Report) -> None:
    if not this.languages:
        report("languages", 'Name at least one language, for example ["en", "fr"].')
    if len(set(this.languages)) < len(this.languages):
        report("languages", "A language is named twice.")
    for language in this.languages:
        if language not in languages:
            report("languages", f"The language {language!r} is not in translations/languages.toml.")


def _day(tables: Table, name: str, report: Report) -> date | None:
    given = tables.get(name)
    if given is None:
        return None
    if not isinstance(given, date) or isinstance(given, datetime):
        report(name, "This must be a date without quotes, for example 2026-11-01.")
        return None
    return given


def _groups(tables: Table, report: Report) -> dict[str, str] | None:
    if "groups" not in tables:
        return None
    table = fields.table_of(tables, "groups", "", report)
    fields.only(table, GROUPS, "groups", report)
    return {name: fields.text(table, name, "groups", report, needed=True) for name in GROUPS}


def _plain(value: Any) -> Any:
    """A table as JSON values: the plan is read by the room that carries it out."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, (str, int, float, bool)) else str(value)
