"""Files of phones: by command and by page, each answer once, whatever happened to the file on its way."""

import csv
import hashlib
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.accounts.records import add_person, latest_audit
from feedback.cli import main
from feedback.database import transaction
from feedback.questionnaire.rules import Edition
from feedback.responses.records import QuarantineRow, ResponseRow, judge, quarantine
from feedback.responses.rules import LARGEST, is_handed_over, read_line
from feedback.responses.rules.handover import CUT, NO_ID, NO_SUCH_KIND, TOO_LONG
from tests.responses.between import Asked, Between
from tests.responses.conftest import document, encoded
from tests.responses.desks import Desk, desk_of
from tests.responses.phones import QUICK, everything_arrived, finish, on_phone, on_server, taken_over
from tests.serving import environment_of


def line(edition: Edition, seed: int = 1, **outer: object) -> str:
    """One line of a file as `saveFile` writes it."""
    made = document(edition, seed)
    return json.dumps({"id": made["id"], "path": "responses/", "body": encoded(made).decode(), **outer}) + "\n"


def file_of(edition: Edition, *seeds: int) -> bytes:
    return "".join(line(edition, seed) for seed in seeds).encode()


@pytest.fixture
def run(settings, engine, pilot, clock, tmp_path):
    """Bring in a file by command, as the coordinator yaw."""
    with transaction(engine) as session:
        add_person(session, "yaw", "Yaw", ["coordinator"], "no password", clock)
        add_person(session, "kofi", "Kofi", ["approver"], "no password", clock)

    def run(raw, *options, login="yaw"):
        path = tmp_path / "feedback-unsent.txt"
        path.write_bytes(raw)
        return CliRunner().invoke(
            main, ["responses", "import", str(path), "--as", login, *options], env=environment_of(settings)
        )

    return run


@pytest.fixture
def yaw(app, engine, clock, pilot):
    return desk_of(app, engine, clock, "coordinator", login="yaw")


def upload(desk: Desk, raw: bytes, name: str = "feedback-unsent.txt") -> TestResponse:
    return desk.post("/staff/import", form="/staff/import", file=(name, raw))


def test_a_file_by_command_keeps_each_answer_once_however_often_it_comes(run, engine, pilot):
    raw = file_of(pilot.edition, 1, 2, 3)
    done = run(raw)
    assert done.exit_code == 0, done.output
    assert "3 lines read.\n  3 x New: kept now" in done.output
    assert "4 x Held already" in run(raw + file_of(pilot.edition, 2)).output
    assert len(on_server(engine)) == 3
    assert on_server(engine)[document(pilot.edition, 1)["id"]] == (
        hashlib.sha256(encoded(document(pilot.edition, 1))).hexdigest()
    )


def test_the_audit_trail_names_who_brought_in_which_file(run, engine, pilot):
    raw = file_of(pilot.edition, 1)
    run(raw)
    with Session(engine) as session:
        entry = latest_audit(session)[0]
    assert (entry.who, entry.action, entry.subject) == ("yaw", "responses.handover", "feedback-unsent.txt")
    assert entry.detail == {"sha256": hashlib.sha256(raw).hexdigest(), "kept": 1}


def test_a_file_that_was_cut_off_brings_in_what_is_whole_and_names_the_line(run, engine, pilot, tmp_path):
    done = run(file_of(pilot.edition, 1, 2)[:-200], "--report", str(tmp_path / "report.csv"))
    assert done.exit_code == 1
    assert "1 x New: kept now" in done.output
    assert f"line 2: {CUT}" in done.output
    with (tmp_path / "report.csv").open(encoding="utf-8-sig") as report:
        assert [row["outcome"] for row in csv.DictReader(report)] == ["kept", "unread"]
    assert len(on_server(engine)) == 1
    assert run(file_of(pilot.edition, 1, 2)).exit_code == 0
    assert len(on_server(engine)) == 2


