"""The audit trail: who did what, when. Rows are added and never changed, and the database itself sees to that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Integer, String, Table, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from feedback.database import Base, Instant


class AuditRow(Base):
    """One thing that one person did."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    who: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


WHEN_HELD = "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"


def audit_guards(dialect: str) -> tuple[str, ...]:
    """The statements that make the audit table append-only, for `sqlite` or `postgresql`; a migration runs the same."""
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        return (
            f"CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit {refuse}",
            f"CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit {refuse}",
            # INSERT OR REPLACE removes the old row without asking the trigger for DELETE.
            f"CREATE TRIGGER audit_refuses_replace BEFORE INSERT ON audit {WHEN_HELD} {refuse}",
        )
    return (
        "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    )


def drop_audit_guards(dialect: str) -> tuple[str, ...]:
    """The statements that take the guards away again, for a migration that goes back."""
    if dialect == "sqlite":
        return tuple(f"DROP TRIGGER IF EXISTS audit_refuses_{verb}" for verb in ("update", "delete", "replace"))
    return (
        "DROP TRIGGER IF EXISTS audit_refuses_change ON audit",
        "DROP FUNCTION IF EXISTS audit_is_append_only()",
    )


def _guard(_table: Table, connection: Connection, **_: object) -> None:
    for statement in audit_guards(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(AuditRow.__table__, "after_create", _guard)


def audit(
    session: Session, who: str, action: str, subject: str, detail: Mapping[str, Any] | None, now: datetime
) -> None:
    """Write down that `who` (a login) did `action` to `subject`; it stands or falls with the caller's transaction."""
    session.add(AuditRow(at=now, who=who, action=action, subject=subject[:200], detail=dict(detail or {})))
    session.flush()


def latest_audit(session: Session, limit: int = 200) -> list[AuditRow]:
    """The latest rows of the trail, newest first."""
    return list(session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)))
