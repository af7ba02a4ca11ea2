"""The people who collect in a round."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import N_
from feedback.accounts.rules import Problem
from feedback.fieldwork.records.rows import EnumeratorRow
from feedback.fieldwork.rules import Enumerator, enumerator_problem, new_pin, pin_hash

TAKEN = N_("There is already an enumerator %(code)s in this round.")
UNKNOWN = N_("There is no enumerator %(code)s in this round.")


@dataclass(frozen=True)
class PinOf:
    """What a phone needs to know who is collecting."""

    code: str
    name: str
    salt: bytes
    hash: bytes


def add_enumerator(
    session: Session,
    round_id: int,
    code: str,
    name: str,
    team: str,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> tuple[Enumerator, str] | Problem:
    """Add a person who collects, or say why not; the person, and the PIN that is shown this once.

    Whoever was removed before may come back under the same code, with a new PIN.
    """
    problem = enumerator_problem(code, name, team)
    row = _row(session, round_id, code) if problem is None else None
    if row is not None and row.state == "active":
        problem = Problem("taken", TAKEN, {"code": code})
    if problem is not None:
        return problem
    pin, salt = new_pin(random_bytes(8)), random_bytes(16)
    row = row or EnumeratorRow(round_id=round_id, code=code)
    row.name, row.team, row.state = name.strip(), team.strip(), "active"
    row.pin_salt, row.pin_hash = salt, pin_hash(pin, salt)
    session.add(row)
    session.flush()
    return Enumerator(row.code, row.name, row.team, row.state), pin


def remove_enumerator(session: Session, round_id: int, code: str) -> Enumerator | Problem:
    """Take somebody off the phones of the round; what they collected stays."""
    row = _row(session, round_id, code)
    if row is None or row.state != "active":
        return Problem("unknown", UNKNOWN, {"code": code})
    row.state = "gone"
    session.flush()
    return Enumerator(row.code, row.name, row.team, row.state)


def list_enumerators(session: Session, round_id: int) -> list[Enumerator]:
    """Everyone who collects or collected in a round, by team and code."""
    here = select(EnumeratorRow).where(EnumeratorRow.round_id == round_id)
    rows = session.scalars(here.order_by(EnumeratorRow.team, EnumeratorRow.code))
    return [Enumerator(row.code, row.name, row.team, row.state) for row in rows]


def pins_of_team(session: Session, round_id: int, team: str) -> list[PinOf]:
    """Those who may collect with the phones of a team, by code."""
    here = (EnumeratorRow.round_id == round_id) & (EnumeratorRow.team == team) & (EnumeratorRow.state == "active")
    rows = session.scalars(select(EnumeratorRow).where(here).order_by(EnumeratorRow.code))
    return [PinOf(row.code, row.name, row.pin_salt, row.pin_hash) for row in rows]


def _row(session: Session, round_id: int, code: str) -> EnumeratorRow | None:
    here = (EnumeratorRow.round_id == round_id) & (EnumeratorRow.code == code)
    return session.scalar(select(EnumeratorRow).where(here).with_for_update())
