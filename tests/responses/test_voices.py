"""Voice answers at the door: kept once, beside their response, never refused into a dead end, erased for good."""

import base64
import hashlib
import io
import json
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.accounts.records import AuditRow
from feedback.database import transaction
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import close_round, frozen_edition
from feedback.responses.jobs import erase_old_voices, open_answers
from feedback.responses.records import withdraw
from feedback.responses.records.handover import take_file
from feedback.responses.records.rows import NoteRow, VoiceRow
from feedback.responses.rules import receipt_hash
from feedback.responses.rules.voices import LARGEST_VOICE, VERSION, kind_of, read_path, sealed_voice
from feedback.seals import context, key_id, public_bytes, seal
from tests.responses.conftest import OpenRound, document, encoded, make_round
from tests.responses.sealing import add_proven_key, sealed

SOUND = b"\x1aE\xdf\xa3" + bytes(range(256)) * 8
RESPONSE = document(official_edition())["id"]
VOICE = str(uuid.UUID(int=7 << 64, version=4))


@pytest.fixture
def asking(engine):
    """An open round whose people may answer by voice."""
    with transaction(engine) as session:
        round = make_round(session, closing="voice")
        return OpenRound(round, frozen_edition(session, round.id, round.wording))


@pytest.fixture
def put(client):
    """Send a voice answer."""

    def sent(raw=SOUND, id=VOICE, response=RESPONSE, round="PILOT-1", kind="application/octet-stream", **headers):
        return client.put(f"/api/v1/voices/{round}/{response}/{id}", data=raw, content_type=kind, headers=headers)

    return sent


@pytest.fixture
def put_response(client, asking):
    """Send the response that the voices of these tests belong to."""

    def sent(**changes):
        made = document(asking.edition, **changes)
        return client.put(f"/api/v1/responses/{made['id']}", data=encoded(made), content_type="application/json")

    return sent


def rows(session: Session) -> list[VoiceRow]:
    found = list(session.scalars(select(VoiceRow).order_by(VoiceRow.state, VoiceRow.id)))
    session.expunge_all()
    session.rollback()
    return found


def told(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, str((answer.json or {})["receipt"]["state"])


@pytest.mark.parametrize("first", ["response", "voice"])
def test_a_voice_is_kept_once_whether_it_comes_before_or_after_its_response(asking, put, put_response, session, first):
    if first == "response":
        put_response()
    answer = put()
    if first == "voice":
        put_response()
    receipt = {"id": VOICE, "sha256": hashlib.sha256(SOUND).hexdigest(), "state": "kept"}
    assert (answer.status_code, answer.json["receipt"]) == (201, receipt)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    again = put()
    assert (again.status_code, again.json["receipt"]) == (200, receipt)
    [row] = rows(session)
    assert (row.raw, row.kind, str(row.response_id), row.round) == (SOUND, "audio/webm", RESPONSE, "PILOT-1")


def test_other_bytes_under_an_id_and_a_second_voice_of_a_response_lie_aside(asking, put, put_response, session):
    put_response()
    put()
    other, second = SOUND + b"!", str(uuid.uuid4())
    assert told(put(other)) == (202, "quarantined")
    assert told(put(other)) == (202, "quarantined")
    assert put(id=second).json["receipt"]["reason"] == "other_content"
    assert [row.state for row in rows(session)] == ["aside", "aside", "waiting"]


def test_receipts_say_what_the_server_holds(asking, put, client):
    put()
    asked = client.post("/api/v1/receipts", json={"ids": [VOICE, str(uuid.uuid4())]})
    assert asked.json == {
        "receipts": [{"id": VOICE, "sha256": hashlib.sha256(SOUND).hexdigest(), "state": "kept"}],
    }


@pytest.mark.databases("sqlite")
def test_only_without_usable_ids_is_anything_refused(asking, put):
    assert put(id="1").status_code == 400
    assert put(response="1").status_code == 400
    assert put(kind="application/json").status_code == 415
    assert put(SOUND + bytes(LARGEST_VOICE)).status_code == 413
    assert put(**{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert put(Authorization="Bearer nobody").status_code == 401


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"round": "NO-SUCH"}, "round_unknown"), ({"raw": b"<html>"}, "unreadable"), ({"raw": b""}, "unreadable")],
)
def test_what_cannot_be_used_is_set_aside_with_its_reason(asking, put, session, changes, reason):
    answer = put(**changes)
    assert (answer.status_code, answer.json["receipt"]["reason"]) == (202, reason)
    [row] = rows(session)
    assert (row.state, row.reason) == ("aside", reason)
    assert row.raw == changes.get("raw", SOUND)


def test_a_round_that_does_not_ask_or_is_over_takes_no_voice(pilot, put, close, session):
    assert put().json["receipt"]["reason"] == "not_asked"
    assert rows(session)[0].until is not None


def test_a_voice_that_comes_after_the_end_lies_aside(asking, put, engine):
    with transaction(engine) as own:
        close_round(own, "PILOT-1")
    assert told(put()) == (201, "kept")
    with transaction(engine) as own:
        close_round(own, "PILOT-1")
    assert put(id=str(uuid.uuid4()), response=str(uuid.uuid4())).json["receipt"]["reason"] == "round_not_open"


def test_who_takes_the_answer_back_takes_the_voice_back_also_one_that_is_still_on_its_way(
    asking, put, put_response, session, engine
):
    put_response()
    put()
    with transaction(engine) as own:
        said = {"round_id": 1, "themes": ["x"], "summary": "", "date": date(2026, 11, 1)}
        own.add(NoteRow(response_id=uuid.UUID(RESPONSE), kind="voice", **said))
    with transaction(engine) as own:
        assert withdraw(own, receipt_hash(f"{1:016d}"), lambda _release: False)
    assert told(put()) == (200, "withdrawn")
    assert told(put(id=str(uuid.uuid4()))) == (200, "withdrawn")
    assert {(row.raw, row.state) for row in rows(session)} == {(None, "withdrawn")}
    assert session.query(NoteRow).count() == 0


