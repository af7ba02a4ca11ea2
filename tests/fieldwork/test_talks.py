"""An interview in the field: read aloud, agreed to with one tap, left and resumed, ended in three ways."""

import json
import os
import shutil
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from feedback.responses.rules import receipt_hash
from tests.conftest import CHROMIUM, QUIET
from tests.fieldwork.talks import NOBODY, SHEET, agrees, answer, ask, asked, go, kept, plan, save, step, whole
from tests.responses.mortal import Mortal
from tests.responses.phones import on_phone, on_server

SAVED = "Saved on this phone. Not sent yet."
DONE = {"health": {"1": "B"}, "education": {"6": "B"}, "government": {"11": "B"}}
UNIT: dict[str, Any] = {
    "unit": "H-1",
    "title": "Blue door",
    "visit": "11111111-1111-4111-8111-111111111111",
    "nth": 2,
    "adults": 3,
}
DRAWN = {"method": "kish", "men": 2, "women": 1, "rank": 2}


@pytest.fixture
def page(phone, paired):
    return paired(phone(javascript=True, service_workers="block"))


def bodies(page: Page, path: str = "responses/") -> list[dict[str, Any]]:
    """The documents of one kind that lie on the phone, in the order in which they were made."""
    records = sorted(on_phone(page), key=lambda one: one["number"])
    return [json.loads(one["body"]) for one in records if one["path"] == path]


def test_without_a_phone_that_collects_the_questionnaire_leads_to_the_list(phone, address):
    page = phone(javascript=True)
    page.goto(address + SHEET)
    page.wait_for_url("**/field/")


def test_an_interview_is_agreed_to_with_one_tap_and_says_who_asked_and_when(page, address, net):
    ask(page, address)
    net.down = True
    id = whole(page)
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    (said,) = bodies(page)
    assert said["id"] == id
    assert said["consent"] == {"version": "1", "language": "en", "how": "read_aloud"}
    assert said["answers"] == NOBODY
    assert (said["place"], said["unit"], said["others_present"]) == ("N1", None, None)
    paradata = said["paradata"]
    assert (paradata["collector"], paradata["number"], paradata["presentation"]) == ("ama", 1, "sections")
    assert paradata["started"] <= paradata["finished"]
    assert "adults" not in paradata
    (record,) = on_phone(page)
    assert (record["device"], record["number"]) == (kept(page, "device")["id"], 1)


def test_two_interviews_in_a_row_have_two_ids_and_two_numbers(page, address, net):
    ask(page, address)
    first = whole(page)
    page.get_by_role("button", name="Next person").click()
    asked(page)
    assert page.locator("input[type=radio]:checked").count() == 0
    second = whole(page)
    assert first != second
    assert kept(page, "number") == 2


def test_a_person_hears_the_questions_in_their_language_and_the_interview_says_so(page, address, speak):
    speak("PILOT-1", only=lambda text: text in {"Yes", "No", "I'd rather not say"} or "medical examination" in text)
    ask(page, address)
    page.get_by_role("link", name="Hear it").click()
    agrees(page)
    answer(page, NOBODY, until="health")
    play = page.locator('[id="1"] > .hear')
    play.click()
    expect(page.locator('[id="1"] label.said').first).to_be_visible()
    expect(play).to_have_attribute("data-on", "")
    answer(page, NOBODY)
    save(page)
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    (said,) = bodies(page)
    assert (said["consent"]["how"], said["paradata"]["presentation"]) == ("read_aloud", "audio")


@pytest.mark.parametrize("way", ["young", "no"])
def test_who_is_too_young_or_does_not_want_to_leaves_nothing(page, address, way):
    ask(page, address)
    page.locator(f'[data-say="{way}"]').click()
    expect(page.get_by_text("No answer was kept.")).to_be_visible()
    assert on_phone(page) == []
    assert on_phone(page, "drafts") == []
    page.get_by_role("button", name="Next person").click()
    asked(page)


def test_a_refusal_at_a_unit_is_a_visit_with_its_outcome_and_no_answer(page, address, net):
    ask(page, address, **UNIT, selection=DRAWN)
    net.down = True
    page.locator('[data-say="no"]').click()
    page.get_by_role("button", name="Save this visit").click()
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    assert bodies(page) == []
    (visit,) = bodies(page, "visits/")
    assert {key: visit[key] for key in ("id", "unit", "visit", "outcome", "adults", "selection", "interview")} == {
        "id": UNIT["visit"],
        "unit": "H-1",
        "visit": 2,
        "outcome": "refused",
        "adults": 3,
        "selection": DRAWN,
        "interview": None,
    }
    assert (visit["collector"], visit["number"]) == ("ama", 1)
    assert kept(page, "now") is None


