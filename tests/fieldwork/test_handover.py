"""Files of paired phones: interviews, visits and practice come in with their proof, each once, also when revoked."""

import hashlib
import hmac
import json
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.rules import secret_hash
from feedback.fieldwork.records import InterviewRow, PracticeRow, VisitRow
from feedback.fieldwork.records.handover import take_handed
from feedback.responses.records import QuarantineRow, ResponseRow
from feedback.responses.records.handover import HandOver, take_file
from tests.fieldwork.conftest import Phone, interview, practice, visit


def line(phone: Phone, path: str, content: dict[str, Any], **changes: str) -> str:
    """A line of the file that this phone saves."""
    body = json.dumps(content)
    proof = hmac.digest(secret_hash(phone.credential), body.encode(), hashlib.sha256).hex()
    record = {"id": content["id"], "path": path, "body": body, "device": str(phone.device.id), "proof": proof}
    return json.dumps(record | changes)


@pytest.fixture
def take(engine, clock):
    def take(*lines: str) -> HandOver:
        file = BytesIO("\n".join(lines).encode())
        return take_file(engine, file, "feedback-unsent.txt", "yaw", clock, take_handed)

    return take


def rows(engine: Engine) -> dict[str, int]:
    tables = (ResponseRow, InterviewRow, VisitRow, PracticeRow, QuarantineRow)
    with Session(engine) as session:
        return {table.__tablename__: session.query(table).count() for table in tables}


def test_interviews_visits_and_practice_come_in_once_with_who_made_them(north, take, engine):
    lines = (
        line(north, "responses/", interview(1, "H1")),
        line(north, "visits/", visit(1, "H2")),
        line(north, "practice/", practice(1)),
    )
    assert take(*lines).count("kept") == 3
    assert take(*lines, *lines).count("held") == 6
    assert rows(engine) == {"response": 1, "interview": 1, "visit": 1, "practice": 1, "quarantine": 0}
    with Session(engine) as session:
        kept, made = session.query(ResponseRow).one(), session.query(InterviewRow).one()
    assert (kept.mode, kept.provenance, kept.weight) == ("enumerator", "probability", 30.0)
    assert (made.device_id, made.enumerator, made.number) == (north.device.id, "ama", 1)


def test_a_file_after_sending_and_sending_after_a_file_change_nothing(north, take, engine):
    sent, filed = interview(1, "H1"), interview(2, "H2")
    assert north.put("responses", json.dumps(sent).encode(), sent["id"]).status_code == 201
    assert take(line(north, "responses/", sent)).count("held") == 1
    assert take(line(north, "responses/", filed)).count("kept") == 1
    assert north.put("responses", json.dumps(filed).encode(), filed["id"]).status_code == 200
    assert rows(engine)["response"] == 2


def test_a_revoked_phone_hands_over_what_it_holds(north, take, engine):
    north.revoke(engine)
    assert north.put("responses", interview(1)).status_code == 401
    assert take(line(north, "responses/", interview(1))).count("kept") == 1


@pytest.mark.parametrize("change", ["proof", "body", "device"])
def test_a_proof_that_does_not_fit_sets_the_record_aside(north, south, take, engine, change):
    changes = {
        "proof": "0" * 64,
        "body": json.dumps(interview(1, "H2")),
        "device": str(south.device.id),
    }
    assert [
        reason for reason, _ in take(line(north, "responses/", interview(1), **{change: changes[change]})).reasons
    ] == ["The file says that a paired phone made this, and its proof does not fit any phone known here."]
    assert rows(engine) == {"response": 0, "interview": 0, "visit": 0, "practice": 0, "quarantine": 1}


@pytest.mark.parametrize("device", ["x", "0b8f5c1e-5f1a-4a8b-9d6e-2f5b8a1c0d3e"])
def test_a_phone_that_nobody_knows_proves_nothing(north, take, engine, device):
    assert take(line(north, "visits/", visit(1), device=device)).count("aside") == 1
    assert rows(engine)["visit"] == 0


def test_the_same_reasons_as_over_the_network(north, take, engine):
    done = take(
        line(north, "responses/", interview(1, "H1")),
        line(north, "responses/", interview(2, "H1")),
        line(north, "responses/", interview(3, "H9")),
        line(north, "visits/", visit(1, round="OTHER")),
    )
    assert done.count("kept") == 1
    with Session(engine) as session:
        reasons = sorted(reason for (reason,) in session.query(QuarantineRow.reason))
    assert reasons == ["other_round", "unit_twice", "unit_unknown"]


def test_a_fault_of_our_own_in_one_record_stops_no_other(north, take, engine, monkeypatch):
    def breaks(*_):
        raise ZeroDivisionError

    monkeypatch.setitem(take_handed.__globals__["PATHS"], "visits/", ("visits", breaks))
    done = take(line(north, "visits/", visit(1)), line(north, "responses/", interview(1)))
    assert (done.count("aside"), done.count("kept")) == (1, 1)
