"""Which measures are held back, and that what is shown does not give the held-back ones away."""

from hypothesis import given
from hypothesis import strategies as st

from feedback.results.rules import Measure, verdicts

counts = st.integers(0, 60)


def one(item: str, positives: int, negatives: int, service: str = "HLTH", n_eff: float | None = None) -> Measure:
    n = positives + negatives
    exact = 100 * positives / n if n else None
    return Measure(
        "open_link", "_T", service, item, "share", exact, exact, n, n if n_eff is None else n_eff, positives, negatives
    )


def reasons(*measures: Measure) -> list[str]:
    return [m.reason for m in verdicts(measures, 30)]


def test_thirty_answers_are_enough_and_twenty_nine_are_not() -> None:
    assert reasons(one("OSATIS", 15, 15), one("OSATIS", 15, 14)) == ["", "quality"]


def test_few_effective_answers_are_few_answers() -> None:
    assert reasons(one("OSATIS", 50, 50, n_eff=29.9)) == ["quality"]


def test_an_average_without_all_of_its_shares_is_incomplete_and_a_share_without_answers_has_no_quality() -> None:
    assert reasons(one("SATIS", 0, 0), one("4.1", 0, 0)) == ["incomplete", "quality"]


def test_who_answered_is_not_a_share_that_needs_thirty() -> None:
    assert reasons(one("RESPONDENTS", 12, 700, "ALL")) == [""]


def test_the_attribute_next_to_one_that_is_only_a_bound_is_held_back_because_satis_would_give_it_away() -> None:
    attributes = [one("4.1", 58, 2), one("4.2", 40, 20), one("4.3", 50, 10), one("4.4", 30, 30), one("4.5", 29, 31)]
    assert reasons(*attributes, one("SATIS", 207, 93)) == ["", "", "few", "", "", ""]


def test_one_hidden_answer_to_a_question_hides_the_next_rarest_because_the_rest_is_a_hundred_percent() -> None:
    found = [one("REASON:1", 1, 49), one("REASON:2", 30, 20), one("REASON:3", 19, 31)]
    assert reasons(*found) == ["", "", "few"]


def test_shares_of_other_questions_are_left_alone() -> None:
    found = [
        one("L1:A", 1, 49, "L1"),
        one("L1:B", 49, 1, "L1"),
        one("L2:A", 25, 25, "L2"),
        one("NEEDED", 1, 49, "health"),
    ]
    assert reasons(*found) == ["", "", "", ""]


@given(st.lists(counts, min_size=2, max_size=8))
def test_hidden_answers_to_a_question_are_never_one_and_never_add_up_to_fewer_than_three(numbers: list[int]) -> None:
    total = sum(numbers)
    judged = verdicts([one(f"L1:{n}", number, total - number, "L1") for n, number in enumerate(numbers)], 10)
    if total < 10:
        return
    hidden = [m for m in judged if m.reason == "few" or min(m.positives, m.negatives) < 3]
    assert (
        not hidden
        or len(hidden) == len(judged)
        or (len(hidden) > 1 and sum(min(m.positives, m.negatives) for m in hidden) >= 3)
    )
