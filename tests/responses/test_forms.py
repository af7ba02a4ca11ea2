"""The questionnaire as plain HTML: where to go on, what is told once, and what a posted form means."""

import itertools
import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import MISSING, asked, service_order
from feedback.responses.forms import (
    Part,
    Question,
    blank,
    consent_notice,
    document_from,
    first_look,
    in_order,
    problem_notices,
    read_posted,
)
from feedback.responses.forms.notices import CHOOSE, NOT_ANSWERED, NOT_ASKED, NOT_THIS_PART, NOTHING, SHORTER
from feedback.responses.forms.routes import leaps_after
from feedback.responses.rules import Problem, Response, may_be_kept, read
from tests.responses.conftest import random_answers

EDITION = official_edition()
PARTS = blank(EDITION, "en", lambda language, text: text)
ID = UUID("00000000-0000-4000-8000-000000000000")
ORDER = in_order(EDITION, PARTS, ID)
QUESTIONS = [question for part in ORDER for question in part.questions]


def told_of(fields: dict[str, str]) -> list[tuple[str, str]]:
    return [(notice.anchor, notice.text) for notice in first_look(EDITION, ORDER, fields)]


def test_every_item_and_every_code_stands_on_the_page_once():
    shown = {question.code: [c.code for c in (*question.choices, *question.quiet)] for question in QUESTIONS}
    assert shown == {code: list(item.codes) for code, item in EDITION.items.items()}
    assert all(choice.code in MISSING for question in QUESTIONS for choice in question.quiet)


def test_a_short_answer_stands_with_the_official_sentence_behind_it():
    shown = {(q.code, c.code): c.gloss for q in QUESTIONS for c in q.choices if c.gloss}
    assert {code for code, _ in shown} == {"1", "2", "6", "7", "11", "12", "14b"}
    assert shown["12", "A"].startswith("I did try to obtain all document(s) I needed")
    assert shown["6", "A"].endswith("falls between 4 and 16 years old")
    assert all(words[0].isupper() for words in shown.values())


def test_no_item_has_the_name_of_a_field_of_the_page():
    reserved = {"id", "secret", "wording", "consent", "assistance", "seen", "stop", "send", "f"}
    anchors = [part.code for part in ORDER] + [question.code for question in QUESTIONS]
    assert not reserved & set(anchors)
    assert len(anchors) == len(set(anchors))


@given(st.uuids(version=4))
def test_the_services_come_in_the_order_of_the_id(id):
    codes = [part.code for part in in_order(EDITION, PARTS, id)]
    assert codes == [*service_order(id), "you", "difficulties"]


@given(st.integers(0, 2**32))
def test_whoever_follows_the_page_answers_exactly_what_the_edition_asks(seed):
    chance = random.Random(seed)
    answers = {}
    for part in ORDER:
        goal = ""
        for question in part.questions:
            if goal and question.code != goal:
                continue
            goal = ""
            answers[question.code] = chance.choice([*question.choices, *question.quiet]).code
            for jump in _jumps(part, question, answers):
                goal = jump or "end"
    assert set(asked(EDITION, answers)) == set(answers)


def _jumps(part: Part, question: Question, answers: dict[str, str]) -> list[str]:
    """The targets of the leaps told after a question that hold for these answers."""
    items = [EDITION.items[q.code] for q in part.questions]
    position = [item.code for item in items].index(question.code)
    return [leap.target for leap in leaps_after(items, position) if answers.get(leap.gate) in leap.codes]


def test_where_to_go_on_is_said_in_words_and_never_with_a_number():
    by_code = {question.code: question for question in QUESTIONS}
    (to_the_end,) = by_code["1"].jumps
    assert (to_the_end.answers, to_the_end.target) == ("“No”, “I'd rather not say”", "")
    assert by_code["2"].jumps[0].words == "It was easy to get to the place …"
    assert by_code["9"].jumps[0].words == "Secondary school in your area"
    (about,) = by_code["10p"].jumps
    assert (about.answers, about.about) == ("“Primary school in your area”", "Are you reporting on:")


def test_consent_is_asked_for_until_it_is_given():
    assert consent_notice({"consent": "yes"}) == []
    (notice,) = consent_notice({})
    assert notice.must
    assert notice.anchor == "consent"


