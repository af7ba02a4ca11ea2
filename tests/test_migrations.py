"""The migrations make exactly the tables that the program uses, and every one of them can be taken back."""

import importlib
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from feedback.config import PACKAGE, Settings
from feedback.database import Base, make_engine
from feedback.migrations import configuration, downgrade, is_current, upgrade

pytestmark = pytest.mark.databases("sqlite", "postgresql")

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.fixture
def empty(settings: Settings) -> Iterator[Engine]:
    """A database without any table."""
    engine = make_engine(settings)
    yield engine
    engine.dispose()


def schema(engine: Engine) -> dict[str, object]:
    """Everything that a migration may change, in a form that can be compared."""
    found = inspect(engine)
    tables = {
        table: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(table)},
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "indexes": sorted((str(i["name"]), str(i["column_names"]), i["unique"]) for i in found.get_indexes(table)),
            "unique": sorted(str(u["column_names"]) for u in found.get_unique_constraints(table)),
            "checks": sorted(str(c["sqltext"]) for c in found.get_check_constraints(table)),
            "foreign keys": sorted(
                (str(k["constrained_columns"]), k["referred_table"], str(k["referred_columns"]))
                for k in found.get_foreign_keys(table)
            ),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }
    with engine.connect() as connection:
        triggers = {row[0]: row[1] for row in connection.execute(text(TRIGGERS[engine.dialect.name]))}
    return {"tables": tables, "triggers": triggers}


def test_the_newest_migration_gives_exactly_the_tables_of_the_program(empty: Engine) -> None:
    for records in PACKAGE.glob("*/records*"):
        importlib.import_module(f"feedback.{records.parent.name}.records")
    importlib.import_module("feedback.work")
    upgrade(empty)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert is_current(empty)


def test_an_empty_database_is_not_taken_for_a_ready_one(empty: Engine) -> None:
    assert not is_current(empty)


def test_every_migration_goes_up_down_and_up_again_to_the_same_tables(empty: Engine) -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()]
    before = schema(empty)
    below = "base"
    for revision in reversed(revisions):
        upgrade(empty, revision)
        above = schema(empty)
        downgrade(empty, below)
        assert schema(empty) == before, f"{revision} does not go down to what was there before"
        upgrade(empty, revision)
        assert schema(empty) == above, f"{revision} does not come back as it was"
        before, below = above, revision


def test_upgrading_twice_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    once = schema(empty)
    upgrade(empty)
    assert schema(empty) == once
