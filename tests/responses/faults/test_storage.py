"""A phone that is full, stores nothing, loses what it stored, or whose clock jumps."""

import hashlib
import os
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.responses.mortal import Mortal
from tests.responses.phones import (
    BY_HAND,
    NOBODY,
    PAGE,
    QUICK,
    READ,
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


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 40 MB for the profile of a browser, unmounted when the test is over."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.call(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], stderr=subprocess.DEVNULL
    )
    if not mounted:
        reason = "only root, where it may mount, can make a phone whose disk is really full"
        pytest.fail(reason) if os.environ.get("FEEDBACK_REQUIRE_ALL") == "1" else pytest.skip(reason)
    yield folder
    subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


class Ballast:
    """Takes all the room that is left on a disk, and gives it back."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ballast"

    def fill(self) -> None:
        with self.file.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1 << 8, 1):
                while True:
                    try:
                        if file.write(b"\0" * size) < size:
                            break
                    except OSError:
                        break

    def free(self) -> None:
        self.file.unlink()


@pytest.fixture
def full(browser, small_disk):
    """A phone on a small disk, and what can fill the disk."""
    made = Mortal(browser.browser_type, small_disk / "profile")
    yield made, Ballast(small_disk)
    made.kill()
    made.end()


def test_17_a_phone_whose_disk_is_really_full_says_not_saved(full, net, address, engine):
    phone, ballast = full
    page = phone.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.down = True
    ballast.fill()
    send(page)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Do not close this page")
    page.get_by_role("button", name="Send now").click()
    page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="NOT saved")).to_be_visible()
    ballast.free()
    page.get_by_role("button", name="Send now").click()
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    net.down = False  # it sends by itself
    says_sent(page)
    everything_arrived(page, engine, {id})


def test_17_a_phone_that_filled_up_later_sends_everything_that_waits(full, net, address, engine):
    phone, ballast = full
    page = phone.page
    net.down = False
    page.goto(address + PAGE)
    taken_over(page)
    net.down = True
    ids = {finish(page)}
    for _ in range(2):
        net.down = False
        net.fault = lambda *_: None
        page.goto(address + PAGE)
        ids.add(finish(page))
    page.goto(address + "/outbox")
    expect(page.get_by_role("button", name="Send now")).to_be_visible()
    ballast.fill()
    net.fault = None
    page.evaluate("dispatchEvent(new Event('online'))")  # the button may be gone: it tries by itself, too
    wait_for(lambda: set(on_server(engine)) == ids)
    ballast.free()
    page.reload()
    everything_arrived(page, engine, ids)


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
