"""A person with a phone: answers by taps, one section at a time; and what then lies on the phone and on the server."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.responses.records import QuarantineRow, ResponseRow, SealedRow

PAGE = "/r/PILOT-1/N1"
NOBODY = {"1": "B", "6": "B", "11": "B"}
QUICK = "globalThis.feedbackSettings = { timeout: 15e3, first: 30, longest: 200, askedLeast: 50 };"
"""What makes a phone impatient: pauses and time-outs of a test."""
SOON = "Object.assign(globalThis.feedbackSettings, { timeout: 1500 });"
"""After it: a reply is soon not waited for any more; for tests of the time-out alone, since a busy machine is slow."""
BY_HAND = "Object.assign(globalThis.feedbackSettings, { first: 36e7, longest: 36e7, askedMost: 36e7 });"
"""After it: what has failed once waits for days, unless somebody presses "Send now"."""
ALONE = "Object.defineProperty(globalThis.ServiceWorkerRegistration.prototype, 'sync', { value: undefined })"
"""The worker leaves the sending to the page, because its pauses are not those of a test."""
SAVED = "Saved on this phone. Not sent yet."
SENT = "Sent. Your answers are with us, once."
READ = """store => new Promise((done, fail) => {
  const opening = indexedDB.open("feedback", 1);
  opening.onupgradeneeded = () => { opening.transaction.abort(); done([]); };
  opening.onerror = () => done([]);
  opening.onsuccess = () => {
    const db = opening.result;
    const asking = db.transaction(store).objectStore(store).getAll();
    asking.onsuccess = () => { db.close(); done(asking.result); };
    asking.onerror = () => { db.close(); fail(asking.error); };
  };
})"""


def on_phone(page: Page, store: str = "records") -> list[dict[str, Any]]:
    """The drafts or records that lie on the phone."""
    found: list[dict[str, Any]] = page.evaluate(READ, store)
    return found


def on_server(engine: Engine) -> dict[str, str]:
    """The id of every response, sealed or set-aside answer with its digest; fails when one is there twice."""
    with Session(engine) as session:
        rows = [(str(id), digest.hex()) for id, digest in session.query(ResponseRow.id, ResponseRow.digest)]
        aside = [
            (str(id), digest.hex()) for id, digest in session.query(QuarantineRow.response_id, QuarantineRow.digest)
        ]
        sealed = [(str(id), digest.hex()) for id, digest in session.query(SealedRow.id, SealedRow.digest)]
    found = dict(rows + aside + sealed)
    assert len(found) == len(rows) + len(aside) + len(sealed), "an answer is there twice"
    return found


def taken_over(page: Page) -> None:
    """Wait until the script has come."""
    expect(page.locator("form.steps")).to_be_attached()


def go(page: Page) -> None:
    page.locator("form.steps > :not([hidden])").locator("button.go").click()


def answer(page: Page, answers: Mapping[str, str], until: str = "send") -> None:
    """Agree and answer what is asked of the answers given, section by section, going on where nothing is left."""
    if page.locator("#consent").is_visible():
        page.locator('#consent [value="yes"]').check()
        go(page)
    while not page.locator("#send").is_visible():
        step = page.locator("form.steps > section:not([hidden])")
        if step.get_attribute("id") == until:
            return
        for code, value in answers.items():
            row = step.locator(f'[name="{code}"][value="{value}"]')
            if row.count() and row.is_visible():
                row.check()
        before = step.get_attribute("id")
        go(page)
        if step.get_attribute("id") == before and page.locator("form.steps .error").count():
            go(page)  # something was left out, and it is said once


def send(page: Page) -> None:
    page.locator("#send").click()


def finish(page: Page, answers: Mapping[str, str] = NOBODY) -> str:
    """A whole interview; its id, as the phone made it."""
    taken_over(page)
    answer(page, answers)
    id = the_draft(page)["id"]
    send(page)
    expect(page.locator(".receipt strong")).to_be_visible()
    return str(id)


def says_saved(page: Page) -> None:
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()


def has_failed(page: Page) -> None:
    """Wait until the phone has tried and met no network: nothing is on its way any more."""
    wait_until(page, f"({READ})('records').then(all => all.some(one => one.why === 'network'))")


def says_sent(page: Page) -> None:
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()


def the_draft(page: Page) -> dict[str, Any]:
    drafts = on_phone(page, "drafts")
    assert len(drafts) == 1
    return drafts[0]


def nothing_is_lost(page: Page, engine: Engine, finished: set[str]) -> None:
    """The invariant: what was finished is on the phone or on the server, once, with the same bytes."""
    phone = {one["id"]: one for one in on_phone(page)}
    server = on_server(engine)
    assert finished == set(phone) | set(server)
    for id, one in phone.items():
        if one["body"]:
            assert hashlib.sha256(one["body"].encode()).hexdigest() == one["sha256"]
        if id in server:
            assert server[id] == one["sha256"]
        elif one["state"] in {"sent", "aside"}:
            raise AssertionError("the phone says sent, and the server has nothing")
    said = page.locator("h1").all_inner_texts()
    assert SAVED not in said or set(phone) & finished, "the page says saved, and nothing is on the phone"
    assert SENT not in said or set(server) & finished, "the page says sent, and nothing is on the server"


def put_on_phone(page: Page, documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """Finished interviews that lie on the phone and wait, as many as are given; their ids, in the order of sending."""
    made = []
    for document in documents:
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        record = {"id": document["id"], "path": "responses/", "device": "", "number": 0, "title": "Public services"}
        record |= {"body": body, "sha256": hashlib.sha256(body.encode()).hexdigest(), "state": "queued", "why": ""}
        made.append(record | {"text": "", "tries": 0, "next": 0, "asked": False})
    lay(page, made)
    return sorted(one["id"] for one in made)


def lay(page: Page, records: Sequence[Mapping[str, Any]]) -> None:
    """Put records on the phone as they are."""
    page.evaluate(
        """records => new Promise((done, fail) => {
          const opening = indexedDB.open("feedback", 1);
          opening.onsuccess = () => {
            const work = opening.result.transaction("records", "readwrite");
            for (const one of records) work.objectStore("records").put(one);
            work.oncomplete = () => { opening.result.close(); done(); };
            work.onabort = () => fail(work.error);
          };
        })""",
        records,
    )


def wait_until(page: Page, promised: str, seconds: float = 40) -> None:
    """Wait until a promise of the page is fulfilled with something true."""
    end = time.monotonic() + seconds
    while not page.evaluate(promised):
        assert time.monotonic() < end, promised
        page.wait_for_timeout(50)


def wait_for(happened: Callable[[], object], seconds: float = 40) -> None:
    """Wait until something is true in this process or on the server; the browser is not asked."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def everything_arrived(page: Page, engine: Engine, finished: set[str]) -> None:
    """After the fault is gone: all on the server, nothing on the phone but what it says about answers set aside."""
    wait_until(page, f"({READ})('records').then(all => all.every(one => one.state === 'aside'))")
    assert set(on_server(engine)) == finished, (on_server(engine), finished)


