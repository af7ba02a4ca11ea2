"""Ladders: every way to publish a dimension joins whole groups of the way before, and nobody is left out of any."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaire.rules import Edition
from feedback.results.rules import Dimension, Plan, Rung, crossed, dimensions_of, ladder, leaves
from tests.results.people import PATHS, small_edition

EDITION = small_edition()
DIMENSIONS = dimensions_of(EDITION, Plan(), 3)
LOOSE = ("_U", "_O")
PLACES = (*("/".join(path.split("/")[:2]) for path in PATHS.values()), "_U")


def bases(dimension: Dimension) -> tuple[str, ...]:
    return PLACES if dimension.depth else (*dimension.levels, "_U")


def labels(rung: Rung) -> set[str]:
    return {key for keys in rung.keys.values() for key in keys}


def test_ages_go_from_six_bands_to_three_to_two() -> None:
    rungs = ladder(DIMENSIONS["AGE"], dict.fromkeys(DIMENSIONS["AGE"].levels, 5))
    assert [rung.name for rung in rungs] == ["AGE:6", "AGE:3", "AGE:2"]
    assert labels(rungs[1]) == {"AGE=Y18T34", "AGE=Y35T54", "AGE=Y_GE55"}
    assert labels(rungs[2]) == {"AGE=Y18T34", "AGE=Y_GE35"}


def test_people_who_did_not_say_join_the_largest_group_before_it_becomes_coarser() -> None:
    rungs = ladder(DIMENSIONS["SEX"], {"F": 40, "M": 60, "_U": 3, "_O": 2})
    assert [rung.name for rung in rungs] == ["SEX:3", "SEX:3+_U"]
    assert labels(rungs[0]) == {"SEX=F", "SEX=M", "SEX=_O", "SEX=_U"}
    assert labels(rungs[1]) == {"SEX=F", "SEX=M+_O+_U"}


def test_they_stay_with_it_on_coarser_rungs() -> None:
    members = {"Y18T24": 50, "Y25T34": 90, "Y35T44": 30, "Y_GE65": 40, "_U": 9}
    rungs = ladder(DIMENSIONS["AGE"], members)
    assert [rung.name for rung in rungs] == ["AGE:6", "AGE:6+_U", "AGE:3+_U", "AGE:2+_U"]
    assert labels(rungs[1]) == {"AGE=Y18T24", "AGE=Y25T34+_U", "AGE=Y35T44", "AGE=Y_GE65"}
    assert labels(rungs[3]) == {"AGE=Y18T34+_U", "AGE=Y_GE35"}


def test_after_a_release_they_join_only_from_its_rung_on() -> None:
    rungs = ladder(DIMENSIONS["AGE"], {"Y18T24": 5, "Y25T34": 9, "_U": 1}, merge_from=1)
    assert [rung.name for rung in rungs] == ["AGE:6", "AGE:3", "AGE:3+_U", "AGE:2+_U"]


def test_someone_whose_district_is_not_known_joins_a_district_of_the_same_region() -> None:
    members = {"R1/D11": 90, "R1/D12": 50, "R1": 2, "R2/D21": 300, "_U": 1}
    rungs = ladder(DIMENSIONS["PLACE"], members)
    assert [rung.name for rung in rungs] == ["PLACE:2", "PLACE:2+_U", "PLACE:1+_U"]
    assert rungs[0].keys["R1"] == ("PLACE=R1",)
    assert rungs[1].keys["R1"] == ("PLACE=R1", "PLACE=D11+_U")
    assert rungs[1].keys["_U"] == rungs[1].keys["R2/D21"] == ("PLACE=R2+_U", "PLACE=D21+_U")
    assert labels(rungs[2]) == {"PLACE=R1", "PLACE=R2+_U"}


def test_more_than_a_fifth_of_the_largest_group_does_not_join_it() -> None:
    rungs = ladder(DIMENSIONS["SEX"], {"F": 40, "M": 60, "_U": 13})
    assert [(rung.name, rung.refused) for rung in rungs] == [("SEX:3", False), ("SEX:3+_U", True)]


def test_they_join_a_coarser_group_that_is_large_enough() -> None:
    rungs = ladder(DIMENSIONS["AGE"], {"Y18T24": 50, "Y25T34": 60, "Y35T44": 30, "_U": 20})
    names = [(rung.name, rung.refused) for rung in rungs]
    assert names == [("AGE:6", False), ("AGE:6+_U", True), ("AGE:3", False), ("AGE:3+_U", False), ("AGE:2+_U", False)]
    assert labels(rungs[3]) == {"AGE=Y18T34+_U", "AGE=Y35T54"}


def test_the_few_of_another_sex_join_although_too_many_did_not_say() -> None:
    rungs = ladder(DIMENSIONS["SEX"], {"F": 60, "M": 40, "_O": 2, "_U": 30})
    assert [(rung.name, rung.refused) for rung in rungs] == [("SEX:3", False), ("SEX:3+_U", False), ("SEX:3+_U", True)]
    assert labels(rungs[1]) == {"SEX=F+_O", "SEX=M", "SEX=_U"}


def test_one_region_without_districts_does_not_keep_the_others_from_joining() -> None:
    members = {"R1/D11": 90, "R1": 4, "R2/D21": 80, "R2/D22": 70, "R2": 30}
    rungs = ladder(DIMENSIONS["PLACE"], members)
    assert rungs[1].keys["R1"] == ("PLACE=R1", "PLACE=D11+_U")
    assert rungs[1].keys["R2"] == ("PLACE=R2",)
    assert not rungs[1].refused


def test_quintiles_become_the_poorer_forty_and_the_other_sixty_percent() -> None:
    dimension = dimensions_of(small_edition(quintiles=True), Plan(), 0)["INCOME"]
    rungs = ladder(dimension, dict.fromkeys(dimension.levels, 1))
    assert labels(rungs[0]) == {f"INCOME_WEALTH_QUANTILE=Q{n}" for n in range(1, 6)}
    assert labels(rungs[1]) == {"INCOME_WEALTH_QUANTILE=B40", "INCOME_WEALTH_QUANTILE=R60"}


def test_income_groups_that_are_no_quintiles_are_named_by_their_parts() -> None:
    rungs = ladder(DIMENSIONS["INCOME"], dict.fromkeys(DIMENSIONS["INCOME"].levels, 1))
    assert labels(rungs[1]) == {"INCOME=B1+B2", "INCOME=B3+B4+B5"}


def test_places_cross_with_sex_as_each_is_published() -> None:
    place = ladder(DIMENSIONS["PLACE"], {"R1/D11": 9, "R2/D21": 30, "_U": 1})
    sex = ladder(DIMENSIONS["SEX"], {"F": 40, "M": 60, "_U": 3})
    rung = crossed(place[-1], sex[-1], ["R1;F", "R1;_U", "_U;M"])
    assert rung.keys == {
        "R1;F": ("PLACE=R1;SEX=F",),
        "R1;_U": ("PLACE=R1;SEX=M+_U",),
        "_U;M": ("PLACE=R2+_U;SEX=M+_U",),
    }


def test_an_edition_that_does_not_ask_gives_no_dimension() -> None:
    items = {code: item for code, item in EDITION.items.items() if code not in ("income", "age_group")}
    without = Edition(**{**EDITION.__dict__, "items": items})
    assert set(dimensions_of(without, Plan(), 0)) == {"SEX", "URBANISATION"}


@pytest.mark.parametrize("name", ["SEX", "AGE", "URBANISATION", "INCOME", "PLACE"])
@given(data=st.data(), merge_from=st.integers(0, 2))
def test_each_rung_joins_whole_leaves_of_the_one_before_and_keeps_everyone(
    name: str, data: st.DataObject, merge_from: int
) -> None:
    dimension = DIMENSIONS[name]
    members = {base: data.draw(st.integers(0, 50)) for base in bases(dimension)}
    rungs = ladder(dimension, members, merge_from)
    assert all(set(rung.keys) == {base for base, people in members.items() if people} for rung in rungs)
    for finer, coarser in pairwise(rung for rung in rungs if not rung.refused):
        for joined in leaves(finer).values():
            assert len({coarser.keys[base] for base in joined}) == 1
    assert not any(rung.merged for rung in rungs if rung.step < merge_from)


@pytest.mark.parametrize("name", ["SEX", "AGE", "INCOME", "PLACE"])
@given(data=st.data(), merge_from=st.integers(0, 2))
def test_who_joins_a_group_is_at_most_a_fifth_of_it(name: str, data: st.DataObject, merge_from: int) -> None:
    dimension = DIMENSIONS[name]
    members = {base: data.draw(st.integers(0, 90 if base in LOOSE else 900)) for base in bases(dimension)}
    for rung in ladder(dimension, members, merge_from):
        for bases_of_leaf in leaves(rung).values():
            joined = sum(members[base] for base in bases_of_leaf if base in LOOSE)
            stated = sum(members[base] for base in bases_of_leaf if base not in LOOSE)
            assert rung.refused or not stated or 5 * joined <= stated
