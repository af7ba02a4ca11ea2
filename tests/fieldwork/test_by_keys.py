"""The door of enumerators on the smallest phone, 240 by 320, by keys alone: paired, who collects, one interview."""

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.fieldwork.pages import new_code, new_pin
from tests.fieldwork.talks import NOBODY, SHEET, asked, plan
from tests.responses.phones import on_phone
from tests.responses.test_by_keyboard import by_keys
from tests.sight import focus, in_sight, lost

FAR = 60
"""Keys after which somebody would have given up looking."""


def reach(page: Page, text: str, name: str = "") -> None:
    """Go to the control with these words, or this name, by Tab."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        now = in_sight(focus(page))
        if (name and now["name"] == name) or (text and now["text"] == text):
            return
    raise AssertionError(f"no key leads to {text or name}")


def test_a_phone_is_paired_and_an_interview_is_made_by_keys_alone(phone, server, engine, pilot):
    pin = new_pin(engine, "ama", "Ama Mensah")
    code, _ = new_code(engine, datetime.now(UTC))
    page = phone(javascript=True, width=240, height=320, service_workers="block")
    page.goto(f"{server.url}/field/#pair={code.replace('-', '')}")
    expect(page.get_by_role("button", name="Pair this phone")).to_be_visible()
    assert lost(page) == []
    reach(page, "Pair this phone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()
    assert lost(page) == []
    page.get_by_role("heading", name="Who collects?").focus()
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if in_sight(focus(page))["type"] == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    in_sight(focus(page))
    page.keyboard.type(pin)
    reach(page, "Begin")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ama Mensah collects.")).to_be_visible()
    assert lost(page) == []
    plan(page)
    page.goto(server.url + SHEET)
    asked(page)
    page.context.set_offline(True)
    assert lost(page) == []
    reach(page, "The person is 18 or older, lives here and agrees")
    page.keyboard.press("Enter")
    by_keys(page, NOBODY | {"assistance": "none", "others_present": "no", "receipt": "screen"}, "Enter")
    expect(page.get_by_role("heading", name="Saved on this phone. Not sent yet.")).to_be_visible()
    assert lost(page) == []
    assert len(on_phone(page)) == 1
