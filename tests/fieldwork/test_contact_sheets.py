"""The contact sheet of a unit: outcomes in two taps, and one adult chosen once and for ever."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback.fieldwork.rules import kish_rank, kish_table
from tests.fieldwork.conftest import visit
from tests.fieldwork.talks import NOBODY, agrees, answer, asked, call, kept, save, whole
from tests.responses.phones import on_phone


@pytest.fixture
def page(phone, paired):
    return paired(phone(javascript=True, service_workers="block"))


@pytest.fixture
def sheet(page, address):
    """Open the contact sheet of a unit."""

    def opened(unit="H-1"):
        page.goto(address + "/outbox")
        page.goto(address + "/field/")
        expect(page.get_by_role("heading", name="Interviews")).to_be_visible()
        call(page, "screens", "lead", "sheet", {"unit": unit})
        expect(page.get_by_role("button", name="Households and people")).to_be_visible()

    return opened


def visits(page: Page) -> list[dict[str, Any]]:
    records = sorted(on_phone(page), key=lambda one: one["number"])
    return [json.loads(one["body"]) for one in records if one["path"] == "visits/"]


def choose(page: Page, men: int, women: int) -> None:
    page.get_by_role("button", name="Somebody is here").click()
    page.locator("[data-part=men]").fill(str(men))
    page.locator("[data-part=women]").fill(str(women))
    page.get_by_role("button", name="Choose the person").click()


@pytest.mark.parametrize("outcome", ["absent", "refused", "no_adult", "ineligible"])
def test_a_visit_without_an_interview_takes_two_taps(page, sheet, net, outcome):
    sheet()
    net.down = True
    page.locator(f"[data-outcome={outcome}]").click()
    page.get_by_role("button", name="Save this visit").click()
    expect(page.get_by_text("The visit is saved on this phone.")).to_be_visible()
    (visit,) = visits(page)
    assert visit["outcome"] == outcome
    assert (visit["unit"], visit["visit"], visit["number"], visit["collector"]) == ("H-1", 1, 1, "ama")
    assert (visit["adults"], visit["selection"], visit["interview"], visit["note"]) == (None, None, None, "")
    assert visit["round"] == "PILOT-1"
    expect(page.locator("[data-part=past] li")).to_have_count(1)
    page.locator("[data-outcome=absent]").click()
    page.get_by_role("button", name="Save this visit").click()
    expect(page.locator("[data-part=past] li")).to_have_count(2)
    assert [(visit["visit"], visit["number"]) for visit in visits(page)] == [(1, 1), (2, 2)]


def test_beside_something_else_a_few_words_may_be_written(page, sheet, net):
    sheet()
    net.down = True
    page.locator("[data-outcome=other]").click()
    page.locator("[data-part=note]").fill("  The bridge is gone ")
    page.get_by_role("button", name="Save this visit").click()
    expect(page.get_by_text("The visit is saved on this phone.")).to_be_visible()
    assert [visit["note"] for visit in visits(page)] == ["The bridge is gone"]


def test_one_adult_is_chosen_once_and_a_second_visit_shows_the_same(page, sheet, net):
    sheet()
    rank = kish_rank(kish_table("PILOT-1", "H-1"), 5)
    who, number, among = ("man", rank, 2) if rank < 3 else ("woman", rank - 2, 3)
    words = f"Interview {who} number {number} of {among}, counted from the oldest, and nobody else."
    choose(page, 2, 3)
    expect(page.get_by_text(words)).to_be_visible()
    net.down = True
    page.locator("[data-outcome=absent]").click()
    page.get_by_role("button", name="Save this visit").click()
    expect(page.get_by_text("The visit is saved")).to_be_visible()
    drawn = {"method": "kish", "men": 2, "women": 3, "rank": rank}
    assert [(visit["adults"], visit["selection"]) for visit in visits(page)] == [(5, drawn)]
    net.down = False
    sheet()
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("button", name="Somebody is here")).to_be_hidden()
    page.get_by_role("button", name="Begin the interview").click()
    asked(page)
    net.down = True
    id = whole(page)
    expect(page.get_by_role("heading", name="Saved on this phone.")).to_be_visible()
    (said,) = [json.loads(one["body"]) for one in on_phone(page) if one["path"] == "responses/"]
    assert (said["id"], said["unit"], said["place"], said["paradata"]["adults"]) == (id, "H-1", "N1", 5)
    last = visits(page)[-1]
    assert (last["visit"], last["outcome"], last["interview"], last["selection"]) == (2, "interview", id, drawn)


def test_a_choice_that_was_seen_stands_also_when_the_page_is_left_before_the_visit_ends(page, sheet):
    sheet()
    choose(page, 1, 2)
    expect(page.get_by_text("and nobody else.")).to_be_visible()
    before = kept(page, "drawn")
    house = next(unit for unit in kept(page, "kit")["units"] if unit["code"] == "H-1")
    call(page, "visits", "draw", house, {"adults": 9, "selection": {"method": "kish", "men": 9, "women": 0, "rank": 1}})
    assert kept(page, "drawn") == before
    sheet()
    expect(page.get_by_text("and nobody else.")).to_be_visible()


def test_a_choice_of_another_phone_of_the_team_stands(page, sheet, pair):
    drawn = {"method": "kish", "men": 0, "women": 2, "rank": 2}
    other = pair("north", "PILOT-1")
    reply = other.put("visits", visit(1, "H-1", round="PILOT-1", adults=2, selection=drawn))
    assert reply.status_code == 201, reply.json
    call(page, "kit", "refresh")
    sheet()
    expect(page.get_by_text("Interview woman number 2 of 2")).to_be_visible()
    expect(page.get_by_text("Visit 1, November 18, 2026: nobody there")).to_be_visible()
    expect(page.get_by_role("button", name="Somebody is here")).to_be_hidden()


def test_without_a_table_the_next_birthday_chooses_and_a_sampled_person_is_asked_at_once(page, sheet):
    sheet("H-2")
    choose(page, 1, 0)
    expect(page.get_by_text("Interview the only adult.")).to_be_visible()
    call(page, "kept", "put", {"drawn": None})
    sheet("H-2")
    choose(page, 0, 0)
    expect(page.get_by_text("Write how many men and how many women.")).to_be_visible()
    page.locator("[data-part=men]").fill("2")
    page.get_by_role("button", name="Choose the person").click()
    expect(page.get_by_text("the adult who has the next birthday")).to_be_visible()
    assert kept(page, "drawn")["H-2"]["selection"] == {"method": "next_birthday", "men": 2, "women": 0, "rank": 0}
    sheet("P-1")
    expect(page.get_by_role("button", name="Somebody is here")).to_be_hidden()
    page.get_by_role("button", name="Begin the interview").click()
    asked(page)


def test_an_interview_that_was_left_is_gone_on_with_and_one_that_is_done_is_not_made_twice(page, sheet, net):
    sheet("P-1")
    page.get_by_role("button", name="Begin the interview").click()
    asked(page)
    agrees(page)
    (before,) = on_phone(page, "drafts")
    page.get_by_role("button", name="Go on later").click()
    page.wait_for_url("**/field/")
    sheet("P-1")
    expect(page.get_by_role("button", name="Begin the interview")).to_be_hidden()
    page.get_by_role("button", name="Go on with the interview that was begun").click()
    asked(page)
    answer(page, NOBODY)
    save(page)
    assert [one["id"] for one in on_phone(page, "drafts")] == []
    sheet("P-1")
    expect(page.get_by_text("A second one would not count.")).to_be_visible()
    expect(page.get_by_role("button", name="Begin the interview")).to_be_hidden()
    expect(page.get_by_text("No interview today?")).to_be_hidden()
    assert before["field"]["unit"] == "P-1"


def test_where_nobody_is_chosen_the_adults_are_still_counted_once_because_they_weigh(page, sheet):
    sheet("H-3")
    choose(page, 1, 3)
    expect(page.get_by_role("button", name="Begin the interview")).to_be_visible()
    expect(page.get_by_text("and nobody else")).to_have_count(0)
    sheet("H-3")
    page.get_by_role("button", name="Begin the interview").click()
    asked(page)
    now = kept(page, "now")
    assert (now["adults"], now["selection"]) == (4, None)
