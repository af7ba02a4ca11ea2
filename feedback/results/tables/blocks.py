"""A tally as one compressed block of bytes, and back; and the sum of many tallies."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.results.tables.layout import Layout
from feedback.results.tables.tallies import Grid, Tally

VERSION = 1
COUNTS = tuple(np.dtype(name) for name in ("<u1", "<u2", "<u4", "<u8"))


def pack_tally(layout: Layout, tally: Tally) -> bytes:
    """The block of a tally: its header as JSON in one line, then all sums in the order of the header; zlib."""
    grids = [tally.grids[name] for name in layout.names]
    largest = max((int(grid.n.max()) for grid in grids if grid.n.size), default=0)
    count = next(kind for kind in COUNTS if largest <= np.iinfo(kind).max)
    header = {
        "version": VERSION,
        "layout": layout.digest(),
        "count": count.str,
        "weighted": grids[0].w is not None,
        "levels": {name: grid.levels for name, grid in zip(layout.names, grids, strict=True)},
    }
    sums = b"".join(grid.n.astype(count).tobytes() for grid in grids)
    weights = b"".join(s.astype("<f8").tobytes() for grid in grids for s in (grid.w, grid.w2) if s is not None)
    return zlib.compress(json.dumps(header).encode() + b"\n" + sums + weights, 6)


def unpack_grids(layout: Layout, block: bytes) -> dict[str, Grid]:
    """The sums in a block. Raises ValueError when it was made with another layout."""
    line, _, body = zlib.decompress(block).partition(b"\n")
    header = json.loads(line)
    if header["version"] != VERSION or header["layout"] != layout.digest():
        raise ValueError("these tallies were made for another edition or publication plan")
    reader = _Reader(body)
    levels = {name: tuple(found) for name, found in header["levels"].items()}
    n = {
        name: reader.take(len(found), layout.width, header["count"]).astype(np.int64) for name, found in levels.items()
    }
    if not header["weighted"]:
        return {name: Grid(found, n[name]) for name, found in levels.items()}
    weights = {
        name: [reader.take(len(levels[name]), layout.weighted_width, "<f8") for _ in range(2)] for name in levels
    }
    return {name: Grid(found, n[name], *weights[name]) for name, found in levels.items()}


def add_up(layout: Layout, grids: Iterable[dict[str, Grid]]) -> dict[str, Grid]:
    """The sum of tallies over sampling units and releases, level by level; levels are sorted."""
    sums = {name: _Sum(layout) for name in layout.names}
    for found in grids:
        for name, grid in found.items():
            sums[name].add(grid)
    return {name: total.grid() for name, total in sums.items()}


@dataclass
class _Reader:
    body: bytes
    at: int = 0

    def take(self, rows: int, width: int, kind: str) -> NDArray[Any]:
        found = np.frombuffer(self.body, kind, rows * width, self.at).reshape(rows, width)
        self.at += found.nbytes
        return found


class _Sum:
    """A growing sum: rows are added as levels are first seen."""

    def __init__(self, layout: Layout) -> None:
        self.rows: dict[str, int] = {}
        self.n = np.zeros((0, layout.width), np.int64)
        self.weights = np.zeros((2, 0, layout.weighted_width))
        self.weighted = False

    def add(self, grid: Grid) -> None:
        at = [self.rows.setdefault(level, len(self.rows)) for level in grid.levels]
        more = len(self.rows) - len(self.n)
        if more:
            self.n = np.pad(self.n, ((0, more), (0, 0)))
            self.weights = np.pad(self.weights, ((0, 0), (0, more), (0, 0)))
        self.n[at] += grid.n
        if grid.w is not None and grid.w2 is not None:
            self.weighted = True
            self.weights[:, at] += np.stack((grid.w, grid.w2))

    def grid(self) -> Grid:
        levels = tuple(sorted(self.rows))
        at = [self.rows[level] for level in levels]
        weights = (self.weights[0, at], self.weights[1, at]) if self.weighted else (None, None)
        return Grid(levels, self.n[at], *weights)
