"""The estimates against the worked examples of the metadata, and what weights may and may not change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.results.rules import Estimate, Sums, average, estimate, share

POSITIVE, VALID = ("2", "3"), ("0", "1", "2", "3")
CODES = (*VALID, "97", "98", "99", "")
answers = st.lists(st.sampled_from(CODES), min_size=1, max_size=60)
weight = st.floats(0.01, 100)


def of_share(percent: int) -> Estimate:
    return share(["3"] * percent + ["0"] * (100 - percent), [1.0] * 100, POSITIVE, VALID)


def test_the_average_of_50_60_73_55_and_42_percent_is_56() -> None:
    assert average([of_share(p) for p in (50, 60, 73, 55, 42)]).exact == 56


def test_23_percent_very_satisfied_and_37_percent_satisfied_give_60() -> None:
    assert share(["3"] * 23 + ["2"] * 37 + ["1"] * 25 + ["0"] * 15, [1.0] * 100, POSITIVE, VALID).exact == 60


def test_1000_people_of_whom_65_do_not_count_are_a_base_of_935() -> None:
    given_answers = ["3"] * 500 + ["1"] * 435 + ["97"] * 20 + ["98"] * 25 + ["99"] * 20
    found = share(given_answers, [1.0] * 1000, POSITIVE, VALID)
    assert (found.n, found.positives, found.negatives) == (935, 500, 435)
    assert found.exact == pytest.approx(100 * 500 / 935)


def test_someone_who_was_never_asked_is_in_no_base() -> None:
    assert share(["3", "", ""], [1.0] * 3, POSITIVE, VALID).n == 1


def test_there_is_no_average_when_one_attribute_has_no_share() -> None:
    nothing = share(["97", "99"], [1.0, 1.0], POSITIVE, VALID)
    assert nothing.exact is None
    assert average([of_share(50), nothing]).exact is None


def test_the_average_stands_on_the_smallest_of_its_bases() -> None:
    found = average(
        [estimate(Sums(40, 40, 40), Sums(20, 20, 20), True), estimate(Sums(5, 5, 5), Sums(30, 30, 30), True)]
    )
    assert (found.n, found.n_eff, found.positives, found.negatives) == (35, 35, 45, 50)


@given(answers, weight)
def test_equal_weights_give_the_unweighted_share(given_answers: list[str], same: float) -> None:
    found = share(given_answers, [same] * len(given_answers), POSITIVE, VALID)
    assert found.exact == (None if found.unweighted is None else pytest.approx(found.unweighted))
    assert found.n_eff == pytest.approx(found.n)


@given(st.lists(st.tuples(st.sampled_from(CODES), weight), min_size=1, max_size=60), st.floats(0.001, 1000))
def test_scaling_all_weights_changes_nothing(rows: list[tuple[str, float]], factor: float) -> None:
    codes, weights = [r[0] for r in rows], [r[1] for r in rows]
    one, other = (share(codes, [w * f for w in weights], POSITIVE, VALID) for f in (1.0, factor))
    assert one.exact == (None if other.exact is None else pytest.approx(other.exact))
    assert one.n_eff == pytest.approx(other.n_eff)


@given(st.lists(st.tuples(st.sampled_from(CODES), weight), max_size=60))
def test_one_more_satisfied_answer_never_lowers_a_share(rows: list[tuple[str, float]]) -> None:
    before = share([r[0] for r in rows], [r[1] for r in rows], POSITIVE, VALID)
    after = share([*(r[0] for r in rows), "3"], [*(r[1] for r in rows), 1.0], POSITIVE, VALID)
    assert after.exact is not None
    assert 0 <= after.exact <= 100.0000001
    assert before.exact is None or after.exact >= before.exact - 1e-9


@given(st.lists(st.tuples(st.sampled_from(VALID), weight), min_size=1, max_size=60))
def test_unequal_weights_never_make_more_of_an_answer(rows: list[tuple[str, float]]) -> None:
    found = share([r[0] for r in rows], [r[1] for r in rows], POSITIVE, VALID)
    assert found.n_eff <= found.n * (1 + 1e-9)