def new_version(page: Page) -> None:
    """Ask the server for a new version, and wait until it lies on the phone, whole."""
    state = page.evaluate(
        """async () => {
          const one = await (await navigator.serviceWorker.getRegistration()).update();
          const newest = one.installing || one.waiting || one.active;
          return new Promise((done) => {
            newest.onstatechange = () => newest.state !== "installing" && done(newest.state);
            newest.onstatechange();
          });
        }"""
    )
    assert state != "redundant"


def comes_back_in(version: str, page: Page, url: str, seconds: float = 40) -> None:
    """Leave the page and come back until it is of this version: a new worker takes over when nothing is open."""
    end = time.monotonic() + seconds
    while True:
        page.goto("about:blank")
        page.wait_for_timeout(500)
        page.goto(url)
        if f"/static/{version}/" in str(page.locator("link[rel=stylesheet]").first.get_attribute("href")):
            return
        assert time.monotonic() < end


def ready_offline(page: Page, kept: int = 4) -> None:
    """Wait until the worker runs and the outbox and the questionnaire lie on the phone in every language."""
    page.evaluate("navigator.serviceWorker.ready")
    wait_until(page, f"caches.open('pages').then(pages => pages.keys()).then(keys => keys.length >= {kept})")
    wait_until(page, "navigator.serviceWorker.ready.then(worker => worker.active.state === 'activated')")
