"""The tables of collection: who collects, the units to visit, what became of them, and what the phones report."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.database import Base, Instant
from feedback.responses.records import ResponseId


class EnumeratorRow(Base):
    """A person who collects in a round: a code, a name and a PIN, of which only a slow hash is here."""

    __tablename__ = "enumerator"
    __table_args__ = (UniqueConstraint("round_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    team: Mapped[str] = mapped_column(String(64))
    pin_salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    pin_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(8))
    """active or gone."""


class SampleRow(Base):
    """One list of units of a round, and how they were drawn, in the words of the office."""

    __tablename__ = "sample"
    __table_args__ = (Index(None, "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    provenance: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    selection: Mapped[str] = mapped_column(String(16))
    statement: Mapped[str] = mapped_column(Text)
    units: Mapped[int]
    imported: Mapped[date]
    imported_by: Mapped[str] = mapped_column(String(64))


class UnitRow(Base):
    """A household or person that was sampled or assigned, with what only the office knows of it."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("round_id", "code"), Index(None, "round_id", "team"))

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    code: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(200))
    stratum: Mapped[str] = mapped_column(String(64))
    psu: Mapped[str] = mapped_column(String(64))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    team: Mapped[str] = mapped_column(String(64))
    weight: Mapped[float | None]
    """Inverse of the chance with which the unit was drawn; None where the round has no weights."""
    kind: Mapped[str] = mapped_column(String(16))
    """household or person."""
    selection: Mapped[str] = mapped_column(String(16))
    """How one adult of a household is chosen: kish, next_birthday, or "" where there is nothing to choose."""
    provenance: Mapped[str] = mapped_column(String(32))
    """probability or assigned_enumerator."""
    drawn: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The first choice of an adult that arrived; it stands for ever."""
    response_id: Mapped[UUID | None] = mapped_column(ResponseId)
    """The interview that counts for the unit."""


class InterviewRow(Base):
    """Who made an interview, on which phone and when. When checks end, enumerator, number and times are taken out."""

    __tablename__ = "interview"
    __table_args__ = (Index(None, "round_id"), Index(None, "device_id"), {"sqlite_with_rowid": False})

    response_id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    round_id: Mapped[int]
    device_id: Mapped[UUID] = mapped_column(Uuid)
    enumerator: Mapped[str | None] = mapped_column(String(32))
    number: Mapped[int | None]
    """Running number on the phone, over interviews and visits."""
    unit_id: Mapped[int | None]
    started: Mapped[datetime | None] = mapped_column(Instant)
    finished: Mapped[datetime | None] = mapped_column(Instant)
    clock_offset: Mapped[int | None]
    """Seconds by which the clock of the phone was behind the server's, where the phone told its time."""
    received: Mapped[datetime | None] = mapped_column(Instant)


class VisitRow(Base):
    """One row of the contact sheet of a unit. Outcomes stay; who, number and times go when checks end."""

    __tablename__ = "visit"
    __table_args__ = (
        Index(None, "round_id"),
        Index(None, "unit_id"),
        Index(None, "device_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    round_id: Mapped[int]
    unit_id: Mapped[int]
    device_id: Mapped[UUID] = mapped_column(Uuid)
    enumerator: Mapped[str | None] = mapped_column(String(32))
    visit: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    adults: Mapped[int | None]
    selection: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    interview: Mapped[UUID | None] = mapped_column(ResponseId)
    number: Mapped[int | None]
    started: Mapped[datetime | None] = mapped_column(Instant)
    finished: Mapped[datetime | None] = mapped_column(Instant)
    received: Mapped[datetime | None] = mapped_column(Instant)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(String(500))


class PracticeRow(Base):
    """One practice interview or self-check: how it went. Practice answers never leave the phone."""

    __tablename__ = "practice"
    __table_args__ = (Index(None, "round_id"), {"sqlite_with_rowid": False})

    id: Mapped[UUID] = mapped_column(ResponseId, primary_key=True)
    round_id: Mapped[int]
    device_id: Mapped[UUID] = mapped_column(Uuid)
    enumerator: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    """interview or check."""
    name: Mapped[str] = mapped_column(String(32))
    """The scripted case."""
    mistakes: Mapped[list[str]] = mapped_column(JSON)
    """Items that were noted otherwise than the script says."""
    passed: Mapped[bool]
    day: Mapped[date]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class DeviceReport(Base):
    """What a phone said about itself when it was last seen."""

    __tablename__ = "device_report"

    device_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    seen: Mapped[datetime] = mapped_column(Instant)
    unsent: Mapped[int]
    made: Mapped[int]
    """The highest running number it has given."""
    storage: Mapped[str] = mapped_column(String(16))
    """persistent, best-effort, or "" where it did not say."""
    clock_offset: Mapped[int | None]
    """Seconds by which its clock was behind the server's."""
