"""The one reader: what it takes, what it prunes, what it refuses, and that nothing is ever believed of the sender."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import pack
from feedback.responses.rules import (
    REASONS,
    Problem,
    Response,
    claims,
    is_empty,
    may_be_kept,
    pack_answers,
    parse,
    read,
    read_id,
    to_document,
)
from tests.responses.conftest import document, random_answers

EDITION = official_edition()
PLACES = frozenset({"N", "N1", "N2", "S"})


def response(**changes: Any) -> Response:
    made = read(EDITION, PLACES, document(EDITION, **changes))
    assert isinstance(made, Response), made
    return made


def problems(**changes: Any) -> set[str]:
    found = read(EDITION, PLACES, document(EDITION, **changes))
    assert isinstance(found, list), found
    return {problem.where for problem in found}


@given(st.integers(0, 2**32), st.integers(18, 120) | st.none())
def test_a_response_written_as_a_document_is_read_back_the_same(seed, age):
    chance = random.Random(seed)
    background = {code: chance.choice(i.codes) for code, i in EDITION.items.items() if i.kind == "background"}
    if age is not None:
        background["age"] = age
    made = response(
        seed=seed,
        answers=random_answers(EDITION, chance),
        respondent=background,
        texts={"3_other": "far away", "12_documents": "x" * 500},
        others_present=chance.choice([True, False, None]),
        assistance=chance.choice(["none", "reader", "interpreter", "carer"]),
        place=chance.choice([None, "N1"]),
    )
    written: Any = parse(json.dumps(to_document(EDITION, made)).encode())
    assert read(EDITION, PLACES, written) == made
    assert pack_answers(EDITION, made.answers) == pack(EDITION, made.answers)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["1", "A", "F", "99"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.just("1"), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from([*document(EDITION), "weight", "x"]), JSON, max_size=6))
def test_any_document_is_a_response_or_problems_and_never_an_exception(changes):
    made = document(EDITION) | changes
    assert isinstance(read(EDITION, PLACES, made), (Response, list))
    assert isinstance(may_be_kept(made), bool)
    assert isinstance(claims(made), tuple)


def test_answers_off_the_route_are_pruned_and_their_texts_with_them():
    made = response(answers={"1": "B", "3": "10", "4.1": "3", "6": "B"}, texts={"3_other": "lost"})
    assert made.answers == {"1": "B", "6": "B", "sex": "F", "age_group": "Y25T34", "residence": "R", "WG1": "1"}
    assert made.texts == {}


def test_a_text_stays_only_beside_the_answer_that_asks_for_it():
    answers = {"1": "A", "2": "B", "3": "10"}
    assert response(answers=answers, texts={"3_other": "  no road "}).texts == {"3_other": "no road"}
    assert response(answers=answers | {"3": "1"}, texts={"3_other": "no road"}).texts == {}
    assert response(answers=answers, texts={"3_other": " \n"}).texts == {}


def test_numbers_are_taken_for_the_codes_they_write():
    assert response(answers={"1": "A", "2": "A", "4.1": 3}).answers["4.1"] == "3"
    assert problems(answers={"1": "A", "4.1": True}) == {"4.1"}
    assert problems(answers={"1": "A", "4.1": 3.0}) == {"4.1"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"answers": {"1": "Z"}}, "1"),
        ({"answers": {"99": "A"}}, "99"),
        ({"answers": {"sex": "F"}}, "sex"),
        ({"respondent": {"1": "A"}}, "1"),
        ({"answers": []}, "answers"),
        ({"respondent": "F"}, "respondent"),
        ({"texts": {"3_other": "x" * 501}}, "3_other"),
        ({"texts": {"4_other": "x"}}, "4_other"),
        ({"texts": {"3_other": 1}}, "3_other"),
        ({"texts": []}, "texts"),
        ({"respondent": {"age": 121}}, "age"),
        ({"respondent": {"age": "thirty"}}, "age"),
        ({"id": "6f1c3c6e-0000-1000-8000-000000000000"}, "id"),
        ({"place": "X"}, "place"),
        ({"place": ["N1"]}, "place"),
        ({"edition": "other"}, "edition"),
        ({"wording": "1"}, "wording"),
        ({"wording": True}, "wording"),
        ({"language": "e n"}, "language"),
        ({"consent": {"version": "1", "language": "en", "how": "shouted"}}, "consent"),
        ({"consent": {"version": "1 2", "language": "en", "how": "read"}}, "consent"),
        ({"assistance": "boss"}, "assistance"),
        ({"others_present": "yes"}, "others_present"),
        ({"receipt_hash": "AB" * 32}, "receipt_hash"),
        ({"paradata": {"seconds": -1}}, "paradata"),
        ({"paradata": {"clock": "2026-11-20T10:00"}}, "paradata"),
        ({"paradata": {"sections": {"health": "x"}}}, "paradata"),
    ],
)
def test_what_cannot_be_understood_is_named(changes, where):
    assert where in problems(**changes)


def test_an_age_gives_the_age_group_and_comes_before_it():
    made = response(respondent={"age": 64, "age_group": "Y18T24"})
    assert (made.age, made.age_group) == (64, "Y55T64")
    assert response(respondent={"age": 65}).age_group == "Y_GE65"
    assert response(respondent={"age": 18}).age_group == "Y18T24"


def test_what_was_not_said_about_the_person_is_not_stated():
    made = response(respondent={"sex": "99"})
    assert (made.sex, made.age_group, made.residence, made.income) == ("_U", "_U", "_U", "_U")
    assert made.answers["sex"] == "99"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("111111", "PWD"),
        ("122221", "PWD"),
        ("113111", "PD"),
        ("4", "PD"),
        ("11111", "_U"),
        ("11111R", "_U"),
        ("", "_U"),
    ],
)
def test_disability_follows_the_washington_group(codes, expected):
    wg = {f"WG{number}": "99" if code == "R" else code for number, code in enumerate(codes, 1)}
    assert response(respondent=wg).disability == expected


def test_a_response_without_any_answer_about_one_service_is_partial():
    assert response(answers={"1": "B", "6": "B"}).partial
    assert not response(answers={"1": "B", "6": "B", "11": "99"}).partial


def test_answers_about_the_person_alone_are_nothing_to_count():
    assert is_empty(EDITION, response(answers={}))
    assert not is_empty(EDITION, response(answers={"1": "B"}))


@pytest.mark.parametrize("claim", ["mode", "provenance", "weight", "stratum", "psu", "unit", "anything"])
def test_a_sender_may_not_say_what_only_the_office_knows(claim):
    assert claims(document(EDITION) | {claim: "probability"}) == (claim,)
    assert claims(document(EDITION) | {claim: None}) == ()
    assert claims(document(EDITION) | {claim: "X"}, granted=frozenset({claim})) == ()
    assert "claim" in REASONS


@pytest.mark.parametrize(
    "changes",
    [
        {"eligible": False},
        {"eligible": "yes"},
        {"eligible": None},
        {"consent": None},
        {"consent": False},
        {"respondent": {"age": 17}},
        {"respondent": {"age": 17.5}},
        {"respondent": {"age": "15"}},
    ],
)
def test_without_an_adult_who_agrees_nothing_may_be_kept(changes):
    assert not may_be_kept(document(EDITION, **changes))
    assert may_be_kept(document(EDITION))


@given(st.text() | st.uuids(version=1).map(str) | st.integers() | st.none())
def test_only_version_4_uuids_are_ids(given_id):
    assert read_id(given_id) is None


@given(st.uuids(version=4))
def test_an_id_may_be_written_in_capitals(id):
    assert read_id(str(id)) == read_id(str(id).upper()) == id


def test_a_problem_says_where_and_why():
    assert read(EDITION, PLACES, document(EDITION, answers={"1": "Z"})) == [
        Problem("1", "This question does not have this answer.")
    ]
