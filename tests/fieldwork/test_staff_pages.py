"""The pages of the coordinator: phones and what they owe, people and PINs, outcomes, doubts, and what is printed."""

import html
import json
import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import Problem, latest_audit, list_devices, pair_device
from feedback.accounts.rules import pairing_link
from feedback.database import for_reading, transaction
from feedback.fieldwork.pages.board import spans
from feedback.fieldwork.pages.devices import square
from feedback.fieldwork.records import PracticeRow, list_enumerators, note_report
from feedback.fieldwork.records.ending import Reduced, reduce_round
from feedback.questionnaire.records import close_round, find_round
from feedback.responses.rules import normalise_secret
from tests.fieldwork.conftest import ROUND, interview, practice, visit
from tests.responses.desks import Desk, desk_of

BOARD = f"/staff/fieldwork/{ROUND}"


def test_when_checks_end_nobody_knows_any_more_who_practised_and_the_same_result_is_still_known(north, engine):
    assert north.put("practice", practice(1, mistakes=["5"], passed=False)).status_code == 201
    with transaction(engine) as session:
        close_round(session, ROUND)
        close_round(session, ROUND)
    with transaction(engine) as session:
        this = find_round(session, ROUND)
        assert this is not None
        assert reduce_round(session, this) == Reduced(0, 0, 1, 0, 0)
    with Session(for_reading(engine)) as session:
        row = session.query(PracticeRow).one()
        assert (row.enumerator, row.mistakes) == ("", [])
    assert north.put("practice", practice(1, mistakes=["5"], passed=False)).status_code == 200


@pytest.fixture
def yaw(app, engine, clock, sampled):
    """A coordinator."""
    return desk_of(app, engine, clock, "coordinator", login="yaw")


def read(engine: Engine, question, *arguments):
    with Session(for_reading(engine)) as session:
        return question(session, *arguments)


def actions(engine: Engine) -> list[tuple[str, str]]:
    return [(row.who, row.action) for row in read(engine, latest_audit)]


def text_of(desk: Desk, path: str = BOARD) -> str:
    """What a page says, without its tags."""
    answer = desk.get(path)
    assert answer.status_code == 200, path
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def row_of(desk: Desk, start: str) -> str:
    """The row of a table on the board that begins with these words."""
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", desk.get(BOARD).text)]
    return next(row for row in rows if row.startswith(start))


def test_the_list_names_every_round_with_its_phones_units_and_interviews(yaw, north):
    north.put("responses", interview(1))
    assert "SAMPLE-1 Open 1 0 5 1" in text_of(yaw, "/staff/fieldwork/")
    assert 'href="/staff/fieldwork/"' in yaw.get("/staff/").text


def test_a_phone_is_added_with_a_code_that_is_shown_once_and_pairs_it(yaw, engine, settings, clock):
    shown = yaw.post(f"{BOARD}/phones/new", team=" North ", label="Green case")
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", shown.text)
    assert code is not None
    assert square(pairing_link("http://localhost", code[0].replace("-", ""))) in shown.text
    assert "style=" not in shown.text
    paired = pair_device(engine, settings, code[0], "192.0.2.1", clock)
    assert not isinstance(paired, Problem)
    assert (paired[0].team, paired[0].label, paired[0].round, paired[0].created_by) == (
        "North",
        "Green case",
        ROUND,
        "yaw",
    )
    assert code[0] not in yaw.get(BOARD).text
    assert ("yaw", "device.add") in actions(engine)


def test_a_phone_without_a_team_is_not_added_and_what_was_typed_stays(yaw, engine):
    refused = yaw.post(f"{BOARD}/phones/new", team=" ", label="Green case")
    assert refused.status_code == 422
    assert "Please name the team of this phone" in refused.text
    assert 'value="Green case"' in refused.text
    assert read(engine, list_devices) == []


def test_revoking_asks_first_then_takes_the_right_to_send(yaw, north, engine):
    path = f"{BOARD}/phones/{north.device.id}/revoke"
    assert path in yaw.get(BOARD).text
    assert "Yes, revoke this phone" in yaw.get(path).text
    assert north.kit().status_code == 200
    assert yaw.post(path).status_code == 303
    assert north.kit().status_code == 401
    assert row_of(yaw, "Phone 1").startswith("Phone 1 North Revoked")
    yaw.post(path)
    assert actions(engine).count(("yaw", "device.revoke")) == 1
    assert "has been revoked already" in yaw.get(path).text


