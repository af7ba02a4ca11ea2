"""The keys of a round: made, proven by a second copy, replaced, given up. Only public halves are in the database."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.questionnaire.records.rows import RoundKeyRow
from feedback.questionnaire.rules import Problem, RoundKey
from feedback.seals import PROOF, PrivateKey, context, key_id, public_bytes, seal, unseal

OTHER_KEY = "This file holds the key {found}, and the round {code} has none of that name: `feedback round key list`."
NOT_OPENED = "This copy does not open a test record. It is of no use: make another copy and prove that one."
GIVEN_UP = "The key {id} has been given up."


def round_keys(session: Session, code: str) -> list[RoundKey]:
    """All keys of a round, the newest first."""
    rows = select(RoundKeyRow).where(RoundKeyRow.round == code).order_by(RoundKeyRow.made.desc(), RoundKeyRow.id)
    return [_as_key(row) for row in session.scalars(rows)]


def sealing_key(session: Session, code: str) -> RoundKey | None:
    """The key that phones seal to: the newest of which a second copy has been proven."""
    return next((key for key in round_keys(session, code) if key.proven and not key.lost), None)


def add_key(session: Session, code: str, public: bytes, file: str, login: str, now: datetime) -> RoundKey:
    """Remember the public half of a new key. Nothing is sealed to it before a second copy is proven."""
    row = RoundKeyRow(id=key_id(public), round=code, public=public, made=now, made_by=login, file=file)
    session.add(row)
    session.flush()
    return _as_key(row)


def prove_key(session: Session, code: str, copy: PrivateKey, login: str, now: datetime) -> RoundKey | list[Problem]:
    """Seal a random text to the public key that the database holds, open it with the copy, and remember that."""
    id = key_id(public_bytes(copy))
    row = session.get(RoundKeyRow, id)
    if row is None or row.round != code:
        return [Problem("", "key", OTHER_KEY.format(found=id, code=code))]
    if row.lost is not None:
        return [Problem("", "key", GIVEN_UP.format(id=id))]
    text, bound_to = secrets.token_bytes(1024), context(id, code, version=PROOF)
    if unseal(copy, bound_to, seal(row.public, bound_to, text)) != text:
        return [Problem("", "key", NOT_OPENED)]
    row.proven, row.proven_by = now, login
    session.flush()
    return _as_key(row)


def give_up_key(session: Session, code: str, id: str, now: datetime) -> RoundKey | None:
    """Say that the private key is lost for good: nothing more is sealed to it. None when the round has no such key."""
    row = session.get(RoundKeyRow, id)
    if row is None or row.round != code:
        return None
    row.lost = row.lost or now
    session.flush()
    return _as_key(row)


def _as_key(row: RoundKeyRow) -> RoundKey:
    return RoundKey(
        id=row.id,
        public=row.public,
        made=row.made,
        made_by=row.made_by,
        file=row.file,
        proven=row.proven,
        proven_by=row.proven_by or "",
        lost=row.lost,
    )
