"""`feedback account`: accounts from the terminal, each change audited."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from feedback.accounts.records import find_person, latest_audit, open_session, person_of_token, sign_in
from feedback.cli import main
from feedback.database import transaction
from tests.serving import environment_of

GOOD = "four unrelated marsh words"


@pytest.fixture
def run(settings, engine) -> Callable[..., Result]:
    """Run `feedback account ...` on the test's own instance."""

    def run(*arguments: str, typed: str | None = GOOD + "\n") -> Result:
        return CliRunner().invoke(main, ["account", *arguments], input=typed, env=environment_of(settings))

    return run


def first(run) -> None:
    done = run("add", "Ama", "--name", "Ama Mensah", "--role", "administrator", "--password-stdin")
    assert done.exit_code == 0, done.output


def test_the_first_account_needs_nobody_and_can_sign_in(run, read, engine, settings, clock) -> None:
    first(run)
    assert read(find_person, "ama").roles == ("administrator",)
    assert isinstance(sign_in(engine, settings, "ama", GOOD, clock), str)
    assert [(row.who, row.action, row.subject) for row in read(latest_audit)][1:] == [("ama", "account.add", "ama")]


def test_the_first_account_must_be_an_administrator(run) -> None:
    refused = run("add", "kofi", "--name", "Kofi", "--role", "analyst", "--password-stdin")
    assert refused.exit_code == 1
    assert "administrator" in refused.stderr


def test_every_later_account_is_added_by_an_administrator_by_name(run, read) -> None:
    first(run)
    kofi = ("add", "kofi", "--name", "Kofi Boateng", "--role", "analyst", "--role", "coordinator", "--password-stdin")
    assert run(*kofi).exit_code == 1
    assert run(*kofi, "--as", "nobody").exit_code == 1
    assert run(*kofi, "--as", "ama").exit_code == 0
    assert run("add", "esi", "--name", "Esi", "--role", "approver", "--password-stdin", "--as", "kofi").exit_code == 1
    assert read(find_person, "kofi").roles == ("analyst", "coordinator")
    assert read(find_person, "esi") is None
    row = read(latest_audit)[0]
    assert (row.who, row.action, row.subject) == ("ama", "account.add", "kofi")
    assert row.detail == {"name": "Kofi Boateng", "roles": ["analyst", "coordinator"]}


def test_the_password_is_asked_twice_and_never_shown(run, read) -> None:
    ama = ("add", "ama", "--name", "Ama Mensah", "--role", "administrator")
    asked = run(*ama, typed=f"{GOOD}\n{GOOD}\n")
    assert asked.exit_code == 0
    assert GOOD not in asked.output
    assert run("password", "ama", "--as", "ama", typed=f"{GOOD}\nsomething else\n").exit_code == 1


@pytest.mark.parametrize("bad", ["short", "password1234", "amamensah2026", ""])
def test_a_bad_password_adds_nothing_and_says_why(run, read, bad) -> None:
    refused = run("add", "ama", "--name", "Ama Mensah", "--role", "administrator", "--password-stdin", typed=bad + "\n")
    assert refused.exit_code == 1
    assert "password" in refused.stderr
    assert read(find_person, "ama") is None


def test_a_login_that_is_taken_is_refused_before_a_password_is_asked(run) -> None:
    first(run)
    refused = run("add", "AMA", "--name", "Another", "--role", "analyst", "--as", "ama", typed=None)
    assert refused.exit_code == 1
    assert "already" in refused.stderr


def test_disabling_ends_sessions_and_is_audited(run, read, add, engine, clock) -> None:
    first(run)
    kofi = add("kofi")
    with transaction(engine) as session:
        token = open_session(session, kofi.id, clock)
    assert run("disable", "kofi", "--as", "ama").exit_code == 0
    assert read(person_of_token, token, clock) is None
    row = read(latest_audit)[0]
    assert (row.who, row.action, row.subject) == ("ama", "account.disable", "kofi")
    assert run("disable", "kofi", "--as", "kofi").exit_code == 1
    assert run("disable", "ama", "--as", "ama").exit_code == 1
    assert run("disable", "nobody", "--as", "ama").exit_code == 1


