"""Practice: the same screens in a frame that nobody can mistake; nothing of it is ever counted."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.fieldwork.editions import practice
from feedback.responses.records import QuarantineRow, ResponseRow
from tests.fieldwork.talks import agrees, answer, asked, call, kept, save, step
from tests.responses.phones import on_phone

BAND = "Practice. Nothing here counts."
CASES = {case.code: case for case in practice().cases}
WHOLE = [code for code, case in CASES.items() if case.ends == "interview"]


@pytest.fixture
def page(phone, paired, address):
    page = paired(phone(javascript=True, service_workers="block"))
    home(page, address)
    return page


def home(page: Page, address: str) -> None:
    page.goto(address + "/outbox")
    page.goto(address + "/field/")
    expect(page.get_by_role("heading", name="Interviews")).to_be_visible()


def rehearse(page: Page, code: str) -> None:
    """From the list to a person of the practice."""
    page.get_by_role("button", name="Practice").last.click()
    expect(page.locator("p.practice")).to_have_text(BAND)
    page.get_by_role("button", name=CASES[code].title).click()
    asked(page)
    expect(page.locator("p.practice")).to_have_text(BAND)


def results(page: Page) -> list[dict[str, Any]]:
    return [json.loads(one["body"]) for one in on_phone(page) if one["path"] == "practice/"]


def nothing_counted(page: Page, engine: Engine) -> None:
    """No answer lies among what is sent, none among drafts, none on the server."""
    assert {one["path"] for one in on_phone(page)} <= {"practice/"}
    assert on_phone(page, "drafts") == []
    assert "answers" not in json.dumps([one["body"] for one in on_phone(page)])
    with Session(engine) as session:
        assert session.query(ResponseRow).count() == 0
        assert session.query(QuarantineRow).count() == 0


@pytest.mark.parametrize("code", WHOLE)
def test_who_notes_what_the_person_says_makes_no_mistake(page, engine, code):
    rehearse(page, code)
    agrees(page)
    answer(page, CASES[code].answers)
    save(page)
    expect(page.get_by_role("heading", name="Everything as the person said it.")).to_be_visible()
    expect(page.get_by_text(CASES[code].lesson)).to_be_visible()
    expect(page.locator("p.practice")).to_have_text(BAND)
    assert kept(page, "practised") == {"ama": {code: True}}
    nothing_counted(page, engine)


def test_a_mistake_is_shown_with_what_the_person_said_and_sent_as_a_code_alone(page, net, engine):
    case = CASES["official"]
    rehearse(page, "official")
    agrees(page)
    answer(page, {**case.answers, "5": "3"})
    net.down = True
    save(page)
    expect(page.get_by_role("heading", name="Look at these once more")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_text("The person said: Dissatisfied")).to_be_visible()
    expect(page.get_by_text("You chose: Very satisfied")).to_be_visible()
    (result,) = results(page)
    assert {key: result[key] for key in ("collector", "kind", "name", "mistakes", "passed")} == {
        "collector": "ama",
        "kind": "interview",
        "name": "official",
        "mistakes": ["5"],
        "passed": False,
    }
    nothing_counted(page, engine)


def test_mistakes_are_shown_in_the_order_in_which_the_questions_were_asked(page):
    rehearse(page, "all-three")
    agrees(page)
    answer(page, {"1": "A", "2": "A", "6": "B", "11": "B"})
    order = page.locator("form.steps fieldset").evaluate_all("all => all.map((one) => one.id)")
    save(page)
    wrong = results(page)[0]["mistakes"]
    assert len(wrong) > 10
    assert wrong == [item for item in order if item in wrong]


def test_what_follows_from_a_wrong_answer_is_no_further_mistake(page, net):
    rehearse(page, "official")
    agrees(page)
    answer(page, {**CASES["official"].answers, "1": "B"})
    net.down = True
    save(page)
    expect(page.get_by_role("listitem")).to_have_count(1)
    assert [result["mistakes"] for result in results(page)] == [["1"]]


def test_who_asks_somebody_who_refused_has_not_passed(page, engine):
    rehearse(page, "refusal")
    agrees(page)
    answer(page, {"1": "B", "6": "B", "11": "B"})
    save(page)
    expect(page.get_by_text("The interview should have ended otherwise.")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(0)
    assert kept(page, "practised") == {"ama": {"refusal": False}}
    nothing_counted(page, engine)


def test_what_the_person_says_about_a_part_stands_above_its_questions(page):
    rehearse(page, "official")
    story = CASES["official"].story
    expect(page.get_by_text(story["door"])).to_be_visible()
    agrees(page)
    expect(page.get_by_text(story[step(page)])).to_be_visible()


def test_who_refuses_at_the_door_is_let_go(page, engine):
    rehearse(page, "refusal")
    page.locator('[data-say="no"]').click()
    expect(page.get_by_role("heading", name="Everything as the person said it.")).to_be_visible()
    nothing_counted(page, engine)


def test_who_stops_after_one_part_is_compared_in_that_part(page, engine):
    rehearse(page, "breaks-off")
    agrees(page)
    first = step(page)
    for code, value in CASES["breaks-off"].answers.items():
        row = page.locator(f'section#{first} [name="{code}"][value="{value}"]')
        if row.count() and row.is_visible():
            row.check()
    page.locator(f"#{first}").get_by_role("button", name="Stop here").click()
    expect(page.get_by_role("heading", name="Everything as the person said it.")).to_be_visible()
    nothing_counted(page, engine)


def test_an_interview_that_should_have_ended_otherwise_is_not_passed(page, engine):
    rehearse(page, "official")
    page.locator('[data-say="no"]').click()
    expect(page.get_by_text("The interview should have ended otherwise.")).to_be_visible()
    assert kept(page, "practised") == {"ama": {"official": False}}
    nothing_counted(page, engine)


def test_practice_that_is_left_is_no_interview_on_the_list_of_the_day(page, address, net):
    rehearse(page, "official")
    agrees(page)
    answer(page, CASES["official"].answers)
    net.down = True
    save(page)
    net.down = False
    page.get_by_role("button", name="To the list").click()
    expect(page.get_by_text("No interview yet today.")).to_be_visible()
    expect(page.locator("p.practice")).to_have_count(0)
    assert kept(page, "number") is None


def test_the_check_says_what_is_right_and_why_and_is_passed_without_a_mistake(page, net):
    page.get_by_role("button", name="Practice").last.click()
    page.get_by_role("button", name="Check what you know").click()
    expect(page.locator("p.practice")).to_have_text(BAND)
    net.down = True
    for question in practice().questions:
        page.locator(f"[name={question.code}][value={question.right}]").check()
    wrong = practice().questions[0]
    page.locator(f"[name={wrong.code}]:not([value={wrong.right}])").first.check()
    page.get_by_role("button", name="See how it went").click()
    expect(page.get_by_role("heading", name="Look at these once more")).to_be_visible()
    expect(page.get_by_text(wrong.why)).to_be_visible()
    page.locator(f"[name={wrong.code}][value={wrong.right}]").check()
    page.get_by_role("button", name="See how it went").click()
    expect(page.get_by_role("heading", name="Everything is right.")).to_be_visible()
    page.wait_for_timeout(200)
    found = {tuple(result["mistakes"]): result["passed"] for result in results(page)}
    assert found == {(wrong.code,): False, (): True}
    assert kept(page, "practised") == {"ama": {"check": True}}


def test_without_finished_practice_the_list_and_the_sheet_say_so_and_bar_no_way(page, address):
    expect(page.get_by_text("Please practise before your first real interview.")).to_be_visible()
    call(page, "screens", "lead", "sheet", {"unit": "H-1"})
    expect(page.get_by_text("Please practise before your first real interview.")).to_be_visible()
    expect(page.get_by_text("0 of 10 interviews without a mistake.")).to_be_visible()
    call(page, "kept", "put", {"practised": {"ama": {"check": True} | dict.fromkeys(CASES, True)}})
    home(page, address)
    expect(page.get_by_text("Please practise before your first real interview.")).to_have_count(0)
