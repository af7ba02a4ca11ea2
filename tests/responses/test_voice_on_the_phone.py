"""A voice answer in a real browser: recorded without network, never in the way of an interview, heard by an analyst."""

import base64
import hashlib
import json
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback.accounts.records import AuditRow
from feedback.database import for_reading, transaction
from feedback.questionnaire.records import frozen_edition
from feedback.responses.jobs import open_answers
from feedback.responses.records import ResponseRow
from feedback.responses.records.handover import take_file
from feedback.responses.records.rows import VoiceRow
from feedback.seals import key_id, public_bytes
from tests.responses.between import Between, loses_the_reply
from tests.responses.conftest import OpenRound, document, make_round
from tests.responses.desks import desk_of
from tests.responses.mortal import Mortal
from tests.responses.phones import (
    ALONE,
    NOBODY,
    PAGE,
    QUICK,
    answer,
    lay,
    on_phone,
    put_on_phone,
    ready_offline,
    says_saved,
    says_sent,
    send,
    taken_over,
    the_draft,
    wait_for,
)
from tests.responses.sealing import add_proven_key
from tests.responses.test_sealed_phone import on_disk

pytestmark = pytest.mark.databases("sqlite")

WEBM = b"\x1aE\xdf\xa3"
NO_MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
}"""


@pytest.fixture
def pilot(engine):
    """The round of these tests asks for voices."""
    with transaction(engine) as session:
        round = make_round(session, closing="voice")
        return OpenRound(round, frozen_edition(session, round.id, round.wording))


@pytest.fixture
def page(phone, address):
    """A phone at the questionnaire, without a service worker."""
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    page.goto(address + PAGE)
    taken_over(page)
    return page


def record(page: Page, milliseconds: int = 1_100) -> None:
    """Say something for about as long."""
    if page.locator("#say").is_visible():
        page.locator("#say").click()
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("of 60 seconds")).to_be_visible()
    page.wait_for_timeout(milliseconds)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("It goes with the answers.")).to_be_visible()


def voices(engine: Engine) -> list[VoiceRow]:
    with Session(for_reading(engine)) as session:
        return list(session.scalars(select(VoiceRow)))


def responses(engine: Engine) -> list[UUID]:
    with Session(for_reading(engine)) as session:
        return list(session.scalars(select(ResponseRow.id)))


def survives_two_kills(mortal: Mortal, address: str, net: Between) -> dict[str, Any]:
    """Record without network, be killed, go on, finish, be killed, send with lost replies; the draft with its voice."""
    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    ready_offline(page, kept=6)
    net.down = True
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, NOBODY)
    record(page)
    draft = the_draft(page)
    mortal.kill()
    page = mortal.again()
    page.goto(address + PAGE)
    page.get_by_role("button", name="Yes, go on").click()
    expect(page.get_by_text("It goes with the answers.")).to_be_visible()
    assert the_draft(page)["voice"] == draft["voice"]
    send(page)
    says_saved(page)
    assert {one["path"] for one in on_phone(page)} == {"responses/", f"voices/PILOT-1/{draft['id']}/"}
    assert on_phone(page, "drafts") == []
    mortal.kill()
    page = mortal.again()
    page.goto(address + "/outbox")
    expect(page.get_by_text("Public services 2026 · voice answer")).to_be_visible()
    net.fault = loses_the_reply("reset", times=2)
    net.down = False
    wait_for(lambda: not on_phone(page))
    return draft


def test_a_voice_recorded_offline_survives_two_kills_and_lost_replies_and_an_analyst_hears_it_once(
    browser, tmp_path, address, net, engine, app, clock
):
    mortal = Mortal(browser.browser_type, tmp_path / "profile", (QUICK, ALONE), workers="allow")
    try:
        draft = survives_two_kills(mortal, address, net)
    finally:
        mortal.kill()
        mortal.end()
    sound = base64.b64decode(draft["voice"]["sound"])
    assert sound.startswith(WEBM)
    [voice] = voices(engine)
    assert (voice.raw, voice.state, str(voice.response_id)) == (sound, "waiting", draft["id"])
    assert [str(id) for id in responses(engine)] == [draft["id"]]
    puts = [asked.path.split("/")[3] for asked in net.sent()]
    assert puts.count("responses") > 1
    assert "voices" in puts
    desk = desk_of(app, engine, clock, "analyst")
    assert desk.get(f"/staff/remarks/PILOT-1/voice/{draft['id']}/sound").data == sound
    assert desk_of(app, engine, clock, "coordinator").get("/staff/remarks/PILOT-1/").status_code == 403
    with Session(for_reading(engine)) as session:
        heard = session.scalars(select(AuditRow).where(AuditRow.action == "remark.hear")).one()
    assert (heard.who, heard.detail) == ("analyst", {"response": draft["id"]})


def test_it_is_listened_to_recorded_again_and_deleted_and_nothing_is_asked_before_the_tap(page, engine):
    page.evaluate("globalThis.asked = 0")
    page.evaluate(
        """() => {
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = (what) => { globalThis.asked++; return real(what); };
        }"""
    )
    answer(page, NOBODY)
    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => one.name).join()")
    assert not any(name in loaded for name in ("recorder.js", "say.js", "saying.js"))
    page.locator("#say").click()
    expect(page.get_by_text("Only people of the office that asks will hear you.")).to_be_visible()
    assert page.evaluate("globalThis.asked") == 0
    record(page, 600)
    first = the_draft(page)["voice"]
    page.get_by_role("button", name="Listen").click()
    page.get_by_role("button", name="Record again").click()
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Listen")).to_be_visible()
    assert the_draft(page)["voice"]["id"] != first["id"]
    page.get_by_role("button", name="Delete the recording").click()
    expect(page.get_by_role("button", name="Start recording")).to_be_visible()
    assert "voice" not in the_draft(page)
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("of 60 seconds")).to_be_visible()
    page.wait_for_timeout(600)
    send(page)  # while it is still recording
    says_sent(page)
    wait_for(lambda: voices(engine))
    assert (voices(engine)[0].raw or b"").startswith(WEBM)


def test_without_a_microphone_it_says_so_and_writing_stays_possible(page, engine):
    page.evaluate(NO_MICROPHONE)
    answer(page, NOBODY)
    page.locator("#say").click()
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("The microphone cannot be used here. You can write instead.")).to_be_visible()
    page.locator("[name=remark]").fill("The queue was long.")
    send(page)
    says_sent(page)
    assert voices(engine) == []
    assert len(responses(engine)) == 1


def wait_on_phone(page: Page, said: dict[str, Any], **interview: Any) -> str:
    """An interview and its voice answer that lie on the phone and wait; the id of the voice, which comes first."""
    id, sound = "00000000-0000-4000-8000-000000000001", WEBM + bytes(5_000)
    body = json.dumps(said)
    waits = {"device": "", "number": 0, "title": "x", "state": "queued", "why": "", "text": "", "tries": 0, "next": 0}
    one = {"id": said["id"], "path": "responses/", "body": body, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    two = {"id": id, "path": f"voices/PILOT-1/{said['id']}/", "body": base64.b64encode(sound).decode()}
    two["sha256"] = hashlib.sha256(sound).hexdigest()
    lay(page, [waits | {"asked": False} | one | interview, waits | {"asked": False} | two])
    return id


def test_a_voice_goes_last_and_one_that_hangs_keeps_no_interview_waiting(phone, address, net, pilot, engine):
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    page.goto(address + "/outbox")
    one, two = (document(pilot.edition, seed=seed) for seed in (1, 2))
    hang = [True]

    def slow(between, asked, _connection):
        while hang[0] and asked.path.startswith("/api/v1/voices/"):
            time.sleep(0.05)
        return between.forward(asked)

    net.fault = slow
    voice = wait_on_phone(page, one)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: any("voices" in asked.path for asked in net.sent()))
    assert [asked.path.split("/")[3] for asked in net.sent()] == ["responses", "voices"]
    put_on_phone(page, [two])
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: len(responses(engine)) == 2)
    assert voices(engine) == []
    hang[0] = False
    wait_for(lambda: not on_phone(page))
    assert [str(row.id) for row in voices(engine)] == [voice]


def test_a_voice_waits_for_its_interview_where_the_server_asked_to_wait(phone, address, net, pilot, engine):
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    page.goto(address + "/outbox")
    voice = wait_on_phone(page, document(pilot.edition, seed=1), asked=True, next=time.time() * 1e3 + 18e5)
    page.reload()
    page.wait_for_timeout(1_500)
    assert net.sent() == []
    page.get_by_role("button", name="Send now").click()
    wait_for(lambda: not on_phone(page))
    assert [asked.path.split("/")[3] for asked in net.sent()] == ["responses", "voices"]
    assert [str(row.id) for row in voices(engine)] == [voice]


def test_the_file_of_a_phone_holds_the_voice_and_brings_it_in(page, address, net, engine, clock):
    answer(page, NOBODY)
    record(page, 600)
    net.down = True
    id = the_draft(page)["id"]
    send(page)
    says_saved(page)
    waiting = on_phone(page)
    net.down = False
    net.fault = lambda _between, _asked, _connection: None
    page.goto(address + "/outbox")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = Path(download.value.path()).read_bytes()
    lines = [json.loads(line) for line in file.splitlines()]
    assert {one["path"] for one in lines} == {"responses/", f"voices/PILOT-1/{id}/"}
    report = take_file(engine, BytesIO(file), "unsent.txt", "ama", clock)
    assert [one.state for one in report.lines] == ["kept", "kept"]
    net.fault = None
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: not on_phone(page))
    assert len(voices(engine)) == len(responses(engine)) == 1
    assert {one["sha256"] for one in waiting} >= {voices(engine)[0].digest.hex()}


def test_in_a_sealed_round_the_phone_holds_no_sound_and_the_worker_opens_it(browser, tmp_path, net, engine, clock):
    with transaction(engine) as session:
        private = add_proven_key(session, "SEALED-1", clock)
        make_round(session, "SEALED-1", sealed=True, closing="voice")
    folder = tmp_path / "profile"
    mortal = Mortal(browser.browser_type, folder, (QUICK,))
    try:
        page = mortal.page
        page.goto(f"http://127.0.0.1:{net.port}/r/SEALED-1/N1")
        taken_over(page)
        answer(page, NOBODY)
        record(page, 600)
        net.down = True
        send(page)
        says_saved(page)
        records = {one["path"].split("/")[0]: one for one in on_phone(page)}
        sent = base64.b64decode(records["voices"]["body"])
        key = key_id(public_bytes(private))
        assert sent.startswith(b"sealed:" + key.encode() + b":")
        assert WEBM not in sent
        net.down = False
        page.evaluate("dispatchEvent(new Event('online'))")
        wait_for(lambda: not on_phone(page))
    finally:
        mortal.kill()
        mortal.end()
    assert on_disk(folder, [b"A_OPUS", base64.b64encode(WEBM + b"\x9fB\x86\x81\x01")]) == set()
    open_answers(engine, "SEALED-1", {key: private}, "kofi", clock)
    [voice] = voices(engine)
    assert (voice.raw or b"").startswith(WEBM)
    assert (voice.state, voice.key, voice.kind) == ("waiting", "", "audio/webm")
