"""The faults that lose or double answers elsewhere, each in a real browser; after each, everything arrives once.

Numbers are those of the fault matrix that the design names; 5, 13, 15, 16, 22 and 23 stand beside their features, 31 to
33 are tests of the API. The invariant is in `nothing_is_lost`.
"""

import os
import shutil
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

import psutil
import pytest
import sqlalchemy
from playwright.sync_api import Browser, Error, Page, expect

from tests.conftest import CHROMIUM, QUIET
from tests.responses.between import PORTAL, Asked, Between, Reply, loses_the_reply, says, swallows
from tests.responses.phones import (
    NOBODY,
    QUICK,
    READ,
    answer,
    everything_arrived,
    finish,
    go,
    nothing_is_lost,
    on_phone,
    on_server,
    send,
    taken_over,
    the_draft,
    wait_until,
)

PAGE = "/r/PILOT-1/N1"
SAVED = "Saved on this phone. Not sent yet."


@pytest.fixture
def address(net, pilot):
    return f"http://127.0.0.1:{net.port}"


@pytest.fixture
def page(phone, address):
    page = phone(javascript=True, service_workers="block")  # one sender is enough to be wrong
    page.context.add_init_script(QUICK)
    page.goto(address + PAGE)
    return page


def says_saved(page: Page) -> None:
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()


