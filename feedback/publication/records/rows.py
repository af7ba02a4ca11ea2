"""The tables of the room: releases, their frozen numbers and their files."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback.database import Base, Instant
from feedback.publication.records.guards import release_guards

NOT_DISCARDED = text("state <> 'discarded'")
APPROVED = "approved_by IS NOT NULL AND approved_at IS NOT NULL"
PUBLISHED = "published_by IS NOT NULL AND published_at IS NOT NULL"
STILL_OPEN = text("state IN ('draft', 'approved')")


class Release(Base):
    """One numbered, frozen set of figures of a round: who built, approved and published it, and what it rests on."""

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'approved', 'published', 'discarded')", name="state"),
        CheckConstraint("approved_by IS NULL OR lower(approved_by) <> lower(built_by)", name="second_person"),
        CheckConstraint(f"state NOT IN ('approved', 'published') OR ({APPROVED} AND digest <> '')", name="approval"),
        CheckConstraint(f"state <> 'published' OR ({PUBLISHED})", name="publication"),
        Index(
            "uq_release_number", "round_id", "number", unique=True,
            sqlite_where=NOT_DISCARDED, postgresql_where=NOT_DISCARDED,
        ),
        Index("uq_release_open", "round_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    closing: Mapped[bool]
    built_by: Mapped[str] = mapped_column(String(200))
    built_at: Mapped[datetime] = mapped_column(Instant)
    approved_by: Mapped[str | None] = mapped_column(String(200))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    responses: Mapped[int] = mapped_column(Integer, default=0)
    """Responses that this release and those before it rest on."""
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    """Responses that had to wait for a later release."""
    wording: Mapped[int] = mapped_column(Integer, default=0)
    edition_sha: Mapped[str] = mapped_column(String(64), default="")
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was held back, merged or carried over, and why."""
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """`languages`: those in which people could answer, with the state of each translation; `facts`: about the answers
    as a whole, as they are shown."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 over the numbers; empty until the build is finished."""


class CellRow(Base):
    """One published number, written once."""

    __tablename__ = "published_cell"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    cell: Mapped[str] = mapped_column(String(200), primary_key=True)
    measure: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[float | None] = mapped_column(Float)
    shown: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(20))
    n_shown: Mapped[int | None] = mapped_column(Integer)


class FileRow(Base):
    """One file of a published release, as it is downloaded."""

    __tablename__ = "release_file"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    type: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


def _guard(table: Table, connection: Connection, **_: object) -> None:
    for statement in release_guards(connection.dialect.name, table.name):
        connection.exec_driver_sql(statement)


for _row in (Release, CellRow, FileRow):
    event.listen(_row.__table__, "after_create", _guard)
