"""What is true of collection: Kish's tables, response rates, running numbers, lists of units, and what phones send."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.fieldwork.rules import (
    KISH,
    OUTCOMES,
    STATUSES,
    TABLES,
    Extras,
    Visit,
    is_silent,
    kish_rank,
    kish_table,
    missing_numbers,
    new_pin,
    numbers_twice,
    pin_hash,
    progress,
    read_practice,
    read_units,
    read_visit,
    split_extras,
    together,
    unit_status,
)
from tests.fieldwork.conftest import UNITS, practice, visit

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PLACES = {"N1", "N2", "S"}
JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=10), inside, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize("adults", [1, 2, 3, 4, 6])
def test_kish_gives_every_adult_of_a_household_the_same_chance(adults) -> None:
    chosen = Counter(kish_rank(table, adults) for table in range(12))
    assert {rank: Fraction(times, 12) for rank, times in chosen.items()} == {
        rank: Fraction(1, adults) for rank in range(1, adults + 1)
    }


def test_of_five_adults_kish_gives_two_a_quarter_and_three_a_sixth() -> None:
    chosen = Counter(kish_rank(table, 5) for table in range(12))
    assert chosen == {1: 2, 2: 2, 3: 3, 4: 2, 5: 3}


def test_kish_tables_have_the_shares_that_kish_gave_them() -> None:
    shares = Counter(TABLES)
    assert {table: shares[table] for table in KISH} == {
        "A": 2, "B1": 1, "B2": 1, "C": 2, "D": 2, "E1": 1, "E2": 1, "F": 2,
    }  # fmt: skip


@given(st.integers(0, 11), st.integers(1, 99))
def test_kish_always_chooses_somebody_who_lives_there(table, adults) -> None:
    assert 1 <= kish_rank(table, adults) <= min(adults, 6)


def test_tables_are_spread_over_units_and_never_redrawn() -> None:
    tables = [kish_table("ROUND-1", f"H{number}") for number in range(12_000)]
    assert tables == [kish_table("ROUND-1", f"H{number}") for number in range(12_000)]
    assert all(900 < times < 1_100 for times in Counter(tables).values())
    assert len(set(tables)) == 12
    assert [kish_table("ROUND-1", "H1"), kish_table("ROUND-1", "H2"), kish_table("ROUND-2", "H1")] == [6, 2, 5]


def test_the_response_rate_is_interviews_and_partials_over_all_that_may_be_eligible() -> None:
    statuses = ["interview"] * 6 + ["partial"] * 2 + ["refused"] * 3 + ["absent", "not_visited"] + ["ineligible"] * 2
    [found] = progress(("north", status) for status in statuses)
    assert (found.units, found.eligible, found.answered) == (15, 13, 8)
    assert found.response_rate == pytest.approx(8 / 13)
    [nobody] = progress([("north", "ineligible")])
    assert nobody.response_rate is None


@given(st.lists(st.tuples(st.sampled_from(["", "north", "south"]), st.sampled_from(sorted(STATUSES)))))
def test_strata_add_up_to_the_whole_sample(units) -> None:
    strata = progress(units)
    whole = together(strata)
    assert whole.units == len(units) == sum(one.units for one in strata)
    assert list(whole.statuses) == list(STATUSES)
    assert all(one.response_rate is None or 0 <= one.response_rate <= 1 for one in strata)


@pytest.mark.parametrize(
    ("response", "partial", "last", "expected"),
    [
        ("kept", False, "absent", "interview"),
        ("kept", True, "interview", "partial"),
        ("withdrawn", True, "interview", "refused"),
        ("", False, "refused", "refused"),
        ("", False, "", "not_visited"),
    ],
)
def test_a_unit_is_what_its_interview_is_or_else_its_last_visit(response, partial, last, expected) -> None:
    assert unit_status(response, partial, last) == expected


def test_the_eight_outcomes_stand_in_their_order() -> None:
    assert list(OUTCOMES) == [
        "interview",
        "partial",
        "refused",
        "absent",
        "no_adult",
        "ineligible",
        "language",
        "other",
    ]


@given(st.integers(0, 60), st.lists(st.integers(1, 60)))
def test_every_number_has_arrived_or_is_missing(made, arrived) -> None:
    missing = missing_numbers(made, arrived)
    assert set(missing) | set(arrived) == set(range(1, max([made, *arrived]) + 1))
    assert not set(missing) & set(arrived)
    assert all(arrived.count(number) > 1 for number in numbers_twice(arrived))


def test_a_phone_is_silent_when_it_holds_something_and_was_not_seen_for_three_days() -> None:
    late = NOW - timedelta(days=3)
    assert is_silent(late, 1, 0, NOW)
    assert is_silent(late, 0, 2, NOW)
    assert not is_silent(late, 0, 0, NOW)
    assert not is_silent(late + timedelta(seconds=1), 1, 1, NOW)
    assert is_silent(None, 0, 1, NOW)


def test_a_pin_has_four_digits_and_its_hash_is_the_one_that_browsers_compute() -> None:
    assert new_pin(bytes(8)) == "0000"
    assert {len(new_pin(number.to_bytes(8))) for number in range(9_990, 10_010)} == {4}
    salt = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
    assert pin_hash("1234", salt).hex() == "869e6c8350c5beb0acc399fbaac3b60d220433896b26a647734d0d8f1586e1fa"


def test_a_list_of_units_is_read_with_its_weights() -> None:
    lines, problems = read_units(UNITS, PLACES, weighted=True)
    assert problems == []
    assert [(line.line, line.unit, line.team, line.weight) for line in lines][2] == (4, "H3", "North", 12.5)
    short, none = read_units("unit;team\nP1;East\n", (), weighted=False)
    assert none == []
    assert (short[0].unit, short[0].label, short[0].weight) == ("P1", "P1", None)


@pytest.mark.parametrize(
    ("text", "weighted", "expected"),
    [
        ("", False, ["line 1 unit", "line 1 team"]),
        ("unit,team\n", False, ["line 1 no unit"]),
        ("unit,team\nH1,North\n", True, ["line 1 weight"]),
        ("unit,team,weight\nH1,North,3\n", False, ["line 1 round has none"]),
        ("unit,team,colour\nH1,North,red\n", False, ["line 1 colour"]),
        ("unit,team,team\nH1,North,North\n", False, ["line 1 2 columns"]),
        ("unit,team,place\nH1,North,X9\nH1,,N1\n", False, ["line 2 X9", "line 3 team", "line 3 line 2 already"]),
        ("unit,team\nno good,North\nH2\n", False, ["line 2 no good", "line 3 2 values"]),
        ("unit,team,weight\nH1,North,0\nH2,North,x\n", True, ["line 2 greater than 0", "line 3 not a number"]),
        ('unit,team\n"H1,North\n', False, ["line 2 not CSV"]),
        ("unit,team\nH1," + "x" * 65 + "\n", False, ["line 2 longer than 64"]),
    ],
)
def test_every_mistake_in_a_list_is_named_with_its_line(text, weighted, expected) -> None:
    _lines, problems = read_units(text, PLACES, weighted)
    assert len(problems) == len(expected), problems
    for problem, words in zip(problems, expected, strict=True):
        line, rest = words[:6], words[7:]
        assert problem.key == line, problem
        assert rest.split()[0] in problem.reason
        assert rest.split()[-1] in problem.reason


@given(st.text(alphabet='unit,team\n";H1x0.5-', max_size=60), st.booleans())
def test_any_file_is_a_list_or_has_problems(text, weighted) -> None:
    lines, problems = read_units(text, PLACES, weighted)
    assert lines or problems


@given(JSON)
def test_whatever_a_phone_sends_is_read_or_has_problems(said) -> None:
    for document in (said if isinstance(said, dict) else {}, visit(1) | {"selection": said}, visit(1) | {"note": said}):
        assert isinstance(read_visit(document), (Visit, list))
    for name in practice(1):
        assert read_practice(practice(1) | {name: said})
    _rest, extras = split_extras({"paradata": said})
    assert isinstance(extras, Extras)
    for name in ("collector", "number", "started", "finished", "adults"):
        plain, _extras = split_extras({"paradata": {name: said, "seconds": 1}})
        assert plain["paradata"] == {"seconds": 1}
