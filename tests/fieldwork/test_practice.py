"""The practice: every invented person can be interviewed with the official questionnaire, in every offered language."""

import json
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from flask import Flask, render_template

from feedback.fieldwork.editions import practice
from feedback.fieldwork.rules import Case
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import asked, service_sections
from feedback.responses.rules import Response, read

CASES = practice().cases
EDITION = official_edition()
PARTS = {section.code for section in EDITION.sections}


def document(answers: dict[str, str]) -> dict[str, object]:
    """A response document as a phone sends it, with these answers."""
    about = {code for code, item in EDITION.items.items() if item.kind == "background"}
    return {
        "id": str(uuid4()),
        "round": "PRACTICE",
        "edition": EDITION.code,
        "wording": 1,
        "language": "en",
        "consent": {"version": "1", "language": "en", "how": "read_aloud"},
        "answers": {code: answer for code, answer in answers.items() if code not in about},
        "respondent": {code: answer for code, answer in answers.items() if code in about},
    }


def test_there_are_ten_people_and_at_least_six_questions():
    assert len({case.code for case in CASES}) == len(CASES) == 10
    assert len({question.code for question in practice().questions}) == len(practice().questions) >= 6


@pytest.mark.parametrize("case", [case for case in CASES if case.ends == "interview"], ids=lambda case: case.code)
def test_a_whole_interview_answers_exactly_what_the_route_asks(case: Case):
    assert set(case.answers) == set(asked(EDITION, case.answers))
    response = read(EDITION, (), document(dict(case.answers)))
    assert isinstance(response, Response), response
    assert response.answers == case.answers
    assert not response.partial


@pytest.mark.parametrize("part", service_sections(EDITION))
def test_who_stops_after_the_first_part_has_answered_all_of_it_whichever_it_is(part: str):
    case = next(case for case in CASES if case.ends == "partial")
    answers = {code: answer for code, answer in case.answers.items() if EDITION.items[code].section == part}
    on_route = [code for code in asked(EDITION, answers) if EDITION.items[code].section == part]
    assert set(answers) == set(on_route)
    response = read(EDITION, (), document(answers))
    assert isinstance(response, Response), response
    assert response.partial


def test_who_refuses_at_the_door_leaves_nothing():
    refused = [case for case in CASES if case.ends == "refused"]
    assert [(set(case.story), case.answers) for case in refused] == [({"door"}, {})]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_story_tells_every_part_that_has_answers_and_no_other(case: Case):
    assert set(case.story) == {"door"} | {EDITION.items[code].section for code in case.answers}
    assert set(case.story) <= PARTS | {"door"}


def test_the_people_differ_in_the_ways_that_trouble_beginners():
    given = [set(case.answers.items()) for case in CASES]
    for wanted in (("1", "B"), ("2", "B"), ("6", "B"), ("7", "98"), ("7", "B"), ("9", "3"), ("11", "B"), ("12b", "B")):
        assert any(wanted in answers for answers in given), wanted
    assert {answer for answers in given for code, answer in answers if code.startswith("WG")} >= {"1", "2", "3"}


def test_every_question_of_the_check_has_one_right_choice_among_three():
    for question in practice().questions:
        assert len(question.options) == 3
        assert question.right in question.options
    assert {question.right for question in practice().questions} == {"a", "b", "c"}


class Found(HTMLParser):
    """The cases and questions of a page, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: dict[str, dict[str, str]] = {}
        self.questions: dict[str, str] = {}

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attributes}
        if "data-case" in of:
            self.cases[of["data-case"]] = json.loads(of["data-answers"])
        if "data-question" in of:
            self.questions[of["data-question"]] = of["data-right"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_carries_the_whole_practice_in_its_language(app: Flask, language: str):
    with app.test_request_context("/", environ_overrides={"feedback.language": language}):
        html = render_template("fieldwork/practice.html", practice=practice())
    found = Found()
    found.feed(html)
    assert found.cases == {case.code: dict(case.answers) for case in CASES}
    assert found.questions == {question.code: question.right for question in practice().questions}
    assert (CASES[0].title in html) is (language == "en")
