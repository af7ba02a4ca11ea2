"""Many responses at once: all of them in the caller's transaction, each kept as one alone would be."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.database import insert_into
from feedback.questionnaire.records import RoundRow
from feedback.questionnaire.rules import TAKING
from feedback.responses.records.keeping import Arrival, Kept, row
from feedback.responses.records.rows import RESPONSES, ResponseRow

CHUNK = 500


def keep_all(
    session: Session, round_id: int, arrivals: Sequence[Arrival], progress: Callable[[int], None] = lambda _: None
) -> list[Kept]:
    """Keep every arrival of one round that is new, and say what became of each, in order. Their ids must differ.

    The round is locked until the caller commits, so that it cannot close in between and a second batch waits.
    """
    state = session.scalar(select(RoundRow.state).where(RoundRow.id == round_id).with_for_update())
    if state not in TAKING:
        return ["round_not_open"] * len(arrivals)
    decided: list[Kept] = []
    for start in range(0, len(arrivals), CHUNK):
        decided += _keep_chunk(session, arrivals[start : start + CHUNK])
        progress(len(decided))
    return decided


def compare(session: Session, arrivals: Sequence[Arrival]) -> list[Kept]:
    """What would become of each arrival if it were kept now; nothing is written."""
    decided: list[Kept] = []
    for start in range(0, len(arrivals), CHUNK):
        chunk = arrivals[start : start + CHUNK]
        before = _digests(session, chunk)
        decided += [_outcome(arrival, before.get(arrival.response.id)) for arrival in chunk]
    return decided


def _keep_chunk(session: Session, arrivals: Sequence[Arrival]) -> list[Kept]:
    before = _digests(session, arrivals)
    new = [row(arrival) for arrival in arrivals if arrival.response.id not in before]
    if new:
        session.execute(insert_into(session, RESPONSES).on_conflict_do_nothing(), new)
    return [_outcome(arrival, before.get(arrival.response.id)) for arrival in arrivals]


def _digests(session: Session, arrivals: Sequence[Arrival]) -> dict[UUID, bytes]:
    """The digest of what is kept already under these ids."""
    ids = [arrival.response.id for arrival in arrivals]
    rows = session.execute(select(ResponseRow.id, ResponseRow.digest).where(ResponseRow.id.in_(ids)))
    return {row.id: row.digest for row in rows}


def _outcome(arrival: Arrival, digest: bytes | None) -> Kept:
    if digest is None:
        return "kept"
    return "held" if digest == arrival.digest else "other_content"
