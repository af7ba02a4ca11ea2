"""Two ways to make an interview on a phone: a person alone on the public page, and an enumerator of the field."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.fieldwork import talks
from tests.fieldwork.pages import collects, kept_of, make_ready, pair
from tests.responses.phones import answer, on_phone, ready_offline, send, taken_over

ANSWERS = (
    {"1": "B", "6": "B", "11": "B"},
    {"1": "A", "2": "A", "4.1": "2", "5": "1", "6": "B", "11": "B", "sex": "F"},
    {"1": "B", "6": "B", "11": "B", "sex": "M", "residence": "R"},
)


@dataclass(frozen=True)
class Asking:
    """What one kind of phone does; every function takes the page of the phone and the address of the server."""

    prepare: Callable[[Page, str], None]
    """In peace: until the questionnaire opens without network."""
    begin: Callable[[Page, str], None]
    """Lead to the questions of one interview, of one that was left before anything else."""
    finish: Callable[[Page, random.Random, Callable[[str], None]], None]
    """Answer and end it; the function is told the id as soon as the interview survives whatever happens."""
    waits: str
    """The page on which everything that waits is sent."""
    numbers: Callable[[Page], tuple[str, int]] | None = None
    """The device and its highest running number, where interviews have numbers."""


def citizen(path: str) -> Asking:
    """Somebody who answers on a public page."""

    def prepare(page: Page, url: str) -> None:
        page.goto(url + path)
        taken_over(page)
        ready_offline(page)

    def begin(page: Page, url: str) -> None:
        page.goto(url + path)
        expect(page.locator("main.asking, form.steps").first).to_be_attached()
        if page.locator("main.asking").count():
            page.locator("main.asking .notice button").first.click()  # go on where it stopped
        taken_over(page)

    def finish(page: Page, chance: random.Random, told: Callable[[str], None]) -> None:
        answer(page, chance.choice(ANSWERS))
        told(newest_draft(page))
        send(page)
        expect(page.locator(".receipt strong")).to_be_visible()

    return Asking(prepare, begin, finish, "/outbox")


def enumerator(code: str, name: str, pin: str) -> Asking:
    """Somebody who collects with a paired phone: the code of its pairing, and who it is."""

    def prepare(page: Page, url: str) -> None:
        pair(page, url, code)
        collects(page, name, pin)
        make_ready(page)

    def begin(page: Page, url: str) -> None:
        page.goto("about:blank")  # the same address once more would open where the list was left
        page.goto(url + "/field/")
        page.locator("[data-part=new]").wait_for()
        left = page.locator("[data-part=drafts] button")
        if left.count():
            left.first.click()
        else:
            page.locator("[data-part=new]").click()
            page.locator("[data-part=found] button").first.click()
        talks.asked(page)

    def finish(page: Page, chance: random.Random, told: Callable[[str], None]) -> None:
        if talks.step(page) == "consent":
            talks.agrees(page)
        talks.answer(page, chance.choice(ANSWERS))
        told(newest_draft(page))
        page.locator("#send").click()
        expect(page.locator(".receipt strong")).to_be_visible()

    return Asking(prepare, begin, finish, "/field/", numbers)


def newest_draft(page: Page) -> str:
    """The id of the interview that is going on: an older draft waits for its turn."""
    return str(max(on_phone(page, "drafts"), key=lambda draft: draft["at"])["id"])


def numbers(page: Page) -> tuple[str, int]:
    """The device that this phone is, and the highest running number that it has given."""
    return str(kept_of(page, "device")["id"]).replace("-", ""), int(kept_of(page, "number") or 0)
