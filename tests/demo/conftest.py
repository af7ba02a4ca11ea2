"""The demonstration, built once for all tests that only look at it, and copied for those that go on with it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.database import for_reading, make_engine
from feedback.demo.instance import build_instance

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def settings_in(folder: Path, demonstration: bool = True) -> Settings:
    return Settings(
        instance=folder,
        database_url=f"sqlite:///{folder / 'feedback.sqlite3'}",
        secret_key="for tests only, never for a real instance",
        demonstration=demonstration,
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of an instance in which the demonstration was built."""
    settings = settings_in(tmp_path_factory.mktemp("demo") / "instance")
    assert build_instance(settings, NOW, lambda _percent: None) is None
    return settings


@pytest.fixture
def look(built: Settings) -> Iterator[Session]:
    """A session that reads the demonstration."""
    engine = make_engine(built)
    with Session(for_reading(engine)) as session:
        yield session
    engine.dispose()


@pytest.fixture
def copied(built: Settings, tmp_path: Path) -> Settings:
    """An instance of this test's own with the demonstration in it."""
    folder = tmp_path / "demo"
    shutil.copytree(built.instance, folder)
    return replace(built, instance=folder, database_url=f"sqlite:///{folder / 'feedback.sqlite3'}")
