"""Building a release: choose the batch, tally it, mark its responses; and measuring it, in a process of its own.

    build_tallies(engine, round_id, release_id, closing, progress) -> Built
    measures(session, release_id) -> list[Measure]

`feedback.results.records` holds `discard_tallies(session, release_id)` and `stale(session, release_id)`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.questionnaire.records import RoundRow, frozen_edition, place_map
from feedback.responses.records.waiting import mark_counted, waiting_rows
from feedback.results.records import (
    Facts,
    add_blocks,
    blocks,
    counted_facts,
    earlier_tallies,
    find_tally,
    finish_tallies,
    start_tallies,
)
from feedback.results.rules import Measure, Plan, read_plan
from feedback.results.tables import (
    ID_BYTES,
    Columns,
    Grid,
    Layout,
    add_up,
    find_batch,
    layout_of,
    measures_of,
    pack_tally,
    plan_shapes,
    read_columns,
    shapes_of,
    tallies,
    unpack_grids,
)

ONLY_CLOSING = frozenset({"probability"})
"""Series of which nothing is released before the round is closed: half a sample is not a sample."""

BLOCKS = 200
"""Sampling units written in one transaction."""

Chunk = Sequence[Sequence[Any]]
"""Some rows of waiting responses."""

READ, TALLIED = 35, 65
"""Percent of a build when everything is read, and when everything is tallied."""

Sums = dict[str, dict[str, Grid]]
"""Series -> dimension -> sums."""


@dataclass(frozen=True)
class Built:
    """What came of building the tallies of a release."""

    counted: Mapping[str, int]
    """By series, the responses that this release is the first to count."""
    waiting: Mapping[str, int]
    """By series, the responses held back for a later release, because some group would have grown by too few."""
    steps: list[dict[str, str]] = field(default_factory=list)
    """What a closing release merged, left out or carried: series, table, dimension, before, after, why."""
    facts: Facts = field(default_factory=Facts)
    """From which days all responses are that this release and those before it count, and how complete; not rounded."""


@dataclass(frozen=True)
class _Round:
    layout: Layout
    paths: Mapping[int, str]
    """Place id to base level."""
    weighted: bool


def build_tallies(
    engine: Engine,
    round_id: int,
    release_id: int,
    closing: bool,
    progress: Callable[[int], None] = lambda _: None,
) -> Built:
    """Choose the batch of a release, tally it, and mark its responses; building again starts from nothing.

    The release has to be the newest of its round, and the only one that is neither published nor discarded.
    progress: called with percent. Raises ValueError for a closing release of a round that is not closed.
    """
    with transaction(engine) as session:
        this = _round(session, round_id)
        _check(session, round_id, release_id, closing)
        start_tallies(session, round_id, release_id, closing)
    chunks = _told(waiting_rows(engine, round_id), progress)
    columns = read_columns(chunks, this.layout, this.paths, this.weighted)
    progress(READ)
    counted, waiting, ids = {}, {}, []
    for number, series in enumerate(columns.series.names):
        here = columns.take(np.flatnonzero(columns.series.codes == number))
        batch = here if closing else _batch(this.layout, series, here)
        counted[series], waiting[series] = len(batch), len(here) - len(batch)
        del here
        _write(engine, this.layout, release_id, series, batch)
        ids.append(batch.ids)
        progress(READ + (TALLIED - READ) * (number + 1) // len(columns.series.names))
    del columns
    marked = np.concatenate([np.empty((0, ID_BYTES), np.uint8), *ids])
    mark_counted(
        engine, release_id, marked.tobytes(), lambda done: progress(TALLIED + (99 - TALLIED) * done // len(marked))
    )
    with transaction(engine) as session:
        finish_tallies(session, release_id, len(marked))
        steps = _steps(session, this.layout, release_id) if closing else []
        facts = counted_facts(session, round_id)
    progress(100)
    return Built(counted, waiting, steps, facts)


def measures(session: Session, release_id: int) -> list[Measure]:
    """Every measure of a release, unrounded, over all releases of its round up to this one, from tallies alone.

    Each carries the reason why it is held back, if it is. Raises LookupError when the release has no finished tallies.
    """
    row = find_tally(session, release_id)
    if row is None or not row.complete:
        raise LookupError(f"release {release_id} has no finished tallies")
    layout = _round(session, row.round_id).layout
    now, before = _sums(session, layout, row.round_id, release_id)
    return [
        found
        for series in sorted(now)
        for found in measures_of(layout, series, now[series], before.get(series), row.closing)
    ]


def _round(session: Session, round_id: int) -> _Round:
    row = session.get_one(RoundRow, round_id)
    plan = read_plan(row.plan or {})
    if not isinstance(plan, Plan):
        raise ValueError("; ".join(plan))
    places = place_map(session, row.register).values() if row.register else ()
    edition = frozen_edition(session, row.id, row.wording)
    layout = layout_of(edition, plan, max((place.level for place in places), default=0))
    return _Round(layout, {place.id: "/".join(place.path) for place in places}, row.weighted)


def _check(session: Session, round_id: int, release_id: int, closing: bool) -> None:
    if closing and session.get_one(RoundRow, round_id).state != "closed":
        raise ValueError("a closing release holds every response, so its round has to be closed first")
    if any(not row.complete or row.closing for row in earlier_tallies(session, round_id, release_id)):
        raise ValueError("an earlier release of this round is unfinished, or was its closing release")


def _told(chunks: Iterable[Chunk], progress: Callable[[int], None]) -> Iterator[Chunk]:
    """The same chunks, with a sign of life at each: how many will come is not known."""
    for number, chunk in enumerate(chunks, 1):
        progress(READ * number // (number + 25))
        yield chunk


def _batch(layout: Layout, series: str, waiting: Columns) -> Columns:
    """The responses of one series that a release of a running round may count."""
    if series in ONLY_CLOSING:
        return waiting.take(np.empty(0, np.intp))
    shapes = plan_shapes(layout, {name: column.names for name, column in waiting.levels.items()})
    return waiting.take(np.flatnonzero(find_batch(layout, waiting, shapes)))


def _write(engine: Engine, layout: Layout, release_id: int, series: str, batch: Columns) -> None:
    """Write the tallies of one series, many sampling units in one transaction."""
    found = ((series, tally.stratum, tally.psu, pack_tally(layout, tally)) for tally in tallies(layout, batch))
    while some := list(islice(found, BLOCKS)):
        with transaction(engine) as session:
            add_blocks(session, release_id, some)


def _sums(session: Session, layout: Layout, round_id: int, release_id: int) -> tuple[Sums, Sums]:
    """The sums by series up to this release, and those up to the release before."""
    before = _added(
        layout, {}, blocks(session, [row.release_id for row in earlier_tallies(session, round_id, release_id)])
    )
    return _added(layout, before, blocks(session, [release_id])), before


def _added(layout: Layout, sums: Sums, more: Iterable[tuple[str, bytes]]) -> Sums:
    """Sums with the blocks of further sampling units added; the blocks of a series come one after the other."""
    totals = dict(sums)
    for series, found in groupby(more, key=itemgetter(0)):
        grids = (unpack_grids(layout, block) for _, block in found)
        totals[series] = add_up(layout, chain([sums[series]] if series in sums else [], grids))
    return totals


def _steps(session: Session, layout: Layout, release_id: int) -> list[dict[str, str]]:
    """What the closing release merged, left out or carried."""
    row = find_tally(session, release_id)
    now, before = _sums(session, layout, row.round_id if row else 0, release_id)
    return [
        step.document(series)
        for series in sorted(now)
        for step in shapes_of(layout, now[series], before.get(series), closing=True)[1]
    ]
