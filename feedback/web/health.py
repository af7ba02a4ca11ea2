"""Is the server alive, and is it ready? For the monitors of those who run it; nothing about anyone's answers."""

from flask import Response, jsonify, make_response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from feedback.config import PACKAGE
from feedback.web.access import public
from feedback.web.request import db, no_store, settings

ROOM = 50 * 1024 * 1024
"""Bytes that must be free on the disk of the instance."""


@public
def alive() -> Response:
    """The process answers; nothing else is touched."""
    return no_store(make_response("alive\n", 200, {"Content-Type": "text/plain; charset=utf-8"}))


@public
def ready() -> Response:
    """Whether the database answers with the tables of this version, and there is room on the disk (200 or 503)."""
    state = {"database": _tables_are_current(), "disk": settings().free_bytes() > ROOM}
    return no_store(make_response(jsonify(state), 200 if all(state.values()) else 503))


def _tables_are_current() -> bool:
    newest = max(path.name[:4] for path in (PACKAGE / "migrations" / "versions").glob("[0-9]*.py"))
    try:
        return bool(db().scalar(text("SELECT version_num FROM alembic_version")) == newest)
    except SQLAlchemyError:
        return False
