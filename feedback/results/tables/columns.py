"""Waiting responses as columns: small whole numbers for texts, packed answers as they are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.questionnaire.rules import item_codes
from feedback.results.rules import CROSS, NOT_STATED, TOTAL, level_of
from feedback.results.tables.layout import Layout

BACKGROUND = ("SEX", "AGE", "URBANISATION", "INCOME", "DISABILITY_STATUS")
"""The dimensions that are columns of a response, in the order in which rows are read."""
ID_BYTES = 16


@dataclass(frozen=True)
class Coded:
    """One column of texts: a code per row, and the text of each code. codes: shape (rows,), dtype int32."""

    codes: NDArray[np.int32]
    names: tuple[Any, ...]

    def take(self, rows: NDArray[np.intp]) -> "Coded":
        return Coded(self.codes[rows], self.names)


@dataclass(frozen=True)
class Columns:
    """Waiting responses, all columns of the same length."""

    ids: NDArray[np.uint8]
    """Shape (rows, 16)."""
    series: Coded
    levels: Mapping[str, Coded]
    """Dimension (`_T` among them) -> base level of each response."""
    units: Coded
    """(stratum, PSU), each "" where there is none."""
    weights: NDArray[np.float64] | None
    """None where the round has no weights; 0 for a response without one."""
    answers: NDArray[np.uint8]
    """Shape (rows, items)."""

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[np.intp]) -> "Columns":
        """Some of the rows, in the order given."""
        return Columns(
            self.ids[rows],
            self.series.take(rows),
            {name: column.take(rows) for name, column in self.levels.items()},
            self.units.take(rows),
            None if self.weights is None else self.weights[rows],
            self.answers[rows],
        )


class _Numbers(dict[Any, int]):
    """Numbers texts in the order in which they are first seen."""

    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        return number


def read_columns(
    chunks: Iterable[Sequence[Sequence[Any]]], layout: Layout, paths: Mapping[int, str], weighted: bool
) -> Columns:
    """Columns from rows: (id, series, place, five background columns, stratum, psu, weight, answers).

    paths: place id to its base level (`R1/D11`). Raises ValueError for answers that are not of the edition.
    """
    width = len(item_codes(layout.edition))
    numbers = [_Numbers() for _ in range(8)]
    codes: list[list[NDArray[np.int32]]] = [[np.empty(0, np.int32)] for _ in numbers]
    weights, answers = [np.empty(0)], [np.empty((0, width), np.uint8)]
    ids = bytearray()
    for chunk in chunks:
        found = list(zip(*chunk, strict=True))
        ids += b"".join(found[0])
        for number, part, column in zip(numbers, codes, (*found[1:8], zip(*found[8:10], strict=True)), strict=True):
            part.append(np.fromiter(map(number.__getitem__, column), np.int32, len(chunk)))
        weights.append(np.array([weight or 0.0 for weight in found[10]]) if weighted else np.empty(0))
        if set(map(len, found[11])) != {width}:
            raise ValueError(f"packed answers that are not of {layout.edition.code}")
        answers.append(np.frombuffer(b"".join(found[11]), np.uint8).reshape(-1, width))
    series, place, *background, units = [
        Coded(np.concatenate(part), tuple(number)) for number, part in zip(numbers, codes, strict=True)
    ]
    return Columns(
        np.frombuffer(bytes(ids), np.uint8).reshape(-1, ID_BYTES),
        series,
        _levels(layout, place, background, paths),
        Coded(units.codes, tuple((stratum or "", psu or "") for stratum, psu in units.names)),
        np.concatenate(weights) if weighted else None,
        np.concatenate(answers),
    )


def _levels(layout: Layout, place: Coded, background: Sequence[Coded], paths: Mapping[int, str]) -> dict[str, Coded]:
    """The base level of each response in each dimension of the layout."""
    found = {TOTAL: Coded(np.zeros(len(place.codes), np.int32), (TOTAL,))}
    for name, column in zip(BACKGROUND, background, strict=True):
        if name in layout.dimensions:
            found[name] = _renamed(column, [level_of(name, code, layout.edition) for code in column.names])
    if "PLACE" in layout.dimensions:
        depth = layout.dimensions["PLACE"].depth
        bases = ["/".join(paths.get(number, NOT_STATED).split("/")[:depth]) for number in place.names]
        found["PLACE"] = _renamed(place, bases)
    if CROSS in layout.dimensions:
        first = _renamed(found["PLACE"], [base.split("/")[0] for base in found["PLACE"].names])
        sex = found["SEX"]
        pairs = [f"{where};{who}" for where in first.names for who in sex.names]
        found[CROSS] = _renamed(Coded(first.codes * max(1, len(sex.names)) + sex.codes, tuple(pairs)), pairs)
    return found


def _renamed(column: Coded, names: Sequence[str]) -> Coded:
    """A column whose codes stand for other names, several of which may be the same; names that no row has go."""
    present = np.unique(column.codes)
    kept = sorted({names[code] for code in present})
    position = {name: number for number, name in enumerate(kept)}
    translate = np.zeros(len(names) or 1, np.int32)
    for code in present:
        translate[code] = position[names[code]]
    return Coded(translate[column.codes], tuple(kept))
