"""Places in the database: imported whole or not at all, once, and read back as a hierarchy."""

from datetime import datetime

from sqlalchemy.orm import Session

from feedback.questionnaire.records import PlaceRow, RegisterRow, children, import_places, place_map, registers
from feedback.questionnaire.rules import PlaceLine
from tests.questionnaire.conftest import PLACES, REGISTER


def test_a_register_is_read_back_with_names_levels_and_paths(session: Session, clock: datetime):
    assert import_places(session, REGISTER, PLACES, clock.date()) == []
    places = place_map(session, REGISTER)
    assert list(places) == ["R1", "R2", "D11", "D12"]
    assert (places["D11"].path, places["D11"].level, places["D11"].level_name) == (("R1", "D11"), 2, "District")
    assert (places["R1"].parent_code, places["D11"].parent_code) == (None, "R1")
    assert places["R1"].name_in("fr") == "Nord"
    assert places["R1"].name_in("tw") == "Northern"
    assert (places["R1"].population, places["R2"].population) == (900_000, None)
    assert registers(session) == [(REGISTER, clock.date())]


def test_places_are_offered_level_by_level(session: Session, clock: datetime):
    import_places(session, REGISTER, PLACES, clock.date())
    assert [place.name for place in children(session, REGISTER, None)] == ["Northern", "Southern"]
    assert [place.name for place in children(session, REGISTER, "R1")] == ["Tamale", "Yendi"]
    assert children(session, REGISTER, "D11") == []


def test_a_child_may_stand_before_its_parent(session: Session, clock: datetime):
    assert import_places(session, REGISTER, list(reversed(PLACES)), clock.date()) == []
    assert place_map(session, REGISTER)["D12"].path == ("R1", "D12")


def test_one_wrong_line_keeps_the_whole_register_out(session: Session, clock: datetime):
    problems = import_places(session, REGISTER, [*PLACES, PlaceLine(6, "D1", "R9", "Ga", "District")], clock.date())
    assert [problem.key for problem in problems] == ["line 6"]
    assert session.query(PlaceRow).count() == session.query(RegisterRow).count() == 0
    assert place_map(session, REGISTER) == {}


def test_a_register_is_never_imported_twice(session: Session, clock: datetime):
    import_places(session, REGISTER, PLACES, clock.date())
    problems = import_places(session, REGISTER, PLACES[:2], clock.date())
    assert "never changes" in problems[0].reason
    assert len(place_map(session, REGISTER)) == 4


def test_the_same_code_in_two_registers_is_two_places(session: Session, clock: datetime):
    import_places(session, REGISTER, PLACES, clock.date())
    import_places(session, "gh-2030", PLACES[:2], clock.date())
    old, new = place_map(session, REGISTER)["R1"], place_map(session, "gh-2030")["R1"]
    assert old.id != new.id
    assert list(place_map(session, "gh-2030")) == ["R1", "R2"]


def test_a_register_needs_a_code_that_addresses_can_carry(session: Session, clock: datetime):
    assert import_places(session, "gh 2026", PLACES, clock.date())[0].key == "register"
