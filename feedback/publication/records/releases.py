"""How a release is begun, finished, approved, published or discarded. Each step asks the rules; callers audit it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session

from feedback import N_
from feedback.publication.records.rows import CellRow, FileRow, Release
from feedback.publication.rules import OPEN, PublishedCell, digest_of, refusal
from feedback.results.records import discard_tallies, stale

TAKEN_BACK = N_("Somebody took back their answers after this release was built. Discard it and build it again.")
CHANGED = N_("The numbers of this release are not the ones that were built. Discard it and build it again.")


@dataclass(frozen=True)
class Basis:
    """What a finished build rests on, beside its numbers."""

    responses: int
    """Responses counted in this release and those before it."""
    waiting: int
    """Responses that have to wait for a later release."""
    wording: int
    edition_sha: str
    steps: Sequence[dict[str, Any]] = field(default_factory=tuple)
    texts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """One file of a release: its name, media type and bytes."""

    name: str
    type: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def begin_release(session: Session, round_id: int, closing: bool, login: str, now: datetime) -> Release:
    """A new, still empty draft with the next number of its round; its builder is named from the first moment on."""
    last = session.scalar(
        select(func.max(Release.number)).where(Release.round_id == round_id, Release.state != "discarded")
    )
    release = Release(round_id=round_id, number=(last or 0) + 1, closing=closing, built_by=login, built_at=now)
    session.add(release)
    session.flush()
    return release


def finish_build(session: Session, release: Release, cells: Sequence[PublishedCell], basis: Basis) -> None:
    """Freeze the numbers of a draft; from here on nothing in it can change."""
    rows = [
        {
            "release_id": release.id,
            "series": cell.series,
            "cell": cell.cell,
            "measure": cell.measure,
            "value": cell.value,
            "shown": cell.shown,
            "reason": cell.reason,
            "n_shown": cell.n_shown,
        }
        for cell in cells
    ]
    if rows:
        session.execute(insert(CellRow), rows)
    release.responses, release.waiting = basis.responses, basis.waiting
    release.wording, release.edition_sha = basis.wording, basis.edition_sha
    release.steps, release.texts = list(basis.steps), dict(basis.texts)
    release.digest = digest_of(cells)
    session.flush()


def approve(session: Session, release_id: int, login: str, now: datetime) -> str | None:
    """A second person approves a draft; the reason when that may not be. From here on no answer in it is taken back."""
    release = _locked(session, release_id)
    if (why := refusal(release, "approve", login)) is not None:
        return why
    if stale(session, release.id):
        return TAKEN_BACK
    if not _intact(session, release):
        return CHANGED
    release.state, release.approved_by, release.approved_at = "approved", login, now
    session.flush()
    return None


def publish(session: Session, release_id: int, login: str, now: datetime, files: Iterable[File]) -> str | None:
    """Make an approved release public, its files in the same transaction; the reason when that may not be."""
    release = _locked(session, release_id)
    if (why := refusal(release, "publish", login)) is not None:
        return why
    if not _intact(session, release):
        return CHANGED
    for file in files:
        row = FileRow(release_id=release.id, name=file.name, type=file.type, sha256=file.sha256, bytes=file.data)
        session.add(row)
    session.flush()
    release.state, release.published_by, release.published_at = "published", login, now
    session.flush()
    return None


def discard(session: Session, release_id: int, login: str) -> str | None:
    """Give up a release that is not public: its numbers go, its responses wait again. The reason when it may not be."""
    release = _locked(session, release_id)
    if (why := refusal(release, "discard", login)) is not None:
        return why
    if release.state == "approved":
        release.state, release.approved_by, release.approved_at = "draft", None, None
        session.flush()
    session.execute(delete(CellRow).where(CellRow.release_id == release.id))
    discard_tallies(session, release.id)
    release.state = "discarded"
    session.flush()
    return None


def open_release(session: Session, round_id: int) -> Release | None:
    """The one release of a round that is neither public nor discarded."""
    return session.scalar(select(Release).where(Release.round_id == round_id, Release.state.in_(OPEN)))


def is_frozen(session: Session, release_id: int) -> bool:
    """Whether answers counted in this release can no longer be taken back; waits for an approval that is under way."""
    state = session.scalar(select(Release.state).where(Release.id == release_id).with_for_update(read=True))
    return state in ("approved", "published")


def cells_of(session: Session, release_id: int, begins: str = "", ends: str = "") -> list[PublishedCell]:
    """The frozen numbers of a release in the order of their keys, or those whose cell begins or ends with a text."""
    found = select(CellRow).where(CellRow.release_id == release_id)
    wanted = [CellRow.cell.startswith(begins, autoescape=True)] if begins else []
    wanted += [CellRow.cell.endswith(ends, autoescape=True)] if ends else []
    if wanted:
        found = found.where(or_(*wanted))
    columns = (
        CellRow.series,
        CellRow.cell,
        CellRow.measure,
        CellRow.value,
        CellRow.shown,
        CellRow.reason,
        CellRow.n_shown,
    )
    cells = (PublishedCell(*row) for row in session.execute(found.with_only_columns(*columns)))
    return sorted(cells, key=lambda c: (c.series, c.cell, c.measure))


def _locked(session: Session, release_id: int) -> Release:
    """The release as it is now, held until the transaction ends."""
    return session.get_one(Release, release_id, with_for_update=True, populate_existing=True)


def _intact(session: Session, release: Release) -> bool:
    return bool(release.digest) and digest_of(cells_of(session, release.id)) == release.digest
