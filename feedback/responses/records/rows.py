"""The rows that citizens' answers become: no sequence, no clock, nothing finer than a day."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Dialect, Index, LargeBinary, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from feedback.database import Base

COUNTED = text("release_id IS NOT NULL")
USED = text("state <> 'aside' AND state <> 'withdrawn'")


class ResponseId(TypeDecorator[UUID]):
    """An id made where the interview starts: 16 bytes on SQLite, uuid on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | bytes | None:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return value if value is None or dialect.name == "postgresql" else UUID(bytes=value)


REMARK = "remark"
"""Where a remark lies among the texts of a response; no question of any edition has a text of this name."""


class ResponseRow(Base):
    """One response. No foreign keys: the INSERT reads the round anyway, and a key would lock the row it reads."""

    __tablename__ = "response"

    id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    round_id: Mapped[int]
    wording: Mapped[int]
    language: Mapped[str] = mapped_column(String(64))
    place_id: Mapped[int | None]
    mode: Mapped[str] = mapped_column(String(16))
    provenance: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    """kept or withdrawn; a withdrawn row keeps its id and digest only, so that a copy sent later is recognised."""
    date: Mapped[date]
    """The day of arrival in the time zone of the round."""
    release_id: Mapped[int | None]
    """The release that counted it first; null while it waits."""
    partial: Mapped[bool]
    age: Mapped[int | None]
    sex: Mapped[str] = mapped_column(String(8))
    age_group: Mapped[str] = mapped_column(String(8))
    residence: Mapped[str] = mapped_column(String(8))
    income: Mapped[str] = mapped_column(String(8))
    disability: Mapped[str] = mapped_column(String(8))
    unit: Mapped[str | None] = mapped_column(String(64))
    stratum: Mapped[str | None] = mapped_column(String(64))
    psu: Mapped[str | None] = mapped_column(String(64))
    weight: Mapped[float | None]
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    """One byte per item in the fixed item order of the edition."""
    extra: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """Texts beside "other" answers, and under REMARK what was written to the open question at the end."""
    consent: Mapped[str] = mapped_column(String(160))
    """Version, language and way of the consent, separated by a blank."""
    assistance: Mapped[str] = mapped_column(String(16))
    others_present: Mapped[bool | None]
    paradata: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 of what was received."""
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (
        # Only what is counted stands in it: a response that arrives has one page less to write.
        Index(None, "round_id", "release_id", sqlite_where=COUNTED, postgresql_where=COUNTED),
        Index(None, "receipt_hash"),
        {"sqlite_with_rowid": False},
    )


class QuarantineRow(Base):
    """What arrived and cannot be counted, as the bytes that were received, with the reason."""

    __tablename__ = "quarantine"

    response_id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    round: Mapped[str] = mapped_column(String(32))
    """Code of the round, empty when there is no such round."""
    door: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(32))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    receipt_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    date: Mapped[date]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    """waiting, solved or discarded."""

    __table_args__ = (
        Index(None, "round", "door", "state"),
        Index(None, "receipt_hash"),
        {"sqlite_with_rowid": False},
    )


class SealedRow(Base):
    """A sealed response as it was received, until `feedback work` opens it; then a response stands in its place."""

    __tablename__ = "sealed"

    id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 of the bytes received."""
    round_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(16))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    door: Mapped[str] = mapped_column(String(32))
    device: Mapped[UUID | None] = mapped_column(Uuid)
    """The paired phone whose credential it came with, and the running number there."""
    number: Mapped[int | None]
    date: Mapped[date]
    """The day of arrival in the time zone of the round."""
    state: Mapped[str] = mapped_column(String(16))
    """waiting; or erased, when it turned out that nobody of age agreed: then only id and digest stay."""

    __table_args__ = (Index(None, "round_id", "state"), {"sqlite_with_rowid": False})


class VoiceRow(Base):
    """A voice answer as it was received, or opened since; an erased one keeps id and digest, and says nothing more."""

    __tablename__ = "voice"

    id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """SHA-256 of the bytes received."""
    response_id: Mapped[UUID] = mapped_column(ResponseId)
    """The response it belongs to, which may arrive later, or never."""
    round: Mapped[str] = mapped_column(String(32))
    """Code of the round, empty when there is no such round."""
    kind: Mapped[str] = mapped_column(String(16))
    """MIME type of the sound; empty while it is sealed, or when it is none."""
    key: Mapped[str] = mapped_column(String(16))
    """The key to which it is still sealed, or empty."""
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Null once it is erased."""
    door: Mapped[str] = mapped_column(String(32))
    device: Mapped[UUID | None] = mapped_column(Uuid)
    until: Mapped[date | None]
    """The day on which it is erased at the latest; null while its round is running."""
    date: Mapped[date]
    """The day of arrival in the time zone of the round."""
    state: Mapped[str] = mapped_column(String(16))
    """waiting, noted (written down and erased), withdrawn, expired; or aside, for a reason."""
    reason: Mapped[str] = mapped_column(String(32))

    __table_args__ = (
        Index(None, "response_id", unique=True, sqlite_where=USED, postgresql_where=USED),
        Index(None, "round", "state"),
    )


class NoteRow(Base):
    """What the office wrote down about one remark, written or spoken, before it erased the remark itself."""

    __tablename__ = "note"

    response_id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    """text or voice."""
    round_id: Mapped[int] = mapped_column(index=True)
    themes: Mapped[list[str]] = mapped_column(JSON)
    summary: Mapped[str] = mapped_column(Text)
    date: Mapped[date]
    """The day on which the remark arrived."""


RESPONSES = ResponseRow.__table__
QUARANTINE = QuarantineRow.__table__
