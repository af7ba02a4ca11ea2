"""A voice answer in an interview: with the credential and the proof of its phone, and no number."""

import base64
import json
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.database import for_reading, transaction
from feedback.fieldwork.editions import practice
from feedback.fieldwork.records.handover import take_handed
from feedback.questionnaire.records import frozen_edition
from feedback.responses.records.handover import take_file
from feedback.responses.records.rows import VoiceRow
from tests.fieldwork.talks import NOBODY, agrees, answer, ask, save
from tests.responses.conftest import OpenRound, make_round
from tests.responses.phones import on_phone, wait_for

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def pilot(engine):
    """The round of these tests asks for voices."""
    with transaction(engine) as session:
        round = make_round(session, closing="voice")
        return OpenRound(round, frozen_edition(session, round.id, round.wording))


@pytest.fixture
def page(phone, paired):
    return paired(phone(javascript=True, service_workers="block"))


def test_a_voice_goes_with_its_interview_and_its_file_proves_which_phone_made_it(page, address, net, engine, clock):
    ask(page, address)
    agrees(page)
    answer(page, NOBODY)
    page.locator("#say").click()
    expect(page.get_by_text("Say this, and record only if the person agrees:")).to_be_visible()
    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("It goes with the answers.")).to_be_visible()
    net.fault = lambda _between, _asked, _connection: None
    save(page)
    records = {one["path"].split("/")[0]: one for one in on_phone(page)}
    assert (records["responses"]["number"], records["voices"]["number"]) == (1, 0)
    assert records["voices"]["device"] == records["responses"]["device"] != ""
    sound = base64.b64decode(records["voices"]["body"])
    page.goto(address + "/outbox")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = Path(download.value.path()).read_bytes()
    lines = {one["path"].split("/")[0]: one for one in map(json.loads, file.splitlines())}
    forged = json.dumps(lines["voices"] | {"proof": "00" * 32}).encode()
    states = [
        [one.state for one in take_file(engine, BytesIO(content), "unsent.txt", "ama", clock, take_handed).lines]
        for content in (forged, file)
    ]
    assert states == [["aside"], ["kept", "kept"]]
    net.fault = None
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: not on_phone(page))
    with Session(for_reading(engine)) as session:
        [kept] = session.scalars(select(VoiceRow)).all()
    assert (kept.raw, kept.state, kept.reason) == (sound, "waiting", "")
    assert str(kept.device) == records["voices"]["device"]


def test_practice_takes_no_voice(page, address):
    ask(page, address, practice=practice().cases[0].code)
    agrees(page)
    answer(page, NOBODY)
    expect(page.locator("#say")).to_be_hidden()
