"""Signing in: a try is counted before the password is looked at, and the same work is done for an unknown login.

Hashing takes a tenth of a second, so it happens between two short transactions and never inside one: a flood of
sign-ins must not hold the lock that citizens' answers wait for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback import N_
from feedback.accounts.records.hashing import NOBODY, TooBusy, hash_password, is_outdated, verify_password
from feedback.accounts.records.rows import PersonRow
from feedback.accounts.records.sessions import open_session
from feedback.accounts.records.trail import audit
from feedback.accounts.records.tries import begin_try, end_try, forget_old_tries
from feedback.accounts.rules import Problem, clean_login
from feedback.config import Settings
from feedback.database import transaction

WRONG = N_("We do not know this login with this password. Please check both and try again.")
HELD = N_("Too many wrong passwords were tried for this login. Please wait five minutes and try again.")
BUSY = N_("Too many people are signing in at this moment. Please try again in a minute.")


@dataclass(frozen=True)
class _Try:
    """One counted try: its row, the hash to check and whose it is (None for an unknown login)."""

    attempt: int
    password_hash: str
    person_id: int | None


def sign_in(
    engine: Engine,
    settings: Settings,
    login: str,
    password: str,
    now: datetime,
    verify: Callable[[str, str], bool] = verify_password,
) -> str | Problem:
    """Give the token of a new session, or a Problem with reason `wrong`, `held` or `busy`.

    The limit is exact on both databases, also for simultaneous tries: `settings.sign_in_rate` failures of one login in
    five minutes. The hash is verified exactly once, whether or not there is such an account.
    """
    cleaned = clean_login(login)
    with transaction(engine) as session:
        begun = _count(session, settings, cleaned, now)
    if isinstance(begun, Problem):
        return begun
    try:
        right = verify(begun.password_hash, password)
    except TooBusy:
        with transaction(engine) as session:
            end_try(session, begun.attempt)
        return Problem("busy", BUSY)
    renewed = hash_password(password) if right and begun.person_id and is_outdated(begun.password_hash) else None
    with transaction(engine) as session:
        return _finish(session, settings, begun, right, renewed, cleaned, now)


def _count(session: Session, settings: Settings, login: str, now: datetime) -> _Try | Problem:
    """Count a try as failed until it has proved otherwise, and look up whose password it must be."""
    begun = begin_try(session, settings, "sign-in", login, settings.sign_in_rate, now)
    if isinstance(begun, datetime):
        return Problem("held", HELD, {"seconds": ceil((begun - now).total_seconds())})
    person = session.scalar(select(PersonRow).where(PersonRow.login == login))
    usable = person is not None and person.state == "active" and (settings.demonstration or not person.demonstration)
    if person is None or not usable:
        return _Try(begun, NOBODY if person is None else person.password_hash, None)
    return _Try(begun, person.password_hash, person.id)


def _finish(
    session: Session, settings: Settings, begun: _Try, right: bool, renewed: str | None, login: str, now: datetime
) -> str | Problem:
    forget_old_tries(session, now)
    if not right or begun.person_id is None:
        return Problem("wrong", WRONG)
    person = session.get(PersonRow, begun.person_id, with_for_update=True)
    if person is None or (person.state, person.password_hash) != ("active", begun.password_hash):
        return Problem("wrong", WRONG)
    end_try(session, begun.attempt)
    if renewed is not None:
        person.password_hash = renewed
    audit(session, login, "session.begin", login, None, now)
    return open_session(session, begun.person_id, now)
