"""Releases of a running round: the largest batch of waiting responses in which every touched cell has at least k.

Sets of responses in which every touched cell has at least k members are closed under union, so one largest set exists,
and taking out the members of small cells one cell after another finds it in any order.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from feedback.results.rules.atoms import Table, atom
from feedback.results.rules.ladders import Rung

Id = TypeVar("Id", bound=Hashable)
Rungs = Mapping[str, Mapping[str, Rung]]
"""For each table the rung of each dimension it is published by."""


def cells(
    tables: Iterable[Table], rungs: Rungs, levels: Mapping[str, str], answers: Mapping[str, str]
) -> set[Hashable]:
    """The cells a response touches: for each table, part of a partition, and leaf of a dimension (or the total).

    levels: dimension to base level. The complement (`not used`) is a part like any other.
    """
    return {
        (table.name, partition.name, atom(partition, answers), leaf)
        for table in tables
        for partition in table.partitions
        for leaf in [(), *(rung.keys[levels[name]] for name, rung in rungs[table.name].items())]
    }


def batch(touched: Mapping[Id, set[Hashable]], k: int) -> set[Id]:
    """The largest set of waiting responses in which every touched cell has at least k members.

    touched: response id to its cells. The result is unique; time is linear in the cells touched.
    """
    left = {key: set(found) for key, found in touched.items()}
    members: dict[Hashable, set[Id]] = {}
    for key, found in left.items():
        for cell in found:
            members.setdefault(cell, set()).add(key)
    queue = [cell for cell in members if len(members[cell]) < k]
    while queue:
        for key in list(members[queue.pop()]):
            for cell in left.pop(key):
                members[cell].discard(key)
                if len(members[cell]) == k - 1:
                    queue.append(cell)
    return set(left)
