"""Tallies are additive, and what is measured from them is what would be measured from rows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.questionnaire.rules import MISSING
from feedback.results.rules import Estimate, Measure, Plan, average, share
from feedback.results.tables import (
    Grid,
    Layout,
    add_up,
    layout_of,
    members_of,
    pack_tally,
    shapes_of,
    tallies,
    unpack_grids,
)
from tests.results.people import PATHS, Person, closed, columns, levels, people, small_edition, sums

LAYOUT = layout_of(small_edition(), Plan(k=2, minimum_n=2), 3)
seeds = st.integers(0, 2**32)
some = settings(max_examples=25)


def same(one: dict[str, Grid], other: dict[str, Grid]) -> bool:
    return all(
        one[name].levels == other[name].levels
        and np.array_equal(one[name].n, other[name].n)
        and all(
            (a is None and b is None) or (a is not None and b is not None and np.allclose(a, b))
            for a, b in ((one[name].w, other[name].w), (one[name].w2, other[name].w2))
        )
        for name in LAYOUT.names
    )


@given(seeds, st.integers(1, 60), st.integers(1, 60), st.booleans())
@some
def test_tallies_of_two_batches_add_up_to_the_tallies_of_both(seed: int, one: int, other: int, weighted: bool) -> None:
    first, second = people(LAYOUT.edition, seed, one), people(LAYOUT.edition, seed + 1, other)
    added = add_up(LAYOUT, [sums(LAYOUT, first, weighted), sums(LAYOUT, second, weighted)])
    assert same(added, sums(LAYOUT, first + second, weighted))


@given(seeds, st.integers(1, 60), st.booleans())
@some
def test_sampling_units_change_no_sum(seed: int, number: int, weighted: bool) -> None:
    crowd = people(LAYOUT.edition, seed, number)
    alone = [replace(person, stratum=None, psu=None) for person in crowd]
    assert len(list(tallies(LAYOUT, columns(LAYOUT, alone, weighted)))) == 1
    assert same(sums(LAYOUT, crowd, weighted), sums(LAYOUT, alone, weighted))


@given(seeds, st.integers(1, 60), st.booleans())
@some
def test_a_tally_survives_its_block(seed: int, number: int, weighted: bool) -> None:
    for tally in tallies(LAYOUT, columns(LAYOUT, people(LAYOUT.edition, seed, number), weighted)):
        assert same(unpack_grids(LAYOUT, pack_tally(LAYOUT, tally)), tally.grids)


def test_blocks_of_another_plan_are_refused() -> None:
    tally = next(tallies(LAYOUT, columns(LAYOUT, people(LAYOUT.edition, 1, 5))))
    other = layout_of(small_edition(), Plan(place_level=1), 3)
    with pytest.raises(ValueError, match="another edition or publication plan"):
        unpack_grids(other, pack_tally(LAYOUT, tally))


def domains(layout: Layout, crowd: list[Person]) -> dict[str, list[Person]]:
    """Who is in each published domain, worked out from the people themselves."""
    shapes = shapes_of(layout, sums(layout, crowd), None, closing=True)[0]
    said = [(person, levels(layout, person)) for person in crowd]
    found: dict[str, dict[bytes, Person]] = {}
    for shape in shapes.values():
        for name, rung in shape.rungs.items():
            for person, level in said:
                for domain in rung.keys[level[name]]:
                    found.setdefault(domain, {})[person.id] = person
    return {"_T": crowd} | {domain: list(members.values()) for domain, members in found.items()}


def from_rows(layout: Layout, m: Measure, inside: list[Person], weighted: bool) -> Estimate:
    """A measure worked out from the people of its domain, one question after the other."""

    def one(item: str, positive: set[str]) -> Estimate:
        valid = [code for code in layout.edition.items[item].codes if code not in MISSING]
        answers = [person.answers.get(item, "") for person in inside]
        return share(answers, [person.weight if weighted else 1.0 for person in inside], positive, valid)

    agree = {"3", "2"}
    if m.item == "SATIS":
        return average([one("q1", agree), one("q2", agree)])
    kind, _, code = m.item.partition(":")
    questions = {"q1": agree, "q2": agree, "OSATIS": agree, "NEEDED": {"A"}, "WITHOUT": {"B"}}
    items = {"OSATIS": "overall", "NEEDED": "need", "WITHOUT": "always", "REASON": "why"}
    return one(items.get(kind, kind), questions.get(kind, {code}))


@given(seeds, st.integers(1, 120), st.booleans())
@some
def test_measures_from_tallies_are_those_from_rows(seed: int, number: int, weighted: bool) -> None:
    crowd = people(LAYOUT.edition, seed, number)
    inside = domains(LAYOUT, crowd)
    for m in closed(LAYOUT, crowd, weighted):
        if m.item == "RESPONDENTS":
            assert m.n == len(inside[m.domain])
            continue
        expected = from_rows(LAYOUT, m, inside[m.domain], weighted)
        assert (m.n, m.positives, m.negatives) == (expected.n, expected.positives, expected.negatives), m
        assert m.exact == (None if expected.exact is None else pytest.approx(expected.exact)), m
        assert m.unweighted == (None if expected.unweighted is None else pytest.approx(expected.unweighted)), m
        assert m.n_eff == pytest.approx(expected.n_eff), m


def test_every_kind_of_measure_is_there() -> None:
    found = closed(LAYOUT, people(LAYOUT.edition, 7, 400, tuple(PATHS)))
    items = {(m.service, m.item) for m in found if m.domain == "_T"}
    assert items == {
        ("ALL", "RESPONDENTS"),
        *(("HLTH", item) for item in ("q1", "q2", "SATIS", "OSATIS")),
        *(("health", item) for item in ("NEEDED", "WITHOUT", "REASON:1", "REASON:2", "REASON:3")),
        *(("kind", f"kind:{code}") for code in "12"),
        *(("L1", f"L1:{code}") for code in "ABC"),
        *(("L2", f"L2:{code}") for code in "AB"),
    }
    assert {m.domain.split("=")[0] for m in found} == {"_T", "SEX", "AGE", "URBANISATION", "PLACE", "INCOME"}
    assert any(";" in m.domain for m in found)
    assert {m.measure for m in found} == {"share"}


@given(seeds, st.integers(1, 80), st.floats(0.01, 100))
@some
def test_equal_weights_are_no_weights_and_scaling_weights_changes_nothing(
    seed: int, number: int, factor: float
) -> None:
    crowd = people(LAYOUT.edition, seed, number)
    plain = closed(LAYOUT, crowd)
    equal = closed(LAYOUT, [replace(person, weight=factor) for person in crowd], weighted=True)
    assert [m.exact for m in equal] == [m.exact and pytest.approx(m.exact) for m in plain]
    assert [m.n_eff for m in equal] == [pytest.approx(m.n_eff) for m in plain]
    weighted = closed(LAYOUT, crowd, weighted=True)
    scaled = closed(LAYOUT, [replace(p, weight=p.weight * factor) for p in crowd], weighted=True)
    assert [m.exact for m in weighted] == [m.exact and pytest.approx(m.exact) for m in scaled]
    assert [m.unweighted for m in weighted] == [m.unweighted for m in plain]


def test_a_series_without_weights_in_a_weighted_round_is_measured_plainly() -> None:
    crowd = [replace(person, weight=0.0) for person in people(LAYOUT.edition, 3, 50)]
    assert [m.exact for m in closed(LAYOUT, crowd, weighted=True)] == [m.exact for m in closed(LAYOUT, crowd)]


def rated(shares: list[int]) -> list[Person]:
    """A hundred users whose answers to the attributes have these shares, 23 very satisfied and 37 satisfied overall."""
    base = {"need": "A", "always": "A", "L1": "A", "L2": "B"}
    overall = "3" * 23 + "2" * 37 + "1" * 25 + "0" * 15
    return [
        Person(
            number.to_bytes(16),
            base
            | {f"q{n}": "3" if number < percent else "1" for n, percent in enumerate(shares, 1)}
            | {"overall": said},
            None,
        )
        for number, said in enumerate(overall)
    ]


def test_shares_of_50_60_73_55_and_42_percent_are_published_with_the_average_56() -> None:
    layout = layout_of(small_edition(5), Plan(), 0)
    found = {(m.domain, m.item): m for m in closed(layout, rated([50, 60, 73, 55, 42]))}
    assert [found["_T", f"q{n}"].exact for n in range(1, 6)] == [50, 60, 73, 55, 42]
    assert found["_T", "SATIS"].exact == pytest.approx(56)
    assert found["_T", "OSATIS"].exact == 60
    assert found["_T", "SATIS"].reason == ""


def test_of_1000_people_65_who_did_not_rate_leave_a_base_of_935() -> None:
    layout = layout_of(small_edition(), Plan(), 0)
    base = {"need": "A", "always": "A", "q2": "3", "overall": "2"}
    codes = ["3"] * 500 + ["1"] * 435 + ["97"] * 20 + ["98"] * 25 + ["99"] * 20
    crowd = [Person(n.to_bytes(16), base | {"q1": code}, None) for n, code in enumerate(codes)]
    q1 = next(m for m in closed(layout, crowd) if (m.domain, m.item) == ("_T", "q1"))
    assert (q1.n, dict(q1.missing)) == (935, {"97": 20, "98": 25, "99": 20})
    assert q1.exact == pytest.approx(100 * 500 / 935)


def test_there_is_no_average_while_one_attribute_has_no_share() -> None:
    layout = layout_of(small_edition(), Plan(), 0)
    base = {"need": "A", "always": "A", "q1": "3", "q2": "97", "overall": "2"}
    found = {m.item: m for m in closed(layout, [Person(n.to_bytes(16), base, None) for n in range(50)])}
    assert (found["q2"].exact, found["SATIS"].exact, found["SATIS"].reason) == (None, None, "incomplete")
    assert found["q1"].exact == 100


def test_members_count_every_part_of_every_partition() -> None:
    crowd = people(LAYOUT.edition, 11, 90)
    members = members_of(LAYOUT, sums(LAYOUT, crowd))
    for base, parts in members["SEX"].items():
        number = sum(levels(LAYOUT, person)["SEX"] == base for person in crowd)
        assert {sum(found) for found in parts.values()} == {number}
