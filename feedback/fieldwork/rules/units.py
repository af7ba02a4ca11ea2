"""A list of units from a CSV file, checked line by line: nothing enters while one line is wrong."""

import csv
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from feedback.questionnaire.rules import Problem
from feedback.responses.rules import clean_text, is_code
from feedback.responses.rules.columns import Refusal, weight_of

NEEDED = ("unit", "team")
COLUMNS = ("unit", "label", "stratum", "psu", "place", "team", "weight")
LONGEST = {"label": 200, "stratum": 64, "psu": 64, "team": 64}
DELIMITERS = (",", ";", "\t")
KINDS = ("household", "person")
SELECTIONS = ("kish", "next_birthday", "none")
PROVENANCES = ("probability", "assigned_enumerator")


@dataclass(frozen=True)
class UnitLine:
    """One line of the file; label is the code where none was given, weight None where the round has no weights."""

    line: int
    unit: str
    label: str
    stratum: str
    psu: str
    place: str
    team: str
    weight: float | None


def read_units(
    text: str, places: Container[str], weighted: bool, file: str = ""
) -> tuple[list[UnitLine], list[Problem]]:
    """The units in a CSV text with a heading: unit and team, and maybe label, stratum, psu, place, weight.

    places: codes in the register of the round. A weighted round needs the weight of every unit, another one takes none.
    Returns the lines that could be read and every problem, the key of each being the number of its line.
    """
    plain = clean_text(text.removeprefix("\ufeff"))
    delimiter = max(DELIMITERS, key=plain.partition("\n")[0].count)
    reader = csv.DictReader(StringIO(plain, newline=""), delimiter=delimiter, strict=True)
    lines: list[UnitLine] = []
    faults: list[tuple[int, str]] = []
    try:
        heading = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = heading
        faults += [(1, fault) for fault in _heading_faults(heading, weighted)]
        for row in reader if not faults else ():
            if not any(value for value in row.values()):
                continue
            if None in row or None in row.values():
                faults.append((reader.line_num, f"There are not {len(heading)} values, as in the heading."))
                continue
            values = dict.fromkeys(COLUMNS, "") | {name: value.strip() for name, value in row.items()}
            weight = weight_of(values.pop("weight"), delimiter != ",") if weighted else None
            if isinstance(weight, Refusal):
                faults.append((reader.line_num, f"The weight {row['weight']!r}: {weight.reason}."))
                weight = None
            values["label"] = values["label"] or values["unit"]
            line = UnitLine(reader.line_num, **{name: values[name] for name in COLUMNS[:-1]}, weight=weight)
            faults += [(line.line, fault) for fault in _line_faults(line, places)]
            lines.append(line)
    except csv.Error as error:
        faults.append((reader.reader.line_num, f"This is not CSV: {error}."))
    if not lines and not faults:
        faults.append((1, "There is no unit in this file."))
    faults += _doubled(lines)
    return lines, [Problem(file, f"line {number}", fault) for number, fault in sorted(faults)]


def _heading_faults(heading: Sequence[str], weighted: bool) -> Iterator[str]:
    for name in (*NEEDED, *(("weight",) if weighted else ())):
        if name not in heading:
            why = ", because the round is weighted" if name == "weight" else ""
            yield f"The column {name!r} is missing{why}. The heading is {','.join(COLUMNS)}."
    for name, times in Counter(heading).items():
        if times > 1:
            yield f"There are {times} columns {name!r}."
        elif name not in COLUMNS:
            yield f"The column {name!r} is not known. The heading is {','.join(COLUMNS)}."
        elif name == "weight" and not weighted:
            yield "There are weights, but the round has none: write weighted = true into its file, or leave them out."


def _line_faults(line: UnitLine, places: Container[str]) -> Iterator[str]:
    if not is_code(line.unit):
        yield f"The unit {line.unit!r} is not 1 to 64 letters, digits or . _ + -, with a letter or a digit first."
    if not line.team:
        yield "The team is missing: it says which phones show the unit."
    if line.place and line.place not in places:
        yield f"There is no place {line.place!r} in the register of the round."
    for name, most in LONGEST.items():
        value = getattr(line, name)
        if len(value) > most or not (value == "" or value.isprintable()):
            yield f"The {name} is longer than {most} characters, or holds signs that cannot be printed."


def _doubled(lines: Sequence[UnitLine]) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for line in lines:
        if line.unit in first:
            yield line.line, f"The unit {line.unit} stands on line {first[line.unit]} already."
        first.setdefault(line.unit, line.line)
