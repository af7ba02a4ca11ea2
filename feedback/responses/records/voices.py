"""Voice answers: kept once beside their response, erased when they are written down, taken back, or too old."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, exists, func, select, update
from sqlalchemy.orm import Session

from feedback.database import insert_into, transaction
from feedback.questionnaire.records import RoundKeyRow, RoundRow
from feedback.questionnaire.rules import OPT_IN, TAKING
from feedback.responses.records.arrivals import Outcome
from feedback.responses.records.rounds import RoundFacts, round_facts
from feedback.responses.records.rows import QuarantineRow, ResponseRow, SealedRow, VoiceRow
from feedback.responses.rules.voices import kind_of, sealed_voice

CAP = 500
"""Voices of one round that may wait for their response, and as many that may lie aside: 200 KB each at most."""
PATIENCE = timedelta(days=90)
"""How long a voice waits for its response, and one that cannot be used for somebody who asks after it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice answer at a door."""

    id: UUID
    response: UUID
    round: str
    """Code of the round, as the sender says."""
    raw: bytes
    door: str
    device: UUID | None = None
    home: str = ""
    """Code of the round of that device."""
    unproven: bool = False
    """Whether a file says that a paired phone made it, and its proof does not fit."""

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was received."""
        return hashlib.sha256(self.raw).digest()


def keep_voice(engine: Engine, voice: Voice, now: datetime) -> Outcome | None:
    """Keep a voice once, or set it aside with a reason; None when too many wait already, and nothing was taken.

    The same id with the same bytes is held already, also when it was erased since. What belongs to a response that was
    taken back is not stored: only its id and digest are. Raises OperationalError when the database does not answer.
    """
    facts = round_facts(engine, voice.round)
    reason = _against(voice, facts)
    day = facts.day(now) if facts else now.date()
    with transaction(engine) as session:
        known = {row.digest: row for row in session.scalars(select(VoiceRow).where(VoiceRow.id == voice.id))}
        before = known.pop(voice.digest, None)
        if before is not None and before.state != "aside":
            return Outcome("withdrawn" if before.state == "withdrawn" else "held")
        withdrawn = not reason and _is_withdrawn(session, voice.response)
        if not withdrawn:
            reason = reason or _against_now(session, voice, facts, bool(known))
        if before is not None and reason:
            return Outcome("aside", before.reason, round=facts)
        if not withdrawn and _is_full(session, voice, facts, aside=bool(reason)):
            return None
        if before is not None:  # what lay aside can be used now, for example because its phone is known
            session.delete(before)
            session.flush()
        key, _sealed = sealed_voice(voice.raw) or ("", b"")
        values = {
            "id": voice.id,
            "digest": voice.digest,
            "response_id": voice.response,
            "round": facts.code if facts else "",
            "kind": kind_of(voice.raw),
            "key": key,
            "raw": None if withdrawn else voice.raw,
            "door": voice.door,
            "device": voice.device,
            "date": day,
            "until": day + PATIENCE if reason else None,
            "state": "withdrawn" if withdrawn else "aside" if reason else "waiting",
            "reason": reason,
        }
        insert = insert_into(session, VoiceRow).values(values).on_conflict_do_nothing()
        new = session.execute(insert.returning(VoiceRow.digest)).first() is not None
    if not new:  # another voice of this response came at the same moment: now it can be seen
        return keep_voice(engine, voice, now)
    return Outcome("aside", reason, round=facts) if reason else Outcome("withdrawn" if withdrawn else "kept")


def erase_voices(session: Session, response: UUID) -> None:
    """Erase what was said with a response that is taken back; ids and digests stay, so that a copy is recognised."""
    here = VoiceRow.response_id == response
    session.execute(update(VoiceRow).where(here).values(raw=None, state="withdrawn"))