def test_a_closed_account_is_opened_again_by_an_administrator_only_and_that_is_audited(run, read, add) -> None:
    first(run)
    add("kofi", "analyst")
    run("disable", "kofi", "--as", "ama")
    assert run("enable", "kofi", "--as", "kofi").exit_code == 1
    assert read(find_person, "kofi").state == "disabled"
    assert run("enable", "KOFI", "--as", "ama").exit_code == 0
    assert read(find_person, "kofi").state == "active"
    row = read(latest_audit)[0]
    assert (row.who, row.action, row.subject, row.detail) == ("ama", "account.enable", "kofi", {"roles": ["analyst"]})
    assert run("enable", "nobody", "--as", "ama").exit_code == 1


def test_roles_are_changed_by_an_administrator_and_hold_for_who_is_signed_in(run, read, add, engine, clock) -> None:
    first(run)
    kofi = add("kofi", "analyst")
    with transaction(engine) as session:
        token = open_session(session, kofi.id, clock)
    assert run("roles", "kofi", "--role", "approver", "--as", "kofi").exit_code == 1
    assert run("roles", "kofi", "--role", "approver", "--role", "moderator", "--as", "ama").exit_code == 0
    assert read(person_of_token, token, clock).roles == ("approver", "moderator")
    row = read(latest_audit)[0]
    assert (row.who, row.action, row.subject) == ("ama", "account.roles", "kofi")
    assert row.detail == {"roles": ["approver", "moderator"], "before": ["analyst"]}
    assert run("roles", "nobody", "--role", "analyst", "--as", "ama").exit_code == 1
    assert run("roles", "kofi", "--role", "boss", "--as", "ama").exit_code == 2


def test_the_last_administrator_cannot_give_that_role_away(run, read, add) -> None:
    first(run)
    refused = run("roles", "ama", "--role", "analyst", "--as", "ama")
    assert (refused.exit_code, "only active administrator" in refused.stderr) == (1, True)
    assert run("roles", "ama", "--role", "analyst", "--role", "administrator", "--as", "ama").exit_code == 0
    add("esi", "administrator")
    assert run("roles", "ama", "--role", "analyst", "--as", "ama").exit_code == 0
    assert read(find_person, "ama").roles == ("analyst",)


def test_a_new_password_works_and_the_old_one_does_not(run, read, engine, settings, clock) -> None:
    first(run)
    changed = run("password", "ama", "--as", "ama", "--password-stdin", typed="another set of plain words\n")
    assert changed.exit_code == 0, changed.output
    assert isinstance(sign_in(engine, settings, "ama", "another set of plain words", clock), str)
    assert not isinstance(sign_in(engine, settings, "ama", GOOD, clock), str)
    assert "account.password" in [row.action for row in read(latest_audit)]
    assert run("password", "nobody", "--as", "ama", "--password-stdin").exit_code == 1


def test_only_an_administrator_changes_the_password_of_somebody_else(run, add) -> None:
    first(run)
    add("kofi", "analyst")
    add("esi", "approver")
    assert run("password", "esi", "--as", "kofi", "--password-stdin").exit_code == 1
    assert run("password", "kofi", "--as", "kofi", "--password-stdin").exit_code == 0


def test_accounts_are_listed_for_people_and_for_programs(run, add) -> None:
    assert "feedback account add" in run("list").output
    first(run)
    add("kofi", "analyst")
    assert "kofi" in run("list").output
    assert [row["login"] for row in json.loads(run("list", "--json").output)] == ["ama", "kofi"]


def test_every_command_explains_itself_and_an_unknown_role_is_a_usage_error(run) -> None:
    for name in ("add", "disable", "enable", "roles", "password", "list"):
        assert run(name, "--help").exit_code == 0
    assert run("add", "ama", "--name", "Ama", "--role", "boss").exit_code == 2


@pytest.mark.databases("sqlite")
def test_no_password_reaches_the_audit_trail(run, read) -> None:
    first(run)
    run("password", "ama", "--as", "ama", "--password-stdin", typed="another set of plain words\n")
    written = " ".join(f"{row.who} {row.action} {row.subject} {row.detail}" for row in read(latest_audit))
    assert "words" not in written
    assert "argon2" not in written
