"""What an office declares in a mapping file, read table by table; all problems are collected and told at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback.questionnaire.rules import Problem
from feedback.responses.rules.columns import Column, plain

CELL = frozenset({"column", "constant", "values", "missing"})
BROKEN = "?"
"""Stands for a constant that could not be read; its problem is already collected."""


@dataclass(frozen=True)
class Declared:
    """One table of a mapping file: where it stands, what it holds, and where its problems go."""

    file: str
    key: str
    table: Mapping[str, Any]
    problems: list[Problem]

    def refuse(self, name: str, reason: str) -> None:
        """Collect a problem with one key of this table, or with the table itself where the name is empty."""
        key = f"{self.key}.{name}" if name and self.key else self.key or name
        self.problems.append(Problem(self.file, key, reason))


def part(whole: Declared, name: str, keys: frozenset[str], quoted: bool = False) -> Declared:
    """A table inside a table; a missing one is empty, and a key that is not among `keys` is a problem."""
    shown = f'"{name}"' if quoted else name
    key = f"{whole.key}.{shown}" if whole.key else shown
    found = whole.table.get(name, {})
    if not isinstance(found, Mapping):
        whole.problems.append(Problem(whole.file, key, f"this must be a table, written as [{key}]"))
        found = {}
    declared = Declared(whole.file, key, found, whole.problems)
    for unknown in sorted(found.keys() - keys):
        declared.refuse(unknown, f"there is no such key here; the keys are {', '.join(sorted(keys))}")
    return declared


def text(declared: Declared, name: str) -> str:
    """A text that may be left out."""
    found = declared.table.get(name, "")
    if isinstance(found, str):
        return found
    declared.refuse(name, "this must be a text between quotes")
    return ""


def choice(declared: Declared, name: str, choices: tuple[str, ...], default: str = "") -> str:
    """One of the choices; it may be left out where there is a default or "" is a choice."""
    found = declared.table.get(name, default)
    if isinstance(found, str) and found in choices:
        return found
    declared.refuse(name, f"this must be one of {', '.join(repr(known) for known in choices if known)}")
    return default


def sentence(declared: Declared, name: str, what: str) -> str:
    """A sentence that somebody answers for."""
    found = declared.table.get(name, "")
    if isinstance(found, str) and len(found.strip()) >= 10:
        return found.strip()
    declared.refuse(name, f"say in a sentence {what}")
    return ""


def texts(declared: Declared, name: str) -> list[str]:
    """A list of texts that may be left out."""
    found = declared.table.get(name, [])
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return found
    declared.refuse(name, 'this must be a list of texts between quotes, as in ["7", "8"]')
    return []


def cell(declared: Declared, target: str, empty: frozenset[str]) -> Column:
    """Where a value comes from: a column with the meaning of its cells, or a constant. `empty` cells are missing."""
    name, constant = declared.table.get("column", ""), declared.table.get("constant", "")
    if isinstance(constant, date):
        constant = constant.isoformat()
    if not isinstance(name, str) or not isinstance(constant, str) or bool(name) == bool(constant):
        declared.refuse("", "give either `column`, the name of a column, or `constant`, a text for every row")
        return Column(target, constant=BROKEN)
    missing = frozenset(plain(one) for one in texts(declared, "missing"))
    codes = _values(declared)
    for both in sorted(missing & codes.keys()):
        declared.refuse("missing", f"{both!r} stands in `values` too: take it out of one of them")
    return Column(target, name, constant, codes, (empty - codes.keys()) | missing)


def _values(declared: Declared) -> dict[str, str]:
    found = declared.table.get("values", {})
    if not isinstance(found, Mapping) or not all(isinstance(code, str) and code for code in found.values()):
        declared.refuse("values", 'this must give a code between quotes for each cell, as in { "1" = "3", "2" = "2" }')
        return {}
    codes = {plain(one): code for one, code in found.items()}
    if len(codes) < len(found):
        declared.refuse("values", "two of these cells are the same once spaces, case and a final .0 are left aside")
    return codes
