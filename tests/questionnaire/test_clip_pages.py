"""Where people record: the staff pages of clips, their commands, and the clips as they are served."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import Person, latest_audit, open_session
from feedback.database import for_reading, transaction
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import create_round
from feedback.questionnaire.records.clips import clips_of
from feedback.questionnaire.rules.clips import Clip, key_of
from tests.questionnaire.conftest import specification, token_on
from tests.questionnaire.test_clips import VIDEO, VOICE
from tests.serving import Server
from tests.speaking import spoken, words_of

SignedIn = Callable[[str], FlaskClient]
Run = Callable[..., Result]
GO_ON = f"/staff/clips/GH-2026/en/{key_of('Go on')}"
pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture(autouse=True)
def draft(engine: Engine, clock) -> None:
    """A round that people may record for before it opens."""
    with transaction(engine) as session:
        create_round(session, specification(), official_edition(), clock)


@pytest.fixture
def coordinator(signed_in: SignedIn) -> FlaskClient:
    return signed_in("coordinator")


def kept(engine: Engine, language: str = "en") -> list[Clip]:
    with Session(for_reading(engine)) as session:
        return clips_of(session, language)


def upload(client: FlaskClient, content: bytes = VOICE, **more: str):
    form = {"csrf_token": token_on(client, GO_ON), "kind": "voice", "speaker": "Abena Mensah"} | more
    return client.post(f"{GO_ON}/keep", data=form | {"file": (io.BytesIO(content), "go on.wav")})


def test_the_pages_lead_from_the_rounds_to_one_text_and_to_the_next(coordinator: FlaskClient):
    assert "/staff/clips/GH-2026/fr/" in coordinator.get("/staff/clips/").text
    listed = coordinator.get("/staff/clips/GH-2026/en/").text
    assert "0 of 2" in listed
    assert f'href="{GO_ON}"' in listed
    assert listed.index("Do you wish to proceed") < listed.index("Was there any time") < listed.index("Go on</a>")
    page = coordinator.get(GO_ON)
    assert ">Go on</h1>" in page.text
    assert f'href="/staff/clips/GH-2026/en/{key_of("Back")}">Next text' in page.text
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert coordinator.get("/staff/clips/GH-2026/en/0123456789ab").status_code == 404
    assert coordinator.get("/staff/clips/GH-2026/sw/").status_code == 404


def test_an_uploaded_recording_is_kept_signed_by_another_and_taken_away_and_all_is_audited(
    coordinator: FlaskClient, engine: Engine
):
    assert upload(coordinator, synthetic="1").status_code == 303
    [clip] = kept(engine)
    assert (clip.text, clip.speaker, clip.synthetic, clip.made_by) == ("Go on", "Abena Mensah", True, "coordinator-1")
    page = coordinator.get(GO_ON).text
    assert f'src="/clips/{clip.file}"' in page
    assert "made by a machine" in page
    token = {"csrf_token": token_on(coordinator, GO_ON)}
    refused = coordinator.post(f"{GO_ON}/{clip.id}/sign", data=token | {"second": "Abena Mensah"})
    assert refused.status_code == 422
    assert "somebody else" in refused.text
    assert coordinator.post(f"{GO_ON}/{clip.id}/sign", data=token | {"second": "Yaw Boateng"}).status_code == 303
    assert "Yaw Boateng" in coordinator.get(GO_ON).text
    assert "1 of 2" in coordinator.get("/staff/clips/GH-2026/en/").text
    assert coordinator.post(f"{GO_ON}/{clip.id}/drop", data=token).status_code == 303
    assert kept(engine) == []
    with Session(for_reading(engine)) as session:
        rows = [(row.action, row.subject) for row in latest_audit(session, 3)]
    assert rows == [(f"clip.{done}", clip.file) for done in ("drop", "sign", "keep")]


def test_what_no_phone_plays_or_is_too_large_is_refused_and_what_was_written_stays(
    coordinator: FlaskClient, engine: Engine
):
    refused = upload(coordinator, b"RIFF....WAVE", speaker="Efua Sarpong")
    assert refused.status_code == 422
    assert "Opus" in refused.text
    assert 'value="Efua Sarpong"' in refused.text
    assert upload(coordinator, VOICE + bytes(90_000)).status_code == 422
    assert upload(coordinator, VIDEO, kind="sign", signing="Ghana").status_code == 422
    assert kept(engine) == []
    assert upload(coordinator, VIDEO, kind="sign", signing="gse").status_code == 303
    assert [(clip.kind, clip.signing) for clip in kept(engine)] == [("sign", "gse")]


def test_a_clip_is_served_for_good_in_whole_or_in_part_and_without_a_cookie(
    coordinator: FlaskClient, client: FlaskClient, engine: Engine
):
    upload(coordinator)
    path = f"/clips/{kept(engine)[0].file}"
    whole = client.get(path)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, VOICE, "audio/webm")
    assert whole.headers["Cache-Control"] == "max-age=31536000, immutable"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert "Set-Cookie" not in whole.headers
    assert "Content-Security-Policy" not in whole.headers
    part = client.get(path, headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.data) == (206, VOICE[4:10])
    assert part.headers["Content-Range"] == f"bytes 4-9/{len(VOICE)}"
    assert client.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.get("/clips/0123.ogg").status_code == 404


def test_a_folder_of_recordings_is_brought_in_and_signed_with_commands(
    run: Run, kofi: Person, engine: Engine, voices: Path, tmp_path: Path
):
    listed = run("translations", "clips", "list", "GH-2026", "fr", "--file", tmp_path / "texts.csv")
    assert "0 of 2" in listed.output
    table = (tmp_path / "texts.csv").read_text("utf-8-sig")
    rows = {row["text"]: row["file"] for row in csv.DictReader(io.StringIO(table))}
    with Session(for_reading(engine)) as session:
        assert list(rows) == words_of(session, "GH-2026", "fr")
    folder = tmp_path / "voices"
    folder.mkdir()
    for text in ("Continuer", "Retour"):
        (folder / f"{rows[text]}.ogg").write_bytes(spoken(text, "fr", voices))
    given = ("GH-2026", "fr", folder, "--speaker", "eSpeak NG", "--synthetic", "--as", "kofi")
    done = run("translations", "clips", "import", *given)
    assert (done.exit_code, done.output[:20]) == (0, "2 recordings are in,")
    assert {clip.text for clip in kept(engine, "fr")} == {"Continuer", "Retour"}
    assert all(clip.synthetic for clip in kept(engine, "fr"))
    same = run("translations", "clips", "sign", "GH-2026", "fr", "--second", "eSpeak NG", "--as", "kofi")
    assert same.exit_code == 1
    signed = run("translations", "clips", "sign", "GH-2026", "fr", "--second", "Yaw", "--as", "kofi")
    assert signed.output == "2 recordings are signed by Yaw.\n"
    assert "2 signed" in run("translations", "clips", "list", "GH-2026", "fr").output


def test_one_wrong_recording_keeps_all_out_and_is_named(run: Run, kofi: Person, engine: Engine, tmp_path: Path):
    (tmp_path / "good.webm").write_bytes(VOICE)
    (tmp_path / "table.csv").write_text(
        f"file,recording\n{key_of('Go on')},good.webm\nt0123456789ab,good.webm\n{key_of('Back')},gone.webm\n"
    )
    given = ("GH-2026", "en", tmp_path / "table.csv", "--speaker", "Abena", "--as", "kofi")
    refused = run("translations", "clips", "import", *given)
    assert refused.exit_code == 1
    assert "good.webm: The round GH-2026 says no text of this name in en." in refused.stderr
    assert "gone.webm: There is no such file." in refused.stderr
    assert "(2 to mend)" in refused.stderr
    assert kept(engine) == []
    (tmp_path / "table.csv").write_text(f"file,recording\n{key_of('Go on')},good.webm\n")
    assert run("translations", "clips", "import", *given).exit_code == 0
    assert [clip.speaker for clip in kept(engine)] == ["Abena"]
    elsewhere = run("translations", "clips", "list", "GH-2026", "sw")
    assert "does not ask in sw" in elsewhere.stderr


def test_a_voice_is_recorded_in_the_browser_listened_to_and_kept(
    phone: Callable[..., Page], app: Flask, server: Server, engine: Engine, add: Callable[..., Person]
):
    person = add("ama", "coordinator")
    with transaction(engine) as session:
        token = open_session(session, person.id, datetime.now(UTC))
    signing = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signing is not None
    page = phone(javascript=True)
    name = app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": signing.dumps({"token": token}), "url": server.url}])
    page.goto(f"{server.url}{GO_ON}")
    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Stop").click()
    page.locator("#record audio").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("#record audio").evaluate("one => one.play().then(() => one.duration > 0)")
    page.locator("#voice-speaker").fill("Abena Mensah")
    page.get_by_role("button", name="Keep this recording").first.click()
    page.get_by_text("Abena Mensah").wait_for()
    [clip] = kept(engine)
    assert (clip.text, clip.kind, clip.file[-5:]) == ("Go on", "voice", ".webm")
    assert 500 < clip.size < 80_000
