"""Accounts: added once, found in any case, closed at once."""

from sqlalchemy import select

from feedback.accounts.records import (
    Person,
    PersonRow,
    Problem,
    StaffSession,
    add_person,
    count_people,
    disable_person,
    find_person,
    hash_password,
    list_people,
    open_session,
    person_of_token,
    set_password,
    verify_password,
)
from feedback.accounts.records.hashing import NOBODY, is_outdated


def test_a_person_is_found_by_login_in_any_case(session, add) -> None:
    added = add("Ama@Office.Example", "approver", "administrator")
    assert find_person(session, " AMA@office.EXAMPLE") == added
    assert added.roles == ("administrator", "approver")
    assert find_person(session, "nobody") is None
    assert count_people(session) == 1


def test_a_login_is_given_only_once(session, add, password_hash, clock) -> None:
    add("ama")
    again = add_person(session, "AMA", "Another Ama", ["analyst"], password_hash, clock)
    assert isinstance(again, Problem)
    assert again.reason == "taken"


def test_an_account_with_a_bad_login_name_or_role_is_not_added(session, password_hash, clock) -> None:
    bad = [("a b", "Ama", ["analyst"]), ("ama", "", ["analyst"]), ("ama", "Ama", ["boss"]), ("ama", "Ama", [])]
    reasons = [add_person(session, login, name, roles, password_hash, clock) for login, name, roles in bad]
    assert [problem.reason for problem in reasons if isinstance(problem, Problem)] == ["login", "name", "role", "role"]
    assert list_people(session) == []


def test_a_disabled_account_loses_its_sessions_at_once(session, add, clock) -> None:
    person = add("kofi")
    token = open_session(session, person.id, clock)
    assert person_of_token(session, token, clock) is not None
    closed = disable_person(session, "KOFI")
    assert isinstance(closed, Person)
    assert closed.state == "disabled"
    assert person_of_token(session, token, clock) is None
    assert session.scalars(select(StaffSession)).all() == []


def test_a_new_password_ends_all_sessions_and_replaces_the_old_one(session, add, clock) -> None:
    person = add("kofi")
    token = open_session(session, person.id, clock)
    set_password(session, "kofi", hash_password("another good long password"))
    assert person_of_token(session, token, clock) is None
    stored = session.scalars(select(PersonRow.password_hash)).one()
    assert verify_password(stored, "another good long password")
    assert not verify_password(stored, "seven quiet rivers bend")


def test_the_last_active_administrator_stays(session, add) -> None:
    add("ama", "administrator")
    add("esi", "administrator", "approver")
    assert isinstance(disable_person(session, "ama"), Person)
    refused = disable_person(session, "esi")
    assert isinstance(refused, Problem)
    assert refused.reason == "last"


def test_an_unknown_account_is_a_problem_not_an_exception(session) -> None:
    assert isinstance(disable_person(session, "nobody"), Problem)
    assert isinstance(set_password(session, "nobody", "hash"), Problem)


def test_a_password_is_hashed_with_argon2id_and_at_least_46_mebibytes(password_hash) -> None:
    assert password_hash.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert hash_password("seven quiet rivers bend") != password_hash


def test_the_hash_of_nobody_costs_as_much_as_any_other() -> None:
    assert not is_outdated(NOBODY)
    assert not verify_password(NOBODY, "")


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    assert verify_password(hash_password("caf\u00e9 au bord du fleuve"), "cafe\u0301 au bord du fleuve")
