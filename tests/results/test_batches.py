"""The batch of a running round: maximal, unique, and the same from the plain rule and from the fast code."""

import random
from collections.abc import Hashable
from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.results.rules import Plan, batch, cells
from feedback.results.tables import find_batch, layout_of, plan_shapes
from tests.results.people import columns, levels, people, small_edition

touched = st.dictionaries(st.integers(0, 30), st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=4), max_size=9)


def safe(chosen: set[int], found: dict[int, set[Hashable]], k: int) -> bool:
    counts: dict[Hashable, int] = {}
    for key in chosen:
        for cell in found[key]:
            counts[cell] = counts.get(cell, 0) + 1
    return all(count >= k for count in counts.values())


@given(touched, st.integers(2, 4))
def test_the_batch_is_the_largest_safe_set(found: dict[int, set[Hashable]], k: int) -> None:
    chosen = batch(found, k)
    assert safe(chosen, found, k)
    sizes = range(len(found), len(chosen), -1)
    assert not any(safe(set(some), found, k) for size in sizes for some in combinations(found, size))


@given(touched, st.integers(2, 4), st.randoms())
def test_the_batch_does_not_depend_on_the_order_of_arrival(
    found: dict[int, set[Hashable]], k: int, rng: random.Random
) -> None:
    order = sorted(found)
    rng.shuffle(order)
    assert batch({key: found[key] for key in order}, k) == batch(found, k)


@given(touched, st.integers(2, 4))
def test_taking_the_batch_of_a_batch_takes_all_of_it(found: dict[int, set[Hashable]], k: int) -> None:
    chosen = batch(found, k)
    assert batch({key: found[key] for key in chosen}, k) == chosen


@given(st.integers(0, 2**32), st.integers(0, 120), st.integers(2, 6), st.integers(0, 2))
@settings(max_examples=60)
def test_the_fast_batch_is_the_plain_batch(seed: int, number: int, k: int, rung: int) -> None:
    interim = (("AGE", rung), ("PLACE", rung % 2), ("INCOME", None), ("PLACE;SEX", None if rung else 0))
    layout = layout_of(small_edition(), Plan(k=k, interim=interim), 3)
    waiting = people(layout.edition, seed, number)
    arrays = columns(layout, waiting)
    shapes = plan_shapes(layout, {name: column.names for name, column in arrays.levels.items()})
    rungs = {name: shape.rungs for name, shape in shapes.items()}
    plain = batch({p.id: cells(layout.tables, rungs, levels(layout, p), p.answers) for p in waiting}, k)
    taken = find_batch(layout, arrays, shapes)
    assert {arrays.ids[row].tobytes() for row in np.flatnonzero(taken)} == plain


def test_the_complement_is_protected_too() -> None:
    """Nine people who did not need the service wait, although everyone who did could go."""
    layout = layout_of(small_edition(), Plan(k=10), 0)
    base = {"need": "A", "always": "A", "q1": "3", "q2": "2", "overall": "3", "L1": "A", "L2": "A"}
    same = {"sex": "F", "age_group": "Y18T24", "residence": "U", "income": "B1"}
    crowd = [replace(p, answers=base | same) for p in people(layout.edition, 1, 100)]
    nine = [replace(p, answers={"need": "B", "L2": "A"} | same) for p in people(layout.edition, 2, 9)]
    arrays = columns(layout, crowd + nine)
    taken = find_batch(layout, arrays, plan_shapes(layout, {n: c.names for n, c in arrays.levels.items()}))
    assert taken.tolist() == [True] * 100 + [False] * 9
