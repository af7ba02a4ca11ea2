"""What is published, closed or deployed while a phone is away."""

from playwright.sync_api import expect

from feedback.responses.pages import phone as phone_pages
from feedback.web import files
from tests.responses.between import says
from tests.responses.phones import (
    NOBODY,
    PAGE,
    answer,
    everything_arrived,
    finish,
    on_phone,
    send,
    taken_over,
    the_draft,
    wait_until,
)


def test_15_22_a_new_version_keeps_the_questionnaire_on_the_phone(ready, net, address, engine, monkeypatch):
    monkeypatch.setattr(files, "tree_hash", lambda: "0123456789ab")
    monkeypatch.setattr(phone_pages, "tree_hash", lambda: "0123456789ab")
    ready.goto(address + PAGE)
    taken_over(ready)
    answer(ready, {"1": "B"}, until="you")
    ready.evaluate("navigator.serviceWorker.getRegistration().then(worker => worker.update())")
    wait_until(ready, "caches.has('shell 0123456789ab')")
    assert ready.locator('[name="1"][value="B"]').is_checked()
    ready.goto("about:blank")  # nobody looks: now the new worker takes over
    ready.wait_for_timeout(1000)
    net.down = True
    ready.goto(address + PAGE)
    ready.get_by_role("button", name="No, start with an empty page").click()
    id = finish(ready)
    assert "0123456789ab" in ready.evaluate("document.querySelector('link[rel=stylesheet]').href")
    net.down = False
    ready.goto(address + PAGE)
    everything_arrived(ready, engine, {id})


def test_16_a_round_that_closed_meanwhile_is_set_aside_and_told(ready, net, address, engine, close):
    net.down = True
    ready.goto(address + PAGE)
    taken_over(ready)
    answer(ready, NOBODY)
    id = the_draft(ready)["id"]
    send(ready)
    expect(ready.get_by_role("heading", name="Saved on this phone. Not sent yet.")).to_be_visible()
    close("PILOT-1")
    net.down = False
    expect(ready.get_by_role("heading", name="Sent, but not counted as it is:")).to_be_visible()
    expect(ready.get_by_text("The round was not open when the answers arrived.")).to_be_visible()
    everything_arrived(ready, engine, {id})
    ready.goto(address + "/outbox")
    expect(ready.get_by_text("The round was not open")).to_be_visible()
    ready.get_by_role("button", name="Take this off the list").click()
    expect(ready.get_by_text("Nothing waits")).to_be_visible()
    assert on_phone(ready) == []


def test_23_a_worker_that_is_missing_or_html_leaves_the_old_one_working(ready, net, address, engine):
    net.everything = says(404, b"<p>no")
    updating = "navigator.serviceWorker.getRegistration().then(worker => worker.update())"
    assert ready.evaluate(f"{updating}.then(() => 'new', () => 'refused')") == "refused"
    net.everything = None
    net.down = True
    ready.goto(address + PAGE)
    taken_over(ready)
