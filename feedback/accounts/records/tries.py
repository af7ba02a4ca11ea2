"""Failed tries at a door that only a secret opens: counted in the database, exactly, also when many come at once."""

import hmac
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedback.accounts.records.rows import SignInAttempt
from feedback.accounts.rules import WINDOW, wait_until
from feedback.config import Settings


def begin_try(session: Session, settings: Settings, door: str, whose: str, rate: int, now: datetime) -> int | datetime:
    """Count a try as failed until `end_try` says otherwise; its number, or the moment until which to wait.

    `whose` is what is limited at this door (a login, an address); only an HMAC of it is kept, for five minutes. Tries
    of the same one queue here for a moment.
    """
    key = hmac.digest(settings.secret_key.encode(), f"{door} {whose}".encode("utf-8", "replace"), "sha256")
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(key[:8], "big", signed=True))))
    failures = session.scalars(select(SignInAttempt.at).where(SignInAttempt.login_key == key)).all()
    until = wait_until(failures, rate, now)
    if until is not None:
        return until
    attempt = SignInAttempt(login_key=key, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def end_try(session: Session, attempt: int) -> None:
    """Forget a try that did not fail."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt))


def forget_old_tries(session: Session, now: datetime) -> None:
    """Forget all tries that no limit looks at any more."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - WINDOW))
