"""Sealed responses: kept as received, once; counted by key; taken away when a response stands in their place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import Engine, delete, func, literal, select, update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session

from feedback.responses.records.rows import QuarantineRow, SealedRow, VoiceRow
from feedback.responses.records.statements import MARKS, run

COLUMNS = ("id", "digest", "round_id", "key", "raw", "door", "device", "number", "date", "state")
WAITING = "waiting"
Taking = Literal["kept", "held", "withdrawn", "other_content", "round_not_open", "key_unknown", "key_lost"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A sealed response at the door, with what only the server may say about it."""

    id: UUID
    digest: bytes
    round_id: int
    key: str
    raw: bytes
    door: str
    day: date
    device: UUID | None = None
    number: int | None = None


def keep_sealed(engine: Engine, taken: Taken) -> Taking:
    """Keep a sealed response once, durably, while its round takes answers and has its key; or say why not.

    One that was opened since is held as a response under the same id and digest. Raises OperationalError when the
    database does not answer.
    """
    mark = MARKS[engine.dialect.name]
    on_sqlite = engine.dialect.name == "sqlite"
    id, day = (taken.id.bytes, taken.day.isoformat()) if on_sqlite else (taken.id, taken.day)
    device = taken.device.hex if on_sqlite and taken.device else taken.device
    values = (id, taken.digest, taken.round_id, taken.key, taken.raw, taken.door, device, taken.number, day, WAITING)
    insert = (
        f"INSERT INTO sealed ({', '.join(COLUMNS)}) SELECT {', '.join([mark] * len(COLUMNS))} FROM round "  # noqa: S608
        f"WHERE id = {mark} AND state IN ('open', 'closing') AND code = (SELECT round FROM round_key WHERE id = {mark} "
        f"AND lost IS NULL) AND NOT EXISTS (SELECT 1 FROM response WHERE id = {mark}) ON CONFLICT DO NOTHING"
    )

    def ask(cursor: DBAPICursor) -> Taking:
        cursor.execute(insert, (*values, taken.round_id, taken.key, id))
        return "kept" if cursor.rowcount == 1 else _why_not(cursor, mark, taken, id)

    return run(engine, ask)


def count_sealed(session: Session, round_id: int) -> dict[str, int]:
    """How many sealed responses of a round are not opened yet, by key."""
    here = (SealedRow.round_id == round_id) & (SealedRow.state == WAITING)
    counted = select(SealedRow.key, func.count()).where(here).group_by(SealedRow.key)
    return {row[0]: row[1] for row in session.execute(counted)}


def rounds_with_sealed(session: Session) -> dict[int, set[str]]:
    """The rounds in which sealed responses wait, each with the keys that they wait for."""
    found: dict[int, set[str]] = {}
    asked = select(SealedRow.round_id, SealedRow.key).where(SealedRow.state == WAITING).distinct()
    for round_id, key in session.execute(asked):
        found.setdefault(round_id, set()).add(key)
    return found


def sealed_rows(session: Session, round_id: int, keys: Iterable[str], after: UUID | None, most: int) -> list[SealedRow]:
    """The next sealed responses of a round that wait for one of these keys, in the order of their ids."""
    here = (SealedRow.round_id == round_id) & (SealedRow.state == WAITING) & SealedRow.key.in_(set(keys))
    query = select(SealedRow).where(here).order_by(SealedRow.id).limit(most)
    return list(session.scalars(query if after is None else query.where(SealedRow.id > after)))


def drop_sealed(session: Session, rows: Sequence[tuple[UUID, bytes]]) -> None:
    """Take away sealed responses (id and digest) in whose place a response or a quarantined one stands."""
    for id, digest in rows:
        session.execute(delete(SealedRow).where(SealedRow.id == id, SealedRow.digest == digest))


def erase_sealed(session: Session, rows: Sequence[tuple[UUID, bytes]]) -> None:
    """Forget what was sealed where nobody of age agreed; id and digest stay, so that a copy sent later is known."""
    for id, digest in rows:
        here = (SealedRow.id == id) & (SealedRow.digest == digest)
        session.execute(update(SealedRow).where(here).values(raw=b"", state="erased"))


def give_up_sealed(session: Session, round_id: int, code: str, key: str) -> int:
    """Put what waits for a lost key into quarantine, whatever its cap, as received; how many there were."""
    here = (SealedRow.round_id == round_id) & (SealedRow.state == WAITING) & (SealedRow.key == key)
    number = session.scalar(select(func.count()).where(here)) or 0
    aside = select(
        SealedRow.id,
        SealedRow.digest,
        literal(code),
        SealedRow.door,
        literal("key_lost"),
        SealedRow.raw,
        SealedRow.date,
        literal("waiting"),
    ).where(here)
    columns = ["response_id", "digest", "round", "door", "reason", "raw", "date", "state"]
    session.execute(QuarantineRow.__table__.insert().from_select(columns, aside))  # type: ignore[attr-defined]
    session.execute(delete(SealedRow).where(here))
    lost = (VoiceRow.round == code) & (VoiceRow.key == key)
    session.execute(update(VoiceRow).where(lost).values(raw=None, state="expired"))
    return number


def _why_not(cursor: DBAPICursor, mark: str, taken: Taken, id: UUID | bytes) -> Taking:
    """What is held under the id, or else what is wrong with the key or the round."""
    found: list[tuple[bytes, str]] = []
    for table in ("sealed", "response"):
        cursor.execute(f"SELECT digest, state FROM {table} WHERE id = {mark}", (id,))  # noqa: S608
        found += cursor.fetchall()
    same = [state for digest, state in found if bytes(digest) == taken.digest]
    if same:
        return "held" if {WAITING, "kept"} & set(same) else "withdrawn"
    if found:
        return "other_content"
    cursor.execute(
        "SELECT round_key.lost FROM round_key JOIN round ON round.code = round_key.round "  # noqa: S608
        f"WHERE round.id = {mark} AND round_key.id = {mark}",
        (taken.round_id, taken.key),
    )
    keys = cursor.fetchall()
    if not keys:
        return "key_unknown"
    return "round_not_open" if keys[0][0] is None else "key_lost"
