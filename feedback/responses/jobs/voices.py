"""Voice answers in the hands of the worker: those that are sealed are opened, those whose time is up are erased."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import audit
from feedback.database import transaction
from feedback.responses.records.voices import PATIENCE, expire_voices, sealed_voices
from feedback.responses.rules.voices import VERSION, kind_of, sealed_voice, unpacked_voice
from feedback.seals import PrivateKey, context, unseal


def open_voices(session: Session, code: str, keys: Mapping[str, PrivateKey], now: datetime) -> int:
    """Open the sealed voices of a round for which there is a key; how many. What is no sound inside lies aside."""
    opened = 0
    for row in session.scalars(sealed_voices(session, code)):
        named = sealed_voice(row.raw or b"")
        if named is None or named[0] not in keys:
            continue
        bound_to = context(row.key, row.id, row.response_id, row.round, version=VERSION)
        sound = unpacked_voice(unseal(keys[row.key], bound_to, named[1]) or b"")
        row.kind = kind_of(sound)
        if row.kind:
            row.raw, row.key = sound, ""
            opened += 1
        else:
            row.state, row.reason, row.until = "aside", "seal", now.date() + PATIENCE
    return opened


def erase_old_voices(engine: Engine, days: int, by: str, now: datetime) -> int:
    """Erase voices `days` days after their round was found closed; the audit trail says how many of each round."""
    with transaction(engine) as session:
        gone = expire_voices(session, now.date(), days)
        for code, number in gone.items():
            audit(session, by, "remark.expire", code, {"voices": number}, now)
    return sum(gone.values())