@pytest.mark.parametrize("windows", ["utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_of_windows_saved_again_is_the_same_file(run, engine, pilot, windows):
    text = file_of(pilot.edition, 1, 2).decode().replace("\n", "\r\n") + "\r\n"
    done = run(text.encode(windows))
    assert (done.exit_code, len(on_server(engine))) == (0, 2), done.output
    assert "2 x Held already" in run(file_of(pilot.edition, 1, 2)).output


def test_a_file_of_another_instance_is_set_aside_with_the_reason(run, engine, pilot):
    made = document(pilot.edition, 1, round="ELSEWHERE-9")
    record = {"id": made["id"], "body": encoded(made).decode()}
    done = run(json.dumps(record).encode())
    assert done.exit_code == 0
    assert "1 x set aside: There is no round with this code." in done.output
    with Session(engine) as session:
        (row,) = session.query(QuarantineRow)
    assert (row.door, row.reason, row.raw) == ("file", "round_unknown", encoded(made))
    run(json.dumps(record).encode())
    assert len(on_server(engine)) == 1


def test_what_nobody_agreed_to_is_not_kept_and_what_says_otherwise_than_before_is_set_aside(run, engine, pilot):
    child = document(pilot.edition, 1, eligible=False)
    first, other = document(pilot.edition, 2), document(pilot.edition, 2, assistance="reader")
    records = [{"id": one["id"], "body": encoded(one).decode()} for one in (child, first, other)]
    done = run("\n".join(map(json.dumps, records)).encode())
    assert "1 x Not kept: nobody of 18 or older agreed" in done.output
    assert "1 x set aside: Other answers had already been kept under the same id." in done.output
    assert len(on_rows(engine)) == 2


def on_rows(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        kept = [(str(id), "kept") for (id,) in session.query(ResponseRow.id)]
        return kept + [
            (str(id), reason) for id, reason in session.query(QuarantineRow.response_id, QuarantineRow.reason)
        ]


def test_a_record_that_claims_a_phone_which_nobody_paired_is_set_aside(run, engine, pilot):
    device = "0b8f5c1e-5f1a-4a8b-9d6e-2f5b8a1c0d3e"
    done = run(line(pilot.edition, device=device, proof="0" * 64).encode())
    assert "1 x set aside: The file says that a paired phone made this" in done.output
    assert [reason for _id, reason in on_rows(engine)] == ["proof"]


def test_a_fault_of_our_own_sets_one_line_aside_and_the_others_go_on(run, engine, pilot, monkeypatch):
    def breaks(engine, delivery, now):
        if str(delivery.id) == document(pilot.edition, 1)["id"]:
            raise ZeroDivisionError
        return judge(engine, delivery, now)

    monkeypatch.setattr("feedback.responses.records.handover.judge", breaks)
    assert run(file_of(pilot.edition, 1, 2)).exit_code == 0
    assert sorted(state for _id, state in on_rows(engine)) == ["kept", "unreadable"]


@pytest.mark.databases("sqlite")
def test_a_full_quarantine_is_said_and_nothing_of_the_line_counts_as_taken(run, engine, pilot, monkeypatch):
    monkeypatch.setattr(
        "feedback.responses.records.arrivals.quarantine", lambda engine, aside: quarantine(engine, aside, 0)
    )
    done = run(line(pilot.edition, device="x").encode())
    assert done.exit_code == 1
    assert "line 1: The quarantine of this round is full" in done.output


@pytest.mark.databases("sqlite")
def test_a_table_still_needs_a_round_and_a_mapping_and_a_file_of_a_phone_needs_neither(run, pilot):
    table = run(b"date,consent\n2026-10-05,yes\n")
    assert (table.exit_code, "This file is a table" in table.stderr) == (1, True)
    for options in (("--round", "PILOT-1"), ("--dry-run",), ("--skip-invalid",)):
        refused = run(file_of(pilot.edition, 1), *options)
        assert (refused.exit_code, "leave --round" in refused.stderr) == (1, True)


@pytest.mark.databases("sqlite")
def test_only_a_coordinator_or_an_analyst_may_bring_in_a_file(run, pilot):
    refused = run(file_of(pilot.edition, 1), login="kofi")
    assert refused.exit_code == 1
    assert "it needs the role analyst or coordinator" in refused.stderr


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"nonsense", CUT),
        (b"[1]", CUT),
        (b'{"id": "6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e"}', CUT),
        (b"[" * 100_000, CUT),
        (b'{"id": "x", "body": "{}"}', NO_ID),
        (b'{"id": "6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e", "path": "../", "body": "{}"}', NO_SUCH_KIND),
        (b'{"id": "6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e", "path": ["responses/"], "body": "{}"}', NO_SUCH_KIND),
        (json.dumps({"id": "6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e", "body": "x" * (LARGEST + 1)}).encode(), TOO_LONG),
    ],
)
def test_a_line_that_is_no_record_is_told_why(given, reason):
    assert read_line(given) == reason


def test_half_of_a_character_pair_becomes_what_the_phone_would_have_sent():
    record = read_line(b'{"id": "6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e", "body": "a\\ud800b \\ud83d\\ude00"}')
    assert not isinstance(record, str)
    assert record.body == "a\ufffdb \U0001f600".encode()


