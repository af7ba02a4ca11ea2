"""Questions that are reported as they are, such as the last document: measured, protected and withheld like others."""

import pytest

from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import choice_questions
from feedback.results.rules import Measure, Plan, Step, batch, cells, tables_of
from feedback.results.tables import layout_of, shapes_of
from tests.results.people import Person, closed, small_edition, sums

LAYOUT = layout_of(small_edition(), Plan(), 3)
BASE = {"need": "A", "always": "A", "q1": "3", "q2": "2", "overall": "3", "L1": "A", "L2": "A"}
NOT_ASKED = {"need": "B", "L2": "A"}


def crowd(*groups: tuple[int, dict[str, str]]) -> list[Person]:
    """So many people of each kind."""
    kinds = [kind for number, kind in groups for _ in range(number)]
    return [Person(number.to_bytes(16), kind, None) for number, kind in enumerate(kinds)]


def of_kind(some: list[Person]) -> dict[str, Measure]:
    return {m.item: m for m in closed(LAYOUT, some) if m.service == "kind"}


def test_the_official_edition_reports_the_last_document_and_how_it_was_asked_for_in_total_only() -> None:
    edition = official_edition()
    assert choice_questions(edition) == ("14a", "14b")
    found = {table.name: table for table in tables_of(edition, Plan())}
    for code in ("14a", "14b"):
        assert found[code].dimensions == ()
        names = {partition.name for partition in found[code].partitions}
        assert names == {f"asked {code} x needed government", f"asked {code} x used GOV"}


def test_its_shares_are_of_those_who_gave_one_of_the_answers_and_do_not_know_is_told_in_total() -> None:
    some = crowd((60, BASE | {"kind": "1"}), (20, BASE | {"kind": "2"}), (15, BASE | {"kind": "98"}), (40, NOT_ASKED))
    found = of_kind(some)
    assert {item: (m.domain, m.exact, m.n, m.reason) for item, m in found.items()} == {
        "kind:1": ("_T", 75, 80, ""),
        "kind:2": ("_T", 25, 80, ""),
    }
    assert dict(found["kind:1"].missing) == {"98": 15}


@pytest.mark.parametrize(("not_asked", "shown"), [(0, True), (9, False), (10, True)])
def test_it_is_withheld_where_those_who_were_not_asked_are_few(not_asked: int, shown: bool) -> None:
    some = crowd((80, BASE | {"kind": "1"}), (not_asked, NOT_ASKED))
    assert bool(of_kind(some)) is shown
    steps = shapes_of(LAYOUT, sums(LAYOUT, some), None, closing=True)[1]
    assert (Step("kind", "_T", "_T", "withheld", "few") in steps) is not shown


def test_it_is_withheld_where_those_asked_who_rated_nothing_are_few() -> None:
    """Asked minus used would be nine people."""
    silent = {"need": "A", "always": "A", "L2": "A", "kind": "2"}
    assert of_kind(crowd((80, BASE | {"kind": "1"}), (9, silent))) == {}
    assert set(of_kind(crowd((80, BASE | {"kind": "1"}), (10, silent)))) == {"kind:1", "kind:2"}


def test_a_share_of_fewer_than_thirty_answers_is_held_back() -> None:
    for number, reason in ((29, "quality"), (30, "")):
        found = of_kind(crowd((number - 9, BASE | {"kind": "1"}), (9, BASE | {"kind": "2"}), (40, NOT_ASKED)))
        assert {m.reason for m in found.values()} == {reason}


def test_a_batch_lets_nobody_go_by_whom_its_part_would_grow_by_too_few() -> None:
    some = crowd((80, BASE | {"kind": "1"}), (9, NOT_ASKED))
    tables = [table for table in LAYOUT.tables if table.name == "kind"]
    touched = {p.id: cells(tables, {"kind": {}}, {}, p.answers) for p in some}
    assert batch(touched, 10) == {p.id for p in some[:80]}
