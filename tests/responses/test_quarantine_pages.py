"""The quarantine for the analyst: by round and reason in plain words; the audit trail names who reads a case."""

import re
import uuid

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from feedback.accounts.records import latest_audit
from feedback.database import transaction
from feedback.responses.pages import quarantine as pages
from feedback.responses.records import QuarantineRow, SetAside, quarantine
from tests.responses.desks import desk_of

ID = uuid.UUID("6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e")
OTHER = uuid.UUID("0b8f5c1e-5f1a-4a8b-9d6e-2f5b8a1c0d3e")


@pytest.fixture
def noor(app, engine, clock):
    """An analyst, and three things set aside."""
    day = clock.date()
    quarantine(engine, SetAside(ID, b"d" * 32, b'{"a": "<b>\xc3\xa9"}', "PILOT-1", "api", "round_not_open", day))
    quarantine(engine, SetAside(ID, b"f" * 32, b"\xff\xfe<script>", "PILOT-1", "file", "other_content", day))
    quarantine(engine, SetAside(OTHER, b"e" * 32, b"?", "", "page", "round_unknown", day))
    return desk_of(app, engine, clock, "analyst", login="noor")


def opened(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        return [(row.who, row.subject) for row in latest_audit(session) if row.action == "quarantine.show"]


def test_the_page_counts_what_lies_aside_by_round_and_reason_in_words(noor):
    page = noor.get("/staff/quarantine/").text
    for words in ("PILOT-1", "For rounds that do not exist here", "The round was not open when the answers arrived."):
        assert words in page
    assert "round_not_open</" not in page
    assert 'href="/staff/quarantine/"' in noor.get("/staff/").text


def test_a_list_names_the_cases_of_one_round_and_reason_and_nothing_of_what_they_say(noor, engine):
    page = noor.get("/staff/quarantine/?round=PILOT-1&reason=round_not_open").text
    assert page.count(str(ID)) == 2  # its address and its name
    assert "November 20, 2026" in page or "20 November 2026" in page
    assert "Sent by a phone" in page
    assert str(OTHER) not in page
    assert str(OTHER) in noor.get("/staff/quarantine/?round=&reason=round_unknown").text
    assert opened(engine) == []


def test_a_case_is_shown_as_received_without_harm_and_the_trail_names_the_reader(noor, engine):
    page = noor.get(f"/staff/quarantine/{ID}")
    assert page.headers["Cache-Control"] == "no-store"
    assert "&#34;a&#34;: &#34;&lt;b&gt;é&#34;" in page.text
    assert r"\xff\xfe&lt;script&gt;" in page.text
    assert opened(engine) == [("noor", str(ID))]


@pytest.mark.parametrize(
    "path", ["?round=PILOT-1&reason=nonsense", "?round=NOWHERE&reason=empty", str(uuid.UUID(int=7, version=4)), "x"]
)
def test_what_is_not_there_has_no_page(noor, path, engine):
    assert noor.get(f"/staff/quarantine/{path}").status_code == 404
    assert opened(engine) == []


def test_what_was_taken_back_is_listed_only_on_request(noor, engine):
    with transaction(engine) as session:
        session.execute(
            update(QuarantineRow).where(QuarantineRow.response_id == OTHER).values(state="discarded", raw=b"")
        )
    path = "/staff/quarantine/?round=&reason=round_unknown"
    assert str(OTHER) not in noor.get(path).text
    assert str(OTHER) in noor.get(f"{path}&all=yes").text
    assert "Taken back by the person, and emptied" in noor.get(f"/staff/quarantine/{OTHER}").text


def test_a_long_list_is_cut_and_says_how_many_are_left(noor, monkeypatch, engine, clock):
    for n in range(3):
        quarantine(engine, SetAside(uuid.uuid4(), bytes([n] * 32), b"?", "", "page", "round_unknown", clock.date()))
    monkeypatch.setattr(pages, "LIMIT", 3)
    page = noor.get("/staff/quarantine/?round=&reason=round_unknown").text
    assert len(set(re.findall(r"quarantine/([0-9a-f-]{36})", page))) == 3
    assert "And 1 more." in page


@pytest.mark.databases("sqlite")
def test_nothing_aside_is_said_and_who_may_not_see_it_does_not(app, engine, clock):
    empty = desk_of(app, engine, clock, "analyst", login="noor")
    assert "Nothing is set aside." in empty.get("/staff/quarantine/").text
    for role in ("coordinator", "approver", "administrator"):
        assert desk_of(app, engine, clock, role).get(f"/staff/quarantine/{ID}").status_code == 403
    assert opened(engine) == []
