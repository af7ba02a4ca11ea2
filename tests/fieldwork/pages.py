"""The page of enumerators in a real browser: paired, with somebody who collects, made ready; and what it keeps."""

from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from feedback.accounts.records import Device, add_device, revoke_device
from feedback.database import transaction
from feedback.fieldwork.records import add_enumerator
from feedback.questionnaire.records import find_round

READ = """key => new Promise((done, fail) => {
  const opening = indexedDB.open("feedback", 1);
  opening.onupgradeneeded = () => { opening.transaction.abort(); done(null); };
  opening.onerror = () => done(null);
  opening.onsuccess = () => {
    const db = opening.result;
    const asking = db.transaction("field").objectStore("field").get(key);
    asking.onsuccess = () => { db.close(); done(asking.result === undefined ? null : asking.result); };
    asking.onerror = () => { db.close(); fail(asking.error); };
  };
})"""
"""What the phone keeps under a key, read past its own scripts."""


def kept_of(page: Page, key: str) -> Any:
    """What the phone keeps under a key; None when nothing."""
    return page.evaluate(READ, key)


def new_code(engine: Engine, clock: Any, round: str = "PILOT-1", team: str = "North") -> tuple[str, Device]:
    """A code for one more phone of a team."""
    with transaction(engine) as session:
        added = add_device(session, round, team, "Tecno 1", "kofi", clock)
    assert isinstance(added, tuple)
    return added[1], added[0]


def new_pin(engine: Engine, code: str, name: str, round: str = "PILOT-1", team: str = "North") -> str:
    """One more person who collects; the PIN."""
    with transaction(engine) as session:
        this = find_round(session, round)
        assert this is not None
        added = add_enumerator(session, this.id, code, name, team)
    assert isinstance(added, tuple)
    return added[1]


def revoke(engine: Engine, device: Device) -> None:
    with transaction(engine) as session:
        assert isinstance(revoke_device(session, device.id), Device)


def pair(page: Page, address: str, code: str) -> None:
    """By the coordinator's link, confirmed."""
    page.goto(f"{address}/field/#pair={code.replace('-', '')}")
    page.get_by_role("button", name="Pair this phone").click()
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()


def collects(page: Page, name: str, pin: str) -> None:
    """Choose a name and type its PIN."""
    page.get_by_label(name).check()
    page.get_by_label("Your PIN").fill(pin)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text(f"{name} collects.")).to_be_visible()


def make_ready(page: Page) -> None:
    """Download everything and see the proof."""
    page.get_by_role("button", name="Make ready for offline").first.click()
    page.get_by_role("button", name="Make ready", exact=True).click()
    expect(page.get_by_text("✓ Ready:")).to_be_visible(timeout=30_000)


def queue(page: Page, title: str, **more: Any) -> str:
    """Put an interview into the queue through the phone's own script, as the questionnaire does; its id."""
    id: str = page.evaluate(
        """async ([title, more]) => {
          const at = name => document.querySelector("script[src]").src.replace(/js\\/.*/, "js/" + name);
          const { queue } = await import(at("field/kept.js"));
          const { newId } = await import(at("identity.js"));
          const id = newId();
          await queue("responses/", id, title, (number) => ({ id, ...more, paradata: { ...more.paradata, number } }));
          return id;
        }""",
        [title, more],
    )
    return id
