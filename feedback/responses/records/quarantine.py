"""Quarantine: what cannot be counted is kept as it was received, with the reason, up to a cap per round and door."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session

from feedback.responses.records.rows import QuarantineRow
from feedback.responses.records.statements import MARKS, run

CAP = 2_000
"""Waiting rows of one round and door: at 64 KB each, what a hostile sender can fill stays below 130 MB."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """What arrived, as bytes, with the reason why it cannot be counted."""

    id: UUID
    digest: bytes
    raw: bytes
    round: str
    """Code of the round, empty when there is no such round."""
    door: str
    reason: str
    day: date
    receipt_hash: bytes | None = None


def quarantine(engine: Engine, aside: SetAside, cap: int = CAP) -> bool:
    """Keep something aside, once and durably. False when the quarantine of this round and door is full.

    Raises OperationalError when the database does not answer.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    id, day = (aside.id.bytes, aside.day.isoformat()) if on_sqlite else (aside.id, aside.day)
    mark = MARKS[engine.dialect.name]
    columns = "response_id, digest, round, door, reason, raw, receipt_hash, date, state"
    insert = (
        f"INSERT INTO quarantine ({columns}) SELECT {', '.join([mark] * 8)}, 'waiting' WHERE (SELECT count(*) "  # noqa: S608
        f"FROM quarantine WHERE round = {mark} AND door = {mark} AND state = 'waiting') < {mark} ON CONFLICT DO NOTHING"
    )
    values = (id, aside.digest, aside.round, aside.door, aside.reason, aside.raw, aside.receipt_hash, day)

    def ask(cursor: DBAPICursor) -> bool:
        cursor.execute(insert, (*values, aside.round, aside.door, cap))
        if cursor.rowcount == 1:
            return True
        look = f"SELECT 1 FROM quarantine WHERE response_id = {mark} AND digest = {mark}"  # noqa: S608
        cursor.execute(look, (id, aside.digest))
        return bool(cursor.fetchall())

    return run(engine, ask)


def count_quarantine(session: Session) -> list[tuple[str, str, str, str, int]]:
    """How many lie in quarantine: round, door, reason, state and number."""
    columns = (QuarantineRow.round, QuarantineRow.door, QuarantineRow.reason, QuarantineRow.state)
    counted = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [(round, door, reason, state, n) for round, door, reason, state, n in session.execute(counted)]


@dataclass(frozen=True, slots=True)
class Case:
    """One thing set aside, without its content."""

    id: UUID
    digest: bytes
    round: str
    door: str
    reason: str
    day: date
    state: str


def list_cases(session: Session, round: str, reason: str, every: bool, limit: int) -> list[Case]:
    """What lies aside of one round ("" for unknown rounds) for one reason, newest day first; `every` state or waiting.

    The contents, up to 64 KB each, are not read.
    """
    columns = (
        QuarantineRow.response_id, QuarantineRow.digest, QuarantineRow.round, QuarantineRow.door,
        QuarantineRow.reason, QuarantineRow.date, QuarantineRow.state,
    )  # fmt: skip
    query = select(*columns).where(QuarantineRow.round == round, QuarantineRow.reason == reason)
    if not every:
        query = query.where(QuarantineRow.state == "waiting")
    order = (QuarantineRow.date.desc(), QuarantineRow.response_id, QuarantineRow.digest)
    return [Case(*row) for row in session.execute(query.order_by(*order).limit(limit))]


def count_set_aside(session: Session, round: str) -> int:
    """How many of a round (its code) lie in quarantine, neither solved nor taken back."""
    here = (QuarantineRow.round == round) & (QuarantineRow.state == "waiting")
    return session.scalar(select(func.count()).where(here)) or 0


def list_quarantine(session: Session, round: str | None = None, state: str | None = "waiting") -> list[QuarantineRow]:
    """What lies in quarantine, of one round (or "" for unknown rounds) and in one state, oldest day first."""
    query = select(QuarantineRow).order_by(QuarantineRow.date, QuarantineRow.response_id, QuarantineRow.digest)
    if round is not None:
        query = query.where(QuarantineRow.round == round)
    if state is not None:
        query = query.where(QuarantineRow.state == state)
    return list(session.scalars(query))


def find_quarantined(session: Session, id: UUID) -> list[QuarantineRow]:
    """Everything that was set aside under one id."""
    return list(session.scalars(select(QuarantineRow).where(QuarantineRow.response_id == id)))