def says_sent(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sent. Your answers are with us, once.")).to_be_visible()


class Mortal:
    """A browser of its own with a profile on the disk, which can be killed and started again."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.chromium, self.folder = browser.browser_type, folder
        self.start()

    def start(self) -> Page:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        executable = next(found for name in CHROMIUM if (found := shutil.which(name)))
        self.context = self.chromium.launch_persistent_context(
            str(self.folder), executable_path=executable, args=[*QUIET, *sandbox], service_workers="block"
        )
        self.context.add_init_script(QUICK)
        self.page = self.context.new_page()
        return self.page

    def kill(self) -> None:
        """SIGKILL for the browser of this profile and all that it started."""
        for process in psutil.process_iter(["cmdline"]):
            if any(str(self.folder) in word for word in process.info["cmdline"] or ()):
                for one in [*process.children(recursive=True), process]:
                    try:
                        one.kill()
                    except psutil.NoSuchProcess:
                        continue

    def end(self) -> None:
        """What is left of it, if anything."""
        with suppress(Error):
            self.context.close()

    def again(self) -> Page:
        """Started anew, as by a person who turns the phone on."""
        self.end()
        time.sleep(0.5)
        (self.folder / "SingletonLock").unlink(missing_ok=True)
        return self.start()


@pytest.fixture
def mortal(browser, tmp_path):
    """A browser that a test may kill."""
    made = Mortal(browser, tmp_path / "profile")
    yield made
    made.kill()
    made.end()


def test_1_killed_while_typing_at_most_one_answer_is_lost(mortal, address, net, engine):
    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, {"1": "A", "2": "A", "6": "B", "11": "B"}, until="you")
    page.locator('[name="sex"][value="F"]').check()
    before = the_draft(page)
    mortal.kill()
    page = mortal.again()
    page.goto(address + PAGE)
    expect(page.get_by_role("heading", name="Do you want to go on where you stopped?")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    page.get_by_role("button", name="Yes, go on").click()
    assert page.locator('[name="2"][value="A"]').is_checked()
    expect(page.locator('[name="sex"][value="F"]')).to_be_visible()
    assert finish(page) == before["id"]
    says_sent(page)
    everything_arrived(page, engine, {before["id"]})


def test_2_killed_between_saving_and_sending(mortal, address, net, engine):
    def kills(_between: Between, _asked: Asked, _connection: socket.socket) -> None:
        mortal.kill()

    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = kills
    page.evaluate("setTimeout(() => document.querySelector('#send').click())")
    _wait_for(net.sent)
    net.fault = None
    page = mortal.again()
    assert on_server(engine) == {}
    page.goto(address + "/outbox")
    everything_arrived(page, engine, {id})


def test_3_killed_after_the_reply_arrived_and_before_it_was_noted(mortal, address, net, engine):
    def kills(between: Between, asked: Asked, _connection: socket.socket) -> Reply:
        reply = between.forward(asked)
        mortal.kill()
        return reply

    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = kills
    page.evaluate("setTimeout(() => document.querySelector('#send').click())")
    _wait_for(lambda: net.forwarded)
    net.fault = None
    page = mortal.again()
    page.goto(address + "/outbox")
    everything_arrived(page, engine, {id})
    assert net.forwarded[:2] == [201, 200]


@pytest.mark.parametrize("how", ["reset", "close"])
def test_4_the_connection_ends_after_the_server_kept_it_and_before_any_reply(page, net, engine, how):
    taken_over(page)
    page.evaluate("fetch('/healthz')")  # a connection that is used again
    net.fault = loses_the_reply(how)
    id = finish(page)
    says_sent(page)
    assert len(net.sent()) > 1
    assert 200 in net.forwarded
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize("how", ["reset", "close"])
def test_5_the_same_on_the_plain_form_leads_to_the_receipt(phone, net, address, engine, how):
    page = phone()
    page.goto(address + PAGE)
    for name, value in [("consent", "yes"), *NOBODY.items()]:
        page.locator(f'[name="{name}"][value="{value}"]').check()
    net.fault = loses_the_reply(how)
    page.locator("#send").click()
    expect(page.locator(".receipt strong")).to_be_visible()
    assert len(net.sent("POST")) == 2
    assert len(on_server(engine)) == 1


def test_6_the_reply_never_comes(page, net, engine):
    taken_over(page)
    net.fault = swallows
    id = finish(page)
    says_saved(page)
    expect(page.get_by_role("button", name="Another person answers now")).to_be_enabled()
    page.wait_for_timeout(2500)  # longer than the time-out
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    net.fault = None
    says_sent(page)
    everything_arrived(page, engine, {id})


def test_7_a_trickle_of_50_kilobits_is_waited_for(phone, net, address, engine):
    page = phone(javascript=True)  # with the real time-outs
    page.goto(address + PAGE)
    taken_over(page)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 500, "downloadThroughput": 6250, "uploadThroughput": 6250},
    )
    id = finish(page)
    says_sent(page)
    assert len(net.sent()) == 1
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
def test_8_a_server_that_fails_twice_gets_it_at_the_third_time(page, net, engine, status):
    taken_over(page)
    net.fault = says(status, b"<h1>Oops</h1>", times=2)
    id = finish(page)
    says_sent(page)
    assert len(net.sent()) == 3
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize(
    ("status", "after"), [(503, "120"), (429, formatdate(time.time() + 900, usegmt=True))], ids=["seconds", "date"]
)
def test_9_a_server_that_asks_to_wait_is_left_alone_until_somebody_presses(page, net, engine, status, after):
    taken_over(page)
    net.fault = says(status, headers={"Retry-After": after})
    id = finish(page)
    says_saved(page)
    net.fault = None
    page.evaluate("dispatchEvent(new Event('online'))")
    page.reload()
    page.wait_for_timeout(1500)
    assert len(net.sent()) == 1
    nothing_is_lost(page, engine, {id})
    page.goto(page.url.replace(PAGE, "/outbox"))
    expect(page.get_by_text("the server asked to wait")).to_be_visible()
    page.get_by_role("button", name="Send now").click()
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize("status", [400, 404, 409, 413, 422])
def test_10_one_of_several_that_is_refused_is_kept_and_holds_up_no_other(page, net, address, engine, status):
    taken_over(page)
    net.down = True
    ids = [finish(page)]
    net.down = False
    net.fault = swallows
    for _ in range(2):
        page.goto(address + PAGE)
        ids.append(finish(page))
    bad = ids[1]
    net.fault = lambda between, asked, _: Reply(status, {}, b"") if bad in asked.path else between.forward(asked)
    page.goto(address + "/outbox")
    wait_until(page, f"({READ})('records').then(all => all.length === 1 && all[0].state === 'stuck')")
    assert set(on_server(engine)) == set(ids) - {bad}
    page.reload()
    expect(page.get_by_text("NOT sent: the server cannot take it.")).to_be_visible()
    expect(page.get_by_role("button", name="Save to a file")).to_be_visible()
    nothing_is_lost(page, engine, set(ids))
    net.fault = None
    page.get_by_role("button", name="Send now").click()
    everything_arrived(page, engine, set(ids))


@pytest.mark.parametrize("status", [401, 403])
def test_11_a_server_that_lets_nobody_in_leaves_the_queue_as_it_is(page, net, address, engine, status):
    taken_over(page)
    net.fault = says(status)
    id = finish(page)
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    net.fault = None
    says_sent(page)
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize(
    "portal",
    [
        lambda: says(200, PORTAL, headers={"Content-Type": "text/html"}),
        lambda: says(302, headers={"Location": "/"}),
        lambda: says(200, b"{}", headers={"Content-Type": "application/json"}),
        lambda: says(201, b'{"receipt": {"id": "x", "sha256": "x", "state": "kept"}}'),
        lambda: says(200),
    ],
    ids=["html", "redirect", "json", "other receipt", "empty"],
)
def test_12_a_captive_portal_is_no_success(page, net, engine, portal):
    taken_over(page)
    net.fault = portal()
    id = finish(page)
    expect(page.get_by_text("the network wants you to sign in")).to_be_visible()
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    assert [one["state"] for one in on_phone(page)] == ["queued"]
    net.fault = None
    says_sent(page)
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize("claims", ["true", "false"])
def test_14_the_phone_is_not_believed_about_its_network(page, net, address, engine, claims):
    page.add_init_script(f"Object.defineProperty(navigator, 'onLine', {{ get: () => {claims} }})")
    page.goto(address + PAGE)
    taken_over(page)
    net.down = claims == "true"
    id = finish(page)
    if net.down:
        says_saved(page)
        nothing_is_lost(page, engine, {id})
        net.down = False
        page.get_by_role("button", name="Send now").click()
    says_sent(page)
    everything_arrived(page, engine, {id})


def test_17_a_full_phone_says_not_saved_and_keeps_the_answers_on_the_page(page, net, address, engine):
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          globalThis.full = true;
          IDBObjectStore.prototype.put = function (...given) {
            const asked = put.apply(this, given);
            if (globalThis.full) this.transaction.abort();
            return asked;
          };
        }"""
    )
    net.down = True
    send(page)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Do not close this page")
    assert on_phone(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    assert id in download.value.path().read_text("utf-8")
    page.get_by_role("button", name="Send now").click()
    page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    page.evaluate("globalThis.full = false")
    page.get_by_role("button", name="Send now").click()
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    net.down = False
    page.get_by_role("button", name="Send now").click()
    says_sent(page)
    everything_arrived(page, engine, {id})


def test_18_a_browser_that_stores_nothing_says_so_and_sends_at_once(phone, net, address, engine):
    page = phone(javascript=True)
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };")
    page.goto(address + PAGE)
    taken_over(page)
    expect(page.get_by_text("This phone cannot keep your answers while you write.")).to_be_visible()
    answer(page, NOBODY)
    net.down = True
    send(page)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    net.down = False
    page.get_by_role("button", name="Send now").click()
    says_sent(page)
    assert len(on_server(engine)) == 1


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


def test_24_a_newer_version_in_another_tab_is_not_kept_waiting(page, address):
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    newer = page.context.new_page()
    newer.goto(address + "/results/")
    assert (
        newer.evaluate(
            """new Promise((done) => {
          const opening = indexedDB.open("feedback", 2);
          opening.onsuccess = () => { opening.result.close(); done("opened"); };
          opening.onerror = () => done("refused");
          setTimeout(() => done("waits"), 3000);
        })"""
        )
        == "opened"
    )
    expect(page.locator("form.steps")).to_be_visible()


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


def test_30_answers_that_meet_a_locked_database_arrive(page, net, address, engine, settings):
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = says(503, times=3, headers={"Retry-After": "1"})
    send(page)
    says_saved(page)
    everything_arrived(page, engine, {id})


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


def _wait_for(happened: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)
