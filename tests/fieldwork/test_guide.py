"""Sheets and showcards: they open in each language, fit a small phone, and print black on white on their pages."""

import re

import pytest
from markupsafe import escape
from playwright.sync_api import Page

from feedback.fieldwork.editions import guide
from feedback.fieldwork.rules import showcards
from feedback.languages import languages, translate
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import create_round
from feedback.questionnaire.rules import Round, RoundSpecification
from tests.responses.conftest import OPENED, make_round

LANGUAGES = {code: "" if code == "en" else f"/{code}" for code, one in languages().items() if one.status != "draft"}
SHEETS = {sheet.code: sheet for sheet in guide()}
GROUNDS = """
() => Array.from(document.querySelectorAll("*"), (node) => getComputedStyle(node))
  .map((style) => [style.backgroundColor, style.backgroundImage].join(" "))
  .filter((ground) => !/^(rgba\\(0, 0, 0, 0\\)|rgb\\(255, 255, 255\\)) none$/.test(ground))
"""


def pages_of(page: Page) -> int:
    """How many pages of paper a page takes, as the browser prints it."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_opens_in_each_language_and_is_listed(client, language: str):
    listed = client.get(f"{LANGUAGES[language]}/field/guide/").text
    for code, sheet in SHEETS.items():
        answer = client.get(f"{LANGUAGES[language]}/field/guide/{code}")
        assert answer.status_code == 200
        assert f"/field/guide/{code}" in listed
        assert escape(translate(language, sheet.title)) in answer.text
        assert sheet.sources
    assert client.get("/field/guide/nothing").status_code == 404


@pytest.mark.databases("sqlite")
def test_sheets_print_without_grounds_on_as_many_sides_as_they_say_and_fit_a_small_phone(server, phone):
    page = phone()
    for code, sheet in SHEETS.items():
        for prefix in LANGUAGES.values():
            page.goto(f"{server.url}{prefix}/field/guide/{code}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, (code, prefix)
            assert pages_of(page) <= (1 if sheet.one_side else 2), (code, prefix)
            page.emulate_media(media="print")
            assert page.evaluate(GROUNDS) == [], (code, prefix)
            page.emulate_media(media="null")


@pytest.mark.databases("sqlite")
def test_showcards_print_one_card_a_page_in_every_language_of_the_round(pilot, server, phone):
    cards = showcards(official_edition())
    page = phone()
    for language in pilot.round.languages:
        page.goto(f"{server.url}{LANGUAGES[language]}/field/showcards/PILOT-1")
        assert page.locator(".showcard").count() == len(cards) + 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert pages_of(page) == len(cards) + 1
        page.emulate_media(media="print")
        assert page.evaluate(GROUNDS) == []
        page.emulate_media(media="null")


@pytest.mark.databases("sqlite")
def test_showcards_carry_the_words_of_the_round_and_never_the_answers_that_are_not_read_out(pilot, client):
    for language in pilot.round.languages:
        text = client.get(f"{LANGUAGES[language]}/field/showcards/PILOT-1").text
        for words in ("Strongly agree", "Very dissatisfied", "Do you wish to proceed?", "Yes - some difficulty"):
            assert escape(translate(language, words)) in text
        for words in ("Does not apply", "I don't know", "I'd rather not say"):
            assert escape(translate(language, words)) not in text


@pytest.mark.databases("sqlite")
def test_a_round_has_showcards_in_its_own_languages_only_and_none_before_it_opens(client, session):
    make_round(session, languages=("en",))
    specification = RoundSpecification(
        code="LATER",
        title={"en": "Later"},
        use="complementary",
        reason={"en": "A pilot"},
        office={"en": "National Statistical Office"},
        contact="feedback@example.org",
        timezone="Africa/Accra",
        languages=("en",),
        register="REG-2026",
        link="open_link",
    )
    assert isinstance(create_round(session, specification, official_edition(), OPENED), Round)
    session.commit()
    assert client.get("/fr/field/showcards/PILOT-1").location == "/field/showcards/PILOT-1"
    assert client.get("/field/showcards/LATER").status_code == 404
    assert client.get("/field/showcards/NONE").status_code == 404
    assert client.get("/field/showcards/%20").status_code == 404


def test_a_card_is_made_of_every_scale_every_long_list_and_the_difficulties():
    cards = showcards(official_edition())
    assert [len(card.answers) for card in cards] == [10, 4, 4, 13, 6, 9, 4]
    assert [bool(card.question) for card in cards] == [True, False, False, True, True, True, False]
