"""What only a script shows: the questionnaire part by part, what waits on the phone, and a paired phone of a team."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback.database import transaction
from feedback.demo.building import ROUND
from feedback.demo.field import ENUMERATORS, waiting_phone
from tests.accessibility.conftest import Houses
from tests.accessibility.look import HEIGHT, ORIGIN, problems_here, serve
from tests.accessibility.walk import NOW, QUESTIONS
from tests.fieldwork.talks import agrees, asked, plan
from tests.responses.phones import go, taken_over

PREFIXES = {"en": "", "ar": "/ar"}
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(params=PREFIXES)
def here(request: pytest.FixtureRequest) -> str:
    """Where pages in English begin, and in Arabic."""
    return ORIGIN + PREFIXES[request.param]


@pytest.fixture
def phone(browser: Browser, houses: Houses) -> Iterator[Callable[..., Page]]:
    """A phone of 320 px whose requests the demonstration answers, but those with a method that is lost."""
    contexts = []

    def opened(*lost: str) -> Page:
        context = browser.new_context(
            viewport={"width": 320, "height": HEIGHT}, has_touch=True, service_workers="block"
        )
        contexts.append(context)
        serve(context, houses.now, lost=lost)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def test_every_part_of_the_questionnaire_and_what_waits_on_the_phone(phone: Callable[..., Page], here: str) -> None:
    page = phone("PUT")
    page.goto(here + QUESTIONS)
    taken_over(page)
    found = {"consent": problems_here(page)}
    go(page)
    found["consent, left out"] = problems_here(page)
    page.check("#consent [value=yes]")
    go(page)
    while not page.locator("#send").is_visible():
        step = page.locator("form.steps > section:not([hidden])")
        name = str(step.get_attribute("id"))
        for question in step.locator("fieldset:visible").all():
            if question.locator("[value=A]").count():
                question.locator("[value=A]").check()
        go(page)
        found[name] = problems_here(page)
        if step.get_attribute("id") == name and step.locator(".error").count():
            go(page)
    found["end"] = problems_here(page)
    page.locator("#send").click()
    expect(page.locator(".receipt strong")).to_be_visible()
    found["saved"] = problems_here(page)
    page.goto(here + "/outbox")
    expect(page.locator("#list .card")).to_be_visible()
    found["outbox"] = problems_here(page)
    assert {name: what for name, what in found.items() if what} == {}
    assert len(found) > 8


def test_a_phone_of_a_team_from_pairing_to_the_interview(phone: Callable[..., Page], here: str, houses: Houses) -> None:
    with transaction(houses.now.extensions["feedback"]["engine"]) as session:
        code = waiting_phone(session, ROUND, NOW)
    page, found = phone(), {}
    page.goto(f"{here}/field/#pair={code.replace('-', '')}")
    form = page.locator("#screen [data-part=form]")
    form.wait_for()
    found["pair"] = problems_here(page)
    form.locator("button").click()
    page.locator("#screen [data-part=pin]").wait_for()
    found["who"] = problems_here(page)
    form.locator("button").click()
    found["who, left out"] = problems_here(page)
    form.locator("[type=radio]").first.check()
    form.locator("[data-part=pin]").fill(str(next(pin for _c, _n, _t, pin in sorted(ENUMERATORS, key=by_name))))
    form.locator("button").click()
    home = page.locator("#screen [data-part=units]")
    home.wait_for()
    found["home"] = problems_here(page)
    for name in ("units", "practice", "phone"):
        page.locator(f"#screen [data-part={name}]").click()
        expect(home).to_have_count(0)
        found[name] = problems_here(page)
        page.go_back()
        home.wait_for()
    plan(page, place="XFA010101")
    page.goto(f"{here}/field/r/{ROUND}")
    asked(page)
    found["read aloud"] = problems_here(page)
    agrees(page)
    found["first part"] = problems_here(page)
    assert {name: what for name, what in found.items() if what} == {}


def by_name(one: tuple[str, str, str, int]) -> str:
    return one[1]
