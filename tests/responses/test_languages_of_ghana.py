"""Languages that are drafts, also one that CLDR does not know: their pages come with dates, plurals and numbers."""

import re
from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.languages import format_date, format_number, languages
from feedback.questionnaire.records.rows import RoundRow
from tests.responses.conftest import make_round

DRAFTS = ("tw", "gaa", "ee", "dag", "ha")
PAGE = "/r/PILOT-1/N1"


@pytest.fixture
def ends(engine):
    """The last day of an open round in English and all languages of the first wave in Ghana."""
    day = date(2026, 12, 31)
    with transaction(engine) as session:
        make_round(session, languages=("en", *DRAFTS))
        session.query(RoundRow).update({RoundRow.ends: day})
    return day


@pytest.mark.parametrize("code", DRAFTS)
def test_a_page_of_a_draft_has_its_language_and_no_blank_and_falls_back_to_english(client, ends, code):
    text = client.get(f"/{code}{PAGE}").text
    assert f'<html lang="{code}" dir="ltr"' in text
    assert f'lang="{code}"' in client.get(PAGE).text
    assert languages()[code].autonym in client.get(PAGE).text
    assert f"The last ones come after {format_date(code, ends)}." in text
    assert re.findall(r"<(legend|h1|h2|button)[^>]*></", text) == []


@pytest.mark.parametrize(
    ("code", "written"),
    [("dag", "31 December 2026"), ("gaa", "Afuabe 31, 2026"), ("tw", "Ɔpɛnimma 31, 2026"), ("ha", "31 Disamba, 2026")],
)
def test_a_date_is_written_as_cldr_knows_it_or_as_in_ghana(code, written):
    assert format_date(code, date(2026, 12, 31)) == written


@pytest.mark.parametrize("code", ["dag", "gaa"])
def test_numbers_are_written_as_in_ghana(code):
    assert (format_number(code, 12345), format_number(code, 0.5)) == ("12,345", "0.5")


@pytest.mark.parametrize("code", ["dag", "gaa"])
def test_a_page_in_dagbani_and_one_in_ga_count_things(client, ends, code):
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(f"/{code}{PAGE}").text))
    one = client.post(f"/{code}{PAGE}", data=form | {"consent": "yes"})
    assert one.status_code == 422
    assert re.search(r"There (is 1 thing|are \d+ things) to look at", one.text)
    assert "10 to 15 minutes" in client.get(f"/{code}{PAGE}").text


def test_twi_stays_tw_in_every_address_of_its_page(client, ends):
    text = client.get("/tw/").text
    assert '<html lang="tw"' in text
    inside = re.findall(r'href="(/[^"]*)"', text.partition("<main>")[2])
    assert inside
    assert all(link.startswith("/tw/") for link in inside)
    assert "/ak/" not in text


def test_twi_stays_tw_also_where_answers_are_sent(client, ends):
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(f"/tw{PAGE}").text))
    sent = client.post(f"/tw{PAGE}", data=form | {"consent": "yes", "1": "B", "seen": "1"})
    assert (sent.status_code, sent.location.startswith("/tw/receipt/")) == (303, True)
    assert '<html lang="tw"' in client.get(sent.location).text


def test_the_words_that_are_certain_are_there(client, ends):
    for code, yes in (("tw", "Aane"), ("gaa", "Hɛɛ"), ("dag", "Iin"), ("ha", "I"), ("ee", "Ɛ̃")):
        assert f"{yes}" in client.get(f"/{code}{PAGE}").text


def test_no_page_outside_a_round_offers_a_draft(client, session: Session):
    nav = client.get("/").text.partition("<nav")[2].partition("</nav>")[0]
    assert not any(f'lang="{code}"' in nav for code in DRAFTS)