def test_a_page_without_any_answer_is_mentioned():
    first = ORDER[0].questions[0].code
    assert told_of({}) == [(first, NOTHING)]
    assert told_of({"sex": "F"}) == [(first, NOTHING)]


def test_a_question_left_out_is_mentioned_but_not_what_depends_on_it():
    complete = {"1": "B", "6": "B", "11": "B"}
    assert told_of(complete) == []
    assert told_of({"1": "A", "6": "B", "11": "B"}) == [("2", NOT_ANSWERED)]
    assert told_of({"1": "A", "2": "B", "6": "B", "11": "B"}) == [("3", NOT_ANSWERED), ("2b", NOT_ANSWERED)]


def test_a_part_left_out_is_mentioned_as_one():
    missing = {part.code: part.questions[0].code for part in ORDER[:3]}
    assert told_of({"1": "B"}) == [(missing[p.code], NOT_THIS_PART) for p in ORDER[:3] if p.code != "health"]


def test_answers_that_do_not_fit_the_others_are_mentioned():
    assert told_of({"1": "B", "4.1": "3", "6": "B", "11": "B"}) == [("4.1", NOT_ASKED)]


def test_whoever_stops_hears_only_about_the_parts_up_to_there():
    first, second = (part.code for part in ORDER[:2])
    filters = {"health": "1", "education": "6", "government": "11"}
    assert told_of({filters[first]: "B", "stop": first}) == []
    assert told_of({filters[second]: "B", "stop": second}) == [(filters[first], NOT_THIS_PART)]
    assert told_of({filters[first]: "B", filters[second]: "A", "stop": first}) != []
    assert told_of({filters[first]: "B", "stop": "nonsense"})[0] == (filters[second], NOT_THIS_PART)


def test_what_has_to_be_mended_names_the_question():
    notices = problem_notices(ORDER, [Problem("4.1", "x"), Problem("3_other", "x"), Problem("place", "x")])
    assert [(n.anchor, n.text, n.must) for n in notices] == [("4.1", CHOOSE, True), ("3", SHORTER, True)]


@given(st.binary(max_size=300))
def test_any_body_is_a_form_or_none(body):
    posted = read_posted(body)
    assert posted is None or all(isinstance(value, str) for value in posted.fields.values())


def test_a_form_with_more_fields_than_any_of_ours_is_none():
    assert read_posted(b"a=1&" * 1_001) is None


def test_the_digest_is_that_of_the_sorted_pairs():
    forms = [read_posted(body) for body in (b"b=2&a=1", b"a=1&b=2", b"a=1&b=3", b"a=1&a=2")]
    one, same, other, twice = (form for form in forms if form)
    assert one.digest == same.digest != other.digest
    assert twice.fields == {"a": "1"}


@pytest.mark.parametrize(
    ("helper", "how"), [("none", "read"), ("carer", "read"), ("reader", "read_aloud"), ("interpreter", "read_aloud")]
)
@pytest.mark.parametrize("seed", range(5))
def test_a_posted_form_becomes_the_document_that_was_meant(seed, helper, how):
    chance = random.Random(seed)
    answers = random_answers(EDITION, chance)
    fields = {
        "id": str(ID),
        "consent": "yes",
        "wording": "1",
        "assistance": helper,
        "sex": "M",
        "weight": "9",
        **answers,
    }
    made = document_from(EDITION, fields, round="R", place="N1", language="fr", secret="S" * 16)
    assert may_be_kept(made)
    response = read(EDITION, {"N1"}, made)
    assert isinstance(response, Response)
    assert (response.consent_how, response.assistance, response.sex) == (how, helper, "M")
    assert response.answers.items() <= (answers | {"sex": "M"}).items()


def test_without_a_yes_the_document_may_not_be_kept():
    for fields in ({"consent": "no"}, {"consent": "young"}, {}):
        made = document_from(EDITION, fields, round="R", place=None, language="en", secret="S" * 16)
        assert not may_be_kept(made)


def test_the_words_of_a_question_are_never_blank():
    assert all(itertools.chain.from_iterable((q.text, *(c.text for c in (*q.choices, *q.quiet))) for q in QUESTIONS))
