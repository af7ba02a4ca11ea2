"""The staff pages of rounds: who sees them, what they show, and the two buttons."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import Person, latest_audit, open_session
from feedback.database import for_reading, transaction
from feedback.languages import translate
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.pages.edition import counted
from feedback.questionnaire.records import create_round, find_round, open_round
from feedback.questionnaire.rules import Round
from tests.questionnaire.conftest import specification, token_on
from tests.serving import Server

PAGE = "/staff/rounds/GH-2026"
SignedIn = Callable[[str], FlaskClient]
Add = Callable[..., Person]


@pytest.fixture
def draft(engine: Engine, clock: datetime, places: str) -> Round:
    with transaction(engine) as session:
        made = create_round(session, specification(register=places), official_edition(), clock)
    assert isinstance(made, Round)
    return made


def state(engine: Engine) -> str:
    with Session(for_reading(engine)) as session:
        found = find_round(session, "GH-2026")
    return found.state if found else ""


def press(client: FlaskClient, verb: str, **values: str):
    return client.post(f"{PAGE}/{verb}", data={"csrf_token": token_on(client, PAGE), **values})


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, draft: Round):
    for path in ("/staff/rounds/", PAGE, f"{PAGE}/edition/en"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert "/staff/sign-in" in answer.headers["Location"]


def test_the_list_names_every_round_and_says_what_to_do_when_there_is_none(
    signed_in: SignedIn, engine: Engine, clock: datetime
):
    analyst = signed_in("analyst")
    assert "There is no round yet." in analyst.get("/staff/rounds/").text
    with transaction(engine) as session:
        create_round(session, specification(starts=clock.date()), official_edition(), clock)
    page = analyst.get("/staff/rounds/").text
    assert f'href="{PAGE}"' in page
    assert "Public services" in page
    assert "Draft" in page
    assert "Services publics" in analyst.get("/fr/staff/rounds/").text


def test_a_draft_shows_its_edition_its_changes_and_the_button_that_opens_it(signed_in: SignedIn, draft: Round):
    page = signed_in("analyst").get(PAGE).text
    assert "Open this round" in page
    assert "sdg-16.6.2" in page
    assert "Question 2b is added after questions 2 and 3" in page
    assert "Region: 2" in page
    assert f'href="{PAGE}/edition/fr"' in page
    assert "/r/GH-2026/" not in page


def test_opening_and_closing_go_through_all_states_and_are_audited(signed_in: SignedIn, engine: Engine, draft: Round):
    analyst = signed_in("analyst")
    assert press(analyst, "open").headers["Location"] == PAGE
    assert state(engine) == "open"
    page = analyst.get(PAGE).text
    assert "http://localhost/r/GH-2026/" in page
    assert "Frozen as wording 1." in page
    assert press(analyst, "close", state="open").status_code == 303
    assert state(engine) == "closing"
    assert press(analyst, "close", state="closing").status_code == 303
    assert state(engine) == "closed"
    assert "The round is over." in analyst.get(PAGE).text
    with Session(for_reading(engine)) as session:
        trail = [(row.who, row.action) for row in reversed(latest_audit(session)) if row.subject == "GH-2026"]
    assert trail == [("analyst-1", "round.open"), ("analyst-1", "round.close"), ("analyst-1", "round.close")]


def test_a_round_without_a_link_says_how_its_answers_come_in(signed_in: SignedIn, engine: Engine, clock: datetime):
    analyst = signed_in("analyst")
    with transaction(engine) as session:
        create_round(session, specification(link="none", use="official"), official_edition(), clock)
    press(analyst, "open")
    page = analyst.get(PAGE).text
    assert "http://localhost/r/GH-2026/" not in page
    assert "Nobody can answer through a link" in page
    assert "feedback responses import" in page


PLAN = {
    "k": 12,
    "minimum_n": 40,
    "place_level": 2,
    "rated": ["SEX", "AGE", "PLACE;SEX"],
    "local": [],
    "order": ["INCOME", "AGE"],
    "interim": {"AGE": 1, "PLACE": "none"},
}


def test_the_publication_plan_is_told_in_words(signed_in: SignedIn, engine: Engine, clock: datetime, places: str):
    with transaction(engine) as session:
        create_round(session, specification(register=places, plan=PLAN), official_edition(), clock)
    page = re.sub(r"<[^>]+>", " ", signed_in("analyst").get(PAGE).text)
    for words in (
        "at least 12 people",
        "at least 40 answers",
        "down to: District",
        "women and men; age; place, women and men",
        "only in total",
        "household income, then age",
        "age: 1 step coarser; place: left out",
    ):
        assert words in re.sub(r"\s+", " ", page), words
    for raw in ("SEX", "PLACE", "minimum_n", "place_level", "[", "k ="):
        assert raw not in page, raw


def test_the_levels_of_places_are_said_in_the_language_of_the_reader(signed_in: SignedIn, draft: Round):
    page = signed_in("analyst").get(f"/fr{PAGE}").text
    assert "Région\N{NO-BREAK SPACE}: 2" in page
    assert "District" in page


def test_the_pages_of_a_round_fit_a_small_phone(
    engine: Engine, clock: datetime, places: str, app: Flask, server: Server, phone: Callable[..., Page], add: Add
):
    with transaction(engine) as session:
        create_round(session, specification(register=places, plan=PLAN), official_edition(), clock)
        assert isinstance(open_round(session, "GH-2026", translate, clock), Round)
    ama = add("ama", "administrator")
    with transaction(engine) as session:
        token = open_session(session, ama.id, datetime.now(UTC))
    signing = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signing is not None
    page = phone()
    name = app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": signing.dumps({"token": token}), "url": server.url}])
    for path in ("/staff/rounds/", PAGE, f"{PAGE}/edition/fr", f"/fr{PAGE}"):
        page.goto(f"{server.url}{path}")
        assert page.query_selector("main h1"), path
        assert "sign-in" not in page.url, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_two_taps_on_close_are_one_step(signed_in: SignedIn, engine: Engine, draft: Round):
    analyst = signed_in("analyst")
    press(analyst, "open")
    press(analyst, "close", state="open")
    second = press(analyst, "close", state="open")
    assert second.status_code == 409
    assert "is no longer as you saw it. Look at it again." in second.text
    assert state(engine) == "closing"


def test_opening_twice_changes_nothing_and_says_why(signed_in: SignedIn, engine: Engine, draft: Round):
    analyst = signed_in("analyst")
    press(analyst, "open")
    second = press(analyst, "open")
    assert second.status_code == 409
    assert "only a draft can be opened" in second.text
    french = analyst.post(f"/fr{PAGE}/open", data={"csrf_token": token_on(analyst, PAGE)})
    assert "La vague GH-2026 a déjà été ouverte" in french.text


def test_a_form_without_its_token_changes_nothing(signed_in: SignedIn, engine: Engine, draft: Round):
    assert signed_in("analyst").post(f"{PAGE}/open").status_code == 400
    assert state(engine) == "draft"


def test_someone_who_may_only_look_cannot_open(signed_in: SignedIn, engine: Engine, draft: Round):
    approver = signed_in("approver")
    page = approver.get(PAGE)
    assert page.status_code == 200
    assert "Open this round" not in page.text
    assert press(approver, "open").status_code == 403
    assert state(engine) == "draft"


def test_a_role_without_rounds_sees_none(signed_in: SignedIn, draft: Round):
    assert signed_in("moderator").get(PAGE).status_code == 403


def test_the_edition_is_shown_in_each_language_with_codes_and_routes(signed_in: SignedIn, draft: Round):
    analyst = signed_in("analyst")
    page = analyst.get(f"{PAGE}/edition/en").text
    assert "<code>4.1</code> It was easy to get to the place where I received medical treatment." in page
    assert "Left out when question 1 is answered 99, B." in page
    assert "Added: not in the printed questionnaire." in page
    assert "government services in this country" in page
    assert re.search(r"All \d+ texts are there\.", page)
    french = analyst.get(f"{PAGE}/edition/fr")
    assert french.status_code == 200
    assert '<div lang="fr" dir="ltr">' in french.text


def test_unknown_rounds_and_languages_are_not_found(signed_in: SignedIn, draft: Round):
    analyst = signed_in("analyst")
    for path in ("/staff/rounds/NONE", "/staff/rounds/NONE/edition/en", f"{PAGE}/edition/xx", f"{PAGE}/edition/en/"):
        assert analyst.get(path).status_code == 404


def test_texts_without_a_translation_are_counted_and_the_offices_own_words_are_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("feedback.questionnaire.pages.edition.translate", lambda _language, text, **_values: text)
    edition = official_edition()
    total, missing = counted(edition, edition, "tw")
    assert missing == total > 150
    own = replace(
        edition, texts={"Schools": {"tw": "Sukuu"}, "Clinics and health centres": {"tw": "Clinics and health centres"}}
    )
    assert counted(own, own, "tw") == (total, total - 2)
    assert counted(edition, edition, "en") == (total, 0)