def test_a_voice_without_its_response_and_one_of_a_closed_round_are_erased_in_time(
    asking, put, put_response, session, engine, clock
):
    put_response()
    put()
    lost = str(uuid.uuid4())
    put(id=lost, response=str(uuid.uuid4()))
    assert erase_old_voices(engine, 90, "worker", clock + timedelta(days=89)) == 0
    assert erase_old_voices(engine, 90, "worker", clock + timedelta(days=90)) == 1
    kept = {str(row.id): row.raw for row in rows(session)}
    assert kept == {VOICE: SOUND, lost: None}
    with transaction(engine) as own:
        close_round(own, "PILOT-1")
        close_round(own, "PILOT-1")
    late = clock + timedelta(days=200)
    assert erase_old_voices(engine, 90, "worker", late) == 0
    assert erase_old_voices(engine, 90, "worker", late + timedelta(days=89)) == 0
    assert erase_old_voices(engine, 90, "worker", late + timedelta(days=90)) == 1
    assert all(row.raw is None for row in rows(session))
    assert told(put()) == (200, "kept")
    noted = session.scalars(select(AuditRow).where(AuditRow.action == "remark.expire")).all()
    assert [(row.subject, row.detail) for row in noted] == [("PILOT-1", {"voices": 1})] * 2


def test_too_many_voices_without_a_response_wait_at_the_door(asking, put, put_response, monkeypatch):
    monkeypatch.setattr("feedback.responses.records.voices.CAP", 1)
    stranger = str(uuid.uuid4())
    assert put(id=stranger, response=stranger).status_code == 201
    full = put()
    assert (full.status_code, full.headers["Retry-After"]) == (503, "3600")
    put_response()
    assert put().status_code == 201
    assert put(b"no sound", id=str(uuid.uuid4())).status_code == 202
    assert put(b"no sound at all", id=str(uuid.uuid4())).status_code == 503


def test_a_sealed_voice_is_opened_by_the_worker_and_by_no_other_names(engine, client, clock, session):
    with transaction(engine) as own:
        round = make_round(own, "SEALED-1", sealed=False, closing="voice")
        edition = frozen_edition(own, round.id, round.wording)
        private = add_proven_key(own, "SEALED-1", clock)
    key, public = key_id(public_bytes(private)), public_bytes(private)

    def body(*names: str) -> bytes:
        text = len(SOUND).to_bytes(4) + SOUND
        text += bytes(-len(text) % 1024)
        return b"sealed:" + key.encode() + b":" + seal(public, context(key, *names, version=VERSION), text)

    response = document(edition, round="SEALED-1")
    answer = sealed(response, private)
    client.put(f"/api/v1/responses/{RESPONSE}", data=encoded(answer), content_type="application/json")
    other = str(uuid.uuid4())
    for id, of, names in ((VOICE, RESPONSE, (VOICE, RESPONSE)), (other, other, (VOICE, RESPONSE))):
        path = f"/api/v1/voices/SEALED-1/{of}/{id}"
        sent = client.put(path, data=body(*names, "SEALED-1"), content_type="application/octet-stream")
        assert sent.status_code == 201
    assert SOUND not in b"".join(row.raw or b"" for row in rows(session))
    open_answers(engine, "SEALED-1", {key: private}, "kofi", clock)
    found = {str(row.id): (row.state, row.raw == SOUND, row.key) for row in rows(session)}
    assert found == {VOICE: ("waiting", True, ""), other: ("aside", False, key)}
    unknown = body(VOICE, RESPONSE, "SEALED-1").replace(key.encode(), b"0" * 16)
    path = f"/api/v1/voices/SEALED-1/{uuid.uuid4()}/{uuid.uuid4()}"
    sent = client.put(path, data=unknown, content_type="application/octet-stream")
    assert sent.json["receipt"]["reason"] == "key_unknown"


def test_a_voice_in_the_file_of_a_phone_is_taken_as_if_it_had_been_sent(asking, put, session, engine, clock):
    line = {"id": VOICE, "path": f"voices/PILOT-1/{RESPONSE}/", "body": base64.b64encode(SOUND).decode()}
    broken = line | {"id": str(uuid.uuid4()), "body": "?"}
    forged = line | {"id": str(uuid.uuid4()), "device": str(uuid.uuid4()), "proof": "00"}
    file = "\n".join(json.dumps(one) for one in (line, line, broken, forged)).encode()
    report = take_file(engine, io.BytesIO(file), "unsent.txt", "ama", clock)
    assert [one.state for one in report.lines] == ["kept", "held", "aside", "aside"]
    assert told(put()) == (200, "kept")
    assert {row.reason for row in rows(session)} == {"", "unreadable", "proof"}


def test_what_a_sound_and_a_path_are():
    assert kind_of(b"OggS....") == "audio/ogg"
    assert kind_of(b"\0\0\0\x18ftypmp42") == "audio/mp4"
    assert kind_of(b"RIFF") == ""
    assert read_path(f"voices/PILOT-1/{RESPONSE}/") == ("PILOT-1", uuid.UUID(RESPONSE))
    for path in ("voices/", f"voices/PILOT-1/{RESPONSE}", f"voices/../{RESPONSE}/", f"visits/PILOT-1/{RESPONSE}/"):
        assert read_path(path) is None
    assert sealed_voice(b"sealed:short:") is None
    assert sealed_voice(SOUND) is None
