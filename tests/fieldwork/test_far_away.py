"""A day without network: made ready, then interviews of units through kills and languages, then everything arrives."""

import json
from collections import Counter

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback.fieldwork.records import InterviewRow, PracticeRow, VisitRow
from feedback.responses.records import QuarantineRow, ResponseRow
from tests.fieldwork.talks import NOBODY, agrees, answer, asked, call, kept, save, step
from tests.responses.mortal import Mortal
from tests.responses.phones import on_phone, wait_until


@pytest.fixture
def mortal(browser, tmp_path):
    """A phone of the field that keeps pages, and may be killed."""
    made = Mortal(browser.browser_type, tmp_path / "profile", workers="allow")
    yield made
    made.kill()
    made.end()


def ready(page: Page, address: str) -> None:
    """Press "Make ready for offline" and wait for the proof."""
    page.goto(address + "/field/")
    page.get_by_role("button", name="Make ready for offline").click()
    page.get_by_role("button", name="Make ready").click()
    expect(page.get_by_text("✓ Ready")).to_be_visible()


def sheet(page: Page, address: str, unit: str, path: str = "/field/") -> None:
    """From the list to the contact sheet of a unit."""
    page.goto("about:blank")  # where the list was left is forgotten
    page.goto(address + path)
    page.locator("[data-part=units]").first.click()
    page.get_by_role("button").filter(has_text=unit).click()
    expect(page.locator("[data-part=ends]")).to_be_attached()


def nobody_there(page: Page, address: str) -> None:
    """A first visit to a couple: one of them is chosen, and both are away."""
    sheet(page, address, "Green door")
    page.get_by_role("button", name="Somebody is here").click()
    page.locator("[data-part=men]").fill("1")
    page.locator("[data-part=women]").fill("1")
    page.get_by_role("button", name="Choose the person").click()
    page.get_by_role("button", name="Nobody is here").click()
    page.get_by_role("button", name="Save this visit").click()
    expect(page.get_by_text("The visit is saved on this phone.")).to_be_visible()


def arrived(page: Page, address: str) -> None:
    page.goto(address + "/field/")
    page.get_by_role("button", name="Send now").click()
    here = "(await import('{0}')).records().then(all => all.length === 0)"
    module = page.locator("script[src]").get_attribute("src")
    wait_until(page, f"(async () => {here.format(str(module).replace('field/field.js', 'store.js'))})()", 30)


def rows(engine: Engine) -> tuple[dict[str, ResponseRow], dict[str, InterviewRow], list[VisitRow]]:
    with Session(engine) as session:
        responses = {str(row.id): row for row in session.scalars(select(ResponseRow))}
        interviews = {str(row.response_id): row for row in session.scalars(select(InterviewRow))}
        return responses, interviews, list(session.scalars(select(VisitRow).order_by(VisitRow.number)))


def test_a_whole_day_in_airplane_mode_arrives_once_with_its_visits(mortal, paired, address, net, engine):
    page = paired(mortal.page)
    ready(page, address)
    net.down = True
    sheet(page, address, "Third door")
    page.get_by_role("button", name="Begin the interview").click()
    asked(page)
    agrees(page)
    page.locator(f"#{step(page)} input[value=B]").first.check()
    page.get_by_role("button", name="Français").click()
    page.wait_for_url("**/fr/field/r/PILOT-1*")
    asked(page)
    (draft,) = on_phone(page, "drafts")
    assert page.locator(f"#{step(page)} input[value=B]").first.is_checked()
    page.wait_for_timeout(200)
    mortal.kill()
    page = mortal.again()
    page.goto(address + "/fr/field/")
    page.get_by_role("button", name="Third door").click()
    asked(page)
    answer(page, NOBODY)
    save(page)
    page.locator("main button").last.click()
    page.wait_for_url("**/fr/field/")
    nobody_there(page, address)
    sheet(page, address, "Green door")
    page.get_by_role("button", name="Begin the interview").click()
    asked(page)
    agrees(page)
    answer(page, NOBODY)
    second = str(on_phone(page, "drafts")[0]["id"])
    save(page)
    expect(page.get_by_role("heading", name="Saved on this phone. Not sent yet.")).to_be_visible()
    assert Counter(one["path"] for one in on_phone(page)) == {"responses/": 2, "visits/": 3}
    net.down = False
    arrived(page, address)
    responses, interviews, visits = rows(engine)
    assert set(responses) == set(interviews) == {draft["id"], second}
    assert {(row.mode, row.provenance) for row in responses.values()} == {("enumerator", "probability")}
    assert [(interviews[id].enumerator, interviews[id].number) for id in (draft["id"], second)] == [
        ("ama", 1),
        ("ama", 4),
    ]
    assert [(visit.number, visit.visit, visit.outcome) for visit in visits] == [
        (2, 1, "interview"),
        (3, 1, "absent"),
        (5, 2, "interview"),
    ]
    assert [str(visit.interview) for visit in visits] == [draft["id"], "None", second]
    assert [visit.adults for visit in visits] == [None, 2, 2]
    with Session(engine) as session:
        assert session.query(QuarantineRow).count() == 0


def test_results_of_practice_arrive_and_nothing_of_them_is_a_response(phone, paired, address, engine):
    page = paired(phone(javascript=True, service_workers="block"))
    page.goto(address + "/field/")
    page.get_by_role("button", name="Practice", exact=True).click()
    page.get_by_role("button", name="A refusal at the door").click()
    asked(page)
    page.locator('[data-say="no"]').click()
    expect(page.get_by_role("heading", name="Everything as the person said it.")).to_be_visible()
    page.get_by_role("button", name="To the list").click()
    expect(page.get_by_text("Ama collects.")).to_be_visible()
    arrived(page, address)
    with Session(engine) as session:
        row = session.query(PracticeRow).one()
        assert (row.enumerator, row.kind, row.name, row.mistakes, row.passed) == (
            "ama",
            "interview",
            "refusal",
            [],
            True,
        )
        for table in (ResponseRow, QuarantineRow, InterviewRow, VisitRow):
            assert session.query(table).count() == 0


def test_who_began_an_interview_is_who_collected_it(phone, paired, address, net, engine):
    page = paired(phone(javascript=True, service_workers="block"))
    sheet(page, address, "Third door")
    page.get_by_role("button", name="Begin the interview").click()
    asked(page)
    agrees(page)
    call(page, "kept", "put", {"who": {"code": "kojo", "name": "Kojo"}})
    answer(page, NOBODY)
    net.down = True
    save(page)
    said = [json.loads(one["body"]) for one in on_phone(page)]
    assert {one.get("collector") or one["paradata"]["collector"] for one in said} == {"ama"}
    assert kept(page, "who")["code"] == "kojo"
