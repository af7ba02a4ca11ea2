"""Kept once, rebuilt from its row, held after withdrawal, set aside with a reason and a cap."""

import dataclasses
import random
import uuid
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback.questionnaire.editions import official_edition
from feedback.responses.records import (
    COLUMNS,
    Arrival,
    QuarantineRow,
    Receipt,
    ResponseRow,
    SetAside,
    count_quarantine,
    find_by_receipt,
    find_quarantined,
    held,
    keep,
    list_quarantine,
    quarantine,
    response_of,
    row,
    withdraw,
)
from feedback.responses.rules import Response, read
from tests.responses.conftest import OpenRound, document, random_answers

DAY = date(2026, 11, 20)


def arrival(pilot: OpenRound, digest: bytes = b"d" * 32, **changes: Any) -> Arrival:
    response = read(pilot.edition, {"N1": None}, document(pilot.edition, **changes))
    assert isinstance(response, Response), response
    return Arrival(response, pilot.edition, pilot.round.id, 3, "self", "open_link", DAY, digest)


def aside(number: int = 0, **changes: Any) -> SetAside:
    made = SetAside(uuid.UUID(int=number, version=4), b"d" * 32, b"raw", "PILOT-1", "api", "claim", DAY)
    return dataclasses.replace(made, **changes)


def state(session: Session, hash: bytes) -> str:
    found = find_by_receipt(session, hash)
    return found.state if found else ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.integers(0, 2**32))
def test_the_response_rebuilds_from_its_row(engine, pilot, session, seed):
    chance = random.Random(seed)
    respondent = {code: chance.choice(i.codes) for code, i in pilot.edition.items.items() if i.kind == "background"}
    if chance.random() < 0.5:
        respondent["age"] = chance.randint(18, 120)
    made = arrival(
        pilot,
        seed=seed,
        id=str(uuid.uuid4()),
        answers=random_answers(pilot.edition, chance),
        respondent=respondent,
        texts={"3_other": "é\U0001f600" * 3, "14a_other": "Titre foncier"},
        others_present=chance.choice([True, False, None]),
        place=chance.choice(["N1", None]),
        receipt_hash=chance.choice([None, "ab" * 32]),
    )
    assert keep(engine, made) == "kept"
    session.expire_all()
    kept = session.get(ResponseRow, made.response.id)
    place = "N1" if made.response.place else None
    assert response_of(kept, pilot.edition, "PILOT-1", place) == made.response
    assert {name: getattr(kept, name) for name in COLUMNS} == row(made)
    session.rollback()


def test_the_columns_stand_in_the_order_of_the_statement(pilot):
    assert tuple(row(arrival(pilot))) == COLUMNS
    assert set(COLUMNS) | {"release_id"} == {column.name for column in ResponseRow.__table__.columns}


def test_a_second_identical_response_is_held_and_another_content_is_not_kept(engine, pilot, session):
    assert keep(engine, arrival(pilot)) == "kept"
    assert keep(engine, arrival(pilot)) == "held"
    assert keep(engine, arrival(pilot, digest=b"e" * 32)) == "other_content"
    assert session.query(ResponseRow).count() == 1


def test_a_round_that_is_not_open_takes_nothing_new_but_knows_what_it_has(engine, pilot, session, close):
    assert keep(engine, arrival(pilot)) == "kept"
    close("PILOT-1")
    assert keep(engine, arrival(pilot)) == "held"
    assert keep(engine, arrival(pilot, seed=2)) == "round_not_open"
    assert session.query(ResponseRow).count() == 1


def test_withdrawing_erases_everything_said_and_keeps_the_id(engine, pilot, session):
    made = arrival(pilot)
    keep(engine, made)
    assert withdraw(session, made.response.receipt_hash, lambda release: True)
    session.commit()
    kept = session.get(ResponseRow, made.response.id)
    assert (kept.state, kept.answers, kept.extra, kept.sex, kept.place_id) == ("withdrawn", b"", None, "_U", None)
    session.rollback()
    assert keep(engine, made) == "withdrawn"
    assert withdraw(session, made.response.receipt_hash, lambda release: True)


