"""People with an account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedback import N_
from feedback.accounts.records.rows import PersonRow, StaffSession
from feedback.accounts.rules import Person, Problem, clean_login, login_problem, name_problem, role_problem

LAST = N_("%(login)s is the only active administrator: add another one first.")


def as_person(row: PersonRow, seen: datetime | None = None) -> Person:
    """A row as the value that everyone else works with; the password hash stays here."""
    return Person(row.id, row.login, row.name, tuple(row.roles), row.state, row.demonstration, seen)


def add_person(
    session: Session,
    login: str,
    name: str,
    roles: Sequence[str],
    password_hash: str,
    now: datetime,
    *,
    demonstration: bool = False,
) -> Person | Problem:
    """Add an account, or say why not. The password is checked (`password_problem`) and hashed by the caller."""
    cleaned = clean_login(login)
    problem = login_problem(cleaned) or name_problem(name) or role_problem(roles)
    if problem is None and find_person(session, cleaned) is not None:
        problem = Problem("taken", N_("There is already an account %(login)s."), {"login": cleaned})
    if problem is not None:
        return problem
    row = PersonRow(
        login=cleaned,
        name=name.strip(),
        roles=sorted(set(roles)),
        password_hash=password_hash,
        state="active",
        demonstration=demonstration,
        created=now,
    )
    session.add(row)
    session.flush()
    return as_person(row)


def find_person(session: Session, login: str) -> Person | None:
    """The person with this login, active or disabled."""
    row = session.scalar(select(PersonRow).where(PersonRow.login == clean_login(login)))
    return None if row is None else as_person(row)


def list_people(session: Session) -> list[Person]:
    """Everyone with an account, active ones first, by login."""
    return [as_person(row) for row in session.scalars(select(PersonRow).order_by(PersonRow.state, PersonRow.login))]


def count_people(session: Session) -> int:
    """How many accounts there are, disabled ones included."""
    return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def disable_person(session: Session, login: str) -> Person | Problem:
    """Close an account: its sessions end at once. The last active administrator stays."""
    administrators = _administrators(session)
    row = _locked(session, login)
    if isinstance(row, Problem):
        return row
    if administrators == [row]:
        return Problem("last", LAST, {"login": row.login})
    row.state = "disabled"
    end_sessions(session, row.id)
    session.flush()
    return as_person(row)


def enable_person(session: Session, login: str) -> Person | Problem:
    """Open a closed account again, with its roles and password as they were."""
    row = _locked(session, login)
    if isinstance(row, Problem):
        return row
    row.state = "active"
    session.flush()
    return as_person(row)


def set_roles(session: Session, login: str, roles: Sequence[str]) -> Person | Problem:
    """Give an account these roles in place of those it has. The last active administrator stays one."""
    problem = role_problem(roles)
    administrators = _administrators(session)
    row = _locked(session, login)
    if problem is not None:
        return problem
    if isinstance(row, Problem):
        return row
    if administrators == [row] and "administrator" not in roles:
        return Problem("last", LAST, {"login": row.login})
    row.roles = sorted(set(roles))
    session.flush()
    return as_person(row)


def set_password(session: Session, login: str, password_hash: str) -> Person | Problem:
    """Give an account a new password: its sessions end at once."""
    row = _locked(session, login)
    if isinstance(row, Problem):
        return row
    row.password_hash = password_hash
    end_sessions(session, row.id)
    session.flush()
    return as_person(row)


def end_sessions(session: Session, person_id: int) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(StaffSession).where(StaffSession.person_id == person_id))


def _administrators(session: Session) -> list[PersonRow]:
    """The active administrators, locked until the caller commits, so that two of them cannot both go at once."""
    active = select(PersonRow).where(PersonRow.state == "active").order_by(PersonRow.id).with_for_update()
    return [row for row in session.scalars(active) if "administrator" in row.roles]


def _locked(session: Session, login: str) -> PersonRow | Problem:
    row = session.scalar(select(PersonRow).where(PersonRow.login == clean_login(login)).with_for_update())
    return row or Problem("unknown", N_("There is no account %(login)s."), {"login": login})
