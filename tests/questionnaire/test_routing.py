"""Every route of the official instrument, the gaps in its printed routing included, and what holds for all routes."""

import pytest
from hypothesis import given

from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import MISSING, asked, prune
from tests.questionnaire.strategies import any_answers, honest_answers

EDITION = official_edition()
CLINIC = ("4.1", "4.2", "4.3", "4.4", "4.5", "5")
PRIMARY = ("9.1p", "9.2p", "9.3p", "9.4p", "9.5p", "10p")
SECONDARY = ("9.1s", "9.2s", "9.3s", "9.4s", "9.5s", "10s")
OFFICE = ("14a", "14b", "15.1", "15.2", "15.3", "15.4", "15.5", "16")


def route(section: str, **answers: str) -> tuple[str, ...]:
    """The items asked in one section; keyword q2b stands for item 2b."""
    given_answers = {code.removeprefix("q"): answer for code, answer in answers.items()}
    return tuple(code for code in asked(EDITION, given_answers) if EDITION.items[code].section == section)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"q1": "B"}, ("1",)),
        ({"q1": "99"}, ("1",)),
        ({"q1": "A", "q2": "A"}, ("1", "2", *CLINIC)),
        ({"q1": "A", "q2": "B", "q3": "1", "q2b": "A"}, ("1", "2", "3", "2b", *CLINIC)),
        ({"q1": "A", "q2": "B", "q3": "10", "q2b": "B"}, ("1", "2", "3", "2b")),
        ({"q1": "A", "q2": "B", "q2b": "99"}, ("1", "2", "3", "2b")),
        ({"q1": "A", "q2": "99", "q2b": "A"}, ("1", "2", "2b", *CLINIC)),
        ({"q1": "A", "q2": "99", "q2b": "B"}, ("1", "2", "2b")),
        ({}, ("1", "2", "3", "2b", *CLINIC)),
    ],
)
def test_health_services_ask_only_people_who_had_care_to_rate_it(answers: dict[str, str], expected: tuple[str, ...]):
    assert route("health", **answers) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"q6": "B"}, ("6",)),
        ({"q6": "99"}, ("6",)),
        ({"q6": "A", "q7": "A", "q9": "3"}, ("6", "7", "9", *PRIMARY, *SECONDARY)),
        ({"q6": "A", "q7": "A", "q9": "1"}, ("6", "7", "9", *PRIMARY)),
        ({"q6": "A", "q7": "A", "q9": "2"}, ("6", "7", "9", *SECONDARY)),
        ({"q6": "A", "q7": "98", "q9": "0"}, ("6", "7", "9")),
        ({"q6": "A", "q7": "99", "q9": "1"}, ("6", "7", "9", *PRIMARY)),
        ({"q6": "A", "q7": "B", "q8": "1"}, ("6", "7", "8")),
        ({"q6": "A", "q7": "B", "q8": "2"}, ("6", "7", "8")),
        ({"q6": "A", "q7": "A", "q9": "99"}, ("6", "7", "9")),
        *(({"q6": "A", "q7": "B", "q8": str(n), "q9": "2"}, ("6", "7", "8", "9", *SECONDARY)) for n in range(3, 14)),
        *(({"q6": "A", "q7": "B", "q8": str(n), "q9": "0"}, ("6", "7", "8", "9")) for n in range(3, 14)),
    ],
)
def test_schools_are_rated_once_for_each_level_attended(answers: dict[str, str], expected: tuple[str, ...]):
    assert route("education", **answers) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"q11": "B"}, ("11",)),
        ({"q11": "99"}, ("11",)),
        ({"q11": "A", "q12": "A"}, ("11", "12", *OFFICE)),
        ({"q11": "A", "q12": "B", "q12b": "A"}, ("11", "12", "13", "12b", *OFFICE)),
        ({"q11": "A", "q12": "B", "q12b": "B"}, ("11", "12", "13", "12b")),
        ({"q11": "A", "q12": "B", "q12b": "99"}, ("11", "12", "13", "12b")),
        ({"q11": "A", "q12": "99", "q12b": "A"}, ("11", "12", "12b", *OFFICE)),
        ({"q11": "A", "q12": "99", "q12b": "B"}, ("11", "12", "12b")),
    ],
)
def test_registry_offices_are_rated_by_people_who_tried_at_least_once(
    answers: dict[str, str], expected: tuple[str, ...]
):
    assert route("government", **answers) == expected


def test_questions_about_the_person_are_asked_of_everyone():
    nothing = {"1": "B", "6": "B", "11": "B"}
    assert set(asked(EDITION, nothing)) - {"1", "6", "11"} == {
        code for code, item in EDITION.items.items() if item.kind == "background"
    }


def test_a_gate_that_is_dropped_no_longer_counts():
    """Someone said no to question 2b, then yes to 2: question 2b was never asked, so its no decides nothing."""
    kept, dropped = prune(EDITION, {"1": "A", "2": "A", "2b": "B", "4.1": "3"})
    assert kept == {"1": "A", "2": "A", "4.1": "3"}
    assert dropped == {"2b": "B"}


def test_answers_to_items_that_the_edition_does_not_have_are_dropped():
    assert prune(EDITION, {"99.9": "3"}) == ({}, {"99.9": "3"})


@given(any_answers(EDITION))
def test_what_is_off_the_route_never_has_a_code(answers: dict[str, str]):
    kept, dropped = prune(EDITION, answers)
    on_route = asked(EDITION, kept)
    assert set(kept) <= set(on_route)
    assert not set(dropped) & set(on_route)
    assert kept | dropped == answers
    assert not set(kept) & set(dropped)


@given(any_answers(EDITION))
def test_pruning_twice_is_pruning_once_and_keeps_the_item_order(answers: dict[str, str]):
    kept, _ = prune(EDITION, answers)
    assert prune(EDITION, kept) == (kept, {})
    assert list(kept) == [code for code in EDITION.items if code in kept]


@given(honest_answers(EDITION))
def test_nothing_is_taken_from_someone_who_answers_what_is_asked(answers: dict[str, str]):
    assert prune(EDITION, answers) == (answers, {})


@given(honest_answers(EDITION))
def test_whoever_rates_a_service_needed_and_used_it_or_skipped_the_question(answers: dict[str, str]):
    for service in EDITION.access:
        rated = [s for s in EDITION.rated if s.section == service.code]
        if any(code in answers for s in rated for code in s.attributes):
            assert answers.get(service.need) in {None, *service.need_yes}
            assert answers.get(service.had) in {None, *service.had_yes}


def test_a_question_left_open_excludes_nobody():
    assert asked(EDITION, {}) == tuple(EDITION.items)


def test_not_applicable_is_an_answer_and_never_stands_for_not_asked():
    kept, _ = prune(EDITION, {"1": "B", "4.1": "97"})
    assert kept == {"1": "B"}
    assert MISSING == ("97", "98", "99")
