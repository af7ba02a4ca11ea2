"""The tables of people, their sessions and their tries to sign in, and of the phones that collect."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.database import Base, Instant


class PersonRow(Base):
    """One person: a login is never given to anyone else, so a person is disabled and never deleted."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    roles: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    demonstration: Mapped[bool] = mapped_column(Boolean)
    created: Mapped[datetime] = mapped_column(Instant)


class StaffSession(Base):
    """One signed-in browser; only the SHA-256 of its token is here, so the table opens no door."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    created: Mapped[datetime] = mapped_column(Instant)
    seen: Mapped[datetime] = mapped_column(Instant)
    expires: Mapped[datetime] = mapped_column(Instant)


class SignInAttempt(Base):
    """One failed try to sign in; the login is an HMAC, because people also type passwords into that field."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "login_key", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(Instant)


class DeviceRow(Base):
    """One phone that collects. Only hashes of its pairing code and credential are here; the table opens no door."""

    __tablename__ = "device"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    round: Mapped[str] = mapped_column(String(32), index=True)
    """Code of its round."""
    team: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(8))
    """waiting, paired or revoked."""
    pairing_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    pairing_until: Mapped[datetime | None] = mapped_column(Instant)
    credential_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    """Kept after revoking: it still proves what the phone wrote into a hand-over file."""
    created: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(64))
    paired: Mapped[datetime | None] = mapped_column(Instant)
