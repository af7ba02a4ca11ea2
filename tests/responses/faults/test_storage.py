"""A phone that is full, stores nothing, loses what it stored, or whose clock jumps."""

import hashlib
import time

import pytest
from playwright.sync_api import Page, expect

from tests.responses.between import Between
from tests.responses.full import ENDLESS, SHUT, no_byte_fits
from tests.responses.phones import (
    BY_HAND,
    NOBODY,
    PAGE,
    QUICK,
    READ,
    SAVED,
    answer,
    everything_arrived,
    finish,
    has_failed,
    nothing_is_lost,
    on_phone,
    on_server,
    says_saved,
    says_sent,
    send,
    taken_over,
    the_draft,
    wait_for,
    wait_until,
)

NEWER = """const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (name, version) { return open.call(this, name, version && 2); };"""
"""What a release with another version of the phone's database would ask for."""


def test_17_a_phone_whose_disk_is_really_full_says_not_saved(full, net, address, engine):
    phone, ballast = full
    page = phone.page
    net.fault = lambda *_: None
    ids, unsaved = set(), page.get_by_role("heading", name="NOT saved")
    for _ in range(5):
        page.goto(address + PAGE)
        taken_over(page)
        answer(page, NOBODY, until="you")
        ids.add(the_draft(page)["id"])
        ballast.fill()
        for n in range(200):  # until the last page of the database's own log is full, too
            page.locator('[name="sex"]').nth(n % 2).check()
            if page.get_by_text("This phone cannot keep your answers while you write.").is_visible():
                break
        answer(page, NOBODY)
        send(page)
        expect(unsaved.or_(page.get_by_role("heading", name=SAVED))).to_be_visible()
        if unsaved.is_visible():
            break
        ballast.free()  # the browser had made room itself: what it says is true, and another one is tried
        nothing_is_lost(page, engine, ids)
    expect(page.get_by_role("alert")).to_contain_text("Do not close this page")
    ballast.free()
    page.get_by_role("button", name="Send now").click()
    says_saved(page)
    nothing_is_lost(page, engine, ids)
    net.fault = None  # it sends by itself
    says_sent(page)
    everything_arrived(page, engine, ids)


def three_wait(page: Page, net: Between, address: str) -> set[str]:
    """Finished where no answer comes through; the ids of what lies on the phone then."""
    page.goto(address + PAGE)
    taken_over(page)
    net.fault = lambda *_: None
    return {finish(page) for _ in range(3) if page.goto(address + PAGE)}


def test_17_a_phone_that_filled_up_later_sends_everything_that_waits(full, net, address, engine):
    phone, ballast = full
    page = phone.page
    ids = three_wait(page, net, address)
    page.goto(address + "/outbox")
    expect(page.get_by_text("● 3 on this phone, not sent yet")).to_be_visible()
    ballast.fill()
    no_byte_fits(page)
    expect(page.get_by_text("● 3 on this phone, not sent yet")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    assert all(id in download.value.path().read_text("utf-8") for id in ids)
    net.fault = None  # it sends by itself
    wait_for(lambda: set(on_server(engine)) == ids)
    expect(page.get_by_text("✓ Nothing waits on this phone.")).to_be_visible()
    ballast.free()
    page.reload()
    everything_arrived(page, engine, ids)


def test_17_a_phone_too_full_to_open_what_it_keeps_says_so_and_has_everything_still(page, net, address, engine):
    page.add_init_script(SHUT)
    ids = three_wait(page, net, address)
    page.evaluate("localStorage.shut = 1")
    page.goto(address + "/outbox")
    expect(page.get_by_text("We cannot open what this phone keeps. We deleted nothing.")).to_be_visible()
    assert on_server(engine) == {}
    page.evaluate("localStorage.removeItem('shut')")
    net.fault = None
    page.reload()
    everything_arrived(page, engine, ids)


def test_17_a_database_that_closes_under_a_write_and_never_says_what_became_of_it_keeps_nobody_waiting(
    page, net, address, engine
):
    page.add_init_script(ENDLESS)
    page.reload()
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = lambda *_: None
    page.evaluate("globalThis.endless = Infinity")
    send(page)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    page.evaluate("globalThis.endless = 0")
    page.get_by_role("button", name="Send now").click()
    says_saved(page)
    page.evaluate("globalThis.endless = Infinity")
    net.fault = None
    page.get_by_role("button", name="Send now").click()
    wait_for(lambda: set(on_server(engine)) == {id})
    page.evaluate("globalThis.endless = 0")
    page.reload()
    everything_arrived(page, engine, {id})


def test_17_a_transaction_that_is_aborted_keeps_the_answers_on_the_page(page, net, address, engine):
    page.add_init_script(BY_HAND)
    page.reload()
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
    has_failed(page)
    nothing_is_lost(page, engine, {id})
    net.down = False
    page.get_by_role("button", name="Send now").click()
    says_sent(page)
    everything_arrived(page, engine, {id})


def test_17_answers_that_were_sent_past_a_full_phone_leave_no_draft(page, net, address, engine):
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); } }"
    )
    send(page)
    says_sent(page)
    assert set(on_server(engine)) == {id}
    wait_until(page, f"({READ})('drafts').then(all => all.length === 0)")
    page.goto(address + PAGE)
    taken_over(page)
    everything_arrived(page, engine, {id})


