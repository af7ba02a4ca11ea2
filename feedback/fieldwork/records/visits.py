"""Contact sheets and practice results of paired phones: each row kept once, or set aside like an answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from feedback.accounts.records import Device
from feedback.database import insert_into, transaction
from feedback.fieldwork.records.rows import PracticeRow, UnitRow, VisitRow
from feedback.fieldwork.rules import PracticeResult, Visit, read_practice, read_visit
from feedback.questionnaire.records import RoundRow
from feedback.questionnaire.rules import TAKING
from feedback.responses.records import Delivery, Outcome, RoundFacts, round_facts
from feedback.responses.records.receipts import Held
from feedback.responses.rules import Problem


def judge_visit(engine: Engine, device: Device, delivery: Delivery, now: datetime) -> Outcome:
    """Keep one row of a contact sheet, or say why it has to be set aside."""
    home = round_facts(engine, device.round)
    visit = read_visit(delivery.document) if not isinstance(delivery.document, Problem) else [delivery.document]
    if home is None or isinstance(visit, list) or visit.id != delivery.id:
        return Outcome("aside", "unreadable", tuple(visit) if isinstance(visit, list) else (), home)
    if visit.round != device.round:
        return Outcome("aside", "other_round", round=home)
    with transaction(engine) as session:
        state = session.scalar(select(RoundRow.state).where(RoundRow.id == home.id))
        here = (UnitRow.round_id == home.id) & (UnitRow.code == visit.unit)
        unit = session.scalar(select(UnitRow.id).where(here))
        if unit is None:
            return Outcome("aside", "unit_unknown", round=home)
        known = session.scalar(select(VisitRow.digest).where(VisitRow.id == visit.id))
        if known is None and state not in TAKING:
            return Outcome("aside", "round_not_open", round=home)
        if known is None and _add(session, VisitRow, _visit_row(visit, home, unit, device, delivery.digest, now)):
            _draw(session, unit, visit)
            return Outcome("kept", round=home)
    return _known(engine, VisitRow, delivery, home)


def judge_practice(engine: Engine, device: Device, delivery: Delivery, now: datetime) -> Outcome:
    """Keep the result of a practice interview or of the self-check, or say why it has to be set aside."""
    home = round_facts(engine, device.round)
    document = delivery.document
    practice = read_practice(document) if not isinstance(document, Problem) else [document]
    if home is None or isinstance(practice, list) or practice.id != delivery.id:
        return Outcome("aside", "unreadable", tuple(practice) if isinstance(practice, list) else (), home)
    with transaction(engine) as session:
        if _add(session, PracticeRow, _practice_row(practice, home, device, delivery.digest, now)):
            return Outcome("kept", round=home)
    return _known(engine, PracticeRow, delivery, home)


def held_in_field(session: Session, ids: Iterable[UUID]) -> list[Held]:
    """The visits and practice results that the server holds under these ids."""
    wanted = list(ids)
    found: list[Held] = []
    for table in (VisitRow, PracticeRow):
        rows = session.execute(select(table.id, table.digest).where(table.id.in_(wanted)))
        found += [Held(id, digest, "kept") for id, digest in rows]
    return found


def _add(session: Session, table: type[VisitRow] | type[PracticeRow], values: Mapping[str, Any]) -> bool:
    """Add a row unless its id is taken: one statement, so that of many at the same moment one adds it."""
    added = insert_into(session, table).values(values).on_conflict_do_nothing().returning(table.id)
    return session.execute(added).first() is not None


def _known(engine: Engine, table: type[VisitRow] | type[PracticeRow], delivery: Delivery, home: RoundFacts) -> Outcome:
    """What becomes of something whose id is taken: the same content is held already."""
    with transaction(engine) as session:
        digest = session.scalar(select(table.digest).where(table.id == delivery.id))
    return Outcome("held", round=home) if digest == delivery.digest else Outcome("aside", "other_content", round=home)


def _draw(session: Session, unit: int, visit: Visit) -> None:
    """The first choice of an adult that arrives stands for ever; a later one that differs is kept beside it."""
    if visit.selection is not None:
        free = (UnitRow.id == unit) & UnitRow.drawn.is_(None)
        session.execute(update(UnitRow).where(free).values(drawn=dict(visit.selection)))


def _visit_row(
    visit: Visit, home: RoundFacts, unit: int, device: Device, digest: bytes, now: datetime
) -> dict[str, Any]:
    return {
        "id": visit.id,
        "round_id": home.id,
        "unit_id": unit,
        "device_id": device.id,
        "enumerator": visit.extras.collector,
        "visit": visit.visit,
        "outcome": visit.outcome,
        "adults": visit.adults,
        "selection": dict(visit.selection) if visit.selection else None,
        "interview": visit.interview,
        "number": visit.extras.number,
        "started": visit.extras.started,
        "finished": visit.extras.finished,
        "received": now,
        "digest": digest,
        "note": visit.note,
    }


def _practice_row(
    practice: PracticeResult, home: RoundFacts, device: Device, digest: bytes, now: datetime
) -> dict[str, Any]:
    return {
        "id": practice.id,
        "round_id": home.id,
        "device_id": device.id,
        "enumerator": practice.collector,
        "kind": practice.kind,
        "name": practice.name,
        "mistakes": list(practice.mistakes),
        "passed": practice.passed,
        "day": home.day(now),
        "digest": digest,
    }
