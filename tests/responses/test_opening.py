"""Opening what was sealed: judged and kept as any other answer, once, whatever ends the work in between."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
import zlib
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from feedback.accounts.records import Person, add_person, hash_password, latest_audit, open_session
from feedback.cli import main
from feedback.cli.work import run_next
from feedback.database import for_reading, transaction
from feedback.publication.jobs import build
from feedback.questionnaire.editions import official_edition
from feedback.responses.jobs import OPEN_SEALED, ask_for_opening, open_answers, opening, read_keys
from feedback.responses.records import (
    QuarantineRow,
    ResponseRow,
    SealedRow,
    drop_sealed,
    find_by_receipt,
    rounds_with_sealed,
    withdraw,
)
from feedback.responses.rules import receipt_hash
from feedback.seals import context, key_id, new_private_key, public_bytes, seal, to_pem, to_text
from feedback.work import Job, latest_jobs
from tests.questionnaire.conftest import token_on
from tests.responses.conftest import document, encoded, make_round
from tests.responses.sealing import add_proven_key, relabelled, sealed
from tests.responses.test_api import put
from tests.serving import environment_of

EDITION = official_edition()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def key(engine, clock, folder):
    """The private key of the sealed pilot; its file lies in the folder of keys."""
    with transaction(engine) as session:
        private = add_proven_key(session, "PILOT-1", clock, folder)
        make_round(session, sealed=True)
    return private


@pytest.fixture
def keys(key):
    return {key_id(public_bytes(key)): key}


def counts(engine: Engine) -> tuple[int, int, int]:
    """How many are sealed, kept, set aside."""
    with Session(for_reading(engine)) as session:
        waiting = session.query(SealedRow).filter_by(state="waiting").count()
        return waiting, session.query(ResponseRow).count(), session.query(QuarantineRow).count()


def test_what_is_opened_is_the_answer_that_was_given_with_the_digest_of_its_sealed_bytes(
    client, key, keys, engine, clock, session
):
    said = document(EDITION)
    receipt = put(client, sealed(said, key)).get_json()["receipt"]
    found = open_answers(engine, "PILOT-1", keys, "kofi", clock.replace(day=25))
    assert (found.opened, dict(found.became), found.problems) == (1, {"kept": 1}, ())
    kept = session.get(ResponseRow, uuid.UUID(said["id"]))
    assert kept.digest.hex() == receipt["sha256"]
    assert (kept.date.isoformat(), kept.provenance, kept.mode) == ("2026-11-20", "open_link", "self")
    assert kept.receipt_hash.hex() == said["receipt_hash"]
    assert kept.extra == {"14a_other": "Land title"}
    session.rollback()
    assert counts(engine) == (0, 1, 0)
    assert put(client, said | {"language": "fr"}).get_json()["receipt"]["reason"] == "other_content"


def test_an_envelope_sent_again_after_it_was_opened_or_taken_back_is_held(client, key, keys, engine, clock):
    said = document(EDITION)
    put(client, sealed_once := sealed(said, key))
    open_answers(engine, "PILOT-1", keys, "kofi", clock)
    assert put(client, sealed_once).status_code == 200
    assert counts(engine) == (0, 1, 0)
    with transaction(engine) as session:
        assert withdraw(session, bytes.fromhex(said["receipt_hash"]), lambda release: False)
    again = put(client, sealed_once)
    assert (again.status_code, again.get_json()["receipt"]["state"]) == (200, "withdrawn")
    [known] = client.post("/api/v1/receipts", json={"ids": [said["id"]]}).get_json()["receipts"]
    assert known["sha256"] == again.get_json()["receipt"]["sha256"]


@pytest.mark.parametrize(
    ("spoil", "expected", "readable"),
    [
        (lambda said, key: sealed(said, key, wording=2), "seal", False),
        (lambda said, key: sealed(said, key, edition="other"), "seal", False),
        (lambda said, key: sealed(said, key, sealed=sealed(said, key)["sealed"][:-4]), "seal", False),
        (lambda said, key: sealed(said, new_private_key(), key=key_id(public_bytes(key))), "seal", False),
        (lambda said, key: sealed(said | {"answers": {"1": "Z"}}, key), "unreadable", True),
        (lambda said, key: sealed(said | {"weight": 3}, key), "claim", True),
        (lambda said, key: sealed(said | {"answers": {}}, key), "empty", True),
        (lambda said, key: sealed(said | {"sealed": "again"}, key), "unreadable", True),
        (lambda said, key: sealed(said | {"wording": 3}, key), "edition_unknown", True),
        (lambda said, key: relabelled(said, key, wording=2), "unreadable", True),
    ],
)
def test_what_cannot_be_opened_or_read_is_set_aside(client, key, engine, clock, spoil, expected, readable):
    said = document(EDITION)
    assert put(client, envelope := spoil(said, key)).status_code == 201
    found = open_answers(engine, "PILOT-1", {key_id(public_bytes(key)): key}, "kofi", clock)
    assert found.became == {"aside": 1}
    with Session(for_reading(engine)) as session:
        aside = session.query(QuarantineRow).one()
    assert (aside.reason, aside.round, aside.door) == (expected, "PILOT-1", "api")
    assert (aside.raw == encoded(envelope)) is not readable
    assert (json.loads(aside.raw)["id"], aside.date.isoformat()) == (said["id"], "2026-11-20")
    assert counts(engine) == (0, 0, 1)


@pytest.mark.parametrize(
    ("packed", "expected"),
    [
        (lambda text: zlib.compress(text) + b"   ", {"kept": 1}),
        (lambda text: zlib.compress(text)[:-30], {"aside": 1}),
        (lambda text: zlib.compress(b'{"a": "' + b"x" * 50_000_000), {"aside": 1}),
        (lambda text: b"nothing of the kind", {"aside": 1}),
    ],
)
def test_what_was_deflated_is_inflated_within_the_limits_of_a_document(
    client, key, keys, engine, clock, packed, expected
):
    said = document(EDITION)
    text = packed(encoded(said))
    names = (key_id(public_bytes(key)), said["id"], "PILOT-1", EDITION.code, 1)
    inside = to_text(seal(public_bytes(key), context(*names), text))
    put(client, sealed(said, key, sealed=inside))
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == expected
    with Session(for_reading(engine)) as session:
        assert all(len(aside.raw) <= 64 * 1024 for aside in session.query(QuarantineRow))


def test_an_answer_that_says_it_belongs_to_another_round_enters_none(client, key, keys, engine, clock, session):
    put(client, relabelled(document(EDITION, round="OTHER-1"), key, round="PILOT-1"))
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"aside": 1}
    assert session.query(QuarantineRow).one().reason == "unreadable"


def test_nobody_of_age_agreed_then_nothing_stays_but_the_name_under_which_it_came(
    client, key, keys, engine, clock, session
):
    young = sealed(document(EDITION, respondent={"age": 16}), key)
    put(client, young)
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"not_kept": 1}
    row = session.query(SealedRow).one()
    assert (row.raw, row.state) == (b"", "erased")
    assert counts(engine) == (0, 0, 0)
    session.rollback()
    again = put(client, young)
    assert (again.status_code, again.get_json()["receipt"]["state"]) == (200, "withdrawn")
    assert len(client.post("/api/v1/receipts", json={"ids": [young["id"]]}).get_json()["receipts"]) == 1
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).opened == 0


def test_a_missing_key_says_what_to_do_and_loses_nothing(client, key, keys, engine, clock):
    put(client, sealed(document(EDITION), key))
    found = open_answers(engine, "PILOT-1", {}, "kofi", clock)
    [(text, values)] = found.problems
    [id] = keys
    assert f"The key {id} is not here, and sealed answers wait for it: 1." in text % values
    assert "/safe/first.pem" in text % values
    assert "feedback responses open PILOT-1 --key FILE" in text % values
    assert counts(engine) == (1, 0, 0)
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).opened == 1


def test_after_a_rotation_both_keys_open_what_was_sealed_to_them(client, key, keys, engine, clock):
    with transaction(engine) as session:
        newer = add_proven_key(session, "PILOT-1", clock.replace(hour=12))
    put(client, sealed(document(EDITION, seed=1), key))
    put(client, sealed(document(EDITION, seed=2), newer))
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).opened == 1
    assert counts(engine) == (1, 1, 0)
    assert open_answers(engine, "PILOT-1", keys | {key_id(public_bytes(newer)): newer}, "kofi", clock).opened == 1
    assert counts(engine) == (0, 2, 0)


def test_what_came_in_time_counts_although_the_round_was_closed_before_it_was_opened(
    client, key, keys, engine, clock, close
):
    put(client, sealed(document(EDITION), key))
    close("PILOT-1")
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"kept": 1}


def test_a_closing_release_waits_until_everything_is_opened(client, key, keys, engine, clock, close):
    put(client, sealed(document(EDITION), key))
    close("PILOT-1")
    refused = build(engine, "PILOT-1", True, "kofi", clock)
    assert refused.release is None
    assert "sealed answers are not opened yet (1)" in str(refused)
    open_answers(engine, "PILOT-1", keys, "kofi", clock)
    assert build(engine, "PILOT-1", True, "kofi", clock).release is not None


def test_a_full_quarantine_leaves_the_rest_sealed_and_says_so(client, key, keys, engine, clock, monkeypatch):
    put(client, sealed(document(EDITION, answers={}), key))
    monkeypatch.setattr(opening, "set_aside", lambda *_: False)
    found = open_answers(engine, "PILOT-1", keys, "kofi", clock)
    assert (found.became, found.opened) == ({"full": 1}, 0)
    assert "quarantine is full" in found.problems[0][0]
    assert counts(engine) == (1, 0, 0)
    monkeypatch.undo()
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"aside": 1}


def test_a_fault_of_our_own_sets_one_aside_and_a_database_that_fails_sets_none(
    client, key, keys, engine, clock, monkeypatch
):
    put(client, sealed(document(EDITION), key))

    def fails(*_: object) -> None:
        raise OperationalError("", None, Exception())

    monkeypatch.setattr(opening, "judge", fails)
    with pytest.raises(OperationalError):
        open_answers(engine, "PILOT-1", keys, "kofi", clock)
    assert counts(engine) == (1, 0, 0)
    monkeypatch.setattr(opening, "judge", lambda *_: 1 / 0)
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"aside": 1}


def test_interrupted_after_keeping_it_goes_on_without_doubling(client, key, keys, engine, clock, monkeypatch):
    ids = {put(client, sealed(document(EDITION, seed=n), key)).get_json()["receipt"]["id"] for n in range(5)}
    monkeypatch.setattr(opening, "drop_sealed", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_answers(engine, "PILOT-1", keys, "kofi", clock)
    assert counts(engine) == (5, 5, 0)
    monkeypatch.setattr(opening, "drop_sealed", drop_sealed)
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"held": 5}
    with Session(engine) as session:
        assert {str(id) for (id,) in session.query(ResponseRow.id)} == ids
    assert counts(engine) == (0, 5, 0)


def test_killed_at_any_moment_the_worker_loses_and_doubles_nothing(client, key, engine, settings, folder):
    ids = {put(client, sealed(document(EDITION, seed=n), key)).get_json()["receipt"]["id"] for n in range(160)}
    bad = {
        put(client, sealed(document(EDITION, seed=n, answers={}), key)).get_json()["receipt"]["id"] for n in (501, 502)
    }
    command = ["nice", sys.executable, "-c", "from feedback.cli import main; main()", "responses", "open", "PILOT-1"]
    with transaction(engine) as session:
        add_person(session, "kofi", "Kofi", ("analyst",), hash_password("seven quiet rivers bend"), _now())
    environment = environment_of(settings) | {"FEEDBACK_KEYS": str(folder)}
    kills = 0
    while True:
        before = counts(engine)
        process = subprocess.Popen([*command, "--as", "kofi"], env=environment, stdout=subprocess.DEVNULL)
        while process.poll() is None and (kills == 5 or counts(engine)[1] <= before[1] + 7 * kills):
            time.sleep(0.01)
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
    assert process.returncode == 0
    assert kills >= 3
    with Session(engine) as session:
        assert {str(id) for (id,) in session.query(ResponseRow.id)} == ids
        assert {str(id) for (id,) in session.query(QuarantineRow.response_id)} == bad
    assert counts(engine) == (0, 160, 2)


def test_the_worker_opens_by_itself_what_it_has_the_key_for(client, key, engine, settings, folder, clock, session):
    put(client, sealed(document(EDITION), key))
    ask_for_opening(engine, settings, clock)
    assert session.query(Job).all() == []
    session.rollback()
    object.__setattr__(settings, "keys", folder)
    ask_for_opening(engine, settings, clock)
    ask_for_opening(engine, settings, clock)
    assert [job.state for job in latest_jobs(session, OPEN_SEALED)] == ["waiting"]
    session.rollback()
    assert run_next(engine, settings)
    [job] = session.query(Job).all()
    assert (job.state, job.progress, job.result) == ("done", 100, {"opened": 1, "became": {"kept": 1}, "problems": []})
    assert [(entry.who, entry.action, entry.detail) for entry in latest_audit(session) if "open" in entry.action] == [
        ("feedback work", "responses.open", {"kept": 1, "waiting": 0})
    ]
    assert rounds_with_sealed(session) == {}


def test_a_job_without_its_key_says_what_to_do(client, key, engine, settings, clock, session):
    put(client, sealed(document(EDITION), key))
    with transaction(engine) as writing:
        writing.add(_job({"round": "PILOT-1"}, clock))
    run_next(engine, settings)
    [job] = session.query(Job).all()
    assert (job.state, job.result["opened"]) == ("done", 0)
    [[text, values]] = job.result["problems"]
    assert "sealed answers wait for it: 1" in text % values
    session.rollback()
    assert counts(engine) == (1, 0, 0)


def test_only_private_keys_of_this_kind_without_passphrase_are_read_from_the_folder(folder):
    folder.mkdir()
    open_one, locked = new_private_key(), new_private_key()
    (folder / "a.pem").write_bytes(to_pem(open_one))
    (folder / "locked.pem").write_bytes(to_pem(locked, "seven quiet rivers"))
    (folder / "notes.txt").write_text("not a key")
    (folder / "inside").mkdir()
    assert list(read_keys(folder)) == [key_id(public_bytes(open_one))]
    assert read_keys(None) == read_keys(folder / "nowhere") == {}


def test_a_person_finds_and_takes_back_the_answer_once_it_is_opened(client, key, keys, engine, clock):
    secret = "A" * 16
    said = document(EDITION, receipt_hash=receipt_hash(secret).hex())
    put(client, sealed(said, key))
    with Session(engine) as session:
        assert find_by_receipt(session, receipt_hash(secret)) is None
    page = client.post("/receipt/", data={"code": secret}).text
    assert "Some answers came sealed and are not opened yet" in page
    open_answers(engine, "PILOT-1", keys, "kofi", clock)
    page = client.post("/receipt/", data={"code": secret}).text
    assert "Your answer is kept, once." in page
    assert "Some answers came sealed" not in client.post("/receipt/", data={"code": "B" * 16}).text


def test_the_command_opens_with_a_key_that_is_given(client, key, engine, settings, clock, tmp_path, monkeypatch):
    put(client, sealed(document(EDITION), key))
    with transaction(engine) as session:
        for login, role in (("kofi", "analyst"), ("ama", "approver")):
            add_person(session, login, login, (role,), hash_password("seven quiet rivers bend"), clock)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    copy = tmp_path / "copy.pem"
    copy.write_bytes(to_pem(key, "seven quiet rivers"))

    def run(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(main, ["responses", "open", "PILOT-1", *arguments], input=more.get("input"))

    assert "may not do this" in run("--as", "ama").stderr
    missing = run("--as", "kofi")
    assert (missing.exit_code, "sealed answers wait for it" in missing.stderr) == (1, True)
    wrong = run("--key", str(copy), "--as", "kofi", input="another\n")
    assert "not the passphrase" in wrong.stderr
    done = run("--key", str(copy), "--as", "kofi", input="seven quiet rivers\n")
    assert (done.exit_code, "1 kept" in done.stdout) == (0, True), done.stderr
    assert "No sealed answer waits." in run("--as", "kofi").stdout


def _now() -> datetime:
    return datetime.now(UTC)


def _job(arguments: dict[str, str], clock: datetime) -> Job:
    return Job(kind=OPEN_SEALED, arguments=arguments, by="kofi", state="waiting", progress=0, asked=clock)


def test_the_page_of_the_round_says_what_waits_and_asks_the_worker(app, client, key, engine, settings, folder, clock):
    put(client, sealed(document(EDITION), key))
    with transaction(engine) as session:
        kofi = add_person(session, "kofi", "Kofi", ("analyst",), hash_password("seven quiet rivers bend"), clock)
        assert isinstance(kofi, Person)
        token = open_session(session, kofi.id, clock)
    staff = app.test_client()
    with staff.session_transaction() as cookie:
        cookie["token"] = token
    page = staff.get("/staff/rounds/PILOT-1").text
    assert "1 sealed answer waits to be opened." in page
    press = {"csrf_token": token_on(staff, "/staff/rounds/PILOT-1")}
    for _ in range(2):
        assert staff.post("/staff/rounds/PILOT-1/open-sealed", data=press).status_code == 303
    assert "They are being opened now." in staff.get("/staff/rounds/PILOT-1").text
    run_next(engine, settings)
    page = staff.get("/staff/rounds/PILOT-1").text
    assert "sealed answers wait for it: 1." in page
    assert "Open sealed answers" in page
    object.__setattr__(settings, "keys", folder)
    staff.post("/staff/rounds/PILOT-1/open-sealed", data=press)
    run_next(engine, settings)
    page = staff.get("/staff/rounds/PILOT-1").text
    assert "0 sealed answers wait to be opened." in page
    assert "sealed answers wait for it" not in page
    assert not run_next(engine, settings), "two presses are one job"
