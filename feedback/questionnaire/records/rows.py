"""The tables of editions, rounds, registers and places."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.database import Base, Instant


class EditionRow(Base):
    """An edition as a document: never changed, its code never given to another."""

    __tablename__ = "edition"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    added: Mapped[datetime] = mapped_column(Instant)


class RegisterRow(Base):
    """One dated import of the administrative hierarchy: never changed, a newer one has another code."""

    __tablename__ = "register"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    imported: Mapped[date]


class PlaceRow(Base):
    """One place of a register."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("register", "code"), Index(None, "parent_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(ForeignKey("register.code"))
    code: Mapped[str] = mapped_column(String(32))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str] = mapped_column(String(200))
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    level: Mapped[int]
    level_name: Mapped[str] = mapped_column(String(200))
    population: Mapped[int | None]


class RoundRow(Base):
    """One survey wave. `wording` is 0 until it opens, then the number of the wording in use."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    edition: Mapped[str] = mapped_column(ForeignKey("edition.code"))
    wording: Mapped[int]
    register: Mapped[str | None] = mapped_column(ForeignKey("register.code"))
    use: Mapped[str] = mapped_column(String(16))
    reason: Mapped[dict[str, str]] = mapped_column(JSON)
    office: Mapped[dict[str, str]] = mapped_column(JSON)
    contact: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(16))
    weighted: Mapped[bool]
    sealed: Mapped[bool]
    closing: Mapped[str] = mapped_column(String(8))
    explanations: Mapped[str] = mapped_column(String(8))
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8), index=True)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    demonstration: Mapped[bool]
    groups_basis: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    language_reason: Mapped[str] = mapped_column(Text)


class RoundKeyRow(Base):
    """A public key of a round, known by the code of the round: a draft may be replaced, its key stays."""

    __tablename__ = "round_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    """The beginning of the SHA-256 of the public key, in hexadecimal digits."""
    round: Mapped[str] = mapped_column(String(32), index=True)
    public: Mapped[bytes] = mapped_column(LargeBinary(65))
    made: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(Text)
    """Where the first copy of the private key was written; the key itself is never in the database."""
    proven: Mapped[datetime | None] = mapped_column(Instant)
    proven_by: Mapped[str | None] = mapped_column(String(200))
    lost: Mapped[datetime | None] = mapped_column(Instant)


class RoundWordingRow(Base):
    """The edition of a round with its texts in every language of the round, frozen together when it opened."""

    __tablename__ = "round_wording"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    wording: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    frozen: Mapped[datetime] = mapped_column(Instant)


class ClipRow(Base):
    """A recorded voice or a sign-language video of one text. A text that changes has another digest, and no clip."""

    __tablename__ = "clip"
    __table_args__ = (UniqueConstraint("language", "kind", "signing", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(5))
    language: Mapped[str] = mapped_column(String(35))
    signing: Mapped[str] = mapped_column(String(3))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    text: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(String(40), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(200))
    synthetic: Mapped[bool]
    made_by: Mapped[str] = mapped_column(String(200))
    made: Mapped[datetime] = mapped_column(Instant)
    second: Mapped[str | None] = mapped_column(String(200))
    signed: Mapped[datetime | None] = mapped_column(Instant)
