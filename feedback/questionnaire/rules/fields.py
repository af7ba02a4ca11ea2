"""Reading one value of a TOML table, with a fault reported by key and reason instead of an exception."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

Table = Mapping[str, Any]
Report = Callable[[str, str], None]
"""Takes the key and the reason of a fault."""

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def only(table: Table, names: Collection[str], where: str, report: Report) -> None:
    """Report every key that is not known, because it would be left out in silence."""
    for name in table:
        if name not in names:
            report(_key(where, name), f"This key is not known here. Known are: {', '.join(names)}.")


def text(table: Table, name: str, where: str, report: Report, needed: bool = False) -> str:
    """A text, "" when it is absent and not needed."""
    value = table.get(name, "")
    if not isinstance(value, str):
        report(_key(where, name), "This must be a text between quotes.")
        return ""
    if needed and not value.strip():
        report(_key(where, name), "This text is missing.")
    return value.strip()


def flag(table: Table, name: str, where: str, report: Report, default: bool = False) -> bool:
    """A yes or no."""
    value = table.get(name, default)
    if not isinstance(value, bool):
        report(_key(where, name), "This must be true or false.")
        return default
    return value


def texts(table: Table, name: str, where: str, report: Report) -> tuple[str, ...]:
    """A list of texts, empty when it is absent."""
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        report(_key(where, name), "This must be a list of texts.")
        return ()
    return tuple(value)


def table_of(table: Table, name: str, where: str, report: Report) -> Table:
    """A table inside this one, empty when it is absent."""
    value = table.get(name, {})
    if not isinstance(value, dict):
        report(_key(where, name), "This must be a table.")
        return {}
    return value


def tables(table: Table, name: str, where: str, report: Report) -> list[Table]:
    """A list of tables, empty when it is absent."""
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        report(_key(where, name), "This must be a list of tables.")
        return []
    return value


def in_languages(table: Table, name: str, where: str, report: Report, needed: bool = False) -> dict[str, str]:
    """A text in one or more languages: a table by language code with at least "en", or one text, taken as English.

    A whole number holds for all languages, and so does a text under the code "".
    """
    value = table.get(name)
    key = _key(where, name)
    if value is None:
        if needed:
            report(key, "This text is missing.")
        return {}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"": str(value)}
    said = {"en": value} if isinstance(value, str) else value
    if not isinstance(said, dict) or not all(isinstance(words, str) and words.strip() for words in said.values()):
        report(key, 'This must be a text, or a table of texts by language, for example { en = "...", fr = "..." }.')
        return {}
    for language in said:
        if language and not LANGUAGE.fullmatch(language):
            report(f"{key}.{language}", "This is not a language code.")
    if "en" not in said and "" not in said:
        report(key, "The English text is missing: the others are found by it.")
        return {}
    return {language: words.strip() for language, words in said.items()}


def codes_by_gate(table: Table, where: str, report: Report) -> dict[str, frozenset[str]]:
    """The `skip_when` of a question: earlier question to the answers that leave this one out."""
    gates = table_of(table, "skip_when", where, report)
    return {gate: frozenset(texts(gates, gate, f"{where}.skip_when", report)) for gate in gates}


def _key(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