def test_an_answer_in_an_approved_release_can_no_longer_be_withdrawn(engine, pilot, session):
    made = arrival(pilot)
    keep(engine, made)
    session.get(ResponseRow, made.response.id).release_id = 7
    session.flush()
    assert not withdraw(session, made.response.receipt_hash, lambda release: release == 7)
    assert withdraw(session, made.response.receipt_hash, lambda release: release == 8)


@pytest.mark.parametrize("hash", [b"", b"x" * 32])
def test_nobody_withdraws_what_is_not_there(session, hash):
    assert not withdraw(session, hash, lambda release: False)
    assert find_by_receipt(session, hash) is None


def test_a_receipt_opens_what_became_of_the_answer(engine, pilot, session):
    made = arrival(pilot)
    keep(engine, made)
    hash = made.response.receipt_hash
    assert find_by_receipt(session, hash) == Receipt("kept", pilot.round.id, "", None, day=DAY)
    withdraw(session, hash, lambda release: False)
    assert state(session, hash) == "withdrawn"


def test_a_receipt_of_a_quarantined_answer_tells_so_and_can_be_taken_back(engine, session):
    quarantine(engine, aside(reason="round_not_open", receipt_hash=b"h" * 32))
    found = find_by_receipt(session, b"h" * 32)
    assert found == Receipt("quarantined", None, "PILOT-1", None, reason="round_not_open", day=DAY)
    assert withdraw(session, b"h" * 32, lambda release: False)
    assert state(session, b"h" * 32) == "withdrawn"
    assert session.query(QuarantineRow).one().raw == b""


def test_a_phone_learns_every_content_that_is_held_under_an_id(engine, pilot, session):
    made = arrival(pilot)
    keep(engine, made)
    quarantine(engine, aside(id=made.response.id, digest=b"e" * 32))
    found = {(h.id, h.digest, h.state) for h in held(session, [made.response.id, uuid.uuid4()])}
    assert found == {(made.response.id, b"d" * 32, "kept"), (made.response.id, b"e" * 32, "quarantined")}
    assert held(session, []) == []


def test_quarantine_keeps_the_bytes_once(engine, session):
    assert quarantine(engine, aside())
    assert quarantine(engine, aside())
    kept = session.query(QuarantineRow).one()
    assert (kept.raw, kept.reason, kept.round, kept.door, kept.date, kept.state) == (
        b"raw",
        "claim",
        "PILOT-1",
        "api",
        DAY,
        "waiting",
    )


def test_quarantine_is_capped_for_each_round_and_door(engine, session):
    assert [quarantine(engine, aside(number), cap=2) for number in range(3)] == [True, True, False]
    assert quarantine(engine, aside(1), cap=2), "what is there already is still acknowledged"
    assert quarantine(engine, aside(3, door="page"), cap=2)
    assert quarantine(engine, aside(4, round=""), cap=2)
    counted = [("", "api", "claim", "waiting", 1), ("PILOT-1", "api", "claim", "waiting", 2)]
    assert count_quarantine(session) == [*counted, ("PILOT-1", "page", "claim", "waiting", 1)]


def test_quarantine_is_listed_by_round_and_found_by_id(engine, session):
    quarantine(engine, aside(1))
    quarantine(engine, aside(2, round=""))
    assert [entry.round for entry in list_quarantine(session)] == ["PILOT-1", ""]
    assert [entry.response_id.int for entry in list_quarantine(session, round="")] == [aside(2).id.int]
    assert list_quarantine(session, state="solved") == []
    assert [entry.digest for entry in find_quarantined(session, aside(1).id)] == [b"d" * 32]


def test_an_edition_packs_into_one_byte_per_item(pilot):
    assert len(row(arrival(pilot))["answers"]) == len(official_edition().items)
