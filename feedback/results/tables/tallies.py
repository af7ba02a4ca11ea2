"""Tallies: additive sums of one sampling unit over (dimension, base level) x (item, answer), as one packed block.

Sums kept: n for answers and for parts of partitions; w and w squared for answers where the round has weights. The sums
of w*y and of w squared times y are those over the positive answers, and are exact because answers are counted by code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.results.tables.columns import Columns
from feedback.results.tables.layout import Feature, Layout, columns_of, lookup, partitions_of, parts

ROWS = 65_536
"""Rows summed at a time, so that what is summed fits the processor's cache."""
GROUP = 16_384
"""Rows of whole sampling units taken together."""


@dataclass(frozen=True)
class Grid:
    """The sums of one dimension: one row per base level. n: shape (levels, width); w, w2: (levels, weighted width)."""

    levels: tuple[str, ...]
    n: NDArray[np.int64]
    w: NDArray[np.float64] | None = None
    w2: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Tally:
    """The sums of one sampling unit."""

    stratum: str
    psu: str
    grids: dict[str, Grid]


def tallies(layout: Layout, columns: Columns) -> Iterator[Tally]:
    """The tallies of one series, one per sampling unit, in the order of the units' numbers; none for no rows."""
    order = np.argsort(columns.units.codes, kind="stable")
    sizes = np.bincount(columns.units.codes, minlength=len(columns.units.names))
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        start = int(ends[first] - sizes[first])
        last = max(first + 1, int(np.searchsorted(ends, start + GROUP, side="right")))
        yield from _whole_units(layout, columns.take(order[start : int(ends[last - 1])]))
        first = last


def _whole_units(layout: Layout, rows: Columns) -> Iterator[Tally]:
    """The tallies of the sampling units that these rows make up, each of them whole."""
    keys, groups = {}, {}
    for name in layout.names:
        column = rows.levels[name]
        number = rows.units.codes.astype(np.int64) * max(1, len(column.names)) + column.codes
        keys[name], groups[name] = np.unique(number, return_inverse=True)
    n = {name: np.zeros((len(found), layout.width)) for name, found in keys.items()}
    w = {name: np.zeros((len(found), layout.weighted_width)) for name, found in keys.items()}
    w2 = {name: np.zeros_like(sums) for name, sums in w.items()}
    for start in range(0, len(rows), ROWS):
        part = slice(start, start + ROWS)
        values = _values(layout, rows.answers[part])
        for name, group in groups.items():
            _add(n[name], values, group[part], None)
            if rows.weights is not None:
                _add(w[name], values, group[part], rows.weights[part])
                _add(w2[name], values, group[part], rows.weights[part] ** 2)
    for unit in np.unique(rows.units.codes):
        grids = {}
        for name in layout.names:
            names = rows.levels[name].names
            low, high = np.searchsorted(keys[name], (unit * len(names), (unit + 1) * len(names)))
            levels = tuple(names[key % len(names)] for key in keys[name][low:high])
            weighted = (w[name][low:high], w2[name][low:high]) if rows.weights is not None else (None, None)
            grids[name] = Grid(levels, n[name][low:high].astype(np.int64), *weighted)
        stratum, psu = rows.units.names[unit]
        yield Tally(stratum, psu, grids)


Values = list[tuple[Feature, NDArray[np.int64]]]
"""For each feature 1 + the position of every row's value, 0 where it has none: shape (rows,)."""


def _values(layout: Layout, answers: NDArray[np.uint8]) -> Values:
    position = columns_of(layout.edition)
    partitions = partitions_of(layout.tables)
    found = [(f, lookup(layout.edition, f)[answers[:, position[f.name]]].astype(np.int64)) for f in layout.items]
    found += [(f, 1 + parts(layout, partitions[f.name], answers).astype(np.int64)) for f in layout.partitions]
    return found


def _add(
    sums: NDArray[np.float64], values: Values, group: NDArray[np.intp], weights: NDArray[np.float64] | None
) -> None:
    """Add rows to sums of shape (groups, columns); features beyond its columns are left out."""
    groups, width = sums.shape
    for feature, value in values:
        if feature.stop <= width:
            size = 1 + len(feature.values)
            counts = np.bincount(group * size + value, weights, groups * size)
            sums[:, feature.start : feature.stop] += counts.reshape(groups, size)[:, 1:]
