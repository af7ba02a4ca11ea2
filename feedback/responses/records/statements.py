"""Single statements that commit by themselves: the short way to the disk, for the one place where thousands wait."""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError

MARKS = {"sqlite": "?", "postgresql": "%s"}
Answer = TypeVar("Answer")

_idle: WeakKeyDictionary[Engine, list[Any]] = WeakKeyDictionary()
"""Cursors of the driver, each on a connection of its own in which every statement is a transaction of its own.

They are kept apart from the engine's own, which would ask the database at each use whether it is still there, and end
a transaction that never began: two ways to the database for nothing.
"""


def run(engine: Engine, ask: Callable[[DBAPICursor], Answer]) -> Answer:
    """What `ask` makes of a cursor in which every statement is a transaction of its own, durable when it returns.

    When the database has gone away since the connection was last used, `ask` is called once more with a new one: it
    must be such that asking twice does no harm. Raises SQLAlchemy's OperationalError, without the values, when the
    database fails.
    """
    idle = _idle_of(engine)
    while idle:
        cursor = idle.pop()
        try:
            return _ask(cursor, ask, idle)
        except engine.dialect.loaded_dbapi.Error as error:
            gone = engine.dialect.is_disconnect(error, cursor.connection, cursor)
            cursor.connection.close()
            if not gone:
                raise _failure(error) from None
    cursor = _connect(engine)
    try:
        return _ask(cursor, ask, idle)
    except engine.dialect.loaded_dbapi.Error as error:
        cursor.connection.close()
        raise _failure(error) from None


def _ask(cursor: Any, ask: Callable[[DBAPICursor], Answer], idle: list[Any]) -> Answer:
    answer = ask(cursor)
    idle.append(cursor)
    return answer


def _connect(engine: Engine) -> Any:
    """A cursor on a connection of the engine that is set up like all others and taken out of its pool."""
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    if engine.dialect.name == "postgresql":  # on SQLite, connections of the house are in this state already
        connection.autocommit = True
    return connection.cursor()


def _idle_of(engine: Engine) -> list[Any]:
    idle = _idle.get(engine)
    if idle is None:
        idle = _idle.setdefault(engine, [])
        event.listen(engine, "engine_disposed", _close)
    return idle


def _close(engine: Engine) -> None:
    """An engine that lets go of its connections lets go of these too."""
    for cursor in _idle.pop(engine, []):
        cursor.connection.close()


def _failure(error: Exception) -> OperationalError:
    return OperationalError("", None, error, hide_parameters=True)
