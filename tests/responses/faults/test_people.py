"""What people do with a phone: two tabs, three taps, another language, the same link, no script, no cookies."""

import pytest
import sqlalchemy
from playwright.sync_api import expect

from tests.responses.phones import (
    NOBODY,
    PAGE,
    QUICK,
    READ,
    answer,
    everything_arrived,
    finish,
    go,
    on_phone,
    on_server,
    says_sent,
    taken_over,
    the_draft,
    wait_until,
)


@pytest.mark.parametrize("locks", [True, False], ids=["19 two tabs at once", "20 without locks"])
def test_19_20_two_tabs_that_send_at_once(phone, net, address, engine, locks):
    first = phone(javascript=True, service_workers="block")
    first.context.add_init_script(QUICK)
    if not locks:
        first.context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
    first.goto(address + PAGE)
    taken_over(first)
    first.wait_for_load_state("networkidle")
    net.down = True
    ids = {finish(first)}
    second = first.context.new_page()
    net.down = False
    second.goto(address + "/outbox")
    for tab in (first, second):
        tab.evaluate("dispatchEvent(new Event('online'))")
    everything_arrived(first, engine, ids)
    if locks:
        assert len(net.sent()) == 1


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
    for _ in range(2):
        page = phone(javascript=True)
        page.goto(address + PAGE)
        ids.add(finish(page))
        says_sent(page)
    assert set(on_server(engine)) == ids
    assert len(ids) == 2


@pytest.mark.parametrize("broken", ["start", "questionnaire", "idb", "throws"])
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
