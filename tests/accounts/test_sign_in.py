"""Signing in: exact limits, the same cost for everyone, and nothing for those who may not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.accounts.records import (
    PersonRow,
    Problem,
    SignInAttempt,
    TooBusy,
    disable_person,
    hashing,
    latest_audit,
    person_of_token,
    sign_in,
    verify_password,
)
from feedback.database import transaction


def never(_hash: str, _password: str) -> bool:
    return False


def tries(session: Session) -> list[SignInAttempt]:
    return list(session.scalars(select(SignInAttempt)))


def hashes(session: Session) -> list[str]:
    return list(session.scalars(select(PersonRow.password_hash)))


def reason(outcome: str | Problem) -> str:
    return outcome.reason if isinstance(outcome, Problem) else "in"


def test_the_right_password_begins_a_session_and_is_audited(engine, settings, read, add, password, clock) -> None:
    add("ama")
    token = sign_in(engine, settings, " AMA ", password, clock)
    assert isinstance(token, str)
    assert read(person_of_token, token, clock).login == "ama"
    assert [(row.who, row.action) for row in read(latest_audit)] == [("ama", "session.begin")]
    assert read(tries) == []


@pytest.mark.parametrize("login", ["ama", "nobody", "closed", "player"])
def test_the_verifier_is_called_exactly_once_whoever_asks(engine, settings, session, add, clock, login) -> None:
    add("ama", "administrator")
    add("closed")
    add("player", demonstration=True)
    disable_person(session, "closed")
    session.commit()
    calls = []

    def verify(password_hash: str, password: str) -> bool:
        calls.append(password_hash)
        return verify_password(password_hash, password)

    assert reason(sign_in(engine, settings, login, "not the password", clock, verify)) == "wrong"
    assert len(calls) == 1
    assert calls[0].startswith("$argon2id$v=19$m=47104,t=2,p=1$")


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(engine, settings, add, clock) -> None:
    add("ama")
    assert sign_in(engine, settings, "ama", "wrong", clock) == sign_in(engine, settings, "nobody", "wrong", clock)


def test_a_disabled_account_does_not_get_in_with_the_right_password(
    engine, settings, session, add, password, clock
) -> None:
    add("kofi")
    disable_person(session, "kofi")
    session.commit()
    assert reason(sign_in(engine, settings, "kofi", password, clock)) == "wrong"


def test_a_demonstration_account_gets_in_only_in_a_demonstration(engine, settings, add, password, clock) -> None:
    add("player", demonstration=True)
    assert reason(sign_in(engine, settings, "player", password, clock)) == "wrong"
    assert reason(sign_in(engine, replace(settings, demonstration=True), "player", password, clock)) == "in"


def test_the_limit_is_exact_and_holds_for_the_right_password_too(engine, settings, add, password, clock) -> None:
    add("ama")
    outcomes = [reason(sign_in(engine, settings, "ama", "wrong", clock, never)) for _ in range(12)]
    assert outcomes == ["wrong"] * 10 + ["held"] * 2
    assert reason(sign_in(engine, settings, "AMA", password, clock)) == "held"
    later = clock + timedelta(minutes=5)
    assert reason(sign_in(engine, settings, "ama", password, later - timedelta(seconds=1))) == "held"
    assert reason(sign_in(engine, settings, "ama", password, later)) == "in"


def test_an_unknown_login_is_held_back_in_the_same_way(engine, settings, clock) -> None:
    outcomes = [reason(sign_in(engine, settings, "nobody", "wrong", clock, never)) for _ in range(11)]
    assert outcomes == ["wrong"] * 10 + ["held"]
    assert reason(sign_in(engine, settings, "somebody", "wrong", clock, never)) == "wrong"


def test_a_success_does_not_count_and_does_not_forgive(engine, settings, add, password, clock) -> None:
    add("ama")
    few = replace(settings, sign_in_rate=2)
    assert reason(sign_in(engine, few, "ama", "wrong", clock, never)) == "wrong"
    assert [reason(sign_in(engine, few, "ama", password, clock)) for _ in range(3)] == ["in"] * 3
    assert reason(sign_in(engine, few, "ama", "wrong", clock, never)) == "wrong"
    assert reason(sign_in(engine, few, "ama", password, clock)) == "held"


def test_the_limit_is_exact_for_simultaneous_tries(engine, settings, add, clock) -> None:
    add("ama")
    with ThreadPoolExecutor(12) as pool:
        begun = [pool.submit(sign_in, engine, settings, "ama", "wrong", clock, never) for _ in range(24)]
        outcomes = sorted(reason(one.result()) for one in begun)
    assert outcomes == ["held"] * 14 + ["wrong"] * 10


def test_what_was_typed_as_login_is_not_stored(engine, settings, read, clock) -> None:
    sign_in(engine, settings, "typed my password here", "x", clock, never)
    (row,) = read(tries)
    assert b"typed" not in row.login_key
    assert len(row.login_key) == 32


def test_no_lock_is_held_while_the_password_is_checked(engine, settings, add, clock) -> None:
    add("ama")

    def verify(_hash: str, _password: str) -> bool:
        with transaction(engine) as other:
            other.execute(update(PersonRow).values(name="Somebody Else"))
        return False

    assert reason(sign_in(engine, settings, "ama", "wrong", clock, verify)) == "wrong"


def test_an_account_closed_while_its_password_was_checked_does_not_get_in(engine, settings, add, clock) -> None:
    add("kofi")

    def verify(_hash: str, _password: str) -> bool:
        with transaction(engine) as other:
            disable_person(other, "kofi")
        return True

    assert reason(sign_in(engine, settings, "kofi", "right", clock, verify)) == "wrong"


def test_at_most_two_hashes_run_at_once_and_the_third_is_told_to_wait(
    engine, settings, read, add, password, clock, monkeypatch
) -> None:
    add("ama")
    monkeypatch.setattr(hashing, "PATIENCE", 0.01)
    with hashing._places, hashing._places:
        with pytest.raises(TooBusy):
            verify_password(hashing.NOBODY, "x")
        assert reason(sign_in(engine, settings, "ama", password, clock)) == "busy"
    assert read(tries) == []
    assert reason(sign_in(engine, settings, "ama", password, clock)) == "in"


def test_a_hash_with_earlier_costs_is_made_anew_at_the_next_sign_in(
    engine, settings, session, read, add, password, clock
) -> None:
    add("ama")
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(password)
    session.execute(update(PersonRow).values(password_hash=weak))
    session.commit()
    assert reason(sign_in(engine, settings, "ama", password, clock)) == "in"
    assert read(hashes)[0].startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert reason(sign_in(engine, settings, "ama", password, clock)) == "in"
