"""Sessions of people who work here: the server's own rows decide, the cookie only carries a random token."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from feedback.accounts.records.people import as_person
from feedback.accounts.records.rows import PersonRow, StaffSession
from feedback.accounts.rules import ABSOLUTE, IDLE, Person, session_alive

FRESH = timedelta(minutes=1)
"""How exactly the last use of a session is kept: a minute, so that looking at pages costs few writes."""


def open_session(
    session: Session, person_id: int, now: datetime, random_bytes: Callable[[int], bytes] = secrets.token_bytes
) -> str:
    """Begin a session and give its token (256 random bits, as hexadecimal); what has ended is cleared away."""
    session.execute(delete(StaffSession).where(or_(StaffSession.expires <= now, StaffSession.seen <= now - IDLE)))
    token = random_bytes(32).hex()
    session.add(
        StaffSession(token_hash=_hash(token), person_id=person_id, created=now, seen=now, expires=now + ABSOLUTE)
    )
    session.flush()
    return token


def person_of_token(session: Session, token: str, now: datetime) -> Person | None:
    """Whose session this is; None when it ended, was idle for 30 minutes, or its account is disabled."""
    found = session.execute(
        select(StaffSession, PersonRow)
        .join(PersonRow, PersonRow.id == StaffSession.person_id)
        .where(StaffSession.token_hash == _hash(token))
    ).one_or_none()
    if found is None:
        return None
    row, person = found
    alive = person.state == "active" and session_alive(row.seen, row.expires, now)
    return as_person(person, row.seen) if alive else None


def needs_waking(person: Person, now: datetime) -> bool:
    """Whether the last use of this person's session was written down more than a minute ago."""
    return person.seen is not None and now >= person.seen + FRESH


def keep_awake(session: Session, token: str, now: datetime) -> None:
    """Note that a session was used just now."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == _hash(token)).values(seen=now))


def sign_out(session: Session, token: str) -> None:
    """End a session: the same cookie opens nothing from now on."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(token)))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
