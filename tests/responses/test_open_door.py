"""The open door: what comes without a credential is opt-in, whatever the round says, and changes no sample."""

from typing import Any

import pytest
from sqlalchemy import update

from feedback.database import transaction
from feedback.publication.jobs import build
from feedback.publication.records import cells_of, discard
from feedback.questionnaire.records import RoundRow, close_round, frozen_edition, place_map
from feedback.responses.records import QuarantineRow, ResponseRow
from tests.publication.samples import add_answers
from tests.responses.conftest import OpenRound, document, make_round
from tests.responses.test_api import put
from tests.responses.test_questionnaire_page import PAGE, fill

SAMPLED = ("probability", "community_token")


def opened(engine, **changes: Any) -> OpenRound:
    with transaction(engine) as session:
        this = make_round(session, **changes)
        return OpenRound(this, frozen_edition(session, this.id, this.wording))


def provenances(session) -> list[str]:
    found = [row.provenance for row in session.query(ResponseRow)]
    session.rollback()
    return found


@pytest.mark.parametrize("link", ["open_link", "service_point"])
def test_an_answer_counts_as_what_the_link_of_its_round_is_declared_to_be(client, engine, session, link):
    this = opened(engine, link=link)
    assert put(client, document(this.edition)).status_code == 201
    assert client.post(PAGE, data=fill(client)).status_code == 303
    assert provenances(session) == [link, link]


def test_a_round_without_a_link_shows_no_questions_and_says_so(client, engine):
    opened(engine, link="none")
    for path in ("/r/PILOT-1/", "/r/PILOT-1/in/N", PAGE):
        page = client.get(path)
        assert page.status_code == 200
        assert "This survey is not answered here" in page.text
        assert "<form" not in page.text
    assert "On ne répond pas ici à cette enquête" in client.get(f"/fr{PAGE}").text
    assert 'href="/r/PILOT-1/"' not in client.get("/").text


@pytest.mark.parametrize("link", ["none", *SAMPLED])
def test_neither_the_form_nor_a_program_can_enter_a_sample_whatever_the_round_says(client, engine, session, link):
    this = opened(engine)
    posted = fill(client)
    with transaction(engine) as writing:
        writing.execute(update(RoundRow).values(link=link))
    answer = put(client, document(this.edition))
    receipt = answer.get_json()["receipt"]
    assert (answer.status_code, receipt["reason"]) == (202, "no_link")
    assert "only people whom its office asks" in receipt["text"]
    sent = client.post(PAGE, data=posted)
    assert sent.status_code == 303
    assert "only people whom its office asks" in client.get(sent.headers["Location"]).text
    assert provenances(session) == []
    assert [row.reason for row in session.query(QuarantineRow)] == ["no_link", "no_link"]


def test_the_numbers_of_a_sample_stay_the_same_when_an_anonymous_document_arrives(client, engine, clock):
    this = opened(engine, weighted=True)
    with transaction(engine) as session:
        places = [place.id for place in place_map(session, "REG-2026").values()]
        add_answers(session, this.round, this.edition, 400, provenance="probability", place_ids=places)
        session.execute(update(ResponseRow).values(weight=1.5, stratum="1", psu="7"))

    def closing() -> dict[tuple[str, str], str]:
        with transaction(engine) as session:
            close_round(session, "PILOT-1")
            close_round(session, "PILOT-1")
        outcome = build(engine, "PILOT-1", True, "kofi", clock)
        assert outcome.release is not None
        with transaction(engine) as session:
            found = {
                (cell.cell, cell.measure): f"{cell.shown} {cell.reason}"
                for cell in cells_of(session, outcome.release)
                if cell.series == "probability"
            }
            assert discard(session, outcome.release, "kofi") is None
            session.execute(update(RoundRow).values(state="open"))
        return found

    before = closing()
    for seed in range(40):
        assert put(client, document(this.edition, seed=seed)).status_code == 201
    with transaction(engine) as session:
        kept = session.query(ResponseRow).filter_by(provenance="open_link").all()
        assert [(row.weight, row.stratum, row.psu) for row in kept] == [(None, None, None)] * 40
    assert closing() == before
    assert len(before) > 100
