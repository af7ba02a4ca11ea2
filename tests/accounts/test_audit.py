"""The audit trail is append-only: the database itself refuses everything else."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from feedback.accounts.records import audit, audit_guards, drop_audit_guards, latest_audit

CHANGES = [
    "UPDATE audit SET who = 'somebody else'",
    "UPDATE audit SET id = id + 1",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE id = 1",
]
OF_SQLITE = [
    "INSERT OR REPLACE INTO audit SELECT id, at, 'x', action, subject, detail FROM audit",
    "REPLACE INTO audit SELECT * FROM audit",
]
OF_POSTGRESQL = [
    "TRUNCATE audit",
    "INSERT INTO audit SELECT * FROM audit ON CONFLICT (id) DO UPDATE SET who = 'x'",
]


@pytest.fixture
def written(session, clock):
    audit(session, "ama", "account.add", "kofi", {"roles": ["analyst"]}, clock)
    audit(session, "kofi", "round.open", "GH-2026", None, clock)
    session.commit()
    return session


def refused(session, statement) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert [(row.who, row.action) for row in latest_audit(session)] == [("kofi", "round.open"), ("ama", "account.add")]


@pytest.mark.parametrize("statement", CHANGES)
def test_a_line_of_the_audit_trail_cannot_be_changed_or_deleted(written, statement) -> None:
    refused(written, statement)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("statement", OF_SQLITE)
def test_a_line_cannot_be_replaced_on_sqlite(written, statement) -> None:
    refused(written, statement)


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("statement", OF_POSTGRESQL)
def test_a_line_cannot_be_truncated_or_overwritten_on_postgresql(written, statement) -> None:
    refused(written, statement)


def test_a_line_says_who_did_what_to_whom_and_when(written, clock) -> None:
    row = latest_audit(written)[1]
    assert (row.who, row.action, row.subject, row.detail, row.at) == (
        "ama",
        "account.add",
        "kofi",
        {"roles": ["analyst"]},
        clock,
    )


def test_a_line_falls_with_the_work_it_describes(session, clock) -> None:
    audit(session, "ama", "account.add", "kofi", None, clock)
    session.rollback()
    assert latest_audit(session) == []


def test_the_guards_can_be_taken_away_and_put_back_by_a_migration(written) -> None:
    dialect = written.get_bind().dialect.name
    for statement in drop_audit_guards(dialect):
        written.execute(text(statement))
    written.execute(text("UPDATE audit SET subject = subject"))
    for statement in audit_guards(dialect):
        written.execute(text(statement))
    written.commit()
    refused(written, "DELETE FROM audit")