def test_a_phone_of_another_round_has_no_page_here(yaw, north):
    assert yaw.get(f"/staff/fieldwork/OTHER/phones/{north.device.id}/revoke").status_code == 404
    assert yaw.get(f"{BOARD}/phones/{uuid.uuid4()}/revoke").status_code == 404
    assert yaw.get("/staff/fieldwork/OTHER").status_code == 404


def test_the_board_shows_what_a_phone_made_what_arrived_and_which_numbers_are_missing(yaw, north, engine, clock):
    north.put("responses", interview(1, "H1", 1))
    north.put("visits", visit(1, "H2", number=4))
    north.receipts([], unsent=3, made=6, now=clock.isoformat(), storage="persistent")
    assert row_of(yaw, "Phone 1") == "Phone 1 North Paired 6 2 2–3, 5–6 3 November 20, 2026 09:30 Revoke"


def test_a_set_aside_interview_is_no_missing_number_and_is_counted_by_its_reason(yaw, north, clock):
    north.put("responses", interview(1, "H1", 1))
    north.put("responses", interview(2, "H1", 2))
    north.receipts([], unsent=0, made=2, now=clock.isoformat(), storage="persistent")
    assert " 2 2 none 0 " in row_of(yaw, "Phone 1")
    assert "Set aside: 1 × Another interview of this household or person had been kept before." in text_of(yaw)


def test_a_phone_with_unsent_interviews_that_was_not_seen_for_three_days_stands_first(
    yaw, app, north, south, engine, clock
):
    note_report(engine, north.device, {"unsent": 2, "made": 2}, clock - timedelta(days=3))
    note_report(engine, south.device, {"unsent": 2, "made": 2}, clock - timedelta(days=2, hours=23))
    assert "SAMPLE-1 Open 2 1 5 0" in text_of(yaw, "/staff/fieldwork/")
    said = text_of(yaw)
    assert "Find these phones" in said
    warned = said[said.index("Find these phones") : said.index("Made: the highest")]
    assert "Phone 1 · North · 2 unsent · last seen November 17, 2026" in warned
    assert "Phone 2 · South" not in warned


def test_a_quiet_board_warns_of_nothing(yaw, north):
    assert "Find these phones" not in text_of(yaw)
    assert "Nothing at this moment." in text_of(yaw)


def test_when_checks_have_ended_no_number_is_called_missing(yaw, north, engine):
    north.put("responses", interview(1, "H1", 1))
    north.put("visits", visit(1, "H2", number=4))
    assert " 4 2 2–3 0 " in row_of(yaw, "Phone 1")
    with transaction(engine) as session:
        close_round(session, ROUND)
        close_round(session, ROUND)
        this = find_round(session, ROUND)
        assert this is not None
        assert isinstance(reduce_round(session, this), Reduced)
    assert " 0 2 none 0 " in row_of(yaw, "Phone 1")


def test_a_person_is_added_with_a_pin_that_is_shown_once(yaw, engine, sampled):
    shown = yaw.post(f"{BOARD}/people/new", code="17", name="Abena Owusu", team="North")
    pin = re.search(r">(\d{4})<", shown.text)
    assert pin is not None
    assert shown.headers["Cache-Control"] == "no-store"
    assert "17" in [one.code for one in read(engine, list_enumerators, sampled.id)]
    assert "Abena Owusu 17 North 0 of 10 interviews · check not passed 0 Remove" in text_of(yaw)
    assert ("yaw", "enumerator.add") in actions(engine)
    assert pin[1] not in json.dumps([row.detail for row in read(engine, latest_audit)])
    taken = yaw.post(f"{BOARD}/people/new", code="17", name="Another", team="North")
    assert (taken.status_code, "already an enumerator 17" in taken.text) == (422, True)


def test_removing_a_person_asks_first_and_keeps_what_was_collected(yaw, north, engine, sampled):
    north.put("responses", interview(1))
    path = f"{BOARD}/people/ama/remove"
    assert "Yes, remove this person" in yaw.get(path).text
    assert yaw.post(path).status_code == 303
    assert yaw.post(path).status_code == 303
    assert "Ama ama North" in text_of(yaw)
    assert row_of(yaw, "Ama").endswith("1 11 Removed")
    assert actions(engine).count(("yaw", "enumerator.remove")) == 1
    assert yaw.get(f"{BOARD}/people/nobody/remove").status_code == 404