def test_an_interview_of_a_unit_ends_its_visit(page, address, net):
    ask(page, address, **UNIT, selection=DRAWN)
    net.down = True
    id = whole(page)
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    (said,), (visit,) = bodies(page), bodies(page, "visits/")
    assert (said["unit"], said["paradata"]["adults"], said["paradata"]["number"]) == ("H-1", 3, 1)
    assert (visit["interview"], visit["outcome"], visit["number"]) == (id, "interview", 2)
    assert kept(page, "due") is None


def test_a_phone_that_goes_dark_between_interview_and_visit_makes_up_for_it(page, address, net):
    ask(page, address, **UNIT, selection=DRAWN)
    page.evaluate(
        "() => { const add = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (value, key) {"
        " if (value && value.path === 'visits/') throw new Error('dark'); return add.call(this, value, key); }; }"
    )
    net.down = True
    id = whole(page)
    assert bodies(page, "visits/") == []
    net.down = False
    ask(page, address, place="N2")
    net.down = True
    assert [visit["interview"] for visit in bodies(page, "visits/")] == [id]
    assert kept(page, "now")["place"] == "N2"


def test_the_language_changes_in_the_middle_and_every_answer_stays(page, address, net):
    ask(page, address)
    agrees(page)
    answer(page, NOBODY, until=second_of(page))
    before = on_phone(page, "drafts")[0]
    page.get_by_role("button", name="Français").click()
    page.wait_for_url("**/fr/field/r/PILOT-1*")
    asked(page)
    assert page.evaluate("location.hash") == ""
    after = on_phone(page, "drafts")[0]
    assert after["id"] == before["id"]
    assert after["values"].items() >= before["values"].items()
    assert step(page) == before["step"]
    answer(page, NOBODY)
    net.down = True
    save(page)
    (said,) = bodies(page)
    assert (said["language"], said["consent"]["language"], said["answers"]) == ("fr", "en", NOBODY)


def second_of(page: Page) -> str:
    """The part that comes second for this person."""
    return str(page.locator("form.steps > section").nth(2).get_attribute("id"))


def test_an_interview_is_left_and_gone_on_with(page, address, net):
    ask(page, address)
    agrees(page)
    go(page)
    part = page.locator("form.steps > section:not([hidden])")
    part.locator("input[value=B]").first.check()
    before = on_phone(page, "drafts")[0]
    page.get_by_role("button", name="Go on later").click()
    page.wait_for_url("**/field/")
    page.goto(address + "/outbox")
    plan(page, place="N2")  # somebody else in between
    (draft,) = on_phone(page, "drafts")
    page.evaluate(
        "async draft => { const to = document.querySelector('script[src]').src.replace(/js.outbox.js/, 'js/field/');"
        " (await import(to + 'kept.js')).put({ now: draft.field }); }",
        draft,
    )
    page.goto(address + SHEET)
    asked(page)
    assert step(page) == before["step"]
    assert part.locator("input[value=B]").first.is_checked()
    answer(page, NOBODY)
    net.down = True
    save(page)
    (said,) = bodies(page)
    assert (said["id"], said["place"]) == (before["id"], "N1")
    assert on_phone(page, "drafts") == []


def test_who_stops_at_a_resting_point_is_counted_for_what_was_said(page, address, net):
    ask(page, address, **UNIT, selection=DRAWN)
    agrees(page)
    first = step(page)
    page.locator(f"#{first} input[value=B]").first.check()
    net.down = True
    page.get_by_role("button", name="Stop here: count what was said").click()
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    assert [said["answers"] for said in bodies(page)] == [DONE[first]]
    assert [visit["outcome"] for visit in bodies(page, "visits/")] == ["partial"]


def test_who_does_not_want_to_go_on_is_counted_for_finished_parts_only(page, address, net):
    ask(page, address, **UNIT, selection=DRAWN)
    agrees(page)
    first = step(page)
    page.locator(f"#{first} input[value=B]").first.check()
    go(page)
    page.locator(f"#{step(page)} input[value=A]").first.check()
    net.down = True
    page.get_by_role("button", name="The person does not want to go on").click()
    expect(page.get_by_text("What was said about finished parts counts.")).to_be_visible()
    page.get_by_role("button", name="Back to the interview").click()
    page.get_by_role("button", name="The person does not want to go on").click()
    page.get_by_role("button", name="End the interview").click()
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    assert [said["answers"] for said in bodies(page)] == [DONE[first]]
    assert [visit["outcome"] for visit in bodies(page, "visits/")] == ["partial"]


