"""Editions in the database: kept once under their code, frozen with a round, read back and checked by their digest."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from feedback import N_
from feedback.questionnaire.editions import digest, from_document, sealed, to_document
from feedback.questionnaire.records.rows import EditionRow, RoundRow, RoundWordingRow
from feedback.questionnaire.rules import Change, Edition, Problem, all_texts
from feedback.questionnaire.rules.texts import Translate, words_in

SOURCE_LANGUAGE = "en"
_read: dict[str, Edition] = {}
_lock = Lock()


def keep_edition(session: Session, edition: Edition, now: datetime) -> list[Problem]:
    """Keep an edition under its code; refused when the code already stands for other questions."""
    held = session.get(EditionRow, edition.code)
    if held is not None and held.sha256 != edition.sha256:
        return [
            Problem(
                "",
                "edition",
                f"The code {edition.code} already stands for an edition with other contents. "
                "Codes are never used twice: give the changed edition another number or code.",
            )
        ]
    if held is None:
        session.add(EditionRow(code=edition.code, document=to_document(edition), sha256=edition.sha256, added=now))
        session.flush()
    return []


def drop_edition(session: Session, code: str) -> None:
    """Forget an edition that no round has, so that its code may stand for other questions."""
    session.execute(delete(EditionRow).where(EditionRow.code == code))
    session.flush()


def freeze_edition(
    session: Session, round_row: RoundRow, languages: Iterable[str], translate: Translate, now: datetime
) -> Edition:
    """Freeze the edition of a round with its texts in every language under the next number of wording."""
    edition = sealed(
        with_texts(_without_groups(draft_edition(session, round_row.edition), round_row), languages, translate)
    )
    round_row.wording += 1
    session.add(
        RoundWordingRow(
            round_id=round_row.id,
            wording=round_row.wording,
            document=to_document(edition),
            sha256=edition.sha256,
            frozen=now,
        )
    )
    session.flush()
    return edition


def with_texts(edition: Edition, languages: Iterable[str], translate: Translate) -> Edition:
    """The edition with every text written down in these languages, so that no catalogue can change it later."""
    wanted = [language for language in languages if language != SOURCE_LANGUAGE]
    texts = {text: dict(by_language) for text, by_language in edition.texts.items()}
    for _, text in all_texts(edition):
        own = texts.setdefault(text, {})
        for language in wanted:
            own[language] = words_in(edition, text, language, translate)
    return replace(edition, texts={text: own for text, own in texts.items() if own})


def draft_edition(session: Session, code: str) -> Edition:
    """An edition as it was given, before any round froze it."""
    row = session.get_one(EditionRow, code)
    return _once(row.sha256, row.document)


def frozen_edition(session: Session | Connection, round_id: int, wording: int, sha256: str = "") -> Edition:
    """The edition that a round asks in this wording, read once a process; a known digest saves the query.

    Raises LookupError when the round has no such wording, ValueError when the document was tampered with.
    """
    if sha256 in _read:
        return _read[sha256]
    here = (RoundWordingRow.round_id == round_id) & (RoundWordingRow.wording == wording)
    known = session.execute(select(RoundWordingRow.sha256).where(here)).scalar_one_or_none()
    if known is None:
        raise LookupError(f"round {round_id} has no wording {wording}")
    if known in _read:
        return _read[known]
    return _once(known, session.execute(select(RoundWordingRow.document).where(here)).scalar_one())


def _once(sha256: str, document: dict[str, Any]) -> Edition:
    """Documents never change, so the edition of a digest is built once and shared."""
    with _lock:
        if sha256 not in _read:
            if digest(document) != sha256:
                raise ValueError(f"the edition with the digest {sha256} was changed after it was kept")
            _read[sha256] = from_document(document)
        return _read[sha256]


def _without_groups(edition: Edition, round_row: RoundRow) -> Edition:
    """National population groups are asked only where the round records its legal basis and the risk."""
    if round_row.groups_basis or "groups" not in edition.items:
        return edition
    return replace(
        edition,
        items={code: item for code, item in edition.items.items() if code != "groups"},
        sections=tuple(
            replace(section, items=tuple(code for code in section.items if code != "groups"))
            for section in edition.sections
        ),
        departures=(*edition.departures, Change(N_("National population groups are not asked in this round."))),
    )
