"""The life of a release: who may move it, and that nothing published ever changes, on both databases."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from feedback.database import transaction
from feedback.publication.records import (
    CHANGED,
    TAKEN_BACK,
    File,
    Release,
    all_releases,
    approve,
    begin_release,
    cells_of,
    discard,
    drop_release_guards,
    find_published,
    is_frozen,
    open_release,
    publish,
    release_files,
    release_guards,
)
from feedback.publication.rules import STATES, may_approve, refusal
from feedback.results.records import TallyRow
from tests.publication.samples import make_draft, measures_of

FILE = File("a.csv", "text/csv", b"a")


def _publish(engine: Engine, this, release_id: int, clock) -> None:
    with transaction(engine) as session:
        assert approve(session, release_id, "esi", clock) is None
        release = session.get_one(Release, release_id)
        assert publish(session, release_id, "kofi", clock, release_files(session, this, release, True)) is None


def test_the_builder_never_approves_however_the_login_is_typed(engine, draft, clock):
    with transaction(engine) as session:
        for login in ("kofi", "Kofi", " KOFI "):
            assert approve(session, draft, login, clock) is not None
            assert not may_approve(session.get_one(Release, draft), login)
        assert session.get_one(Release, draft).state == "draft"


def test_the_database_itself_refuses_an_approval_by_the_builder(engine, draft):
    for login in ("kofi", "KOFI"):
        statement = "UPDATE release SET state = 'approved', approved_by = :who, approved_at = built_at"
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(statement), {"who": login})


def test_a_second_person_approves_and_then_it_is_published(engine, this, draft, clock):
    _publish(engine, this, draft, clock)
    with transaction(engine) as session:
        release = find_published(session, this.id)
        assert release is not None
        assert (release.built_by, release.approved_by, release.published_by) == ("kofi", "esi", "kofi")
        assert is_frozen(session, draft)


def test_nothing_is_published_without_approval(engine, draft, clock):
    with transaction(engine) as session:
        assert publish(session, draft, "esi", clock, [FILE]) == refusal(
            session.get_one(Release, draft), "publish", "esi"
        )
        assert session.get_one(Release, draft).state == "draft"


def test_no_step_leads_away_from_published_or_discarded(engine, this, draft, clock):
    _publish(engine, this, draft, clock)
    with transaction(engine) as session:
        assert approve(session, draft, "ama", clock) is not None
        assert publish(session, draft, "ama", clock, [FILE]) is not None
        assert discard(session, draft, "ama") is not None
        assert len(cells_of(session, draft)) > 100


def test_a_discarded_release_leaves_no_number_and_frees_its_own(engine, this, draft, edition, clock):
    with transaction(engine) as session:
        assert discard(session, draft, "kofi") is None
        assert cells_of(session, draft) == []
        again = make_draft(session, this, measures_of(edition), "kofi", clock)
        assert again.number == 1
        assert [r.state for r in all_releases(session, this.id)] == ["draft", "discarded"]


def test_an_approved_release_can_still_be_discarded_before_it_is_public(engine, this, draft, clock):
    with transaction(engine) as session:
        assert approve(session, draft, "esi", clock) is None
        assert discard(session, draft, "esi") is None
        assert cells_of(session, draft) == []
        assert open_release(session, this.id) is None
        assert not is_frozen(session, draft)


def test_a_round_has_one_release_at_a_time_that_is_not_public(engine, this, draft, clock):
    with pytest.raises(DBAPIError), transaction(engine) as session:
        begin_release(session, this.id, False, "ama", clock)


def test_a_draft_that_holds_an_answer_taken_back_is_not_approved(engine, draft, clock):
    with transaction(engine) as session:
        session.get_one(TallyRow, draft).responses = 7  # the draft counted seven, and none of them is there any more
        session.flush()
        assert approve(session, draft, "esi", clock) == TAKEN_BACK


def test_an_unfinished_draft_is_not_approved(engine, this, clock):
    with transaction(engine) as session:
        release = begin_release(session, this.id, False, "kofi", clock)
        assert approve(session, release.id, "esi", clock) is not None


def test_numbers_that_were_tampered_with_are_neither_approved_nor_published(engine, this, draft, clock):
    with engine.begin() as connection:
        for statement in drop_release_guards(engine.dialect.name):
            connection.exec_driver_sql(statement)
        connection.execute(text("UPDATE published_cell SET shown = '99' WHERE cell = '_T|HLTH|OSATIS'"))
    with transaction(engine) as session:
        assert approve(session, draft, "esi", clock) == CHANGED
        session.get_one(Release, draft).digest = ""
        session.flush()
        assert approve(session, draft, "esi", clock) is not None


CHANGES = (
    "UPDATE published_cell SET shown = '99', value = 99",
    "UPDATE published_cell SET measure = 'share' WHERE measure = 'share'",
    "DELETE FROM published_cell",
    "INSERT INTO published_cell (release_id, series, cell, measure, shown, reason) "
    "VALUES (:id, 'open_link', '_T|HLTH|NEW', 'share', '99', '')",
    "UPDATE release SET state = 'draft'",
    "UPDATE release SET state = 'discarded'",
    "UPDATE release SET state = 'approved'",
    "UPDATE release SET built_by = 'somebody'",
    "UPDATE release SET approved_by = 'somebody'",
    "UPDATE release SET published_at = built_at",
    "UPDATE release SET digest = 'another'",
    "UPDATE release SET steps = '[1]'",
    "UPDATE release SET responses = responses + 1",
    "UPDATE release SET number = 7",
    "DELETE FROM release",
    "UPDATE release_file SET bytes = bytes || bytes",
    "UPDATE release_file SET name = 'x' || name",
    "DELETE FROM release_file",
    "INSERT INTO release_file (release_id, name, type, sha256, bytes) VALUES (:id, 'x.csv', 'text/csv', 'x', 'x')",
)


def test_no_statement_changes_what_is_published(engine, this, draft, clock):
    _publish(engine, this, draft, clock)
    before = _everything(engine)
    assert [statement for statement in CHANGES if not _refused(engine, statement, draft)] == []
    assert _everything(engine) == before


def test_it_is_the_guards_that_refuse_these_statements(engine, this, draft, clock):
    _publish(engine, this, draft, clock)
    with engine.begin() as connection:
        for statement in drop_release_guards(engine.dialect.name):
            connection.exec_driver_sql(statement)
    refused = [statement for statement in CHANGES if _refused(engine, statement, draft)]
    assert refused == ["DELETE FROM release"]  # its numbers and files hold it, guards or not


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("columns", ["id, round_id, number", "round_id, number"])
def test_sqlite_does_not_replace_a_published_release(engine, this, draft, clock, columns):
    _publish(engine, this, draft, clock)
    before = _everything(engine)
    rest = "'draft', 0, 'x', built_at, 0, 0, 0, '', '[]', '[]', ''"
    names = (
        f"{columns}, state, closing, built_by, built_at, responses, waiting, wording, edition_sha, steps, texts, digest"
    )
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(f"INSERT OR REPLACE INTO release ({names}) SELECT {columns}, {rest} FROM release"))
    assert _everything(engine) == before


@pytest.mark.databases("postgresql")
def test_postgresql_does_not_empty_what_is_published(engine, this, draft, clock):
    _publish(engine, this, draft, clock)
    before = _everything(engine)
    for tables in ("published_cell", "release_file", "release CASCADE", "published_cell, release_file, release"):
        assert _refused(engine, f"TRUNCATE {tables}", draft), tables
    assert _everything(engine) == before


def test_a_finished_draft_keeps_what_its_approver_sees(engine, draft):
    for change in ("digest = 'x'", "responses = 7", "waiting = 7", "edition_sha = 'x'", "built_by = 'x'", "number = 7"):
        assert _refused(engine, f"UPDATE release SET {change}", draft), change


def test_a_finished_draft_takes_no_further_number(engine, draft):
    assert _refused(engine, CHANGES[3], draft)


def test_a_release_is_born_as_a_draft(engine, this, clock):
    with transaction(engine) as session:
        begin_release(session, this.id, False, "kofi", clock)
    columns = "round_id, closing, built_by, built_at, responses, waiting, wording, edition_sha, steps, texts, digest"
    for state in STATES[1:]:
        copy = f"INSERT INTO release (number, state, {columns}) SELECT 9, '{state}', {columns} FROM release"
        assert _refused(engine, copy, 1), state


def test_the_guards_can_be_taken_away_and_put_back(engine, this, draft, clock):
    with engine.begin() as connection:
        for statement in (*drop_release_guards(engine.dialect.name), *release_guards(engine.dialect.name)):
            connection.exec_driver_sql(statement)
    _publish(engine, this, draft, clock)
    assert [statement for statement in CHANGES if not _refused(engine, statement, draft)] == []


def _refused(engine: Engine, statement: str, id: int) -> bool:
    """Whether the database refuses a statement; one that it takes is rolled back."""
    with engine.connect() as connection:
        try:
            connection.execute(text(statement), {"id": id} if ":id" in statement else {})
        except DBAPIError:
            return True
    return False


def _everything(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4"))]
            for table in ("release", "published_cell", "release_file")
        ]