def expire_voices(session: Session, today: date, days: int) -> dict[str, int]:
    """Erase voices whose time is up; how many, by code of the round.

    A voice of a closed round gets `days` more when this first finds the round closed. One that lies aside, or whose
    response never came, has PATIENCE from its arrival.
    """
    closed = select(RoundRow.code).where(RoundRow.state == "closed")
    unset = VoiceRow.raw.is_not(None) & VoiceRow.until.is_(None)
    late = update(VoiceRow).where(unset, VoiceRow.round.in_(closed)).values(until=today + timedelta(days=days))
    session.execute(late)
    session.execute(
        update(VoiceRow)
        .where(unset, VoiceRow.date <= today - PATIENCE, ~_has_response())
        .values(until=VoiceRow.date)
        .execution_options(synchronize_session=False)
    )
    gone = VoiceRow.raw.is_not(None) & (VoiceRow.until <= today)
    counted = select(VoiceRow.round, func.count()).where(gone).group_by(VoiceRow.round)
    numbers = {row[0]: row[1] for row in session.execute(counted)}
    session.execute(update(VoiceRow).where(gone).values(raw=None, state="expired"))
    return numbers


def sealed_voices(session: Session, code: str) -> Select[VoiceRow]:
    """The voices of a round that nobody has opened yet."""
    return select(VoiceRow).where(VoiceRow.round == code, VoiceRow.state == "waiting", VoiceRow.key != "")


def keys_of_voices(session: Session) -> dict[str, set[str]]:
    """The rounds (by code) in which sealed voices wait, each with the keys that they wait for."""
    found: dict[str, set[str]] = {}
    asked = select(VoiceRow.round, VoiceRow.key).where(VoiceRow.state == "waiting", VoiceRow.key != "").distinct()
    for code, key in session.execute(asked):
        found.setdefault(code, set()).add(key)
    return found


def _against(voice: Voice, facts: RoundFacts | None) -> str:
    """Why a voice can never be used, one of REASONS; "" where nothing speaks against it."""
    if voice.unproven:
        return "proof"
    if facts is None:
        return "round_unknown"
    if voice.device is not None and voice.home != voice.round:
        return "other_round"
    if voice.device is None and facts.link not in OPT_IN:
        return "no_link"
    if facts.closing != "voice":
        return "not_asked"
    return "" if kind_of(voice.raw) or sealed_voice(voice.raw) else "unreadable"


def _against_now(session: Session, voice: Voice, facts: RoundFacts | None, other: bool) -> str:
    """Why it cannot be used as things stand: its round, its key, or another voice under its id or of its response."""
    if other or session.scalar(
        select(exists().where(VoiceRow.response_id == voice.response, VoiceRow.state != "aside"))
    ):
        return "other_content"
    if facts is None or session.scalar(select(RoundRow.state).where(RoundRow.id == facts.id)) not in TAKING:
        return "round_not_open"
    sealed = sealed_voice(voice.raw)
    key = session.get(RoundKeyRow, sealed[0]) if sealed else None
    if sealed and (key is None or key.round != voice.round):
        return "key_unknown"
    return "key_lost" if key is not None and key.lost else ""


def _is_withdrawn(session: Session, response: UUID) -> bool:
    """Whether the response was taken back, counted or set aside."""
    taken = exists().where(ResponseRow.id == response, ResponseRow.state == "withdrawn")
    emptied = exists().where(QuarantineRow.response_id == response, QuarantineRow.state == "discarded")
    return bool(session.scalar(select(taken | emptied)))


def _is_full(session: Session, voice: Voice, facts: RoundFacts | None, aside: bool) -> bool:
    """Whether no more may be taken of this kind: those that lie aside, and those whose response is not there."""
    code = facts.code if facts else ""
    if aside:
        here = (VoiceRow.round == code) & (VoiceRow.state == "aside") & VoiceRow.raw.is_not(None)
    else:
        there = [
            exists().where(row == voice.response) for row in (ResponseRow.id, SealedRow.id, QuarantineRow.response_id)
        ]
        if any(session.scalar(select(one)) for one in there):
            return False
        here = (VoiceRow.round == code) & (VoiceRow.state == "waiting") & ~_has_response()
    return (session.scalar(select(func.count()).select_from(VoiceRow).where(here)) or 0) >= CAP


def _has_response() -> ColumnElement[bool]:
    """Whether the response of a voice is kept, or sealed and not opened yet."""
    kept = exists().where(ResponseRow.id == VoiceRow.response_id)
    return kept | exists().where(SealedRow.id == VoiceRow.response_id)
