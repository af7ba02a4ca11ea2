"""The plain page: served fresh, shown again with everything kept, and never in a dead end."""

import logging
import re
import uuid
from html.parser import HTMLParser

import brotli
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.database import transaction
from feedback.responses.pages import questionnaire
from feedback.responses.records import QuarantineRow, ResponseRow, withdraw
from feedback.responses.rules import receipt_hash
from tests.responses.conftest import make_round

PAGE = "/r/PILOT-1/N1"


class Fields(HTMLParser):
    """What a browser would post: hidden fields, ticked radios, texts; and every radio there is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posted: dict[str, str] = {}
        self.radios: dict[str, list[str]] = {}
        self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "textarea":
            self.area = known["name"]
            self.posted[self.area] = ""
        if tag == "input" and known["type"] == "radio":
            self.radios.setdefault(known["name"], []).append(known["value"])
        if tag == "input" and (known["type"] == "hidden" or "checked" in known):
            self.posted[known["name"]] = known["value"]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.posted[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""


def fields(answer: TestResponse) -> dict[str, str]:
    return Fields(answer.text).posted


def fill(client: FlaskClient, path: str = PAGE, **answers: str) -> dict[str, str]:
    return fields(client.get(path)) | {"consent": "yes", "1": "B", "6": "B", "11": "B"} | answers


def rows(session: Session) -> list[tuple[str, bool]]:
    found = [(str(row.id), row.partial) for row in session.query(ResponseRow)]
    session.rollback()
    return found


def aside(session: Session) -> list[tuple[str, str, bool]]:
    found = [(row.reason, row.door, row.receipt_hash is not None) for row in session.query(QuarantineRow)]
    session.rollback()
    return found


def test_each_page_has_an_id_and_a_secret_of_its_own_and_is_kept_by_nobody(client, pilot):
    first, second = client.get(PAGE), client.get(PAGE)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-store"
    assert uuid.UUID(fields(first)["id"]).version == 4
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", fields(first)["secret"])
    assert fields(first)["id"] != fields(second)["id"]
    assert fields(first)["secret"] != fields(second)["secret"]
    assert "Set-Cookie" not in first.headers


def test_every_item_of_the_edition_can_be_answered(client, pilot):
    radios = Fields(client.get(PAGE).text).radios
    for code, item in pilot.edition.items.items():
        assert radios[code] == list(item.codes)


@pytest.mark.databases("sqlite")
def test_yes_and_no_stand_with_the_official_sentences_behind_them(client, pilot):
    page = client.get(PAGE).text
    assert "No<br><small>There was at least one occasion when I (or a child in my household) did not have" in page
    assert "Yes<br><small>All children in my household whose age falls between 4 and 16 years old attend" in page
    french = client.get("/fr" + PAGE).text
    assert "Non<br><small>Il y a au moins un document dont" in french


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", [PAGE, "/fr" + PAGE])
def test_the_page_weighs_at_most_8500_bytes(client, pilot, path):
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) <= 8_500
    assert brotli.decompress(answer.data).decode().startswith("<!doctype html>")


def test_a_translation_that_nobody_signed_says_so_and_the_source_does_not(client, pilot):
    french = client.get("/fr" + PAGE).text
    assert "traduction non officielle, pas encore vérifiée" in french
    assert "unofficial" not in client.get(PAGE).text


@pytest.mark.parametrize("path", [PAGE, "/fr" + PAGE])
def test_the_address_for_questions_ends_its_sentence(client, pilot, path):
    assert "feedback@example.org.</p>" in client.get(path).text


def test_complete_answers_are_kept_and_lead_to_the_receipt(client, pilot, session):
    posted = fill(client, sex="F")
    answer = client.post(PAGE, data=posted)
    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows(session) == [(posted["id"], False)]
    receipt = client.get(answer.location)
    assert receipt.status_code == 200
    secret = posted["secret"]
    assert " ".join(secret[i : i + 4] for i in range(0, 16, 4)) in receipt.text


def test_the_same_answers_again_lead_to_the_same_receipt(client, pilot, session):
    posted = fill(client)
    answers = [client.post(PAGE, data=posted) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len(rows(session)) == 1


def test_a_page_in_french_is_kept_as_french_and_leads_to_a_french_receipt(client, pilot, session):
    answer = client.post("/fr" + PAGE, data=fill(client, "/fr" + PAGE))
    assert answer.location.startswith("/fr/receipt/")
    assert [(row.language, row.consent) for row in session.query(ResponseRow)] == [("fr", "1 fr read")]


def test_without_consent_the_page_comes_back_with_every_answer(client, pilot, session):
    posted = fill(client, sex="F", **{"1": "A", "2": "B", "3": "10", "3_other": 'far <b>"away"</b>\nreally', "2b": "B"})
    del posted["consent"]
    answer = client.post(PAGE, data=posted)
    assert answer.status_code == 422
    assert "There is 1 thing to look at" in answer.text
    assert 'href="#consent"' in answer.text
    assert "Send my answers as they are" not in answer.text
    assert fields(answer) == posted | {"seen": "1"}
    assert "far <b>" not in answer.text
    assert (rows(session), aside(session)) == ([], [])


def test_what_was_left_out_is_mentioned_once_and_never_blocks(client, pilot, session):
    posted = fill(client, **{"1": "A"})
    answer = client.post(PAGE, data=posted)
    assert answer.status_code == 422
    assert 'href="#2"' in answer.text
    assert "Send my answers as they are" in answer.text
    assert fields(answer) == posted | {"seen": "1"}
    assert client.post(PAGE, data=fields(answer)).status_code == 303
    assert rows(session) == [(posted["id"], False)]


def test_no_answer_at_all_is_mentioned_once_then_set_aside_and_told(client, pilot, session):
    posted = fields(client.get(PAGE)) | {"consent": "yes"}
    answer = client.post(PAGE, data=posted)
    assert answer.status_code == 422
    assert "You have not answered any question about a service yet." in answer.text
    answer = client.post(PAGE, data=fields(answer))
    assert answer.status_code == 303
    assert rows(session) == []
    assert aside(session) == [("empty", "page", True)]
    assert "not counted" in client.get(answer.location).text.lower()


@pytest.mark.parametrize("choice", ["no", "young"])
def test_no_and_under_18_store_nothing(client, pilot, session, choice):
    answer = client.post(PAGE, data=fill(client, consent=choice, sex="F"))
    assert answer.status_code == 200
    assert "Nothing was kept" in answer.text
    assert 'href="/results/"' in answer.text
    assert (rows(session), aside(session)) == ([], [])


def test_stopping_at_a_resting_point_counts_as_partial(client, pilot, session):
    html = client.get(PAGE).text
    posted, stop = Fields(html).posted, re.findall(r'name="stop" value="(\w+)"', html)[0]
    gate = {"health": "1", "education": "6", "government": "11"}[stop]
    answer = client.post(PAGE, data=posted | {"consent": "yes", gate: "B", "stop": stop})
    assert answer.status_code == 303
    assert rows(session) == [(posted["id"], True)]


def test_other_answers_from_the_same_page_are_shown_back_for_another_person(client, pilot, session):
    posted = fill(client, sex="F")
    client.post(PAGE, data=posted)
    other = posted | {"sex": "M"}
    answer = client.post(PAGE, data=other)
    assert answer.status_code == 422
    assert "Is this another person?" in answer.text
    fresh = fields(answer)
    assert {name for name in fresh if fresh[name] != other.get(name)} == {"id", "secret", "seen"}
    assert aside(session) == []
    assert client.post(PAGE, data=fresh).status_code == 303
    assert {id for id, _ in rows(session)} == {posted["id"], fresh["id"]}


def test_a_round_that_closed_meanwhile_is_told_and_the_answers_are_set_aside(client, pilot, session, close):
    posted = fill(client)
    close("PILOT-1")
    answer = client.post(PAGE, data=posted)
    assert answer.status_code == 303
    assert rows(session) == []
    assert aside(session) == [("round_not_open", "page", True)]
    assert "not counted" in client.get(answer.location).text.lower()
    assert "This survey is over" in client.get(PAGE).text
    assert "This survey is over" in client.get("/r/PILOT-1/").text


@pytest.mark.parametrize("broken", [{"id": "x"}, {"secret": "x"}, {"id": ""}, {"secret": ""}])
def test_a_page_without_a_usable_id_is_shown_again_with_a_fresh_one(client, pilot, session, broken):
    posted = fill(client, sex="F") | broken
    answer = client.post(PAGE, data=posted)
    assert answer.status_code == 422
    again = fields(answer)
    assert again["sex"] == "F"
    assert client.post(PAGE, data=again).status_code == 303
    assert len(rows(session)) == 1


def test_an_answer_that_is_none_is_to_be_chosen_again(client, pilot, session):
    answer = client.post(PAGE, data=fill(client, seen="1", sex="X", **{"1": "Z"}))
    assert answer.status_code == 422
    assert "There are 2 things to look at" in answer.text
    assert "sex" not in fields(answer)
    assert (rows(session), aside(session)) == ([], [])


def test_a_text_that_is_too_long_comes_back_whole(client, pilot, session):
    long = "x" * 501
    answer = client.post(PAGE, data=fill(client, **{"1": "A", "2": "B", "3": "10", "3_other": long, "2b": "B"}))
    assert answer.status_code == 422
    assert fields(answer)["3_other"] == long
    assert "500 characters" in answer.text


def test_other_sites_may_not_post(client, pilot, session):
    assert client.post(PAGE, data=fill(client), headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(PAGE, data=fill(client), headers={"Origin": "null"}).status_code == 303
    assert len(rows(session)) == 1


@pytest.mark.parametrize("body", [b"\xff\xfe=\x00", b"%ff%00=%ed%a0%bd", b"id=%00", b"consent=yes&" * 500, b"=&=&"])
def test_hostile_bodies_show_the_page(client, pilot, session, body):
    answer = client.post(PAGE, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert (rows(session), aside(session)) == ([], [])


def test_a_fault_of_our_own_sets_the_answers_aside_and_tells_so(client, pilot, session, monkeypatch):
    def faulty(*_):
        raise KeyError("ours")

    monkeypatch.setattr(questionnaire, "judge", faulty)
    answer = client.post(PAGE, data=fill(client))
    assert answer.status_code == 303
    assert aside(session) == [("unreadable", "page", True)]
    assert "not counted" in client.get(answer.location).text.lower()


def test_answers_taken_back_and_sent_again_stay_taken_back(client, pilot, session):
    posted = fill(client)
    client.post(PAGE, data=posted)
    withdraw(session, receipt_hash(posted["secret"]), lambda release: False)
    session.commit()
    assert client.post(PAGE, data=posted).status_code == 303
    assert session.query(ResponseRow).one().state == "withdrawn"


def test_too_large_a_form_is_413(client, pilot):
    assert client.post(PAGE, data={"x": "y" * 70_000}).status_code == 413
    assert client.post(PAGE, data=b"a=1&" * 1_001).status_code == 413


def test_a_full_quarantine_asks_to_try_again(client, pilot, close, monkeypatch):
    posted = fill(client)
    close("PILOT-1")
    monkeypatch.setattr(questionnaire, "set_aside", lambda *_: False)
    answer = client.post(PAGE, data=posted)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3600"


def test_the_way_in_leads_from_the_first_page_over_the_region_to_the_questionnaire(client, pilot):
    assert 'href="/r/PILOT-1/"' in client.get("/").text
    regions = client.get("/r/PILOT-1/").text
    assert 'href="/r/PILOT-1/in/N"' in regions
    assert 'href="/r/PILOT-1/S"' in regions
    assert 'href="/r/PILOT-1/-"' in regions
    districts = client.get("/r/PILOT-1/in/N").text
    assert 'href="/r/PILOT-1/N2"' in districts
    assert 'href="/r/PILOT-1/N"' in districts
    assert client.get("/r/PILOT-1/in/S").location == "/r/PILOT-1/S"


def test_a_place_that_is_not_listed_is_kept_as_none(client, pilot, session):
    client.post("/r/PILOT-1/-", data=fill(client, "/r/PILOT-1/-"))
    client.post("/r/PILOT-1/N", data=fill(client, "/r/PILOT-1/N"))
    assert {row.place_id is None for row in session.query(ResponseRow)} == {True, False}


@pytest.mark.parametrize(
    "path",
    [
        "/r/NOWHERE/",
        "/r/NOWHERE/-",
        "/r/PILOT-1/X",
        "/r/PILOT-1/in/X",
        "/r/%00/",
        "/r/%00/-",
        "/r/PILOT-1/%00",
        "/r/a b/-",
    ],
)
def test_what_there_is_not_is_404(client, pilot, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [PAGE, "/r/PILOT-1/", "/r/PILOT-1/in/N"])
def test_a_language_the_round_does_not_ask_in_leads_to_one_that_it_does(client, engine, path):
    with transaction(engine) as session:
        make_round(session, languages=("fr",))
    assert client.get(path).location == "/fr" + path
    assert client.get("/fr" + path).status_code == 200


def test_citizens_pages_write_nothing_to_the_log(client, pilot, caplog):
    caplog.set_level(logging.DEBUG, "feedback")
    client.get("/")
    client.get("/r/PILOT-1/")
    client.post(PAGE, data=fill(client))
    client.post(PAGE, data={})
    assert caplog.records == []
