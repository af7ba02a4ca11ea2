"""The phones of teams that collect: added by the office, paired once with a short code, revoked at once."""

import base64
import secrets
from collections.abc import Callable
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import Engine, and_, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from feedback import N_
from feedback.accounts.records.rows import DeviceRow
from feedback.accounts.records.trail import audit
from feedback.accounts.records.tries import begin_try, end_try, forget_old_tries
from feedback.accounts.rules import (
    PAIRING_RATE,
    PAIRING_VALID,
    Device,
    Problem,
    clean_pairing_code,
    device_problem,
    is_credential,
    pairing_code,
    proof_fits,
    secret_hash,
)
from feedback.config import Settings
from feedback.database import transaction

WRONG_CODE = N_("We do not know this code. Each code works once, for 24 hours: ask your coordinator for a new one.")
HELD_CODES = N_("Too many wrong codes were tried from here. Please wait five minutes and try again.")
NO_DEVICE = N_("There is no such phone.")
Random = Callable[[int], bytes]


def add_device(
    session: Session, round: str, team: str, label: str, by: str, now: datetime, random_bytes: Random | None = None
) -> tuple[Device, str] | Problem:
    """Add a phone to a round (its code) and a team; the phone, and the pairing code that is shown this once.

    The caller has seen that there is such a round.
    """
    random = random_bytes or secrets.token_bytes
    problem = device_problem(team, label)
    if problem is not None:
        return problem
    code = pairing_code(random(7))
    row = DeviceRow(
        id=UUID(bytes=random(16), version=4),
        round=round,
        team=team.strip(),
        label=label.strip(),
        state="waiting",
        pairing_hash=secret_hash(code),
        pairing_until=now + PAIRING_VALID,
        created=now,
        created_by=by,
    )
    session.add(row)
    session.flush()
    return _as_device(row), code


def pair_device(
    engine: Engine,
    settings: Settings,
    code: str,
    address: str,
    now: datetime,
    *,
    label: str = "",
    credential: str = "",
) -> tuple[Device, str] | Problem:
    """Trade a pairing code for a credential: the phone with its credential, or a Problem `code` or `held`.

    A code gives one credential, whoever asks how often at the same moment. A phone that made its credential itself
    (43 characters of base64url) may ask again with both when the reply was lost. `address` limits wrong codes only.
    """
    cleaned = clean_pairing_code(code)
    made = credential if is_credential(credential) else _new_credential()
    with transaction(engine) as session:
        begun = begin_try(session, settings, "pairing", address, PAIRING_RATE, now)
        if isinstance(begun, datetime):
            return Problem("held", HELD_CODES, {"seconds": ceil((begun - now).total_seconds())})
        forget_old_tries(session, now)
        row = session.scalar(_pairing(cleaned, made, label.strip(), now)) if cleaned else None
        if row is None:
            return Problem("code", WRONG_CODE)
        end_try(session, begun)
        device = _as_device(row)
        audit(session, f"device {device.id}", "device.pair", str(device.id), {"label": device.label}, now)
        return device, made


def device_of_token(session: Session, credential: str) -> Device | None:
    """The phone that holds this credential; None when nobody issued it or the phone was revoked."""
    if not is_credential(credential):
        return None
    here = (DeviceRow.credential_hash == secret_hash(credential)) & (DeviceRow.state == "paired")
    row = session.scalar(select(DeviceRow).where(here))
    return None if row is None else _as_device(row)


def find_device(session: Session, id: UUID) -> Device | None:
    """The phone with this id, in whatever state."""
    row = session.get(DeviceRow, id)
    return None if row is None else _as_device(row)


def list_devices(session: Session, round: str = "") -> list[Device]:
    """The phones of a round (its code), or of all rounds: by round, team and label."""
    wanted = select(DeviceRow).order_by(DeviceRow.round, DeviceRow.team, DeviceRow.label, DeviceRow.created)
    return [_as_device(row) for row in session.scalars(wanted.where(DeviceRow.round == round) if round else wanted)]


def revoke_device(session: Session, id: UUID) -> Device | Problem:
    """Take a phone's right to send: what it holds stays on it and can be handed over as a file."""
    row = session.get(DeviceRow, id, with_for_update=True)
    if row is None:
        return Problem("unknown", NO_DEVICE)
    row.state, row.pairing_hash, row.pairing_until = "revoked", None, None
    session.flush()
    return _as_device(row)


def wrote(session: Session, device: UUID, body: bytes, proof: str) -> bool:
    """Whether this phone, paired or revoked, wrote a record of a hand-over file (`proof_fits`)."""
    hash = session.scalar(select(DeviceRow.credential_hash).where(DeviceRow.id == device))
    return hash is not None and proof_fits(hash, body, proof)


def _pairing(code: str, credential: str, label: str, now: datetime) -> ReturningUpdate[DeviceRow]:
    """The one statement that pairs: of many at the same moment, one finds the phone waiting."""
    hash = secret_hash(credential)
    again = and_(DeviceRow.state == "paired", DeviceRow.credential_hash == hash)
    here = (DeviceRow.pairing_hash == secret_hash(code)) & (DeviceRow.pairing_until > now)
    values = {"state": "paired", "credential_hash": hash, "paired": now}
    if label and device_problem("-", label) is None:
        values["label"] = label
    paired = update(DeviceRow).where(here, or_(DeviceRow.state == "waiting", again)).values(values)
    return paired.returning(DeviceRow).execution_options(populate_existing=True)


def _new_credential() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def _as_device(row: DeviceRow) -> Device:
    return Device(
        id=row.id,
        round=row.round,
        team=row.team,
        label=row.label,
        state=row.state,
        created=row.created,
        created_by=row.created_by,
        paired=row.paired,
        pairing_until=row.pairing_until,
    )
