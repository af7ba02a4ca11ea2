"""What people do with a phone: two tabs, three taps, another language, the same link, no script, no cookies."""

import hashlib
import json

import pytest
import sqlalchemy
from playwright.sync_api import expect

from feedback.responses.records import QuarantineRow, ResponseRow
from tests.responses.mortal import Mortal
from tests.responses.phones import (
    NOBODY,
    PAGE,
    QUICK,
    READ,
    answer,
    everything_arrived,
    finish,
    go,
    nothing_is_lost,
    on_phone,
    on_server,
    says_saved,
    says_sent,
    send,
    taken_over,
    the_draft,
    wait_until,
)

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"


def two_tabs(phone, net, address, engine, *scripts: str) -> int:
    """Two tabs that see the network at the same moment; how often they sent the one interview."""
    first = phone(javascript=True, service_workers="block")
    for script in (QUICK, *scripts):
        first.context.add_init_script(script)
    first.goto(address + PAGE)
    taken_over(first)
    first.wait_for_load_state("networkidle")
    net.down = True
    ids = {finish(first)}
    nothing_is_lost(first, engine, ids)
    second = first.context.new_page()
    net.down = False
    second.goto(address + "/outbox")
    for tab in (first, second):
        tab.evaluate("dispatchEvent(new Event('online'))")
    everything_arrived(first, engine, ids)
    return len(net.sent())


def test_19_two_tabs_at_once_are_one_sender(phone, net, address, engine):
    assert two_tabs(phone, net, address, engine) == 1


def test_20_two_tabs_at_once_without_locks_are_one_answer(phone, net, address, engine):
    two_tabs(phone, net, address, engine, NO_LOCKS)


def test_a_tab_that_was_duplicated_does_not_offer_the_draft_of_the_other(page, net, address, engine):
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    first = the_draft(page)["id"]
    copy = page.context.new_page()
    copy.goto(page.url)
    taken_over(copy)
    expect(copy.locator("#consent")).to_be_visible()
    answer(copy, NOBODY)
    send(copy)
    says_sent(copy)
    page.bring_to_front()
    assert finish(page) == first
    says_sent(page)
    assert len(on_server(engine)) == 2
    everything_arrived(page, engine, set(on_server(engine)))


def test_one_draft_finished_in_two_tabs_without_locks_loses_neither_content(phone, net, address, engine, session):
    page = phone(javascript=True, service_workers="block")
    for script in (QUICK, NO_LOCKS):
        page.context.add_init_script(script)
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    id = the_draft(page)["id"]
    copy = page.context.new_page()
    copy.set_default_timeout(10_000)
    copy.goto(address + PAGE)
    copy.get_by_role("button", name="Yes, go on").click()
    net.fault = lambda *_: None
    answer(copy, NOBODY | {"sex": "M"})
    send(copy)
    says_saved(copy)
    page.bring_to_front()
    answer(page, NOBODY | {"sex": "F"})
    send(page)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    assert [json.loads(one["body"])["respondent"] for one in on_phone(page)] == [{"sex": "M"}]
    nothing_is_lost(copy, engine, {id})
    net.fault = None
    everything_arrived(copy, engine, {id})
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("heading", name="Sent, but not counted as it is:")).to_be_visible()
    assert session.query(ResponseRow).one().sex == "M"
    assert json.loads(session.query(QuarantineRow).one().raw)["respondent"] == {"sex": "F"}


def test_25_the_language_is_switched_in_the_middle(page, net, engine, session):
    taken_over(page)
    answer(page, {"1": "A", "2": "A", "4.1": "2", "6": "B", "11": "B"}, until="you")
    id = the_draft(page)["id"]
    page.get_by_role("button", name="Français").click()
    taken_over(page)
    assert page.evaluate("location.hash") == ""
    expect(page.locator("#you")).to_be_visible()
    assert page.locator('[name="4.1"][value="2"]').is_checked()
    assert finish(page) == id
    everything_arrived(page, engine, {id})
    kept = session.execute(sqlalchemy.text("SELECT language, consent FROM response")).one()
    assert tuple(kept) == ("fr", "1 en read")


def test_26_three_taps_are_one_answer(page, net, engine):
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    page.locator("#send").click(click_count=3)
    says_sent(page)
    everything_arrived(page, engine, {id})
    assert len(net.sent()) == 1


def test_27_two_people_by_the_same_link_are_two_answers(phone, net, address, engine):
    ids = set()
    for _ in range(2):  # two phones; a link that works only once does not exist (docs/offline.md)
        page = phone(javascript=True)
        page.goto(address + PAGE)
        ids.add(finish(page))
        says_sent(page)
        everything_arrived(page, engine, ids)
    assert len(ids) == 2


