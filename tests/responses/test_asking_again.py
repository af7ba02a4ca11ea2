"""The page that comes back: it says first that nothing is sent, and a change of language keeps every answer."""

import logging
import re

import pytest

from feedback.database import transaction
from feedback.questionnaire.records import find_round
from feedback.responses.records import QuarantineRow, ResponseRow
from tests.responses.test_questionnaire_page import PAGE, fields, fill

GIVEN = {"1": "A", "2": "B", "3": "10", "3_other": "no <bridge>\nat all", "sex": "F", "assistance": "reader"}


def main_of(answer) -> str:
    """What stands in the main part, without tags."""
    return re.sub(r"<[^>]*>|\s+", " ", answer.text.partition("<main>")[2]).strip()


def stored(session) -> int:
    found: int = session.query(ResponseRow).count() + session.query(QuarantineRow).count()
    session.rollback()
    return found


def test_the_page_that_comes_back_begins_with_not_sent_yet(client, pilot):
    answer = client.post(PAGE, data=fill(client, **{"1": "A"}))
    assert "<title>Not sent yet: Public services 2026</title>" in answer.text
    assert re.match(r"Not sent yet\. +Send my answers as they are", main_of(answer))
    french = client.post("/fr" + PAGE, data=fill(client, **{"1": "A"}))
    assert "<title>Pas encore envoyé" in french.text


def test_without_consent_it_says_what_to_do(client, pilot):
    posted = fill(client)
    del posted["consent"]
    answer = client.post(PAGE, data=posted)
    assert main_of(answer).startswith("Not sent yet.")
    assert "Please say whether you want to answer, then press “Send my answers” again." in answer.text
    assert "Send my answers as they are" not in answer.text


def test_what_was_left_out_is_listed_by_part(client, pilot):
    answer = client.post(PAGE, data=fill(client, **{"1": "A", "6": "A"}))
    summary = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert len(re.findall(r"<h3>(.*?)</h3>", summary)) == 2
    assert re.findall(r'<h3>.*?</h3>\s*<ul><li><a href="#(\w+)"', summary) in (["2", "7"], ["7", "2"])


@pytest.mark.parametrize("consent", ["yes", "no", "young", ""])
def test_a_change_of_language_keeps_every_answer_and_nothing_else_does(client, pilot, session, caplog, consent):
    caplog.set_level(logging.DEBUG, "feedback")
    page = client.get(PAGE)
    assert '<button form="f" name="language" value="fr"' in page.text
    posted = fields(page) | GIVEN | ({"consent": consent} if consent else {})
    answer = client.post("/fr" + PAGE, data=posted | {"language": "fr"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<html lang="fr"' in answer.text
    assert fields(answer) == posted
    assert 'class="promise"' in answer.text
    assert '<button form="f" name="language" value="en"' in answer.text
    assert caplog.records == []
    assert stored(session) == 0


def test_after_a_change_of_language_what_is_left_out_is_still_mentioned_once(client, pilot, session):
    first = client.post("/fr" + PAGE, data=fill(client, **{"1": "A"}) | {"language": "fr"})
    mentioned = client.post("/fr" + PAGE, data=fields(first))
    assert mentioned.status_code == 422
    back = client.post(PAGE, data=fields(mentioned) | {"language": "en"})
    assert back.status_code == 422
    assert main_of(back).startswith("Not sent yet.")
    assert 'href="#2"' in back.text
    assert stored(session) == 0
    assert client.post(PAGE, data=fields(back)).status_code == 303
    assert stored(session) == 1


def test_the_question_whether_this_is_another_person_survives_a_change_of_language(client, pilot, session):
    posted = fill(client, sex="F")
    client.post(PAGE, data=posted)
    asked = client.post(PAGE, data=posted | {"sex": "M"})
    again = client.post("/fr" + PAGE, data=fields(asked) | {"language": "fr"})
    assert "S’agit-il d’une autre personne" in again.text
    assert fields(again) == fields(asked)
    assert stored(session) == 1


def test_an_old_browser_that_posts_to_the_same_address_is_led_to_the_other_language(client, pilot, session):
    answer = client.post(PAGE, data=fill(client) | {"language": "fr"})
    assert (answer.status_code, answer.location) == (307, "/fr" + PAGE)
    assert client.post(PAGE, data=fill(client) | {"language": "xx"}).status_code == 200
    assert stored(session) == 0


def test_only_languages_of_the_round_are_offered_on_the_form(client, pilot):
    offered = re.findall(r'name="language" value="(\w+)"', client.get(PAGE).text)
    assert offered == ["fr"]


@pytest.mark.parametrize("path", [PAGE, "/fr" + PAGE])
def test_whoever_says_no_may_close_the_page(client, pilot, path):
    text = client.get(path).text
    sentence = text.partition('value="no"')[2].partition("</fieldset>")[0]
    words = "vous pouvez fermer cette page" if path.startswith("/fr") else "you can close this page now. We keep"
    assert words in sentence
    assert "/results/" not in sentence


def test_first_results_are_linked_when_they_are_out(app, client, pilot, monkeypatch):
    assert "The first results come when enough people have answered." in client.get(PAGE).text
    monkeypatch.setitem(app.extensions["feedback"], "has_results", lambda session, round: round == pilot.round.id)
    text = client.get(PAGE).text
    assert "First results are out already" in text
    assert text.count('href="/results/PILOT-1/"') == 2


def test_the_house_knows_whether_results_are_out(app, engine, pilot):
    with transaction(engine) as session:
        found = find_round(session, "PILOT-1")
        assert found is not None
        assert app.extensions["feedback"]["has_results"](session, found.id) is False


def test_a_text_beside_an_answer_stands_inside_its_question_and_names_it(client, pilot):
    question = client.get(PAGE).text.partition('<fieldset id="3"')[2].partition("</fieldset>")[0]
    legend = re.search(r"</?legend>(.*?)</legend>", question)
    area = re.search(r'<textarea name="3_other"[^>]* title="([^"]*)"', question)
    assert legend is not None
    assert area is not None
    assert area[1] in legend[1]
