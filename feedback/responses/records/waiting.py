"""Responses that no release has counted yet: read in one stream, and marked with the release that counts them.

Only building a release reads answers here. Marking is done in short transactions, so that citizens never wait for it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from time import sleep
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from feedback.responses.records.rows import ResponseRow

CHUNK = 20_000
ID_BYTES = 16
PAUSE = 0.005
"""Seconds between two chunks, in which others may write."""
COLUMNS = (
    "provenance", "place_id", "sex", "age_group", "residence", "income", "disability",
    "stratum", "psu", "weight", "answers",
)  # fmt: skip
"""What is read of a response after the 16 bytes of its id."""

WAITING = "state = 'kept' AND release_id IS NULL"
READ = {
    "sqlite": f"SELECT id, {', '.join(COLUMNS)} FROM response WHERE round_id = ? AND {WAITING}",  # noqa: S608
    "postgresql": f"SELECT uuid_send(id), {', '.join(COLUMNS)} FROM response WHERE round_id = %s AND {WAITING}",  # noqa: S608
}
MARK = {
    "sqlite": f"UPDATE response SET release_id = ? WHERE id = ? AND {WAITING}",  # noqa: S608
    "postgresql": f"UPDATE response SET release_id = %s WHERE id = ANY(%s) AND {WAITING}",  # noqa: S608
}


def waiting_rows(engine: Engine, round_id: int) -> Iterator[Sequence[Sequence[Any]]]:
    """All waiting responses of a round as of one moment, in chunks of rows: the id as 16 bytes, then COLUMNS."""
    connection = engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        named = {"name": "waiting"} if engine.dialect.name == "postgresql" else {}  # a cursor that the server keeps
        with closing(driver.cursor(**named)) as cursor:
            cursor.execute(READ[engine.dialect.name], (round_id,))
            while chunk := cursor.fetchmany(CHUNK):
                yield chunk
    finally:
        connection.close()


def mark_counted(engine: Engine, release_id: int, ids: bytes, progress: Callable[[int], None] = lambda _: None) -> None:
    """Mark responses as counted by a release; one that was withdrawn meanwhile stays unmarked.

    ids: 16 bytes each, one after the other. progress: called with the number of responses marked so far.
    """
    for start in range(0, len(ids), CHUNK * ID_BYTES):
        chunk = [ids[at : at + ID_BYTES] for at in range(start, min(start + CHUNK * ID_BYTES, len(ids)), ID_BYTES)]
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(MARK["postgresql"], (release_id, [UUID(bytes=id) for id in chunk]))
            else:
                connection.exec_driver_sql(MARK["sqlite"], [(release_id, id) for id in chunk])
        progress(start // ID_BYTES + len(chunk))
        sleep(PAUSE)


def unmark_counted(session: Session, round_id: int, release_id: int) -> None:
    """Let the responses of a release that is not published wait again."""
    here = (ResponseRow.round_id == round_id) & (ResponseRow.release_id == release_id)
    session.execute(update(ResponseRow).where(here).values(release_id=None))


def count_counted(session: Session, round_id: int, release_id: int) -> int:
    """How many responses that were not withdrawn a release counts."""
    here = (ResponseRow.round_id == round_id) & (ResponseRow.release_id == release_id)
    return session.scalar(select(func.count()).where(here, ResponseRow.state == "kept")) or 0


def count_waiting(session: Session, round_id: int) -> int:
    """How many responses no release has counted yet."""
    here = (ResponseRow.round_id == round_id) & (ResponseRow.state == "kept") & ResponseRow.release_id.is_(None)
    return session.scalar(select(func.count()).where(here)) or 0


def counted_days(session: Session, round_id: int) -> tuple[date | None, date | None, int]:
    """The first and the last day on which counted responses of a round arrived, and how many of them are partial."""
    here = (ResponseRow.round_id == round_id) & (ResponseRow.state == "kept") & ResponseRow.release_id.is_not(None)
    partial = func.count().filter(ResponseRow.partial)
    first, last, n = session.execute(
        select(func.min(ResponseRow.date), func.max(ResponseRow.date), partial).where(here)
    ).one()
    return first, last, n
