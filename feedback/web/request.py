"""What a view may ask about its request: the database session, the settings, the moment, the language."""

from datetime import UTC, datetime
from typing import Any, cast

from flask import Response, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.database import for_reading
from feedback.languages import translate, translate_plural
from feedback.web.headers import senses


def house() -> dict[str, Any]:
    """What `app.py` hands between rooms that may not import each other."""
    return cast(dict[str, Any], current_app.extensions["feedback"])


def settings() -> Settings:
    """The settings of this instance."""
    return cast(Settings, house()["settings"])


def engine() -> Engine:
    """The database of this instance."""
    return cast(Engine, house()["engine"])


def db() -> Session:
    """The session of this request: opened at first use, ended once by `end_session`."""
    if "session" not in g:
        reading = request.method in {"GET", "HEAD", "OPTIONS"}
        g.session = Session(for_reading(engine()) if reading else engine())
    return cast(Session, g.session)


def end_session(response: Response) -> Response:
    """Commit what a good answer (2xx, 3xx) changed, before the answer leaves; roll back everything else."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        try:
            if response.status_code < 400:
                session.commit()
        finally:
            session.close()
    return response


def drop_session(_error: BaseException | None) -> None:
    """Close what an exception left open."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()


def now() -> datetime:
    """This moment in UTC; tests put a clock of their own into the house."""
    clock = house().get("clock")
    return cast(datetime, clock()) if clock else datetime.now(UTC)


def language() -> str:
    """The language of this request, as the address names it."""
    return cast(str, request.environ.get("feedback.language", settings().default_language))


def say(text: str, /, **values: object) -> str:
    """A text in the language of this request."""
    return translate(language(), text, **values)


def say_plural(one: str, many: str, n: int, /, **values: object) -> str:
    """The right plural form of a text in the language of this request."""
    return translate_plural(language(), one, many, n, **values)


def ours(response: Response) -> Response:
    """Mark an answer that the service worker may show or keep; the page of a hotel or an operator lacks the mark."""
    response.headers["X-Feedback"] = "1"
    return response


def may_use(response: Response, *granted: str) -> Response:
    """Mark a page that may ask for the "camera" or the "microphone"; the headers of every other page forbid it."""
    response.headers["Permissions-Policy"] = senses(*granted)
    return response


def no_store(response: Response) -> Response:
    """Mark a page that belongs to one person: no cache keeps it."""
    response.headers["Cache-Control"] = "no-store"
    return response
