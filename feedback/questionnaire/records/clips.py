"""Clips in the database: one of a kind for each text of a language, replaced, signed by another speaker, taken away."""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, defer

from feedback.questionnaire.records.rows import ClipRow
from feedback.questionnaire.rules import Problem
from feedback.questionnaire.rules.clips import (
    NO_CLIP,
    TYPES,
    Clip,
    Recording,
    check_clip,
    check_second,
    digest_of,
    normalised,
    type_of,
)

NAME = 32
"""Hexadecimal digits of the SHA-256 of a clip in its address."""


def keep_clip(
    session: Session, about: Recording, text: str, content: bytes, login: str, now: datetime
) -> Clip | list[Problem]:
    """Keep what somebody recorded for a text, in the place of what was there; it waits for a second speaker again."""
    problems = check_clip(about, content)
    if problems:
        return problems
    which = {"kind": about.kind, "language": about.language, "signing": about.signing, "digest": digest_of(text)}
    session.execute(delete(ClipRow).filter_by(**which))
    row = ClipRow(
        **which,
        text=normalised(text),
        file=f"{sha256(content).hexdigest()[:NAME]}.{type_of(content, about.kind)}",
        content=content,
        size=len(content),
        speaker=" ".join(about.speaker.split())[:200],
        synthetic=about.synthetic,
        made_by=login,
        made=now,
    )
    session.add(row)
    session.flush()
    return _as_clip(row)


def sign_clip(session: Session, id: int, second: str, now: datetime) -> Clip | list[Problem]:
    """A second speaker stands for a clip: it says the text, and says it well."""
    row = session.get(ClipRow, id, options=[defer(ClipRow.content)])
    if row is None:
        return [Problem("", "clip", NO_CLIP)]
    problems = check_second(_as_clip(row), second)
    if problems:
        return problems
    row.second, row.signed = " ".join(second.split())[:200], now
    session.flush()
    return _as_clip(row)


def drop_clip(session: Session, id: int) -> Clip | None:
    """Take a clip away; what it was, or None where there is none."""
    row = session.get(ClipRow, id, options=[defer(ClipRow.content)])
    if row is None:
        return None
    clip = _as_clip(row)
    session.delete(row)
    session.flush()
    return clip


def clips_of(session: Session, language: str, texts: Iterable[str] | None = None) -> list[Clip]:
    """The clips of a language, the oldest first: those of these texts, or all of them."""
    rows = session.scalars(
        select(ClipRow).where(ClipRow.language == language).order_by(ClipRow.id).options(defer(ClipRow.content))
    )
    wanted = None if texts is None else {digest_of(text) for text in texts}
    return [_as_clip(row) for row in rows if wanted is None or row.digest in wanted]


def is_spoken(session: Session, language: str, unsigned: bool) -> bool:
    """Whether anything is recorded in a language that may be played; `unsigned` clips only where nothing is real."""
    some = select(ClipRow.id).where(ClipRow.language == language).limit(1)
    return session.scalar(some if unsigned else some.where(ClipRow.signed.is_not(None))) is not None


def in_force(clips: Collection[Clip], unsigned: bool) -> list[Clip]:
    """The clips that people hear: those a second speaker signed, and `unsigned` ones where nothing is real."""
    return [clip for clip in clips if clip.signed or unsigned]


def read_clip(session: Session, file: str) -> tuple[bytes, str] | None:
    """The bytes and the type of the clip with this name in its address."""
    row = session.scalars(select(ClipRow).where(ClipRow.file == file).limit(1)).first()
    return (row.content, TYPES[file.rpartition(".")[2]][row.kind]) if row else None


def _as_clip(row: ClipRow) -> Clip:
    return Clip(
        id=row.id,
        kind=row.kind,
        language=row.language,
        signing=row.signing,
        digest=row.digest,
        text=row.text,
        file=row.file,
        size=row.size,
        speaker=row.speaker,
        synthetic=row.synthetic,
        made_by=row.made_by,
        made=row.made,
        second=row.second or "",
        signed=row.signed,
    )
