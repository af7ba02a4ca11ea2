"""Hand-over files of paired phones: a record whose proof fits is judged as if that phone had sent it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import Device, find_device, wrote
from feedback.database import for_reading
from feedback.fieldwork.records.receiving import PATHS, delivery_of
from feedback.responses.records import Outcome
from feedback.responses.records.handover import keep_or_set_aside, take_record, voice_in
from feedback.responses.records.voices import keep_voice
from feedback.responses.rules import HandedRecord
from feedback.responses.rules.voices import VOICES


def take_handed(engine: Engine, record: HandedRecord, now: datetime) -> Outcome | None:
    """Keep one record of a file or set it aside; None when the quarantine is full.

    What a phone wrote that was revoked since is taken like any other: somebody of the office brings the file.
    """
    device = _maker(engine, record) if record.device else None
    if device is None:
        return take_record(engine, record, now)
    if record.path.startswith(VOICES):
        return keep_voice(engine, voice_in(record, device=device.id, home=device.round), now)
    delivery = delivery_of(record.path, record.id, record.body)
    judge = PATHS[record.path][1]
    return keep_or_set_aside(engine, delivery, lambda: judge(engine, device, delivery, now), now)


def _maker(engine: Engine, record: HandedRecord) -> Device | None:
    """The phone that proves to have made a record; None when there is no such phone or the proof does not fit."""
    try:
        id = UUID(record.device)
    except ValueError:
        return None
    with Session(for_reading(engine)) as session:
        return find_device(session, id) if wrote(session, id, record.body, record.proof) else None
