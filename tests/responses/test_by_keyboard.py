"""The smallest phone has keys and no touch: 240 by 320, every question answered, and what has the focus is in sight."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback.responses.records import ResponseRow
from tests.responses.conftest import make_round
from tests.responses.phones import PAGE, on_server, says_sent, taken_over, wait_for
from tests.responses.test_in_a_browser import PERSON, rated
from tests.sight import focus, in_sight, lost

SIZE = {"width": 240, "height": 320}
GIVEN = (
    {"1": "A", "2": "A", "6": "B", "11": "B", "assistance": "none"}
    | rated(["4.1", "4.2", "4.3", "4.4", "4.5", "5"])
    | PERSON
)
MOST = 700
"""Keys after which somebody would have given up."""


@pytest.fixture
def keys(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages on a small phone with keys."""
    contexts = []

    def open_page(javascript: bool) -> Page:
        context = browser.new_context(java_script_enabled=javascript, viewport=SIZE, has_touch=False)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


def by_keys(page: Page, given: Mapping[str, str], key: str) -> None:
    """Answer with Tab, arrows and this key, and send; what has the focus is in sight after every key."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        now = in_sight(focus(page))
        wanted = given.get(now["name"], "")
        if now["type"] == "radio" and wanted:
            choose(page, now["name"], wanted, key)
        elif "go" in now["kind"].split():
            assert lost(page) == []
            page.keyboard.press("Enter")
        elif now["id"] == "send":
            page.keyboard.press("Enter")
            return
    raise AssertionError("there is no end to it")


def choose(page: Page, name: str, wanted: str, key: str) -> None:
    """Choose an answer of the group that has the focus: the first by this key, others by an arrow."""
    page.keyboard.press(key)
    for _ in range(20):
        now = in_sight(focus(page))
        assert (now["name"], now["checked"]) == (name, True), now
        if now["value"] == wanted:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {wanted}")


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_the_whole_questionnaire_is_answered_by_keys_with_script(keys, engine, session, server, key):
    make_round(session)
    session.commit()
    page = keys(javascript=True)
    page.goto(server.url + PAGE)
    taken_over(page)
    by_keys(page, GIVEN | {"consent": "yes"}, key)
    says_sent(page)
    assert page.evaluate("document.activeElement.localName") == "h1"
    expect(page.locator(".receipt strong")).to_be_visible()
    assert lost(page) == []
    wait_for(lambda: on_server(engine))
    assert session.query(ResponseRow).one().sex == "F"


def test_the_whole_questionnaire_is_answered_by_keys_without_script(keys, session, server):
    make_round(session)
    session.commit()
    page = keys(javascript=False)
    page.goto(server.url + PAGE)
    assert lost(page) == []
    by_keys(page, GIVEN | {"consent": "yes"}, "Space")
    expect(page.locator(".receipt strong")).to_be_visible()
    assert lost(page) == []
    assert session.query(ResponseRow).one().sex == "F"
