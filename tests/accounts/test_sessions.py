"""Sessions: the server's row decides, and it ends by itself."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from feedback.accounts.records import (
    StaffSession,
    keep_awake,
    needs_waking,
    open_session,
    person_of_token,
    sign_out,
)

MINUTE = timedelta(minutes=1)


def test_a_token_opens_its_own_session_and_nothing_else(session, add, clock) -> None:
    ama, kofi = add("ama"), add("kofi")
    first, second = open_session(session, ama.id, clock), open_session(session, kofi.id, clock)
    assert [person_of_token(session, token, clock) for token in (first, second)] == [
        replace(ama, seen=clock),
        replace(kofi, seen=clock),
    ]
    for wrong in ("", "x", first[:-1], first.upper(), first + "0", second[:32] + first[32:], "\ud800"):
        assert person_of_token(session, wrong, clock) is None


def test_only_a_hash_of_the_token_is_stored(session, add, clock) -> None:
    token = open_session(session, add("ama").id, clock)
    row = session.scalars(select(StaffSession)).one()
    assert len(bytes.fromhex(token)) == 32
    assert row.token_hash not in (token.encode(), bytes.fromhex(token))


def test_a_session_ends_after_thirty_idle_minutes(session, add, clock) -> None:
    token = open_session(session, add("ama").id, clock)
    assert person_of_token(session, token, clock + 30 * MINUTE - timedelta(seconds=1)) is not None
    assert person_of_token(session, token, clock + 30 * MINUTE) is None


def test_a_session_in_use_ends_after_eight_hours(session, add, clock) -> None:
    token = open_session(session, add("ama").id, clock)
    for minutes in range(20, 8 * 60, 20):
        assert person_of_token(session, token, clock + minutes * MINUTE) is not None
        keep_awake(session, token, clock + minutes * MINUTE)
    assert person_of_token(session, token, clock + 8 * 60 * MINUTE) is None


def test_the_use_of_a_session_is_noted_at_most_once_a_minute(session, add, clock) -> None:
    token = open_session(session, add("ama").id, clock)
    person = person_of_token(session, token, clock)
    assert person is not None
    assert not needs_waking(person, clock + timedelta(seconds=59))
    assert needs_waking(person, clock + MINUTE)


def test_signing_out_ends_this_session_only(session, add, clock) -> None:
    person = add("ama")
    here, there = open_session(session, person.id, clock), open_session(session, person.id, clock)
    sign_out(session, here)
    assert person_of_token(session, here, clock) is None
    assert person_of_token(session, there, clock) is not None


def test_sessions_that_ended_are_cleared_away_by_the_next_one(session, add, clock) -> None:
    person = add("ama")
    open_session(session, person.id, clock)
    open_session(session, person.id, clock + timedelta(days=1))
    assert len(session.scalars(select(StaffSession)).all()) == 1