def test_18_a_browser_that_stores_nothing_says_so_and_sends_at_once(phone, net, address, engine):
    page = phone(javascript=True)
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };")
    page.goto(address + PAGE)
    taken_over(page)
    expect(page.get_by_text("This phone cannot keep your answers while you write.")).to_be_visible()
    answer(page, NOBODY)
    net.down = True
    with page.expect_event("requestfailed"):
        send(page)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    net.down = False
    page.get_by_role("button", name="Send now").click()
    says_sent(page)
    [put] = net.sent()
    assert on_server(engine) == {put.path.rsplit("/", 1)[1]: hashlib.sha256(put.body).hexdigest()}


def test_24_a_tab_of_an_old_release_keeps_nobody_waiting_and_is_named(page, net, address, engine):
    old = page.context.new_page()
    old.goto(address + "/results/")
    page.goto(address + "/results/")  # lets go of what it had opened itself
    old.evaluate("new Promise(done => (indexedDB.open('feedback', 1).onsuccess = done))")  # and hears of no newer one
    page.bring_to_front()
    page.add_init_script(NEWER)
    page.goto(address + PAGE)
    taken_over(page)
    expect(page.get_by_text("This page is open twice, in two versions.")).to_be_visible()
    answer(page, NOBODY)
    send(page)
    says_sent(page)
    [id] = {put.path.rsplit("/", 1)[1] for put in net.sent()}
    assert set(on_server(engine)) == {id}
    old.close()
    page.goto(address + PAGE)
    taken_over(page)
    expect(page.get_by_text("This page is open twice, in two versions.")).to_be_hidden()


def test_24_a_newer_release_in_another_tab_is_not_kept_waiting_and_loses_no_draft(page, net, address, engine):
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    id = the_draft(page)["id"]
    newer = page.context.new_page()
    newer.goto(address + "/results/")
    opening = """new Promise((done) => {
      const opening = indexedDB.open("feedback", 2);
      opening.onsuccess = () => {
        const db = opening.result;
        const asking = db.transaction("drafts").objectStore("drafts").getAllKeys();
        asking.onsuccess = () => { db.close(); done(asking.result); };
      };
      opening.onerror = () => done("refused");
      setTimeout(() => done("waits"), 3000);
    })"""
    assert newer.evaluate(opening) == [id]
    page.bring_to_front()
    page.locator('[name="sex"][value="F"]').check()
    expect(page.get_by_text("This page is open twice, in two versions.")).to_be_visible()
    answer(page, NOBODY)
    send(page)  # nothing can be stored here any more: it goes at once
    says_sent(page)
    assert set(on_server(engine)) == {id}


@pytest.mark.parametrize("days", [30, -30, -20_000])
def test_a_clock_that_jumps_costs_no_draft_and_no_record(mortal, net, address, engine, days):
    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    net.down = True
    done = finish(page)
    net.down = False
    net.fault = lambda *_: None
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    begun = the_draft(page)["id"]
    mortal.kill()
    mortal.scripts = (QUICK, f"const now = Date.now; Date.now = () => now() + {days} * 864e5;")
    page = mortal.again()
    net.fault = None
    page.goto(address + PAGE)
    page.get_by_role("button", name="Yes, go on").click()
    assert finish(page) == begun
    everything_arrived(page, engine, {done, begun})


def test_a_draft_that_nobody_comes_back_to_is_forgotten(page, net, address):
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    page.goto(address + "/results/")
    for days, offered in [(8, True), (20, False)]:
        page.add_init_script(f"Date.now = () => {time.time() * 1000} + {days} * 864e5;")
        page.goto(address + PAGE)
        asked = page.get_by_role("heading", name="Do you want to go on where you stopped?")
        expect(asked if offered else page.locator("form.steps")).to_be_visible()
    assert on_phone(page, "drafts") == []


def test_storage_that_is_cleared_in_the_middle_is_filled_again(page, net, address, engine):
    taken_over(page)
    answer(page, {"1": "B"}, until="you")
    id = the_draft(page)["id"]
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    net.down = True
    assert finish(page) == id
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    net.down = False
    says_sent(page)
    everything_arrived(page, engine, {id})
