"""Sealed interviews of paired phones: noted when they arrive, matched with their units when they are opened."""

import hashlib
import json
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback.database import for_reading, transaction
from feedback.fieldwork.records import InterviewRow, UnitRow, judge_opened
from feedback.fieldwork.records.handover import take_handed
from feedback.questionnaire.records import find_round, frozen_edition
from feedback.responses.jobs import Opening, open_answers
from feedback.responses.records import QuarantineRow, ResponseRow, SealedRow
from feedback.responses.records.handover import HandOver, take_file
from feedback.seals import PrivateKey, key_id, public_bytes
from tests.fieldwork.conftest import ROUND, add_units, interview
from tests.fieldwork.pages import kept_of
from tests.fieldwork.talks import NOBODY, agrees, answer, ask, asked, save, whole
from tests.fieldwork.test_handover import line
from tests.responses.conftest import OpenRound, make_round
from tests.responses.mortal import Mortal
from tests.responses.phones import ALONE, QUICK, on_phone
from tests.responses.sealing import add_proven_key, sealed
from tests.responses.test_sealed_phone import FAILING, on_disk

TYPED = "Zanzibar cloves and a goat"


def opened(engine: Engine, code: str, private: PrivateKey, now: datetime) -> Opening:
    keys = {key_id(public_bytes(private)): private}
    return open_answers(engine, code, keys, "kofi", now, judging=judge_opened)


@pytest.fixture
def key(engine, clock):
    """The private key of the sealed sample."""
    with transaction(engine) as session:
        return add_proven_key(session, ROUND, clock)


@pytest.fixture
def sampled(engine, key):
    """As in the other tests of the field, with sealed answers."""
    with transaction(engine) as session:
        this = make_round(session, ROUND, link="none", weighted=True, sealed=True)
    add_units(engine, this)
    return this


def test_an_envelope_with_a_credential_is_noted_with_its_number_and_opened_as_the_interview_of_its_unit(
    north, key, engine, session, clock
):
    said = interview(1, number=7)
    answered = north.put("responses", sealed(said, key) | {"number": 7})
    assert (answered.status_code, answered.json["receipt"]["state"]) == (201, "kept")
    waiting = session.scalars(select(SealedRow)).one()
    assert (waiting.device, waiting.number, waiting.door) == (north.device.id, 7, "device")
    noted = session.scalars(select(InterviewRow)).one()
    assert (noted.number, noted.enumerator, noted.unit_id, noted.started) == (7, None, None, None)
    session.expire_all()
    session.rollback()
    assert opened(engine, ROUND, key, clock).became == {"kept": 1}
    kept = session.scalars(select(ResponseRow)).one()
    assert (kept.mode, kept.provenance, kept.unit, kept.weight) == ("enumerator", "probability", "H1", 30.0)
    assert kept.digest.hex() == answered.json["receipt"]["sha256"]
    noted = session.scalars(select(InterviewRow)).one()
    assert (noted.number, noted.enumerator, noted.response_id) == (7, "ama", UUID(said["id"]))
    assert noted.unit_id is not None
    session.rollback()
    [known] = north.receipts([said["id"]]).json["receipts"]
    assert known["sha256"] == answered.json["receipt"]["sha256"]


def test_it_is_opened_also_when_its_phone_was_revoked_since(north, key, engine, session, clock):
    north.put("responses", sealed(interview(1), key))
    north.revoke(engine)
    assert north.put("responses", sealed(interview(2, "H2"), key)).status_code == 401
    assert opened(engine, ROUND, key, clock).became == {"kept": 1}
    assert session.scalars(select(ResponseRow.mode)).all() == ["enumerator"]


def test_the_second_sealed_interview_of_a_unit_is_set_aside_when_opened(north, south, key, engine, session, clock):
    for phone, seed in ((north, 1), (south, 2)):
        assert phone.put("responses", sealed(interview(seed), key)).status_code == 201
    assert opened(engine, ROUND, key, clock).became == {"kept": 1, "aside": 1}
    assert [row.reason for row in session.scalars(select(QuarantineRow))] == ["unit_twice"]
    assert session.scalars(select(UnitRow.response_id).where(UnitRow.code == "H1")).one() is not None


def test_a_number_that_is_none_and_a_claim_outside_the_seal_are_set_aside(north, key, session):
    for seed, more in ((1, {"number": 0}), (2, {"number": "7"}), (3, {"unit": "H1"}), (4, {"collector": "ama"})):
        answered = north.put("responses", sealed(interview(seed), key) | more)
        assert answered.status_code == 202, more
    reasons = sorted(row.reason for row in session.scalars(select(QuarantineRow)))
    assert reasons == ["claim", "claim", "unreadable", "unreadable"]


def test_a_handed_over_file_of_sealed_interviews_comes_in_with_its_proof_once(north, key, engine, session, clock):
    lines = [line(north, "responses/", sealed(interview(seed, unit), key)) for seed, unit in ((1, "H1"), (2, "H2"))]
    forged = line(north, "responses/", sealed(interview(3, "H3"), key), proof="0" * 64)
    north.revoke(engine)

    def take() -> HandOver:
        file = BytesIO("\n".join([*lines, forged]).encode())
        return take_file(engine, file, "feedback-unsent.txt", "yaw", clock, take_handed)

    assert (first := take()).count("kept") == 2
    assert first.count("aside") == 1
    assert take().count("held") == 2
    assert opened(engine, ROUND, key, clock).became == {"kept": 2}
    assert take().count("held") == 2
    assert sorted(session.scalars(select(ResponseRow.unit))) == ["H1", "H2"]


