"""Wherever the questionnaire is shown in a language that is not its source, it says that this is no official text."""

import re
from dataclasses import replace
from datetime import date

import pytest

from feedback.database import transaction
from feedback.languages import Signature, languages, translate
from tests.responses.conftest import make_round

MARKS = {
    "signed": "unofficial translation, checked by two speakers",
    "": "unofficial translation, not yet checked by two speakers",
}
CODES = [code for code in languages() if code != "en"]
SHOWN = ("/r/PILOT-1/N1", "/blank/PILOT-1", "/field/r/PILOT-1", "/field/showcards/PILOT-1")


@pytest.fixture
def asked(engine):
    """An open round in every language there is, drafts too."""
    with transaction(engine) as session:
        return make_round(session, languages=tuple(languages()))


def mark(code: str) -> str:
    """The line that must stand on the page."""
    status = languages()[code].status
    return f"{languages()[code].autonym} – {translate(code, MARKS.get(status, MARKS['']))}"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("code", CODES)
def test_questionnaire_phone_copy_interview_and_showcards_say_it_in_every_language(client, asked, code):
    for path in SHOWN:
        assert mark(code) in client.get(f"/{code}{path}").text, path
    again = client.post(f"/{code}{SHOWN[0]}", data={"consent": "yes"})
    assert again.status_code == 422
    assert mark(code) in again.text


@pytest.mark.databases("sqlite")
def test_two_signatures_change_the_words_and_never_take_the_mark_away(client, asked, monkeypatch):
    signatures = tuple(Signature(name, date(2026, 12, 1)) for name in ("Awa", "Binta"))
    monkeypatch.setitem(languages(), "fr", replace(languages()["fr"], status="signed", signatures=signatures))
    for path in SHOWN:
        text = client.get(f"/fr{path}").text
        assert translate("fr", MARKS["signed"]) in text
        assert translate("fr", MARKS[""]) not in text


@pytest.mark.databases("sqlite")
def test_the_source_carries_no_mark(client, asked):
    for path in SHOWN:
        assert "unofficial" not in client.get(path).text


@pytest.mark.databases("sqlite")
def test_every_card_that_is_printed_carries_the_mark(client, asked):
    page = client.get("/sw/field/showcards/PILOT-1").text
    cards = re.findall(r'<section class="showcard.*?</section>', page, re.S)
    assert len(cards) > 5
    assert all(mark("sw") in card for card in cards)
