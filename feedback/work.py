"""Long work: a row per job, claimed by one worker with a lease, so that a killed worker never blocks the next."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Integer, String, Text, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from feedback.database import Base, Instant

LEASE = timedelta(minutes=5)


class Job(Base):
    """Something to be done outside the web process: who asked, how far it is, how it ended."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), index=True)
    progress: Mapped[int] = mapped_column(Integer)
    asked: Mapped[datetime] = mapped_column(Instant)
    heartbeat: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(Text)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def enqueue(session: Session, kind: str, arguments: dict[str, Any], by: str, now: datetime) -> Job:
    """Ask for a job; it starts when a worker is free."""
    job = Job(kind=kind, arguments=arguments, by=by, state="waiting", progress=0, asked=now)
    session.add(job)
    session.flush()
    return job


def claim(session: Session, now: datetime) -> Job | None:
    """The oldest job that waits, or whose worker fell silent, now ours; None when there is nothing to do."""
    free = or_(Job.state == "waiting", (Job.state == "running") & (Job.heartbeat < now - LEASE))
    found = session.scalar(select(Job).where(free).order_by(Job.id).limit(1).with_for_update(skip_locked=True))
    if found is not None:
        found.state, found.progress, found.heartbeat = "running", 0, now
        session.flush()
    return found


def beat(session: Session, job_id: int, progress: int, now: datetime) -> None:
    """Say that the job is alive and how far it is, in percent."""
    session.execute(update(Job).where(Job.id == job_id).values(progress=progress, heartbeat=now))


def finish(session: Session, job_id: int, result: dict[str, Any]) -> None:
    """The job is done."""
    session.execute(update(Job).where(Job.id == job_id).values(state="done", progress=100, result=result))


def fail(session: Session, job_id: int, error: str) -> None:
    """The job could not be done; `error` says why in words that a person can act on."""
    session.execute(update(Job).where(Job.id == job_id).values(state="failed", error=error))


def latest_jobs(session: Session, kind: str, limit: int = 20) -> list[Job]:
    """The latest jobs of one kind, newest first."""
    return list(session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(limit)))
