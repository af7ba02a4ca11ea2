"""Every public page in every language, as the server gives it: language, direction, words and valid HTML."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback.languages import SOURCE, languages, offered
from feedback.questionnaire.records import frozen_edition, place_map, rounds
from feedback.questionnaire.rules import Round
from tests.accessibility import nu
from tests.accessibility.conftest import Houses
from tests.accessibility.walk import Shown
from tests.accessibility.words import left_in_english, read_catalogue
from tests.machine import missing

EveryPage = Callable[[str], list[Shown]]
LANGUAGES = [one.code for one in offered()]
OTHERS = [code for code in LANGUAGES if code != SOURCE]
CONSIDERED = {
    "warning: Section lacks heading.": "the last part of the questionnaire is one question: its legend is the heading",
}
"""Beginnings of warnings that were looked at and stay, and why."""


def source_of(session: Session, round: Round) -> str:
    """The official text that the questionnaire follows, quoted as it is called."""
    return frozen_edition(session, round.id, round.wording, round.sha256).source


@pytest.fixture(scope="module")
def names(houses: Houses) -> list[str]:
    """What is written alike in every language: places, rounds, editions, the name of the product; the longest first."""
    known = {"Feedback"}
    with Session(houses.now.extensions["feedback"]["engine"]) as session:
        for round in rounds(session):
            places = place_map(session, round.register) if round.register else {}
            known |= {
                round.code,
                round.edition,
                source_of(session, round),
                *(place.name_in(SOURCE) for place in places.values()),
            }
    return sorted(known, key=len, reverse=True)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_says_its_language_and_direction(every_page: EveryPage, code: str) -> None:
    for shown in every_page(code):
        assert f'\n<html lang="{code}" dir="{languages()[code].direction}">\n' in shown.html, shown.name


@pytest.mark.parametrize("code", OTHERS)
def test_no_page_leaves_words_in_english(every_page: EveryPage, names: list[str], code: str) -> None:
    english = {shown.name: shown.html for shown in every_page(SOURCE)}
    left = {
        text: shown.name
        for shown in every_page(code)
        for text in left_in_english(shown.html, english[shown.name], code, names)
    }
    assert left == {}


def test_the_demonstration_asks_in_every_language_that_is_offered(houses: Houses) -> None:
    with Session(houses.now.extensions["feedback"]["engine"]) as session:
        assert {tuple(round.languages) for round in rounds(session)} == {tuple(LANGUAGES)}


def test_words_left_in_english_are_found_and_names_are_not() -> None:
    english = '<html lang="en"><p title="A hint">Send</p><p>Suhum</p><p>1,234</p>'
    french = '<html lang="fr"><p title="A hint">Envoyer</p><p>Suhum</p><p>1,234</p><p lang="en">Send</p>'
    assert list(left_in_english(french, english, "fr", ["Suhum"])) == ["A hint"]
    arabic = '<html lang="ar"><p>أرسل answers</p><p>في Chrome</p><p>K7QM 2F9D 04XT RB6W</p>'
    assert list(left_in_english(arabic, english, "ar", [])) == ["answers: أرسل answers"]
    meant = next(one.id for one in read_catalogue("fr") if one.id and one.id == one.string)
    assert list(left_in_english(f"<p>{meant}</p>", f"<p>{meant}</p>", "fr", [])) == []


def test_every_page_in_every_language_is_valid_html(every_page: EveryPage, tmp_path: Path) -> None:
    if lack := nu.lacking():
        missing(lack)
    pages = {f"{code}/{shown.name}": shown.html for code in LANGUAGES for shown in every_page(code)}
    found = nu.problems(pages, tmp_path)
    assert {what: where[:3] for what, where in found.items() if not what.startswith(tuple(CONSIDERED))} == {}


def test_the_checker_finds_what_is_no_valid_html(tmp_path: Path) -> None:
    if lack := nu.lacking():
        missing(lack)
    page = '<!doctype html><html lang="en"><title>A</title><p id="a">One<p id="a">Two<div><h1>Three</h1></p></div>'
    found = nu.problems({"planted": page}, tmp_path)
    assert [what for what in found if what.startswith("error: Duplicate ID")]
