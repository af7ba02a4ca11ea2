"""The instance that holds the demonstration: built whole or not at all, and never where something real lies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, make_url
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.database import for_reading, make_engine
from feedback.demo.building import build_demonstration
from feedback.demo.standing import Standing, standing_of
from feedback.migrations import upgrade

NOT_ASKED = "This is no demonstration: set FEEDBACK_DEMONSTRATION=yes and FEEDBACK_INSTANCE to a folder of its own."
NOT_EMPTY = (
    "This instance is not empty, and the demonstration is only built in an empty one: choose another FEEDBACK_INSTANCE."
)
BUILT = "The demonstration stands already. To start again, remove the folder {folder} and build it anew."


def standing_at(settings: Settings) -> Standing:
    """What lies in the database of these settings; one that is not there, or has no tables, is empty."""
    url = make_url(settings.database_url)
    if settings.sqlite and not Path(url.database or "").exists():
        return "empty"
    engine = make_engine(settings)
    try:
        if not {"person", "round"} <= set(inspect(engine).get_table_names()):
            return "empty"
        with Session(for_reading(engine)) as session:
            return standing_of(session)
    finally:
        engine.dispose()


def build_instance(settings: Settings, now: datetime, progress: Callable[[int], None]) -> str | None:
    """Build the demonstration in the instance of these settings; or say why not.

    A SQLite database is built beside its place and moved there when it is complete, so that a build that was cut off
    leaves nothing half done. On PostgreSQL the database has to be emptied by hand after such an accident.
    """
    if not settings.demonstration:
        return NOT_ASKED
    standing = standing_at(settings)
    if standing != "empty":
        return BUILT.format(folder=settings.instance) if standing == "demonstration" else NOT_EMPTY
    if not settings.sqlite:
        _build(settings, now, progress)
        return None
    place = Path(make_url(settings.database_url).database or "")
    beside = place.with_name(f"{place.name}.building")
    place.parent.mkdir(parents=True, exist_ok=True)
    _remove(beside)
    _build(replace(settings, database_url=f"sqlite:///{beside}"), now, progress)
    _remove(place)
    beside.rename(place)
    return None


def _build(settings: Settings, now: datetime, progress: Callable[[int], None]) -> None:
    engine = make_engine(settings)
    try:
        upgrade(engine)
        build_demonstration(engine, now, progress)
    finally:
        engine.dispose()  # the last connection to close moves everything from the log into the file


def _remove(database: Path) -> None:
    """Remove an empty or unfinished database with the log files beside it."""
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