def test_27_two_people_on_one_phone_are_two_answers(page, net, engine):
    first = finish(page)
    page.get_by_role("button", name="Another person answers now").click()
    second = finish(page)
    says_sent(page)
    everything_arrived(page, engine, {first, second})
    assert first != second


@pytest.mark.parametrize("broken", ["start", "questionnaire", "queue", "throws"])
def test_28_without_the_script_the_plain_form_works(phone, net, address, engine, broken):
    page = phone(javascript=True)
    if broken == "throws":
        page.add_init_script("Object.defineProperty(Document.prototype, 'querySelector', { value: undefined })")
    else:
        page.route(f"**/{broken}.js", lambda route: route.abort())
    page.goto(address + PAGE)
    page.wait_for_timeout(700)
    for name, value in [("consent", "yes"), *NOBODY.items()]:
        page.locator(f'[name="{name}"][value="{value}"]').check()
    page.locator("#send").click()
    expect(page.locator(".receipt strong")).to_be_visible()
    assert len(on_server(engine)) == 1


@pytest.mark.parametrize("net_down", [False, True], ids=["with network", "without"])
def test_29_where_cookies_are_blocked_the_form_works_with_script(browser, tmp_path, net, address, engine, net_down):
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    phone = Mortal(browser.browser_type, tmp_path / "profile", workers="allow", preferences=blocked)
    page = phone.page
    page.goto(address + PAGE)
    taken_over(page)
    assert page.evaluate("document.cookie = 'a=b', document.cookie") == ""
    expect(page.get_by_text("This phone cannot keep your answers while you write.")).to_be_visible()
    answer(page, NOBODY)
    net.down = net_down
    send(page)
    if net_down:
        expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
        expect(page.get_by_role("button", name="Save to a file")).to_be_visible()
        net.down = False
        page.get_by_role("button", name="Send now").click()
    says_sent(page)
    [put] = {(one.path, one.body) for one in net.sent()}
    assert on_server(engine) == {put[0].rsplit("/", 1)[1]: hashlib.sha256(put[1]).hexdigest()}
    page.goto(address + "/outbox")
    expect(page.get_by_text("This browser lets us keep nothing on this phone.")).to_be_visible()
    phone.end()


def test_29_where_cookies_are_blocked_the_form_works_without_script(phone, net, address, engine):
    page = phone()
    page.goto(address + PAGE)
    for name, value in [("consent", "yes"), *NOBODY.items()]:
        page.locator(f'[name="{name}"][value="{value}"]').check()
    page.locator("#send").click()
    expect(page.locator(".receipt strong")).to_be_visible()
    assert page.context.cookies() == []
    assert len(on_server(engine)) == 1


@pytest.mark.parametrize("way", ["young", "no"])
def test_below_18_or_without_consent_nothing_is_stored_not_even_a_draft(page, net, engine, way):
    taken_over(page)
    page.locator('#consent [value="yes"]').check()
    go(page)
    page.locator("form.steps > section:not([hidden]) input").first.check()
    page.go_back()
    page.locator(f'#consent [value="{way}"]').check()
    go(page)
    expect(page.get_by_role("heading", name="Nothing was kept")).to_be_visible()
    wait_until(page, f"({READ})('drafts').then(all => all.length === 0)")
    assert on_phone(page) == []
    assert on_server(engine) == {}
    assert net.sent() == []


def test_the_next_person_sees_nothing_of_the_one_before(mortal, net, address, engine):
    page = mortal.page  # a browser that keeps pages for Back
    page.goto(address + "/")
    page.goto(address + PAGE)
    first = finish(page, NOBODY | {"sex": "F"})
    says_sent(page)
    code = page.locator(".receipt strong").inner_text()
    page.get_by_role("button", name="Another person answers now").click()
    taken_over(page)
    for _ in range(4):
        assert page.locator("input:checked").count() == 0
        assert code not in page.content()
        page.go_back(wait_until="commit")
        page.wait_for_timeout(400)
        if page.url.endswith("/"):
            break
    page.goto(address + PAGE)
    second = finish(page)
    everything_arrived(page, engine, {first, second})


def test_a_started_page_is_not_shown_to_the_next_person_without_asking(page, address):
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    page.goto(address + PAGE)
    page.get_by_role("button", name="No, start with an empty page").click()
    expect(page.locator("#consent")).to_be_visible()
    assert page.locator("input:checked").count() == 0
    wait_until(page, f"({READ})('drafts').then(all => all.length === 0)")
