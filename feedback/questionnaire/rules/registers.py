"""A register of places from a CSV file, checked line by line: nothing enters while one line is wrong."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from feedback.questionnaire.rules.edition import Problem
from feedback.questionnaire.rules.places import PLACE_CODE

COLUMNS = ("code", "parent", "name", "level")
NAME_COLUMN = re.compile(r"name_([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
LONGEST = 200
DELIMITERS = (",", ";", "\t")
"""Spreadsheets write a semicolon where the comma stands in numbers."""


@dataclass(frozen=True)
class PlaceLine:
    """One line of the file: `parent` is "" at the top; `level` is what such a place is called (district, ward)."""

    line: int
    code: str
    parent: str
    name: str
    level: str
    population: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def read_places(text: str, file: str = "") -> tuple[list[PlaceLine], list[Problem]]:
    """The places in a CSV text with a heading (code, parent, name, level, and optional population, name_fr, ...).

    The delimiter is the comma, the semicolon or the tab, whichever stands most often in the heading.

    Returns the lines that could be read and every problem, the key of each being the number of its line.
    """
    plain = text.removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=plain.partition("\n")[0].count)  # the comma, where none of them stands
    reader = csv.DictReader(StringIO(plain, newline=""), delimiter=delimiter, strict=True)
    try:
        heading = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = heading
        problems = [Problem(file, "line 1", reason) for reason in _heading_faults(heading)]
        if problems:
            return [], problems
        rows = [(reader.line_num, row) for row in reader if any(value for value in row.values())]
    except csv.Error as error:
        return [], [Problem(file, f"line {reader.reader.line_num}", f"This is not CSV: {error}.")]
    lines = []
    for number, row in rows:
        if None in row or None in row.values():
            problems.append(Problem(file, f"line {number}", f"There are not {len(heading)} values, as in the heading."))
            continue
        values = {name: value.strip() for name, value in row.items()}
        population = values.get("population", "").replace(" ", "")
        if population and not (population.isascii() and population.isdecimal()):
            problems.append(Problem(file, f"line {number}", f"The population {population!r} is not a whole number."))
            population = ""
        names = {found[1]: values[name] for name in heading if (found := NAME_COLUMN.fullmatch(name)) and values[name]}
        known = {name: values[name] for name in COLUMNS}
        lines.append(PlaceLine(number, **known, population=int(population) if population else None, names=names))
    problems += check_places(lines, file)
    return lines, sorted(problems, key=lambda problem: int(problem.key.removeprefix("line ")))


def check_places(lines: Sequence[PlaceLine], file: str = "") -> list[Problem]:
    """Everything that is wrong with a register, by line: codes, names, unknown parents, circles, mixed levels."""
    if not lines:
        return [Problem(file, "line 1", "There is no place in this file.")]
    faults = (*_codes(lines), *_parents(lines), *_levels(lines))
    return [Problem(file, f"line {number}", reason) for number, reason in sorted(faults)]


def depths(lines: Sequence[PlaceLine]) -> dict[str, int]:
    """The depth of each place by code, 1 at the top; places without a way to the top are left out."""
    parents = {line.code: line.parent for line in lines}
    found: dict[str, int] = {}
    for start in parents:
        way = []
        code = start
        while code and code in parents and code not in found and code not in way:
            way.append(code)
            code = parents[code]
        if code and code not in found:
            continue
        for step in reversed(way):
            found[step] = found.get(parents[step], 0) + 1
    return found


def _heading_faults(heading: Sequence[str]) -> Iterator[str]:
    for name in COLUMNS:
        if name not in heading:
            yield f"The column {name!r} is missing. The heading is {','.join(COLUMNS)}, and maybe population,name_fr."
    for name, times in Counter(heading).items():
        if times > 1:
            yield f"There are {times} columns {name!r}."
        elif name not in (*COLUMNS, "population") and not NAME_COLUMN.fullmatch(name):
            yield f"The column {name!r} is not known."


def _codes(lines: Sequence[PlaceLine]) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for line in lines:
        if not PLACE_CODE.fullmatch(line.code):
            yield (
                line.line,
                f"The code {line.code!r} is not 1 to 32 letters A-Z a-z, digits, dots, dashes or underscores, "
                "with a letter or digit first.",
            )
        elif line.code in first:
            yield line.line, f"The code {line.code} already stands in line {first[line.code]}."
        first.setdefault(line.code, line.line)
        if not line.name:
            yield line.line, "The name is missing."
        if not line.level:
            yield line.line, "The level is missing: say what such a place is called, for example district."
        if max(map(len, (line.name, line.level, *line.names.values()))) > LONGEST:
            yield line.line, f"A name or level is longer than {LONGEST} letters."


def _parents(lines: Sequence[PlaceLine]) -> Iterator[tuple[int, str]]:
    codes = {line.code for line in lines}
    reached = depths(lines)
    unknown = {line.code for line in lines if line.parent and line.parent not in codes}
    above = {line.code: line.parent for line in lines}
    for line in lines:
        if line.code in unknown and line.parent not in codes:
            yield line.line, f"The parent {line.parent!r} is not in this file."
        elif line.code not in reached and _in_circle(line.code, above):
            yield line.line, f"The place {line.code} lies inside itself: its parents go round in a circle."


def _in_circle(code: str, above: Mapping[str, str]) -> bool:
    """Whether going up from a place comes back to it."""
    seen: set[str] = set()
    step = above.get(code, "")
    while step and step not in seen:
        if step == code:
            return True
        seen.add(step)
        step = above.get(step, "")
    return False


def _levels(lines: Sequence[PlaceLine]) -> Iterator[tuple[int, str]]:
    reached = depths(lines)
    first: dict[str, tuple[int, int]] = {}
    for line in lines:
        depth = reached.get(line.code)
        if depth is None or not line.level:
            continue
        known, number = first.setdefault(line.level, (depth, line.line))
        if known != depth:
            yield (
                line.line,
                f"The level {line.level!r} stands at depth {depth} here and at depth {known} in line {number}.",
            )
