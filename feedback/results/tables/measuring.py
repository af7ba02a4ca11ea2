"""From summed tallies to what the rules read: people per part of each level, and counts per domain."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from feedback.results.rules import (
    TOTAL,
    Counts,
    Measure,
    Members,
    Rung,
    Shape,
    Step,
    Sums,
    closing_shapes,
    interim_rungs,
    interim_shapes,
    measure,
    people,
    verdicts,
)
from feedback.results.tables.layout import Layout
from feedback.results.tables.tallies import Grid

Grids = Mapping[str, Grid]


def members_of(layout: Layout, grids: Grids) -> Members:
    """How many people each part of each partition has, by dimension and base level."""
    return {
        name: {
            level: {f.name: tuple(int(n) for n in row[f.start : f.stop]) for f in layout.partitions}
            for level, row in zip(grid.levels, grid.n, strict=True)
        }
        for name, grid in grids.items()
    }


def shapes_of(layout: Layout, now: Grids, before: Grids | None, closing: bool) -> tuple[dict[str, Shape], list[Step]]:
    """How each table of a release is published, and the steps of coarsening; before: the sums of the last release."""
    if not closing:
        return plan_shapes(layout, {name: grid.levels for name, grid in now.items()}), []
    earlier = members_of(layout, before) if before else None
    if earlier is not None and not sum(people(earlier, TOTAL).values()):
        earlier = None
    return closing_shapes(layout.plan, layout.tables, layout.dimensions, members_of(layout, now), earlier)


def plan_shapes(layout: Layout, bases: Mapping[str, Iterable[str]]) -> dict[str, Shape]:
    """How the plan publishes each table while the round runs. bases: the base levels of each dimension."""
    return interim_shapes(layout.tables, interim_rungs(layout.plan, layout.dimensions, bases))


def measures_of(layout: Layout, series: str, now: Grids, before: Grids | None, closing: bool) -> list[Measure]:
    """Every measure of one series in one release, with the reasons for those that are held back."""
    shapes, _ = shapes_of(layout, now, before, closing)
    found: list[Measure] = []
    for table in layout.tables:
        shape = shapes[table.name]
        grids = before if shape.state == "carried" else now
        if shape.state == "withheld" or grids is None:
            continue
        groups = {name: _counts(layout, grids[name], rung) for name, rung in ((TOTAL, None), *shape.rungs.items())}
        weighted = _weighted(grids[TOTAL])
        found += measure(layout.edition, series, weighted, table.name, shape, groups)
    return verdicts(found, layout.plan.minimum_n)


def _weighted(total: Grid) -> bool:
    """Whether the series has weights at all."""
    return total.w is not None and bool(total.w[:, -1].any())


def _counts(layout: Layout, grid: Grid, rung: Rung | None) -> dict[str, Counts]:
    """The counts of each domain of a dimension that has anyone in it, in the order of their names."""
    rows: dict[str, list[int]] = {}
    for number, level in enumerate(grid.levels):
        for domain in rung.keys.get(level, ()) if rung else (TOTAL,):
            rows.setdefault(domain, []).append(number)
    return {domain: found for domain in sorted(rows) if (found := _one(layout, grid, rows[domain])).members.n}


def _one(layout: Layout, grid: Grid, rows: list[int]) -> Counts:
    n = grid.n[rows].sum(0)
    w, w2 = (n[: layout.weighted_width] if s is None else s[rows].sum(0) for s in (grid.w, grid.w2))
    everyone = layout.partitions[0]
    return Counts(
        _sums(n, w, w2, everyone.start),
        {
            f.name: {code: _sums(n, w, w2, f.start + i) for i, code in enumerate(f.values) if n[f.start + i]}
            for f in layout.items
        },
    )


def _sums(n: NDArray[np.int64], w: NDArray[np.float64], w2: NDArray[np.float64], column: int) -> Sums:
    return Sums(int(n[column]), float(w[column]), float(w2[column]))
