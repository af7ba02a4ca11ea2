"""From the rows of a table to responses: what each row stands for, or why it cannot be taken."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Literal
from uuid import UUID

from feedback.questionnaire.rules import Edition, Place, Problem, Round
from feedback.responses.rules import Response, is_empty, read
from feedback.responses.rules.columns import Refusal, find_column, plain
from feedback.responses.rules.imported import Sample, digest_of, document_of, row_id
from feedback.responses.rules.mapping import ImportMapping, Statement, columns_of
from feedback.responses.rules.values import YOUNG, value_of
from feedback.responses.tables import Source, Table, joined, translated

NEEDED = ("date", "language", "weight", "stratum", "psu")
"""Where the mapping names a column for one of these, every row has to fill it."""
Outcome = Literal["invalid", "left out", "changed"]
Refusals = list[tuple[str, Refusal]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about one row: where it is, what was found there, and what that means."""

    line: int
    key: str
    outcome: Outcome
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that can be kept."""

    line: int
    key: str
    response: Response
    sample: Sample
    digest: bytes


@dataclass(frozen=True)
class Reading:
    """All rows of a file, read: those that can be kept, what is to know of the others, and answers off the route."""

    rows: list[ReadRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    off_route: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Wave:
    """What reading needs to know: the round, its frozen edition, its places by code, and which day it is there."""

    round: Round
    edition: Edition
    places: Mapping[str, Place]
    today: date


NO_CONSENT = Refusal("no consent was given")
NOT_ELIGIBLE = Refusal("the person is not eligible")
NOTHING = Refusal("no question about a service was answered, so there is nothing to count")
LEFT_OUT = (NO_CONSENT, NOT_ELIGIBLE, YOUNG, NOTHING)
"""Rows that are rightly left out; nothing of what they hold, not even their key, is repeated in a report."""


def headers_of(mapping: ImportMapping, source: Source, file: str) -> dict[str, str] | list[Problem]:
    """The header behind each column that the mapping names; or, for each that is not there, the key in the mapping."""
    wanted = [(key, column.name) for key, column in columns_of(mapping).items()]
    wanted += [("id.columns", name) for name in mapping.key]
    wanted += [("consent.column", mapping.consent.column), ("eligible.column", mapping.eligible.column)]
    found = {name: (key, find_column(source.headers, name)) for key, name in wanted if name}
    refused = [Problem(file, key, header.reason) for key, header in found.values() if isinstance(header, Refusal)]
    return refused or {name: header for name, (_, header) in found.items() if isinstance(header, str)}


def read_rows(
    table: Table,
    mapping: ImportMapping,
    headers: Mapping[str, str],
    comma: bool,
    wave: Wave,
    progress: Callable[[int, int], None],
) -> Reading:
    """Every row of the table as a response with its sample, or as a finding; `progress` hears how many of how many."""
    reading = Reading(findings=[Finding(line, "", "invalid", "", "", reason) for line, reason in table.broken])
    columns = columns_of(mapping)
    cells: dict[str, list[Any]] = {}
    constants: dict[str, Any] = {}
    for name, column in columns.items():
        read_cell = partial(value_of, name, column, comma, wave.today)
        if column.name:
            cells[name] = translated(table, headers[column.name], read_cell)
        else:
            constants[name] = read_cell(column.constant)
    agreed = [_agreed(table, statement, headers) for statement in (mapping.consent, mapping.eligible)]
    seen: dict[UUID, int] = {}
    for number, key in enumerate(joined(table, [headers[name] for name in mapping.key])):
        if number % 500 == 0:
            progress(number, len(table.lines))
        line, id = table.lines[number], row_id(wave.round.code, key)
        values = constants | {name: meanings[number] for name, meanings in cells.items()}
        against = _left_out(mapping, agreed[0][number], agreed[1][number], values)
        against = against or _named(mapping, key, seen.get(id, line), line) or _refused(values)
        row = against or _read(mapping, wave, line, key, id, values, reading.off_route)
        if isinstance(row, ReadRow):
            seen[id] = line
            reading.rows.append(row)
            continue
        for name, refusal in row:
            header = headers.get(columns[name].name, "") if name in columns else headers.get(name, name)
            if refusal in LEFT_OUT:
                reading.findings.append(Finding(line, "", "left out", header, "", refusal.reason))
                continue
            seen.setdefault(id, line)
            value = str(table.frame[header].iloc[number]) if header in table.frame else ""
            reading.findings.append(Finding(line, " ".join(key), "invalid", header, value, refusal.reason))
    progress(len(table.lines), len(table.lines))
    return reading


def _agreed(table: Table, statement: Statement, headers: Mapping[str, str]) -> list[bool]:
    if not statement.column:
        return [True] * len(table.lines)
    return translated(table, headers[statement.column], lambda cell: plain(cell) in statement.yes)


def _left_out(mapping: ImportMapping, consented: bool, eligible: bool, values: Mapping[str, Any]) -> Refusals:
    """Why this person is not to be counted at all: decided before anything else is looked at, and for one reason."""
    if not consented:
        return [(mapping.consent.column, NO_CONSENT)]
    if not eligible:
        return [(mapping.eligible.column, NOT_ELIGIBLE)]
    return [("age", YOUNG)] if values.get("age") == YOUNG else []


def _named(mapping: ImportMapping, key: tuple[str, ...], before: int, line: int) -> Refusals:
    if not any(cell.strip() for cell in key):
        return [(mapping.key[0], Refusal("the key is empty, so that this row could not be told from others; fill it"))]
    if before != line:
        return [(mapping.key[0], Refusal(f"the row on line {before} has the same key; give each row a key of its own"))]
    return []


def _refused(values: Mapping[str, Any]) -> Refusals:
    needed = (name for name in NEEDED if name in values and values[name] is None)
    return [
        *((name, value) for name, value in values.items() if isinstance(value, Refusal)),
        *((name, Refusal(f"every row needs a {name}; fill the cell, or leave the row out")) for name in needed),
    ]


def _read(
    mapping: ImportMapping,
    wave: Wave,
    line: int,
    key: tuple[str, ...],
    id: UUID,
    values: Mapping[str, Any],
    off_route: Counter[str],
) -> ReadRow | Refusals:
    """Read the document of one row with the reader of all doors."""
    document = document_of(mapping, wave.edition, wave.round.code, wave.round.wording, id, values)
    response = read(wave.edition, wave.places, document)
    if isinstance(response, list):
        names = (p.where if p.where in mapping.optional else f"answers.{p.where}" for p in response)
        return [(name, Refusal(problem.reason)) for name, problem in zip(names, response, strict=True)]
    if is_empty(wave.edition, response):
        return [("", NOTHING)]
    given = document["answers"].keys() | (document["respondent"].keys() - {"age"})
    off_route.update(given - response.answers.keys())
    design = (values.get(name) for name in ("weight", "stratum", "psu", "unit"))
    sample = Sample(mapping.provenance, values["date"], *design)
    return ReadRow(line, " ".join(key), response, sample, digest_of(document, sample))
