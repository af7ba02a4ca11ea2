"""An attacker with every table of every release, who subtracts what lies inside by the logic of the questionnaire."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from feedback.results.rules import CROSS, EVERYONE, TOTAL, Rung, Shape, Table, holds
from feedback.results.tables import Grid, Layout, add_up, find_batch, plan_shapes, shapes_of, tallies
from tests.results.people import Person, columns, levels

Grids = dict[str, Grid]


@dataclass(frozen=True)
class Release:
    """One release of one series: everyone counted so far, in this release and in the one before, and its tables."""

    counted: Sequence[Person]
    before: Sequence[Person]
    shapes: Mapping[str, Shape]
    closing: bool


def releases(layout: Layout, arrivals: Sequence[Sequence[Person]]) -> list[Release]:
    """A release after each group of arrivals, the last one closing the round."""
    counted: list[Person] = []
    waiting: list[Person] = []
    sums: Grids | None = None
    found = []
    for number, group in enumerate(arrivals):
        waiting += group
        closing = number == len(arrivals) - 1
        arrays = columns(layout, waiting)
        bases = {name: column.names for name, column in arrays.levels.items()}
        taken = np.ones(len(arrays), bool) if closing else find_batch(layout, arrays, plan_shapes(layout, bases))
        new = [person for person, chosen in zip(waiting, taken, strict=True) if chosen]
        waiting = [person for person, chosen in zip(waiting, taken, strict=True) if not chosen]
        parts = [t.grids for t in tallies(layout, arrays.take(np.flatnonzero(taken)))]
        now = add_up(layout, [*([sums] if sums else []), *parts])
        shapes, _ = shapes_of(layout, now, sums, closing)
        found.append(Release(counted + new, counted, shapes, closing))
        counted, sums = counted + new, now
    return found


@dataclass(frozen=True)
class Published:
    """A published set of people: which kinds of people it holds by definition, up to which release, and how many."""

    name: str
    kinds: NDArray[np.bool_]
    epoch: int
    size: int


Family = list[Published]
"""Disjoint sets of one table, dimension and release."""


class Attacker:
    """All that was published about one small round, over every kind of person that could exist."""

    def __init__(self, layout: Layout, story: Sequence[Release], logic: Sequence[Mapping[str, bool]]) -> None:
        self.layout = layout
        self.logic = logic
        everyone = [levels(layout, person) for person in story[-1].counted]
        self.bases = {name: sorted({found[name] for found in everyone}) for name in layout.names if name != CROSS}
        self.kinds = [
            dict(zip(self.bases, chosen, strict=True)) for chosen in product(*self.bases.values()) for _ in logic
        ]
        for kind in self.kinds:
            if CROSS in layout.dimensions:
                kind[CROSS] = f"{kind['PLACE'].split('/')[0]};{kind['SEX']}"
        self.families = [f for epoch, release in enumerate(story) for f in self._families(release, epoch) if f]

    def _families(self, release: Release, epoch: int) -> Iterator[Family]:
        for table in self.layout.tables:
            shape = release.shapes[table.name]
            if shape.state == "withheld":
                continue
            carried = shape.state == "carried"
            people = release.before if carried else release.counted
            told = [(levels(self.layout, p), self._in_base(table, p)) for p in people]
            inside = np.array([self._kind_in_base(table, n) for n in range(len(self.kinds))])
            for name, rung in ((TOTAL, None), *shape.rungs.items()):
                for depth in range(2 if name == "PLACE" else 1):
                    yield self._family(f"{table.name} {epoch}", name, rung, depth, told, inside, epoch - carried)

    def _family(
        self,
        where: str,
        name: str,
        rung: Rung | None,
        depth: int,
        told: list[tuple[dict[str, str], bool]],
        inside: NDArray[np.bool_],
        epoch: int,
    ) -> Family:
        """The published domains of one dimension; of places those of one level."""

        def domain(found: Mapping[str, str]) -> str | None:
            keys = rung.keys.get(found[name], ()) if rung else (TOTAL,)
            return keys[depth] if depth < len(keys) else None

        of_kind = [domain(kind) for kind in self.kinds]
        sizes: dict[str, int] = {}
        for found, member in told:
            if (key := domain(found)) is not None:
                sizes[key] = sizes.get(key, 0) + member
        return [
            Published(f"{where} {key}", inside & np.array([k == key for k in of_kind]), epoch, size)
            for key, size in sorted(sizes.items())
        ]

    def _in_base(self, table: Table, person: Person) -> bool:
        conditions = table.partitions[0].conditions
        return table.name == EVERYONE or holds(conditions[0], person.answers)

    def _kind_in_base(self, table: Table, number: int) -> bool:
        name = table.partitions[0].conditions[0].name if table.name != EVERYONE else ""
        return not name or self.logic[number % len(self.logic)][name]

    def parents_minus_children(self, k: int) -> list[str]:
        """Every published set minus every choice of sets of one family inside it: what falls between 1 and k - 1."""
        found = []
        sets = [one for family in self.families for one in family]
        for parent in sets:
            if 0 < parent.size < k:
                found.append(f"{parent.name}: {parent.size}")
            for family in self.families:
                inside = [c for c in family if c.epoch <= parent.epoch and not (c.kinds & ~parent.kinds).any()]
                sizes = np.array([child.size for child in inside])
                choices = (np.arange(2 ** len(inside))[:, None] >> np.arange(len(inside))) & 1
                left = parent.size - choices @ sizes
                if ((left > 0) & (left < k)).any():
                    found.append(f"{parent.name} - some of {family[0].name} ...: {sorted(set(left))[:3]}")
        return found

    def random_differences(self, k: int, seed: int, tries: int) -> list[str]:
        """Unions of sets minus unions of sets inside them, of any tables and releases, drawn at random."""
        rng = np.random.default_rng(seed)
        sets = [one for family in self.families for one in family if one.kinds.any()]
        kinds = np.array([one.kinds for one in sets])
        epochs = np.array([one.epoch for one in sets])
        found = []
        for _ in range(tries):
            cover = np.full(len(self.kinds), -1)
            plus: list[str] = []
            total = 0
            for number in rng.permutation(len(sets))[: rng.integers(1, 40)]:
                if len(plus) < 4 and (cover[kinds[number]] == -1).all():
                    cover[kinds[number]] = epochs[number]
                    plus.append(sets[number].name)
                    total += sets[number].size
            free = cover.copy()
            minus: list[str] = []
            inside = np.flatnonzero([(free[one] >= epoch).all() for one, epoch in zip(kinds, epochs, strict=True)])
            for number in rng.permutation(inside):
                if (free[kinds[number]] >= epochs[number]).all():
                    free[kinds[number]] = -1
                    minus.append(sets[number].name)
                    total -= sets[number].size
                    if 0 < total < k:
                        found.append(f"{plus} - {minus}: {total}")
        return found
