"""Releases built in real databases: what is counted, what waits, and that building again changes nothing."""

import random
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.responses.records import ResponseRow, withdraw
from feedback.results.jobs import Built, build_tallies, measures
from feedback.results.records import Facts, TallyBlockRow, TallyRow, discard_tallies, stale
from feedback.results.rules import Measure, Plan, batch, cells, interim_rungs, interim_shapes
from feedback.results.tables import layout_of
from tests.results.conftest import Office
from tests.results.people import closed, levels, people, small_edition

EDITION = small_edition()
PLAN = {"k": 5, "minimum_n": 10, "interim": {"AGE": "none", "INCOME": "none", "PLACE": 1}}


def counted(office: Office, release_id: int) -> set[bytes]:
    with Session(office.engine) as session:
        ids = session.scalars(select(ResponseRow.id).where(ResponseRow.release_id == release_id))
        return {UUID(str(id)).bytes for id in ids}


def measured(office: Office, release_id: int) -> list[Measure]:
    with Session(office.engine) as session:
        return measures(session, release_id)


def test_a_release_of_a_running_round_counts_the_largest_safe_batch(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    crowd = people(EDITION, 1, 150)
    office.receive(this, EDITION, crowd)
    built = build_tallies(office.engine, this.id, 1, closing=False)
    plan = replace(
        Plan(k=5, minimum_n=10), interim=(("AGE", None), ("PLACE", 1), ("INCOME", None), ("PLACE;SEX", None))
    )
    layout = layout_of(EDITION, plan, 3)
    bases = {name: {levels(layout, p)[name] for p in crowd} for name in layout.dimensions}
    shapes = interim_shapes(layout.tables, interim_rungs(plan, layout.dimensions, bases))
    rungs = {name: shape.rungs for name, shape in shapes.items()}
    expected = batch({p.id: cells(layout.tables, rungs, levels(layout, p), p.answers) for p in crowd}, 5)
    assert 0 < len(expected) < 150
    assert counted(office, 1) == expected
    facts = Facts(date(2026, 11, 20), date(2026, 11, 20), partial=0, set_aside=0)
    assert built == Built({"open_link": len(expected)}, {"open_link": 150 - len(expected)}, [], facts)


def test_building_the_same_draft_again_changes_nothing(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 2, 120))
    first = build_tallies(office.engine, this.id, 1, closing=False)
    ids, numbers = counted(office, 1), measured(office, 1)
    assert build_tallies(office.engine, this.id, 1, closing=False) == first
    assert (counted(office, 1), measured(office, 1)) == (ids, numbers)