class TestOnAPhone:
    """The same in a real browser."""

    @pytest.fixture
    def key(self, engine, clock):
        with transaction(engine) as session:
            private = add_proven_key(session, "PILOT-1", clock)
            make_round(session, sealed=True)
        return private

    @pytest.fixture
    def pilot(self, key, engine):
        with transaction(engine) as session:
            round = find_round(session, "PILOT-1")
            assert round is not None
            return OpenRound(round, frozen_edition(session, round.id, round.wording))

    @pytest.fixture
    def page(self, phone, paired):
        return paired(phone(javascript=True, service_workers="block"))

    @pytest.fixture
    def mortal(self, browser, tmp_path):
        made = Mortal(browser.browser_type, tmp_path / "profile", (QUICK, ALONE), workers="allow")
        yield made
        made.kill()
        made.end()

    def test_an_interview_is_sealed_before_it_is_stored_sent_with_its_number_and_opened(
        self, page, address, engine, key, clock, session
    ):
        ask(page, address, unit="H-1", title="Blue door", visit="11111111-1111-4111-8111-111111111111", nth=1, adults=3)
        expect(page.locator(".aloud")).to_contain_text("sealed on this phone")
        id = whole(page)
        expect(page.get_by_role("heading", name="Sent.")).to_be_visible()
        row = _one(engine, SealedRow)
        assert (str(row.id), row.number, row.door) == (id, 1, "device")
        assert set(json.loads(row.raw)) == {"id", "round", "edition", "wording", "key", "sealed", "number"}
        assert opened(engine, "PILOT-1", key, clock).became == {"kept": 1}
        assert _one(engine, ResponseRow).unit == "H-1"
        assert _one(engine, InterviewRow).enumerator == "ama"

    def test_an_interview_that_was_left_is_on_the_list_and_goes_on(self, page, address, engine):
        ask(page, address)
        agrees(page)
        answer(page, NOBODY, until="you")
        [draft] = on_phone(page, "drafts")
        assert set(draft) == {"id", "round", "wording", "at", "field", "iv", "hidden"}
        assert draft["field"] is True
        page.locator('[data-leave="later"]').click()
        page.wait_for_url("**/field/")
        page.get_by_role("button", name="Tamale").click()
        asked(page)
        assert page.locator('[name="1"][value="B"]').is_checked()
        answer(page, NOBODY)
        assert on_phone(page, "drafts")[0]["id"] == draft["id"]
        save(page)
        expect(page.get_by_role("heading", name="Sent.")).to_be_visible()
        assert str(_one(engine, SealedRow).id) == draft["id"]
        assert on_phone(page, "drafts") == []

    def test_a_browser_that_fails_to_seal_says_so_also_when_the_person_stops_and_nothing_empty_is_sent(
        self, page, address, net
    ):
        ask(page, address)
        agrees(page)
        answer(page, NOBODY, until="you")
        page.evaluate(FAILING)
        page.get_by_role("button", name="The person does not want to go on").click()
        page.get_by_role("button", name="End the interview").click()
        expect(page.get_by_role("alert")).to_contain_text("NOT saved: this browser could not seal the answers.")
        assert (on_phone(page), len(on_phone(page, "drafts")), kept_of(page, "number")) == ([], 1, None)
        assert not [asked.path for asked in net.seen if asked.method == "PUT"]
        page.reload()
        asked(page)
        answer(page, NOBODY)
        save(page)
        expect(page.get_by_role("heading", name="Sent.")).to_be_visible()

    def test_no_file_of_the_phone_and_no_handed_over_file_holds_anything_of_a_finished_interview(
        self, mortal, paired, address, net, engine, key, clock
    ):
        page = paired(mortal.page)
        ask(page, address)

        net.down = True
        agrees(page)
        answer(page, NOBODY, until="end")
        for area in page.locator("textarea").all():
            area.evaluate(
                "(area, typed) => { area.value = typed; area.dispatchEvent(new Event('input', { bubbles: true })); }",
                TYPED,
            )
        save(page)
        secret = page.locator(".receipt strong").inner_text().replace(" ", "")
        [record] = on_phone(page)
        body = json.loads(record["body"])
        assert "sealed" in body
        mortal.context.close()
        wanted = [TYPED.encode(), secret.encode(), hashlib.sha256(secret.encode()).hexdigest().encode()]
        wanted += [b'"answers":{', b'"respondent":{', b'"receipt_hash":"', b'"1":"B"', b'"\\x011"\\x01B"']
        assert on_disk(mortal.folder, wanted) == set()
        assert on_disk(mortal.folder, [record["id"].encode()])


def _one(engine: Engine, table: Any) -> Any:
    with Session(for_reading(engine)) as session:
        [row] = session.scalars(select(table)).all()
        return row
