"""The publication plan of a round: what it may say, and what is refused with the key and the reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.results.rules import CROSS, DIMENSIONS, Plan, plan_document, read_plan


def test_an_empty_plan_is_the_plan_that_comes_with_the_product() -> None:
    plan = read_plan({})
    assert plan == Plan()
    assert isinstance(plan, Plan)
    assert (plan.k, plan.minimum_n, plan.place_level) == (10, 30, 2)
    assert plan.order == (CROSS, "PLACE", "DISABILITY_STATUS", "INCOME", "AGE", "URBANISATION", "SEX")
    assert plan.interim_rung(CROSS) is None
    assert plan.interim_rung("SEX") == 0


def test_a_study_with_two_dimensions_says_so() -> None:
    plan = read_plan({"rated": ["SEX", "URBANISATION"], "access": [], "local": [], "respondents": ["SEX"]})
    assert isinstance(plan, Plan)
    assert (plan.rated, plan.access, plan.respondents) == (("SEX", "URBANISATION"), (), ("SEX",))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"k": 3}, "k: write a whole number from 5 to 1000, not 3"),
        ({"k": True}, "k: write a whole number from 5 to 1000, not True"),
        ({"k": 40}, "minimum_n: must not be below k"),
        ({"colour": 1}, "colour: no such key in a publication plan"),
        ({"rated": "SEX"}, "rated: write a list of dimensions, not 'SEX'"),
        ({"rated": ["GENDER"]}, f"rated: 'GENDER' is not one of {', '.join(DIMENSIONS)}"),
        ({"rated": ["SEX", "SEX"]}, "rated: a dimension is named twice"),
        ({"rated": [CROSS]}, "rated: PLACE;SEX needs PLACE and SEX beside it"),
        ({"order": ["SEX", "SEX"]}, "order: "),
        ({"interim": ["SEX"]}, "interim: write a table"),
        ({"interim": {"SEX": -1}}, "interim.SEX: write a number of rungs from 0 to 9, or 'none'"),
        ({"interim": {"GENDER": 0}}, "interim.GENDER: not one of"),
        ({"interim": {CROSS: 0, "PLACE": "none"}}, "interim.PLACE;SEX: needs PLACE and SEX beside it"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_key(document: dict[str, Any], reason: str) -> None:
    problems = read_plan(document)
    assert isinstance(problems, list)
    assert len(problems) == 1
    assert problems[0].startswith(reason)


def test_every_problem_is_told_at_once() -> None:
    problems = read_plan({"k": 0, "minimum_n": 0, "rated": ["X"], "interim": {"Y": 1}})
    assert isinstance(problems, list)
    assert [problem.partition(":")[0] for problem in problems] == ["k", "minimum_n", "rated", "interim.Y"]


def test_dimensions_left_out_of_the_order_are_given_up_after_those_it_names() -> None:
    plan = read_plan({"order": ["AGE"]})
    assert isinstance(plan, Plan)
    assert plan.order == ("AGE", CROSS, "PLACE", "DISABILITY_STATUS", "INCOME", "URBANISATION", "SEX")


lists = st.lists(st.sampled_from(DIMENSIONS[:-1]), unique=True)


@given(st.fixed_dictionaries({}, optional={"k": st.integers(5, 30), "rated": lists, "access": lists, "order": lists}))
def test_a_plan_survives_its_document(document: dict[str, Any]) -> None:
    plan = read_plan(document)
    assert isinstance(plan, Plan) or "order" in document
    if isinstance(plan, Plan):
        assert read_plan(plan_document(plan)) == plan
