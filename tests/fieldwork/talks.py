"""An enumerator with a paired phone in front of a person: taps, and what then lies on the phone."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.responses.phones import on_phone

SHEET = "/field/r/PILOT-1"
NOBODY = {"1": "B", "6": "B", "11": "B"}
MODULE = """async ([script, name, given]) => {
  const address = document.querySelector("script[src]").src.replace(/\\/js\\/.*/, "/js/field/" + script + ".js");
  const made = (await import(address))[name];
  return made(...given);
}"""


def call(page: Page, script: str, name: str, *given: Any) -> Any:
    """What a function of the phone's own scripts returns."""
    return page.evaluate(MODULE, [script, name, list(given)])


def kept(page: Page, key: str) -> Any:
    """What the phone keeps under a key."""
    return call(page, "kept", "get", key)


def plan(page: Page, **context: Any) -> None:
    """Whom the next interview is for, as the list leaves it."""
    nothing = {"unit": "", "place": "N1", "visit": "", "nth": 0, "adults": None, "selection": None, "practice": ""}
    call(page, "kept", "put", {"now": nothing | {"title": "Tamale"} | context})


def ask(page: Page, address: str, path: str = SHEET, **context: Any) -> None:
    """Open the questionnaire for somebody, at the words that are read aloud."""
    plan(page, **context)
    page.goto(address + path)
    asked(page)


def asked(page: Page) -> None:
    """Wait until the questionnaire stands there."""
    expect(page.locator("form.steps")).to_be_visible()


def agrees(page: Page) -> None:
    """The person is an adult, lives here and agrees: one tap."""
    page.locator('[data-say="yes"]').click()


def step(page: Page) -> str:
    """The part that is asked now."""
    return str(page.locator("form.steps > section:not([hidden])").get_attribute("id"))


def go(page: Page) -> None:
    page.locator("form.steps > section:not([hidden]) button.go").click()


def answer(page: Page, answers: Mapping[str, str], until: str = "end") -> None:
    """Tap what the person says, part by part."""
    while (now := step(page)) != until:
        shown = page.locator(f"section#{now}")
        for code, value in answers.items():
            row = shown.locator(f'[name="{code}"][value="{value}"]')
            if row.count() and row.is_visible():
                row.check()
        go(page)
        if step(page) == now and shown.locator(".error").count():
            go(page)  # something was left out, and it is said once


def save(page: Page) -> None:
    page.locator("#send").click()
    expect(page.locator("form")).to_have_count(0)


def whole(page: Page, answers: Mapping[str, str] = NOBODY) -> str:
    """A whole interview from consent on; its id, as the phone made it."""
    agrees(page)
    answer(page, answers)
    id = str(on_phone(page, "drafts")[0]["id"])
    save(page)
    return id
