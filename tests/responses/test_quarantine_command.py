"""`feedback responses quarantine`: what was set aside can be listed and read by the analyst, and reading is audited."""

import json
import uuid

import pytest
from click.testing import CliRunner

from feedback.accounts.records import add_person, latest_audit
from feedback.cli import main
from feedback.database import transaction
from feedback.responses.records import SetAside, quarantine
from tests.serving import environment_of

pytestmark = pytest.mark.databases("sqlite")
ID = uuid.UUID("6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e")


@pytest.fixture
def run(settings, engine, clock):
    """Run the command on a database with one answer of a closed round and one of an unknown round."""
    with transaction(engine) as session:
        add_person(session, "ama", "Ama", ["analyst"], "no password", clock)
        add_person(session, "kofi", "Kofi", ["approver"], "no password", clock)
    quarantine(
        engine, SetAside(ID, b"d" * 32, b'{"a": "\x1b[31m\xff"}', "PILOT-1", "api", "round_not_open", clock.date())
    )
    other = SetAside(uuid.UUID(int=1, version=4), b"e" * 32, b"?", "", "page", "round_unknown", clock.date())
    quarantine(engine, other)

    def run(*arguments, login="ama"):
        command = ["responses", "quarantine", *arguments, "--as", login]
        return CliRunner().invoke(main, command, env=environment_of(settings))

    return run


def test_what_was_set_aside_is_listed_with_its_reason(run):
    listed = run("list")
    assert listed.exit_code == 0, listed.output
    assert f"{ID}  2026-11-20  PILOT-1  api  round_not_open" in listed.output
    assert "(no such round)  page  round_unknown" in listed.output
    assert listed.output.endswith("2 set aside.\n")
    assert "Nothing is set aside." in run("list", "--round", "OTHER").output


def test_a_program_reads_the_list_as_json(run):
    (found,) = json.loads(run("list", "--round", "", "--json").output)
    assert (found["reason"], found["sha256"]) == ("round_unknown", "65" * 32)


def test_one_answer_is_shown_as_received_without_harm_to_the_terminal_and_that_is_audited(run, session):
    shown = run("show", str(ID))
    assert shown.exit_code == 0, shown.output
    assert "reason in words: The round was not open when the answers arrived." in shown.output
    assert r'{"a": "\x1b[31m\\xff"}' in shown.output
    entry = latest_audit(session)[0]
    assert (entry.who, entry.action, entry.subject) == ("ama", "quarantine.show", str(ID))


@pytest.mark.parametrize("arguments", [("list",), ("show", str(ID))])
def test_an_approver_may_not_look_into_the_quarantine(run, arguments):
    refused = run(*arguments, login="kofi")
    assert refused.exit_code == 1
    assert "it needs the role analyst" in refused.stderr


@pytest.mark.parametrize("id", ["x", str(uuid.UUID(int=9, version=4))])
def test_an_id_that_is_not_there_is_told(run, id):
    assert run("show", id).exit_code == 1
