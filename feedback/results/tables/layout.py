"""The layout of tallies: which items, answers, dimensions and partitions they count, fixed for a whole round."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from feedback.questionnaire.rules import Edition, code_bytes, item_codes
from feedback.results.rules import CROSS, TOTAL, Condition, Dimension, Partition, Plan, Table, dimensions_of, tables_of


@dataclass(frozen=True)
class Feature:
    """One counted column of a response: an item with its answers, or a partition with its parts."""

    name: str
    values: tuple[str, ...]
    start: int
    """Its first column in a tally."""

    @property
    def stop(self) -> int:
        return self.start + len(self.values)


@dataclass(frozen=True)
class Layout:
    """What is counted, in order: items first (with weights where there are any), then partitions (people only)."""

    edition: Edition
    plan: Plan
    dimensions: dict[str, Dimension]
    tables: tuple[Table, ...]
    items: tuple[Feature, ...]
    partitions: tuple[Feature, ...]

    @property
    def width(self) -> int:
        """Number of columns of people counted."""
        return self.partitions[-1].stop

    @property
    def weighted_width(self) -> int:
        """Number of columns that weights are summed for: all answers, and everyone."""
        return self.partitions[0].stop

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions that are tallied, the total first."""
        return (TOTAL, *self.dimensions)

    def digest(self) -> str:
        """What tallies of two batches have to share before they may be added."""
        features = [(f.name, f.values) for f in (*self.items, *self.partitions)]
        dimensions = [(d.name, d.key, d.levels, d.depth) for d in self.dimensions.values()]
        return sha256(repr((features, dimensions)).encode()).hexdigest()[:16]


def layout_of(edition: Edition, plan: Plan, place_levels: int) -> Layout:
    """The layout of a round: every item that is not about the person, every partition that has to be safe.

    place_levels: how many levels the register of the round has; 0 where the round has no places.
    """
    tables = tables_of(edition, plan)
    wanted = {name for table in tables for name in table.dimensions}
    wanted |= {"PLACE", "SEX"} if CROSS in wanted else set()
    dimensions = {n: d for n, d in dimensions_of(edition, plan, place_levels).items() if n in wanted}
    items: list[Feature] = []
    for item in edition.items.values():
        if item.kind != "background":
            items.append(Feature(item.code, item.codes, items[-1].stop if items else 0))
    partitions: list[Feature] = []
    for partition in partitions_of(tables).values():
        parts = tuple(str(part) for part in range(2 ** len(partition.conditions)))
        last = (partitions or items)[-1:]
        partitions.append(Feature(partition.name, parts, last[0].stop if last else 0))
    return Layout(edition, plan, dimensions, tables, tuple(items), tuple(partitions))


def partitions_of(tables: tuple[Table, ...]) -> dict[str, Partition]:
    """Every partition of the tables once, by name; the first is everyone."""
    return {partition.name: partition for table in tables for partition in table.partitions}


def columns_of(edition: Edition) -> dict[str, int]:
    """The position of each item in a packed response."""
    return {code: position for position, code in enumerate(item_codes(edition))}


def lookup(edition: Edition, feature: Feature) -> NDArray[np.uint8]:
    """For each byte of a packed answer 1 + the position of its code in the feature; 0 for no code. Shape (256,)."""
    table = np.zeros(256, np.uint8)
    for code, byte in code_bytes(edition.items[feature.name]).items():
        table[byte] = 1 + feature.values.index(code)
    return table


def parts(layout: Layout, partition: Partition, answers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The part of a partition each response is in. answers: packed, shape (rows, items). Returns shape (rows,)."""
    number = np.zeros(len(answers), np.uint8)
    for condition in partition.conditions:
        number = 2 * number + _holds(layout.edition, condition, answers)
    return number


def _holds(edition: Edition, condition: Condition, answers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    found = np.zeros(len(answers), bool)
    columns = columns_of(edition)
    for item, codes in condition.answers:
        accepted = np.zeros(256, bool)
        known = code_bytes(edition.items[item])
        accepted[[byte for code, byte in known.items() if codes is None or code in codes]] = True
        found |= accepted[answers[:, columns[item]]]
    return (~found if condition.negated else found).astype(np.uint8)