def test_the_order_in_which_answers_came_changes_nothing(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    crowd = people(EDITION, 3, 120)
    office.receive(this, EDITION, crowd)
    build_tallies(office.engine, this.id, 1, closing=False)
    ids, numbers = counted(office, 1), measured(office, 1)
    with transaction(office.engine) as session:
        discard_tallies(session, 1)
        session.query(ResponseRow).delete()
    random.Random(3).shuffle(crowd)
    office.receive(this, EDITION, crowd)
    build_tallies(office.engine, this.id, 2, closing=False)
    assert (counted(office, 2), measured(office, 2)) == (ids, numbers)


def test_a_second_release_holds_the_first_and_what_is_new(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    first, second = people(EDITION, 4, 150), people(EDITION, 5, 100)
    office.receive(this, EDITION, first)
    build_tallies(office.engine, this.id, 1, closing=False)
    before = measured(office, 1)
    office.receive(this, EDITION, second)
    built = build_tallies(office.engine, this.id, 2, closing=False)
    total = len(counted(office, 1)) + built.counted["open_link"]
    assert next(m.n for m in measured(office, 2) if m.item == "RESPONDENTS") == total
    assert measured(office, 1) == before


def test_a_closing_release_counts_everyone(office: Office) -> None:
    this = office.open(EDITION, {"k": 5, "minimum_n": 10})
    crowd = people(EDITION, 6, 160)
    office.receive(this, EDITION, crowd)
    office.close(this)
    built = build_tallies(office.engine, this.id, 1, closing=True)
    assert built.counted == {"open_link": 160}
    layout = layout_of(EDITION, Plan(k=5, minimum_n=10), 3)
    assert measured(office, 1) == closed(layout, crowd)
    assert built.steps
    assert {tuple(sorted(step)) for step in built.steps} == {("after", "before", "dimension", "series", "table", "why")}


def test_a_closing_release_carries_a_table_that_grew_by_too_few(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 7, 150))
    build_tallies(office.engine, this.id, 1, closing=False)
    total = {m.item: m for m in measured(office, 1) if m.domain == "_T"}
    with transaction(office.engine) as session:  # who still waits is withdrawn: only three newcomers are left
        session.query(ResponseRow).filter(ResponseRow.release_id.is_(None)).delete()
    office.receive(this, EDITION, people(EDITION, 8, 3))
    office.close(this)
    built = build_tallies(office.engine, this.id, 2, closing=True)
    assert built.counted == {"open_link": 3}
    carried = [step["table"] for step in built.steps if step["after"] == "carried"]
    assert "ALL" in carried
    for m in measured(office, 2):
        if m.domain == "_T":
            assert (m.exact, m.n) == (total[m.item].exact, total[m.item].n)
            assert m.reason in {"carried", total[m.item].reason}


def test_series_are_counted_apart(office: Office) -> None:
    this = office.open(EDITION, {"k": 5, "minimum_n": 10})
    crowd = people(EDITION, 9, 200)
    mixed = [replace(p, series="open_link" if n % 2 else "community_token") for n, p in enumerate(crowd)]
    office.receive(this, EDITION, mixed)
    office.close(this)
    built = build_tallies(office.engine, this.id, 1, closing=True)
    assert built.counted == {"open_link": 100, "community_token": 100}
    found = measured(office, 1)
    layout = layout_of(EDITION, Plan(k=5, minimum_n=10), 3)
    alone = closed(layout, [p for p in mixed if p.series == "open_link"])
    assert [m for m in found if m.series == "open_link"] == alone


def test_a_probability_sample_waits_for_the_closing_release(office: Office) -> None:
    this = office.open(EDITION, PLAN, weighted=True)
    office.receive(this, EDITION, [replace(p, series="probability") for p in people(EDITION, 10, 150)])
    built = build_tallies(office.engine, this.id, 1, closing=False)
    assert (built.counted, built.waiting) == ({"probability": 0}, {"probability": 150})
    office.close(this)
    with transaction(office.engine) as session:
        discard_tallies(session, 1)
    assert build_tallies(office.engine, this.id, 2, closing=True).counted == {"probability": 150}
    weighted = {m.item: m for m in measured(office, 2) if m.domain == "_T"}
    assert weighted["OSATIS"].exact != weighted["OSATIS"].unweighted


def test_sums_are_kept_by_sampling_unit(office: Office) -> None:
    this = office.open(EDITION, {"k": 5, "minimum_n": 10}, weighted=True)
    crowd = people(EDITION, 11, 100)
    office.receive(this, EDITION, crowd)
    office.close(this)
    build_tallies(office.engine, this.id, 1, closing=True)
    with Session(office.engine) as session:
        units = session.execute(select(TallyBlockRow.stratum, TallyBlockRow.psu)).all()
    assert {tuple(unit) for unit in units} == {(p.stratum or "", p.psu or "") for p in crowd}


def test_a_withdrawn_answer_makes_its_draft_stale_and_the_next_build_leaves_it_out(office: Office) -> None:
    this = office.open(EDITION, {"k": 5, "minimum_n": 10})
    crowd = people(EDITION, 12, 100)
    office.receive(this, EDITION, crowd)
    office.close(this)
    build_tallies(office.engine, this.id, 1, closing=True)
    with transaction(office.engine) as session:
        assert not stale(session, 1)
        assert withdraw(session, crowd[0].id * 2, lambda _: False)
    with transaction(office.engine) as session:
        assert stale(session, 1)
    assert build_tallies(office.engine, this.id, 1, closing=True).counted == {"open_link": 99}
    with Session(office.engine) as session:
        assert not stale(session, 1)


def test_a_discarded_draft_leaves_nothing_and_everyone_waits_again(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 13, 150))
    build_tallies(office.engine, this.id, 1, closing=False)
    for _ in range(2):
        with transaction(office.engine) as session:
            discard_tallies(session, 1)
    with Session(office.engine) as session:
        assert session.scalar(select(func.count()).select_from(TallyRow)) == 0
        assert session.scalar(select(func.count()).select_from(TallyBlockRow)) == 0
        assert session.scalar(select(func.count()).where(ResponseRow.release_id.is_not(None))) == 0
        with pytest.raises(LookupError):
            measures(session, 1)


def test_a_build_that_was_cut_off_is_stale_and_is_made_good_by_building_again(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 14, 150))

    def stop(percent: int) -> None:
        if percent > 65:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        build_tallies(office.engine, this.id, 1, False, stop)
    with Session(office.engine) as session:
        assert stale(session, 1)
        with pytest.raises(LookupError):
            measures(session, 1)
    whole = build_tallies(office.engine, this.id, 1, closing=False)
    assert len(counted(office, 1)) == whole.counted["open_link"] > 0


def test_a_round_that_is_not_closed_has_no_closing_release(office: Office) -> None:
    this = office.open(EDITION)
    with pytest.raises(ValueError, match="has to be closed first"):
        build_tallies(office.engine, this.id, 1, closing=True)


def test_nothing_comes_after_the_closing_release(office: Office) -> None:
    this = office.open(EDITION)
    office.close(this)
    build_tallies(office.engine, this.id, 1, closing=True)
    assert measured(office, 1) == []
    with pytest.raises(ValueError, match="closing release"):
        build_tallies(office.engine, this.id, 2, closing=True)


def test_progress_rises_to_a_hundred(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 15, 150))
    told: list[int] = []
    build_tallies(office.engine, this.id, 1, False, told.append)
    assert told == sorted(told)
    assert told[-1] == 100
