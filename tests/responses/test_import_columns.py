from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.responses.rules import read_id
from feedback.responses.rules.columns import Column, Refusal, code_of, day_of, find_column, number_of, plain, weight_of
from feedback.responses.rules.imported import row_id
from feedback.responses.rules.values import NO_AGE, YOUNG, value_of

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(" 1 ", "1"), ("1.0", "1"), ("1,00", "1"), ("-1.0", "-1"), ("1.5", "1.5"), ("YES", "yes"), ("\u00a02", "2")],
)
def test_a_cell_is_compared_without_spaces_case_and_a_final_zero(cell: str, expected: str) -> None:
    assert plain(cell) == expected


@pytest.mark.parametrize("headers", [("health/q4_1", "sex"), ("health-q4_1", "sex"), ("g1/health/q4_1", "sex")])
def test_a_column_is_found_behind_the_prefix_of_its_group(headers: tuple[str, ...]) -> None:
    assert find_column(headers, "q4_1") == headers[0]


def test_a_column_that_could_be_two_is_refused_by_name() -> None:
    found = find_column(("clinic/q1", "school/q1"), "q1")
    assert isinstance(found, Refusal)
    assert "clinic/q1, school/q1" in found.reason


def test_a_bare_number_is_never_taken_for_the_end_of_another_column() -> None:
    assert isinstance(find_column(("4-1", "sex"), "1"), Refusal)


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    found = find_column(("sex", "age"), "q9")
    assert isinstance(found, Refusal)
    assert "sex, age" in found.reason


def test_only_the_values_of_the_mapping_are_taken_for_codes() -> None:
    column = Column("4.1", "q1", codes={"1": "3", "yes": "2"}, missing=frozenset({"7", ""}))
    assert code_of(column, "1.0") == "3"
    assert code_of(column, " Yes") == "2"
    assert code_of(column, "7") is None
    assert code_of(column, "") is None
    assert isinstance(code_of(column, "3"), Refusal)


@pytest.mark.parametrize(
    ("cell", "comma", "expected"),
    [("0.56", False, 0.56), ("0,56", True, 0.56), (" 2 ", False, 2.0), ("1e-3", True, 0.001)],
)
def test_a_weight_is_read_with_the_decimal_sign_of_the_file(cell: str, comma: bool, expected: float) -> None:
    assert weight_of(cell, comma) == pytest.approx(expected)


@pytest.mark.parametrize("cell", ["0", "-1", "nan", "inf", "-inf", "1e999", "one", "", "1.234,5", "=1+1"])
def test_a_weight_that_is_not_a_finite_number_above_zero_is_refused(cell: str) -> None:
    assert isinstance(weight_of(cell, True), Refusal)


def test_a_comma_is_not_guessed_to_be_a_decimal_sign() -> None:
    refused = number_of("1,5", False)
    assert isinstance(refused, Refusal)
    assert 'decimal = ","' in refused.reason


@pytest.mark.parametrize(
    ("cell", "written"),
    [("2026-03-05", ""), ("2026-03-05T10:11:12.000+01:00", ""), ("05/03/2026", "%d/%m/%Y"), ("05mar2026", "%d%b%Y")],
)
def test_a_day_is_read_as_the_file_writes_it(cell: str, written: str) -> None:
    assert day_of(cell, written) == date(2026, 3, 5)


def test_a_day_that_is_still_to_come_is_refused() -> None:
    assert isinstance(value_of("date", Column("date", "d"), False, TODAY, "2026-11-21"), Refusal)
    assert value_of("date", Column("date", "d"), False, TODAY, "2026-11-20") == TODAY


@pytest.mark.parametrize(
    ("cell", "expected"), [("18", 18), ("64.0", 64), ("17", YOUNG), ("999", NO_AGE), ("-1", NO_AGE)]
)
def test_an_age_is_of_an_adult_or_said_to_be_none(cell: str, expected: object) -> None:
    assert value_of("age", Column("age", "a"), False, TODAY, cell) == expected


@given(st.lists(st.text(), min_size=1))
def test_the_id_of_a_row_is_a_version_4_uuid_and_the_same_at_every_run(key: list[str]) -> None:
    id = row_id("PILOT-1", key)
    assert read_id(str(id)) == id == row_id("PILOT-1", key)
    assert id != row_id("PILOT-2", key)


def test_the_id_of_a_row_does_not_depend_on_how_a_program_writes_whole_numbers() -> None:
    assert row_id("PILOT-1", ("7.0", "a")) == row_id("PILOT-1", (" 7", "a")) != row_id("PILOT-1", ("7", "A"))


def test_the_id_of_a_row_tells_the_parts_of_its_key_apart() -> None:
    assert row_id("PILOT-1", ("1", "23")) != row_id("PILOT-1", ("12", "3"))


@given(st.text())
def test_no_cell_whatsoever_stops_the_reading_of_a_file(cell: str) -> None:
    for name in ("date", "age", "weight", "stratum", "texts.3_other", "answers.4.1", "place"):
        value_of(name, Column(name, "q", codes={"1": "3"}), True, TODAY, cell)
