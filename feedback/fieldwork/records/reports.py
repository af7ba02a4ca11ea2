"""What phones say about themselves: when they were seen, what they still hold, and how wrong their clock is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from feedback.accounts.records import Device
from feedback.database import insert_into, transaction
from feedback.fieldwork.records.rows import DeviceReport
from feedback.fieldwork.rules.numbers import HIGHEST

STORAGE = ("persistent", "best-effort")
FRESH = timedelta(minutes=1)
"""How exactly it is kept when a phone was seen that had nothing to say."""


def note_report(engine: Engine, device: Device, given: object, now: datetime) -> None:
    """Write down what a phone says about itself; whatever cannot be read changes nothing but that it was seen."""
    said: Mapping[str, Any] = given if isinstance(given, dict) else {}
    with transaction(engine) as session:
        row = _locked(session, device.id, now)
        row.seen = max(row.seen, now)
        if _is_count(said.get("unsent")):
            row.unsent = said["unsent"]
        if _is_count(said.get("made")):
            row.made = max(row.made, said["made"])
        if said.get("storage") in STORAGE:
            row.storage = said["storage"]
        offset = _offset(said.get("now"), now)
        row.clock_offset = row.clock_offset if offset is None else offset


def note_seen(engine: Engine, device: Device, now: datetime) -> None:
    """Write down that a phone was seen, unless that is less than a minute ago."""
    with transaction(engine) as session:
        row = _locked(session, device.id, now)
        if now - row.seen >= FRESH:
            row.seen = now


def _locked(session: Any, device: UUID, now: datetime) -> DeviceReport:
    """The row of a phone, made at its first report; of many at the same moment one makes it."""
    empty = {"device_id": device, "seen": now, "unsent": 0, "made": 0, "storage": "", "clock_offset": None}
    session.execute(insert_into(session, DeviceReport).values(empty).on_conflict_do_nothing())
    row: DeviceReport = session.get_one(DeviceReport, device, with_for_update=True)
    return row


def _is_count(given: object) -> bool:
    return type(given) is int and 0 <= given <= HIGHEST


def _offset(given: object, now: datetime) -> int | None:
    """Seconds by which the clock of a phone is behind, as far as it can be told."""
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
        if moment is None or moment.tzinfo is None:
            return None
        seconds = (now - moment.astimezone(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return int(seconds) if abs(seconds) < 2**31 else None
