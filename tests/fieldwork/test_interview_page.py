"""The questionnaire of the field as the server gives it: blank, equal for everyone, and gone when the round is over."""

import re

import pytest

from feedback.database import transaction
from feedback.questionnaire.records import RoundRow
from tests.responses.conftest import make_round

PAGE = "/field/r/PILOT-1"


@pytest.fixture
def silent(engine):
    """An open round to which no public link leads."""
    with transaction(engine) as session:
        return make_round(session, link="none")


def test_it_opens_without_a_public_link_in_every_language_of_the_round(client, silent):
    assert client.get("/blank/PILOT-1").status_code == 410
    for path, words in ((PAGE, "Read this aloud"), ("/fr" + PAGE, "Lisez ceci à voix haute")):
        page = client.get(path)
        assert page.status_code == 200
        assert words in page.text
    assert client.get("/ar" + PAGE).headers["Location"].endswith(PAGE)
    assert client.get("/field/r/NOWHERE").status_code == 404


def test_it_is_equal_for_everyone_and_holds_no_id_no_secret_and_no_cookie(app, silent):
    pages = [app.test_client().get(PAGE) for _ in range(2)]
    assert pages[0].data == pages[1].data
    assert "Set-Cookie" not in pages[0].headers
    assert re.findall(r'name="(?:id|secret)"', pages[0].text) == []
    assert pages[0].headers["X-Feedback"]
    again = app.test_client().get(PAGE, headers={"If-None-Match": pages[0].headers["ETag"]})
    assert again.status_code == 304


def test_its_camera_reads_cards_and_no_other_page_has_one(client, silent):
    assert "camera=(self)" in client.get(PAGE).headers["Permissions-Policy"]
    assert "camera=()" in client.get("/outbox").headers["Permissions-Policy"]


def test_a_round_that_is_over_answers_410_so_that_a_phone_forgets_its_copy(client, silent, close):
    close("PILOT-1")
    page = client.get(PAGE)
    assert page.status_code == 410
    assert "This survey is over" in page.text


def test_consent_is_asked_in_the_words_of_the_edition_and_says_what_is_kept_of_the_enumerator(client, pilot):
    text = client.get(PAGE).text
    assert pilot.edition.eligibility in text
    assert pilot.edition.consent in text
    assert "Who asked you, and when, is noted until the office has checked its work" in text
    assert text.count("Not read out:") > 20


def test_the_interview_of_an_official_round_says_what_the_answers_are_for(client, engine):
    with transaction(engine) as session:
        make_round(session, link="none")
        session.query(RoundRow).update({"use": "official"})
    assert "Your answers become part of the official statistics." in client.get(PAGE).text
    assert "Vos réponses entrent dans les statistiques officielles." in client.get("/fr" + PAGE).text
