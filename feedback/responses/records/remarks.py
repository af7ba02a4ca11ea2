"""Remarks as the office works through them: each is read or heard, noted in a few words, and then erased."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, select
from sqlalchemy.orm import Session

from feedback.questionnaire.rules import Round
from feedback.responses.records.rows import REMARK, NoteRow, ResponseRow, VoiceRow

Kind = Literal["text", "voice"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark that waits, without what it says."""

    response: UUID
    kind: Kind
    day: date
    """The day of arrival."""
    sealed: bool = False
    until: date | None = None
    """The day on which a voice is erased at the latest."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many remarks of a round wait, and how many were noted."""

    texts: int
    voices: int
    noted: int
    aside: int
    """Voices that cannot be used as they are."""


def count_remarks(session: Session, this: Round) -> Waiting:
    """How many remarks a round has."""

    def number(row: type, *conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(row).where(*conditions)) or 0

    return Waiting(
        texts=number(ResponseRow, *_written(this.id)),
        voices=number(VoiceRow, *_spoken(this)),
        noted=number(NoteRow, NoteRow.round_id == this.id),
        aside=number(VoiceRow, VoiceRow.round == this.code, VoiceRow.state == "aside"),
    )


def waiting_remarks(session: Session, this: Round, limit: int) -> list[Remark]:
    """The remarks of a round that nobody has noted yet, the oldest day first, and of no particular order on a day."""
    texts = (
        select(ResponseRow.id, ResponseRow.date).where(*_written(this.id)).order_by(ResponseRow.date, ResponseRow.id)
    )
    columns = (VoiceRow.response_id, VoiceRow.date, VoiceRow.key, VoiceRow.until)
    voices = select(*columns).where(*_spoken(this)).order_by(VoiceRow.date, VoiceRow.response_id)
    found = [Remark(id, "text", day) for id, day in session.execute(texts.limit(limit))]
    found += [Remark(id, "voice", day, bool(key), u) for id, day, key, u in session.execute(voices.limit(limit))]
    return sorted(found, key=lambda one: (one.day, one.response))[:limit]


def find_remark(session: Session, this: Round, kind: str, response: UUID) -> Remark | None:
    """One remark that waits to be noted and can be read or heard."""
    found = waiting_row(session, this, kind, response)
    if isinstance(found, VoiceRow):
        return Remark(response, "voice", found.date, bool(found.key), found.until)
    return None if found is None else Remark(response, "text", found.date)


def waiting_row(session: Session, this: Round, kind: str, response: UUID) -> ResponseRow | VoiceRow | None:
    """The row in which a remark lies that waits."""
    if kind == "voice":
        return session.scalar(select(VoiceRow).where(*_spoken(this), VoiceRow.response_id == response))
    query = select(ResponseRow).where(*_written(this.id), ResponseRow.id == response)
    return session.scalar(query) if kind == "text" else None


def said_in(row: ResponseRow | VoiceRow) -> str | bytes:
    """What was written, or the sound of what was said."""
    return row.raw or b"" if isinstance(row, VoiceRow) else (row.extra or {}).get(REMARK, "")


def note_remark(session: Session, this: Round, kind: str, response: UUID, themes: Sequence[str], summary: str) -> bool:
    """Write down what a remark is about and erase the remark itself; False when it does not wait any more."""
    row = waiting_row(session, this, kind, response)
    if row is None:
        return False
    if isinstance(row, VoiceRow):
        row.raw, row.state = None, "noted"
    else:
        row.extra = {key: text for key, text in (row.extra or {}).items() if key != REMARK} or None
    note = {"round_id": this.id, "themes": list(themes), "summary": summary, "date": row.date}
    session.add(NoteRow(response_id=response, kind=kind, **note))
    session.flush()
    return True


def notes(session: Session, this: Round, limit: int) -> list[NoteRow]:
    """What was written down, the newest day first."""
    here = select(NoteRow).where(NoteRow.round_id == this.id)
    return list(session.scalars(here.order_by(NoteRow.date.desc(), NoteRow.response_id).limit(limit)))


def themes(session: Session, this: Round) -> list[tuple[str, int]]:
    """The themes of a round with how many remarks each came up in, the commonest first."""
    given = session.scalars(select(NoteRow.themes).where(NoteRow.round_id == this.id))
    return sorted(Counter(theme for each in given for theme in each).items(), key=lambda one: (-one[1], one[0]))


def _written(round_id: int) -> tuple[ColumnElement[bool], ...]:
    """Responses with a remark in writing; a text that holds such a name has its quotes escaped."""
    named = cast(ResponseRow.extra, Text).like(f'%"{REMARK}"%')
    return ResponseRow.round_id == round_id, ResponseRow.extra.is_not(None), named


def _spoken(this: Round) -> tuple[ColumnElement[bool], ...]:
    """Voices that wait and whose response is kept."""
    kept = select(ResponseRow.id).where(ResponseRow.round_id == this.id, ResponseRow.state == "kept")
    return VoiceRow.round == this.code, VoiceRow.state == "waiting", VoiceRow.response_id.in_(kept)
