"""The open question at the end, answered in writing: kept with its response, for the office alone."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from feedback.database import transaction
from feedback.questionnaire.records import find_round, frozen_edition
from feedback.questionnaire.rules import read_specification
from feedback.responses.records import ResponseRow, response_of, withdraw
from feedback.responses.rules import Response, read, receipt_hash, to_document
from tests.responses.conftest import OpenRound, document, encoded, make_round
from tests.responses.phones import NOBODY, PAGE, answer, says_sent, send, taken_over, the_draft
from tests.responses.test_questionnaire_page import fields

QUESTION = "Is there anything else you want to say about your last visit?"
SAID = "They sent us home twice. =1+1 <b>"


@pytest.fixture
def asking(engine):
    """An open round that asks the open question."""
    with transaction(engine) as session:
        round = make_round(session, closing="text")
        return OpenRound(round, frozen_edition(session, round.id, round.wording))


def kept(session) -> ResponseRow:
    row: ResponseRow = session.scalars(select(ResponseRow)).one()
    return row


def test_a_round_asks_only_when_its_file_says_so(client, pilot):
    assert QUESTION not in client.get(PAGE).text


def test_a_round_knows_how_it_asks(engine, asking, session):
    found = find_round(session, "PILOT-1")
    assert found is not None
    assert found.closing == "text"
    problems = read_specification({"closing": "song"}, ["en"])
    assert any("none, text, voice" in str(problem) for problem in problems)


def test_a_remark_is_read_kept_and_written_back_apart_from_the_other_texts(asking, session, client):
    sent = document(asking.edition, remark=f" {SAID} ")
    assert (
        client.put(f"/api/v1/responses/{sent['id']}", data=encoded(sent), content_type="application/json").status_code
        == 201
    )
    row = kept(session)
    again = response_of(row, asking.edition, "PILOT-1", "N1")
    assert again.remark == SAID
    assert again.texts == {"14a_other": "Land title"}
    places = {"N1"}
    assert read(asking.edition, places, to_document(asking.edition, again)) == again


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("remark", [17, ["x"], "x" * 501])
def test_a_remark_that_cannot_be_one_is_named(asking, remark):
    problems = read(asking.edition, {"N1"}, document(asking.edition, remark=remark))
    assert isinstance(problems, list)
    assert [problem.where for problem in problems] == ["remark"]


@pytest.mark.databases("sqlite")
def test_no_remark_is_none(asking):
    for remark in (None, "", "  "):
        response = read(asking.edition, {"N1"}, document(asking.edition, remark=remark))
        assert isinstance(response, Response)
        assert response.remark == ""


def test_without_script_it_is_a_field_of_the_page_that_comes_back_with_the_answers(asking, client, session):
    page = client.get(PAGE)
    assert QUESTION in page.text
    posted = fields(page) | NOBODY | {"remark": SAID, "seen": "1"}
    shown = client.post(PAGE, data=posted)  # nobody has said yes
    assert shown.status_code == 422
    assert "They sent us home twice. =1+1 &lt;b&gt;</textarea>" in shown.text
    long = client.post(PAGE, data=posted | {"consent": "yes", "remark": "x" * 501})
    assert long.status_code == 422
    assert 'href="#remark"' in long.text
    assert "Please write less" in long.text
    assert client.post(PAGE, data=posted | {"consent": "yes"}).status_code == 303
    assert kept(session).extra == {"remark": SAID}


def test_who_takes_the_answer_back_takes_the_remark_back(asking, client, session, engine):
    sent = document(asking.edition, remark=SAID)
    client.put(f"/api/v1/responses/{sent['id']}", data=encoded(sent), content_type="application/json")
    with transaction(engine) as own:
        assert withdraw(own, receipt_hash(f"{1:016d}"), lambda _release: False)
    assert kept(session).extra is None


@pytest.mark.databases("sqlite")
def test_with_script_it_waits_in_the_draft_and_goes_with_the_answers(asking, phone, net, session):
    page = phone(javascript=True)
    page.goto(f"http://127.0.0.1:{net.port}{PAGE}")
    taken_over(page)
    answer(page, NOBODY)
    page.get_by_role("textbox", name=QUESTION).fill(SAID)
    assert the_draft(page)["values"]["remark"] == SAID
    send(page)
    says_sent(page)
    expect(page.locator("body")).not_to_contain_text(SAID)
    assert kept(session).extra == {"remark": SAID}
