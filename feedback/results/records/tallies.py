"""What is remembered of a release: its tallies, and whether they still count the responses that they were made of."""

from collections.abc import Iterable, Iterator

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.responses.records.waiting import count_counted, unmark_counted
from feedback.results.records.rows import TallyBlockRow, TallyRow

Block = tuple[str, str, str, bytes]
"""Series, stratum, PSU, packed sums."""


def start_tallies(session: Session, round_id: int, release_id: int, closing: bool) -> None:
    """Begin the tallies of a release, without what an earlier build of the same release left behind."""
    discard_tallies(session, release_id)
    session.add(TallyRow(release_id=release_id, round_id=round_id, closing=closing, responses=0, complete=False))
    session.flush()


def add_blocks(session: Session, release_id: int, blocks: Iterable[Block]) -> None:
    """Write tallies of sampling units."""
    names = ("release_id", "series", "stratum", "psu", "block")
    rows = [dict(zip(names, (release_id, *block), strict=True)) for block in blocks]
    if rows:
        session.execute(insert(TallyBlockRow), rows)


def finish_tallies(session: Session, release_id: int, responses: int) -> None:
    """Say that a release is tallied, over so many responses."""
    here = update(TallyRow).where(TallyRow.release_id == release_id)
    session.execute(here.values(responses=responses, complete=True))


def discard_tallies(session: Session, release_id: int) -> None:
    """Forget the tallies of a draft and let its responses wait again. Twice is as good as once."""
    row = session.get(TallyRow, release_id)
    if row is None:
        return
    unmark_counted(session, row.round_id, release_id)
    session.execute(delete(TallyBlockRow).where(TallyBlockRow.release_id == release_id))
    session.delete(row)
    session.flush()


def stale(session: Session, release_id: int) -> bool:
    """Whether a draft has to be built again: a response of it was withdrawn, or its build was cut off."""
    row = session.get(TallyRow, release_id)
    if row is None or not row.complete:
        return True
    return count_counted(session, row.round_id, release_id) != row.responses


def find_tally(session: Session, release_id: int) -> TallyRow | None:
    """The tallies of a release, if it has any."""
    return session.get(TallyRow, release_id)


def earlier_tallies(session: Session, round_id: int, release_id: int) -> list[TallyRow]:
    """The tallies of the releases of a round before this one, in order."""
    here = (TallyRow.round_id == round_id) & (TallyRow.release_id < release_id)
    return list(session.scalars(select(TallyRow).where(here).order_by(TallyRow.release_id)))


def blocks(session: Session, release_ids: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """The series and packed sums of every sampling unit in these releases, in the order of series."""
    here = TallyBlockRow.release_id.in_(list(release_ids))
    wanted = select(TallyBlockRow.series, TallyBlockRow.block).where(here).order_by(TallyBlockRow.series)
    return ((series, block) for series, block in session.execute(wanted))
