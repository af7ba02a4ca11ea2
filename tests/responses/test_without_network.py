"""What a phone can do without network after one visit: open the questionnaire, keep answers, show what is unsent."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.responses.between import says
from tests.responses.phones import (
    ALONE,
    BY_HAND,
    NOBODY,
    PAGE,
    answer,
    everything_arrived,
    finish,
    nothing_is_lost,
    on_phone,
    on_server,
    send,
    taken_over,
    wait_until,
)


@pytest.fixture
def page(visit):
    return visit(ALONE)


def test_after_one_visit_the_questionnaire_opens_without_network_in_every_language(page, net, address, engine, session):
    net.down = True
    ids = set()
    for path in (PAGE, "/fr" + PAGE, PAGE, "/fr/r/PILOT-1/N2"):
        page.goto(address + path)
        assert page.locator("[name=id]").count() == 0
        ids.add(finish(page))
        expect(page.locator("h1")).to_be_visible()
    assert len(ids) == 4
    assert {one["id"] for one in on_phone(page)} == ids
    places = {json.loads(one["body"])["place"] for one in on_phone(page)}
    assert places == {"N1", "N2"}
    assert {json.loads(one["body"])["language"] for one in on_phone(page)} == {"en", "fr"}
    net.down = False
    page.goto(address + PAGE)
    everything_arrived(page, engine, ids)


def test_the_language_changes_in_the_middle_without_network_and_every_answer_stays(page, net, address, engine):
    net.down = True
    page.goto(address + PAGE)
    answer(page, {"1": "A", "2": "A", "4.1": "2", "6": "B", "11": "B"}, until="you")
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    taken_over(page)
    expect(page.locator("#you")).to_be_visible()
    expect(page.locator('[name="4.1"][value="2"]')).to_be_checked()
    id = finish(page)
    (body,) = [json.loads(one["body"]) for one in on_phone(page)]
    assert (body["id"], body["language"], body["answers"]["4.1"]) == (id, "fr", "2")
    net.down = False
    page.goto(address + PAGE)
    everything_arrived(page, engine, {id})


def test_no_answer_id_or_secret_lies_in_any_cache(page, net, pilot):
    finish(page)
    texts = page.evaluate(
        """async () => {
          const texts = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const key of await cache.keys())
              texts.push([name, new URL(key.url).pathname, await (await cache.match(key)).text()]);
          }
          return texts;
        }"""
    )
    paths = {path for name, path, _ in texts if name == "pages"}
    assert paths == {"/outbox", "/blank/PILOT-1", "/fr/outbox", "/fr/blank/PILOT-1"}
    assert [path for _, path, text in texts if 'name="id"' in text or 'name="secret"' in text] == []
    assert [path for _, path, _ in texts if re.search("staff|receipt|api", path)] == []


def test_a_page_that_waits_too_long_is_the_one_on_the_phone(page, net, address):
    page.context.route("**/r/PILOT-1/**", lambda route: None)  # never answered
    page.goto(address + PAGE)
    taken_over(page)
    assert page.locator("[name=id]").count() == 0


def test_the_outbox_opens_without_network_and_says_what_is_unsent_and_why(page, net, address, engine):
    net.down = True
    page.goto(address + PAGE)
    id = finish(page)
    page.goto(address + "/")
    expect(page.get_by_role("heading", name="On this phone")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("1 on this phone, not sent yet")
    expect(page.get_by_text("no network")).to_be_visible()
    expect(page.get_by_role("link", name="Public services 2026")).to_have_attribute("href", PAGE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    kept = on_phone(page)
    assert [json.loads(line) for line in lines] == [{"id": id, "path": "responses/", "body": kept[0]["body"]}]
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("no network")).to_be_visible()
    nothing_is_lost(page, engine, {id})
    net.down = False
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    everything_arrived(page, engine, {id})


def test_the_outbox_changes_in_place_so_that_no_tap_is_lost_while_it_sends(visit, net, address):
    page = visit(ALONE, BY_HAND)
    net.down = True
    page.goto(address + PAGE)
    finish(page)
    with page.expect_event("requestfailed"):
        page.goto(address + "/outbox")
    expect(page.get_by_text("no network")).to_be_visible()
    page.evaluate("document.querySelectorAll('#list *').forEach(one => { one.marked = true; })")
    page.evaluate("for (let n = 0; n < 20; n++) new BroadcastChannel('feedback').postMessage('')")
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Sending …")).to_be_hidden()
    assert page.evaluate("Array.from(document.querySelectorAll('#list *')).every(one => one.marked)")
    net.fault = says(403, b"{}", {"Content-Type": "application/json"})
    net.down = False
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("the server did not let it in")).to_be_visible()
    assert page.evaluate("Array.from(document.querySelectorAll('#list *')).every(one => one.marked)")
    net.fault = None
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    expect(page.locator("#list .card")).to_have_count(0)
    expect(page.get_by_role("button", name="Send now")).to_be_hidden()


def test_a_round_that_is_over_is_forgotten_by_the_phone(page, net, address, close):
    close("PILOT-1")
    page.evaluate("fetch('/blank/PILOT-1').then(reply => reply.status)")
    page.goto(address + "/")
    page.evaluate(
        "import(document.querySelector('script').src.replace('start', 'offline'))"
        ".then(it => it.refresh('/blank/PILOT-1'))"
    )
    assert page.evaluate("caches.match('/blank/PILOT-1')") is None


@pytest.mark.parametrize("slow", [False, True], ids=["at once", "after a page of the phone"])
def test_the_switch_off_forgets_pages_and_leaves_answers(visit, net, address, engine, app, slow):
    page = visit(ALONE, BY_HAND)  # a worker that is asked something five times a second is not replaced
    net.down = True
    page.goto(address + PAGE)
    id = finish(page)
    net.down = False
    net.fault = says(503)
    house = app.extensions["feedback"]
    house["settings"] = replace(house["settings"], offline=False)
    if slow:
        net.down = True
        page.goto(address + PAGE)  # the questionnaire on the phone still believes in it
        net.down = False
        page.evaluate(
            """import(document.querySelector("script").src.replace("start", "offline"))
              .then(({ keep }) => keep(document.querySelector("form"))).catch(() => {})"""
        )
    else:
        page.goto(address + PAGE)
    page.evaluate("navigator.serviceWorker.getRegistration().then(worker => worker && worker.update())")
    end = time.monotonic() + 40
    while page.evaluate("caches.keys().then(names => names.length)"):
        assert time.monotonic() < end
        page.wait_for_timeout(1_000)  # at the latest when the page was left, the browser lets go of the old worker
        page.goto("about:blank")
        page.goto(address + "/results/")
    page.goto(address + PAGE)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    nothing_is_lost(page, engine, {id})
    net.fault = None
    page.goto(address + PAGE)
    everything_arrived(page, engine, {id})


def test_a_place_that_there_is_not_is_said_and_never_the_questionnaire_of_the_phone(page, address):
    page.goto(address + "/r/PILOT-1/NOWHERE")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_the_worker_sends_after_the_page_was_closed(visit, net, address, engine):
    page = visit()
    net.down = True
    page.goto(address + PAGE)
    id = finish(page)
    wait_until(page, "navigator.serviceWorker.ready.then(worker => worker.sync.getTags()).then(tags => tags.length)")
    other = page.context.new_page()
    devtools = page.context.new_cdp_session(other)
    known = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.close()
    net.down = False
    other.wait_for_timeout(300)
    number = next(one["registrationId"] for one in known if one["scopeURL"].startswith(address))
    assert other.url == "about:blank"
    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": address, "registrationId": number, "tag": "send", "lastChance": False},
    )
    end = time.monotonic() + 15
    while not on_server(engine):
        assert time.monotonic() < end
        other.wait_for_timeout(100)
    assert set(on_server(engine)) == {id}


def test_over_plain_http_the_page_says_that_offline_is_off(phone, net, pilot, engine, browser):
    page = phone(javascript=True)
    page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
    page.goto(f"http://127.0.0.1:{net.port}{PAGE}")
    taken_over(page)
    expect(page.get_by_text("This page works only with network")).to_be_visible()
    answer(page, NOBODY)
    send(page)
    expect(page.locator(".receipt strong")).to_be_visible()
    assert len(on_server(engine)) == 1
    assert on_phone(page, "drafts") == []