def test_a_table_is_never_taken_for_a_file_of_a_phone():
    assert not is_handed_over(b"\xef\xbb\xbfdate,consent\n{")
    assert not is_handed_over(b"")
    assert is_handed_over(b"\xef\xbb\xbf\r\n  {")


def test_a_file_by_page_is_taken_and_reported_and_comes_twice_without_harm(yaw, engine, pilot):
    raw = file_of(pilot.edition, 1, 2) + b'{"id": "cut'
    page = upload(yaw, raw)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert 'New: kept now</th><td class="n">2</td>' in page.text
    assert "Line 3: This line is not a whole record" in page.text
    assert 'Held already</th><td class="n">2</td>' in upload(yaw, raw).text
    assert len(on_server(engine)) == 2


@pytest.mark.databases("sqlite")
def test_the_page_says_when_no_file_was_chosen_or_it_is_a_table(yaw, pilot):
    assert "Please choose the file first." in yaw.post("/staff/import").text
    assert "Please choose the file first." in upload(yaw, b"").text
    table = upload(yaw, b"date,consent\n", "survey.csv")
    assert (table.status_code, "This is not a file of a phone" in table.text) == (422, True)


@pytest.mark.databases("sqlite")
def test_the_page_takes_twenty_megabytes_and_no_more_and_only_from_who_may(app, yaw, engine, clock, pilot):
    filler = b" " * 1023 + b"\n"
    assert 'New: kept now</th><td class="n">1</td>' in upload(yaw, file_of(pilot.edition, 1) + filler * 19_000).text
    assert upload(yaw, b"{" + filler * 21_000).status_code == 413
    kofi = desk_of(app, engine, clock, "approver", login="kofi")
    assert upload_as(kofi, file_of(pilot.edition, 2)).status_code == 403
    assert upload_as(kofi, file_of(pilot.edition, 2) + filler * 2_000).status_code == 413
    assert len(on_server(engine)) == 1


def upload_as(desk: Desk, raw: bytes) -> TestResponse:
    return desk.post("/staff/import", file=("feedback-unsent.txt", raw))


@pytest.mark.databases("sqlite")
def test_nothing_waits_for_the_database_while_a_file_comes_in(app, yaw, engine, pilot, monkeypatch):
    """The lock of the one who writes is free between two lines: a citizen's answer goes in between."""
    between = []
    take = app.extensions["feedback"]["take_record"]

    def takes(engine, record, now):
        with transaction(engine) as session:
            between.append(session.query(ResponseRow).count())
        return take(engine, record, now)

    app.extensions["feedback"]["take_record"] = takes
    assert upload(yaw, file_of(pilot.edition, 1, 2)).status_code == 200
    assert between == [0, 1]


def no_answer(_between: Between, _asked: Asked, _connection: socket.socket) -> None:
    """A network in which pages open and nothing that is sent arrives."""


def saved_file(page: Page) -> Path:
    """What the phone writes when somebody presses "Save to a file"."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    return Path(download.value.path())


def test_a_file_saved_by_a_real_phone_comes_in_by_command_and_by_page_each_answer_once(
    phone, net, app, engine, pilot, run, clock
):
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    net.fault = no_answer
    ids = set()
    for place in ("N1", "N2"):
        page.goto(f"http://127.0.0.1:{net.port}/r/PILOT-1/{place}")
        taken_over(page)
        ids.add(finish(page))
    page.goto(f"http://127.0.0.1:{net.port}/outbox")
    file = saved_file(page)
    sha256 = {one["id"]: one["sha256"] for one in on_phone(page)}
    assert set(sha256) == ids
    assert "2 x New: kept now" in run(file.read_bytes()).output
    assert "2 x Held already" in run(file.read_bytes()).output

    net.fault = None
    desk = phone(javascript=True)
    desk.context.add_cookies([cookie_of(desk_of(app, engine, clock, "coordinator", login="yaw"), net.port)])
    desk.goto(f"http://127.0.0.1:{net.port}/staff/import")
    desk.get_by_label("The file of the phone").set_input_files(file)
    desk.get_by_role("button", name="Bring in this file").click()
    expect(desk.get_by_role("row", name="Held already")).to_contain_text("2")
    assert on_server(engine) == sha256
    page.goto(f"http://127.0.0.1:{net.port}/outbox")
    everything_arrived(page, engine, ids)


def cookie_of(desk: Desk, port: int) -> Any:
    """The cookie of a signed-in browser, for a browser with a window."""
    cookie = desk.client.get_cookie("feedback")
    assert cookie is not None
    return {"name": "feedback", "value": cookie.value, "url": f"http://127.0.0.1:{port}"}
