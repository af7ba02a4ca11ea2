"""What the server holds: for a phone that asks by id, and for a person who holds the secret of a receipt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.responses.records.rows import NoteRow, QuarantineRow, ResponseRow, SealedRow, VoiceRow
from feedback.responses.records.voices import erase_voices
from feedback.responses.rules import NOT_STATED

SEALED = {"waiting": "kept", "erased": "withdrawn"}
"""What a phone is told about a sealed response: whether it is opened yet makes no difference to it."""
VOICES = {"aside": "quarantined", "withdrawn": "withdrawn"}
"""What it is told about a voice; whatever else became of it, it was kept."""


@dataclass(frozen=True, slots=True)
class Held:
    """One content held under an id: SHA-256 of what was received; kept, withdrawn or quarantined."""

    id: UUID
    digest: bytes
    state: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt opens: whether the answer counts, in which round, and in which release it was first counted."""

    state: str
    """kept, withdrawn or quarantined"""
    round_id: int | None
    round: str
    """Code of the round of a quarantined answer; "" otherwise."""
    release_id: int | None
    reason: str = ""
    day: date | None = None


def held(session: Session, ids: Iterable[UUID]) -> list[Held]:
    """Everything the server holds under these ids; an id that it does not know is simply not there."""
    wanted = list(ids)
    rows = select(ResponseRow.id, ResponseRow.digest, ResponseRow.state).where(ResponseRow.id.in_(wanted))
    aside = select(QuarantineRow.response_id, QuarantineRow.digest).where(QuarantineRow.response_id.in_(wanted))
    sealed = select(SealedRow.id, SealedRow.digest, SealedRow.state).where(SealedRow.id.in_(wanted))
    voices = select(VoiceRow.id, VoiceRow.digest, VoiceRow.state).where(VoiceRow.id.in_(wanted))
    return [
        *(Held(id, digest, VOICES.get(state, "kept")) for id, digest, state in session.execute(voices)),
        *(Held(id, digest, SEALED[state]) for id, digest, state in session.execute(sealed)),
        *(Held(id, digest, state) for id, digest, state in session.execute(rows)),
        *(Held(id, digest, "quarantined") for id, digest in session.execute(aside)),
    ]


def find_by_receipt(session: Session, hash: bytes) -> Receipt | None:
    """What lies behind the hash of a secret, or None. A counted answer comes before one that was set aside."""
    if not hash:
        return None
    columns = (ResponseRow.state, ResponseRow.round_id, ResponseRow.release_id, ResponseRow.date)
    found = session.execute(select(*columns).where(ResponseRow.receipt_hash == hash)).first()
    if found is not None:
        return Receipt(state=found[0], round_id=found[1], round="", release_id=found[2], day=found[3])
    aside = session.scalars(select(QuarantineRow).where(QuarantineRow.receipt_hash == hash)).first()
    if aside is None:
        return None
    state = "withdrawn" if aside.state == "discarded" else "quarantined"
    return Receipt(state, None, aside.round, None, reason=aside.reason, day=aside.date)


def withdraw(session: Session, hash: bytes, frozen: Callable[[int], bool]) -> bool:
    """Withdraw the answer behind a secret: everything it said is erased, its id and digest stay as a tombstone.

    `frozen` tells whether a release has been approved; from then on nothing can be taken out of it. False when there
    is no such answer, or when it is too late. Withdrawing twice changes nothing and is True.
    """
    if not hash:
        return False
    columns = (ResponseRow.id, ResponseRow.state, ResponseRow.release_id)
    found = session.execute(select(*columns).where(ResponseRow.receipt_hash == hash)).first()
    if found is None:
        emptied = update(QuarantineRow).where(QuarantineRow.receipt_hash == hash).values(raw=b"", state="discarded")
        taken = session.scalars(emptied.returning(QuarantineRow.response_id)).all()
        for aside in taken:
            erase_voices(session, aside)
        return bool(taken)
    id, state, release_id = found
    if state == "withdrawn":
        return True
    if release_id is not None and frozen(release_id):
        return False
    session.execute(update(ResponseRow).where(ResponseRow.id == id).values(**_ERASED))
    session.execute(delete(NoteRow).where(NoteRow.response_id == id))
    erase_voices(session, id)
    return True


_ERASED = {
    "state": "withdrawn",
    "place_id": None,
    "partial": True,
    "age": None,
    "sex": NOT_STATED,
    "age_group": NOT_STATED,
    "residence": NOT_STATED,
    "income": NOT_STATED,
    "disability": NOT_STATED,
    "unit": None,
    "stratum": None,
    "psu": None,
    "weight": None,
    "answers": b"",
    "extra": None,
    "assistance": "none",
    "others_present": None,
    "paradata": None,
}