def test_who_passed_practice_is_shown(yaw, north):
    for seed in range(10):
        north.put("practice", practice(seed))
    north.put("practice", practice(11, name="case-1"))
    assert "10 of 10 interviews · check not passed" in row_of(yaw, "Ama")
    north.put("practice", practice(12, kind="check", name="check", passed=False))
    assert "check not passed" in row_of(yaw, "Ama")
    north.put("practice", practice(13, kind="check", name="check"))
    assert "✓ Passed" in row_of(yaw, "Ama")
    assert "0 of 10" in row_of(yaw, "Efua")


def test_outcomes_are_counted_by_stratum_with_the_response_rate(yaw, north, south):
    north.put("visits", visit(1, "H1", "interview", interview=interview(1)["id"]))
    north.put("responses", interview(1, "H1"))
    north.put("visits", visit(2, "H2", "absent"))
    north.put("visits", visit(3, "H2", "refused", visit=2))
    south.put("visits", visit(4, "H4", "ineligible"))
    assert row_of(yaw, "north") == "north 3 1 0 1 0 0 0 0 0 1 33.3 %"
    assert row_of(yaw, "south") == "south 2 0 0 0 0 0 1 0 0 1 0 %"
    assert row_of(yaw, "Together").endswith(" 25 %")


def test_what_somebody_should_look_into_is_named(yaw, north, clock):
    chosen = {"method": "kish", "men": 1, "women": 2, "rank": 2}
    north.put("responses", interview(1, "H1", 1, paradata={"collector": "stranger"}))
    north.put("visits", visit(1, "H2", "absent", number=1, selection=chosen))
    north.put(
        "visits", visit(2, "H2", "interview", number=2, selection=chosen | {"rank": 1}, interview=str(uuid.uuid4()))
    )
    late = (clock - timedelta(minutes=90)).isoformat()
    north.receipts([], unsent=0, made=2, now=late, storage="best-effort")
    said = text_of(yaw)
    for words in (
        "1 interview carries the code stranger, which nobody in this round has.",
        "1 visit ended with an interview that has not arrived.",
        "H2: another adult was chosen later than at first. The first choice stands.",
        "Phone 1 gave a running number twice",
        "The clock of Phone 1 is wrong by 90 minutes.",
        "Phone 1 may clear its storage",
    ):
        assert words in said
    assert "Nothing at this moment." not in said


def test_receipt_cards_carry_fresh_codes_and_nothing_of_them_is_stored(yaw, engine):
    def codes(path: str) -> list[str]:
        return re.findall(r'class="code" dir="ltr">([0-9A-Z ]{19})<', yaw.get(path).text)

    first = codes(f"{BOARD}/cards")
    assert len(set(first)) == 8
    assert all(normalise_secret(code) for code in first)
    assert not set(first) & set(codes(f"{BOARD}/cards"))
    assert len(codes(f"{BOARD}/cards?sheets=3")) == 24
    for odd in ("0", "-1", "99", "x", "", "²"):
        assert len(codes(f"{BOARD}/cards?sheets={odd}")) in {8, 200}
    assert yaw.get(f"{BOARD}/cards").headers["Cache-Control"] == "no-store"


def test_the_sheet_of_a_team_lists_its_units_alone(yaw):
    said = text_of(yaw, f"{BOARD}/sheet?team=North")
    for words in ("H1", "Third door", "Tamale", "H3", "Nobody at home"):
        assert words in said
    assert "Last house" not in said
    assert yaw.get(f"{BOARD}/sheet?team=West").status_code == 404
    assert f"{BOARD}/sheet?team=South" in yaw.get(BOARD).text


@pytest.mark.databases("sqlite")
def test_an_analyst_sees_the_board_and_pairs_no_phone_and_others_see_nothing(app, engine, clock, sampled):
    analyst = desk_of(app, engine, clock, "analyst")
    assert "Add a phone" not in text_of(analyst)
    assert analyst.get(f"{BOARD}/phones/new").status_code == 403
    for role in ("approver", "administrator", "moderator"):
        assert desk_of(app, engine, clock, role).get(BOARD).status_code == 403


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ((), ""),
        ((3,), "3"),
        ((3, 7, 8, 9), "3, 7–9"),
        (tuple(range(1, 50, 2)), "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, …"),
    ],
)
def test_missing_numbers_are_written_as_people_write_them(numbers, written):
    assert spans(numbers) == written
