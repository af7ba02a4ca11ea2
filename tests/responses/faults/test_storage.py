"""A phone that is full, stores nothing, or loses what it stored."""

from playwright.sync_api import expect

from tests.responses.phones import (
    NOBODY,
    PAGE,
    answer,
    everything_arrived,
    nothing_is_lost,
    on_phone,
    on_server,
    says_saved,
    says_sent,
    send,
    taken_over,
    the_draft,
)


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