def test_who_stops_in_the_first_part_has_refused_and_nothing_is_kept(page, address, net):
    ask(page, address, **UNIT, selection=DRAWN)
    agrees(page)
    page.locator(f"#{step(page)} input[value=A]").first.check()
    page.get_by_role("button", name="The person does not want to go on").click()
    expect(page.get_by_text("Everything that was said is deleted.")).to_be_visible()
    net.down = True
    page.get_by_role("button", name="End the interview").click()
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    assert bodies(page) == []
    assert on_phone(page, "drafts") == []
    assert [(visit["outcome"], visit["interview"]) for visit in bodies(page, "visits/")] == [("refused", None)]


def test_a_code_on_a_card_is_kept_as_its_hash_alone(page, address, net):
    ask(page, address)
    agrees(page)
    answer(page, NOBODY)
    page.locator("[name=receipt][value=card]").check()
    page.locator("#card").fill("k7qm 2f9d-4t6w x5y")
    page.locator("#send").click()
    expect(page.get_by_text("This is not a whole code.")).to_be_visible()
    net.down = True
    page.locator("#card").fill("k7qm 2f9d-4t6w x5yo")
    assert "K7QM" not in json.dumps(on_phone(page, "drafts")).upper()
    save(page)
    expect(page.get_by_text("The code is on the card.")).to_be_visible()
    (said,) = bodies(page)
    assert said["receipt_hash"] == receipt_hash("K7QM2F9D4T6WX5Y0").hex()
    assert "K7QM" not in json.dumps(on_phone(page)).upper()


def test_others_and_an_interpreter_are_noted(page, address, net):
    ask(page, address)
    agrees(page)
    answer(page, NOBODY)
    page.locator("[name=assistance][value=interpreter]").check()
    page.locator("[name=others_present][value=yes]").check()
    net.down = True
    save(page)
    (said,) = bodies(page)
    assert (said["assistance"], said["others_present"]) == ("interpreter", True)


FULL = """globalThis.full = true;
const add = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value, key) {
  if (globalThis.full && value && value.body) throw new DOMException("", "QuotaExceededError");
  return add.call(this, value, key);
};"""


def test_a_full_phone_says_so_and_the_interview_goes_to_the_server_at_once(page, address, net, engine):
    ask(page, address)
    agrees(page)
    answer(page, NOBODY)
    net.down = True
    page.evaluate(f"() => {{ {FULL} }}")
    page.locator("#send").click()
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    expect(page.get_by_role("button", name="Next person")).to_be_hidden()
    assert len(on_phone(page, "drafts")) == 1
    net.down = False
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("heading", name="Sent. The server has it, once.")).to_be_visible()
    expect(page.get_by_role("button", name="Next person")).to_be_visible()
    page.wait_for_timeout(300)
    assert on_phone(page, "drafts") == []
    assert (kept(page, "number"), kept(page, "now")) == (1, None)
    assert len(on_server(engine)) == 1


def test_a_killed_browser_goes_on_with_the_same_interview(browser, tmp_path, paired, address, net):
    mortal = Mortal(browser.browser_type, tmp_path / "profile")
    try:
        page = paired(mortal.page)
        ask(page, address)
        agrees(page)
        page.locator(f"#{step(page)} input[value=B]").first.check()
        before = on_phone(page, "drafts")[0]
        page.wait_for_timeout(200)
        mortal.kill()
        page = mortal.again()
        page.goto(address + SHEET)
        asked(page)
        assert step(page) == before["step"]
        answer(page, NOBODY)
        net.down = True
        save(page)
        assert [said["id"] for said in bodies(page)] == [before["id"]]
    finally:
        mortal.kill()
        mortal.end()


@pytest.fixture
def remembering(browser, tmp_path):
    """A browser that keeps whole pages for Back, as phones do."""
    executable = next(found for name in CHROMIUM if (found := shutil.which(name)))
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=executable,
        args=[*QUIET, *sandbox],
        ignore_default_args=["--disable-back-forward-cache"],
        service_workers="block",
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("way", ["Next person", "To the list"])
def test_nothing_of_the_last_person_is_seen_by_going_back(remembering, paired, address, way):
    page = paired(remembering)
    ask(page, address)
    agrees(page)
    answer(page, NOBODY)
    save(page)
    code = page.locator(".receipt strong").inner_text()
    page.get_by_role("button", name=way).click()
    page.wait_for_url("**/field/r/PILOT-1" if way == "Next person" else "**/field/")
    for _ in range(8):
        with suppress(Error):  # the page leads elsewhere while it is asked
            page.evaluate("history.back()")
        page.wait_for_timeout(500)
        seen = page.locator("body").inner_text()
        assert code not in seen
        assert page.locator("input[type=radio]:checked").count() == 0
        assert "saved" not in seen.lower()
