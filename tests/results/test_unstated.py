"""Who did not say: never so many beside a group that its numbers would be theirs, and no table of silence."""

from dataclasses import replace
from typing import Any

from feedback.results.rules import Measure, Plan, Shape, Step
from feedback.results.tables import layout_of, measures_of, shapes_of
from tests.results.people import Person, closed, people, small_edition, sums

EDITION = small_edition()
LAYOUT = layout_of(EDITION, Plan(), 3)
USER = {"need": "A", "always": "A", "q1": "3", "q2": "2", "overall": "3", "L1": "A", "L2": "A"}


def crowd(*groups: tuple[int, dict[str, str]]) -> list[Person]:
    """So many people of each kind, all of whom used the service."""
    kinds = [kind for number, kind in groups for _ in range(number)]
    return [Person(number.to_bytes(16), USER | kind, None) for number, kind in enumerate(kinds)]


def shaped(some: list[Person]) -> tuple[dict[str, Shape], list[Step]]:
    return shapes_of(LAYOUT, sums(LAYOUT, some), None, closing=True)


def domains(found: list[Measure], key: str) -> set[str]:
    return {m.domain for m in found if m.domain.startswith(f"{key}=")}


def test_the_one_person_who_gave_an_income_gives_no_name_to_all_who_gave_none() -> None:
    some = crowd((264, {}), (1, {"income": "B1"}))
    assert domains(closed(LAYOUT, some), "INCOME") == set()
    assert Step("HLTH", "INCOME", "INCOME:5", "none", "unstated") in shaped(some)[1]


def test_a_dimension_that_a_tenth_stated_is_published_with_those_who_did_not_say_apart() -> None:
    some = crowd((180, {}), (20, {"income": "B1"}))
    assert domains(closed(LAYOUT, some), "INCOME") == {"INCOME=B1", "INCOME=_U"}


def test_a_dimension_that_fewer_than_a_tenth_stated_is_left_out_although_every_group_is_large() -> None:
    some = crowd((181, {}), (19, {"income": "B1"}))
    assert domains(closed(LAYOUT, some), "INCOME") == set()


def test_a_release_of_a_running_round_leaves_such_a_dimension_out_too() -> None:
    some = crowd((181, {}), (19, {"residence": "U"}))
    found = measures_of(LAYOUT, "open_link", sums(LAYOUT, some), None, closing=False)
    assert domains(found, "URBANISATION") == set()
    enough = crowd((180, {}), (20, {"residence": "U"}))
    found = measures_of(LAYOUT, "open_link", sums(LAYOUT, enough), None, closing=False)
    assert domains(found, "URBANISATION") == {"URBANISATION=U", "URBANISATION=_U"}


def test_where_too_many_did_not_say_the_next_coarser_groups_are_tried_and_the_reason_is_told() -> None:
    """Nine have no age: too many beside 40 people, few enough beside 80."""
    some = crowd((40, {"age_group": "Y18T24"}), (40, {"age_group": "Y25T34"}), (35, {"age_group": "Y35T44"}), (9, {}))
    shapes, steps = shaped(some)
    assert domains(closed(LAYOUT, some), "AGE") == {"AGE=Y18T34+_U", "AGE=Y35T54"}
    assert [step for step in steps if (step.table, step.dimension) == ("HLTH", "AGE")] == [
        Step("HLTH", "AGE", "AGE:6", "AGE:3", "unstated"),
        Step("HLTH", "AGE", "AGE:3", "AGE:3+_U", "few"),
    ]
    assert shapes["HLTH"].rungs["AGE"].name == "AGE:3+_U"


def test_where_joining_would_not_have_helped_the_reason_is_that_a_group_is_small() -> None:
    some = crowd((40, {"residence": "U"}), (3, {"residence": "R"}), (9, {}))
    steps = [step for step in shaped(some)[1] if (step.table, step.dimension) == ("ALL", "URBANISATION")]
    assert steps == [Step("ALL", "URBANISATION", "URBANISATION:2", "none", "few")]


def test_the_homes_of_those_who_did_not_say_are_the_same_in_every_table() -> None:
    """More women than men answered, but more men than women used the service: the home is with women in both."""
    women = crowd((60, {"sex": "F"}), (90, {"sex": "M"}), (9, {}))
    others: list[dict[str, Any]] = [{"need": "B", "L2": "A", "sex": "F"}] * 80
    some = women + [Person((1000 + n).to_bytes(16), answers, None) for n, answers in enumerate(others)]
    shapes, _ = shaped(some)
    assert shapes["HLTH"].rungs["SEX"].keys["_U"] == shapes["ALL"].rungs["SEX"].keys["_U"] == ("SEX=F+_U",)


def test_without_places_or_sex_the_crossing_goes_with_the_reason_of_the_one_that_is_missing() -> None:
    some = [replace(p, place=None) for p in people(EDITION, 1, 400)]
    found = {step.dimension: step for step in shaped(some)[1] if step.table == "ALL"}
    assert (found["PLACE"].why, found["PLACE"].after) == ("unstated", "none")
    assert (found["PLACE;SEX"].why, found["PLACE;SEX"].after) == ("unstated", "none")
