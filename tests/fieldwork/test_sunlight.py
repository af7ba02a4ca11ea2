"""Texts of the field list, the outbox and the questionnaire stand out 7 to 1, also in sunlight and in the dark."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fieldwork.pages import collects, new_code, new_pin, pair, queue, revoke
from tests.fieldwork.talks import agrees, asked, go, step
from tests.responses.phones import PAGE, QUICK, taken_over
from tests.responses.phones import go as go_on

FAINT = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map((n) => n / 255)
      .map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    const colour = one ? getComputedStyle(one).backgroundColor : "rgb(255, 255, 255)";
    return /, 0\\)$/.test(colour) ? ground(one.parentElement) : colour;
  };
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    const text = Array.from(one.childNodes, (node) => (node.nodeType === 3 ? node.data.trim() : "")).join("");
    if (!text || !one.checkVisibility({ visibilityProperty: true })) continue;
    const [front, back] = [light(getComputedStyle(one).color), light(ground(one))];
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (ratio < 7) found.push(`${ratio.toFixed(1)} ${text.slice(0, 40)}`);
  }
  return found;
}"""
"""Texts that stand out less from what is behind them, by the formula of WCAG 2.2."""
THEMES: tuple[dict[str, Any], ...] = ({}, {"color_scheme": "dark"}, {"contrast": "more"})


def stands_out(page: Page) -> None:
    for theme in THEMES:
        page.emulate_media(**{"color_scheme": "light", "contrast": "no-preference"} | theme)
        assert page.evaluate(FAINT) == [], theme
    page.emulate_media(color_scheme="light", contrast="no-preference")


@pytest.fixture
def page(phone, address):
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    return page


@pytest.mark.databases("sqlite")
def test_in_the_questionnaire_also_beside_a_chosen_answer_and_a_mistake(page, address):
    page.goto(address + PAGE)
    taken_over(page)
    go_on(page)
    expect(page.locator(".error")).to_be_visible()
    stands_out(page)
    page.locator('#consent [value="yes"]').check()
    go_on(page)
    go_on(page)
    expect(page.locator("form.steps section:not([hidden]) .error").first).to_be_visible()
    page.locator("form.steps section:not([hidden]) input[value=A]").first.check()
    stands_out(page)


@pytest.mark.databases("sqlite")
def test_on_the_list_on_every_screen_of_it_in_an_interview_and_in_the_outbox(page, address, engine, clock):
    page.goto(address + "/field/")
    expect(page.get_by_role("heading", name="Pair this phone")).to_be_visible()
    stands_out(page)
    pin = new_pin(engine, "ama", "Ama Mensah")
    code, device = new_code(engine, clock)
    pair(page, address, code)
    page.get_by_label("Ama Mensah").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("This is not the PIN")).to_be_visible()
    stands_out(page)
    collects(page, "Ama Mensah", pin)
    for name in ("This phone", "Practice", "New interview"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("button", name="To the list")).to_be_visible()
        stands_out(page)
        page.get_by_role("button", name="To the list").click()
    page.get_by_role("button", name="New interview").click()
    page.get_by_role("button", name="Tamale").click()
    asked(page)
    stands_out(page)
    agrees(page)
    page.locator(f"#{step(page)} input[value=A]").first.check()
    stands_out(page)
    go(page)
    revoke(engine, device)
    page.goto(address + "/field/")
    expect(page.locator("#is-revoked")).to_be_visible()
    queue(page, "Tamale", paradata={"collector": "ama"})
    stands_out(page)
    page.goto(address + "/outbox")
    expect(page.locator("#list .card")).to_be_visible()
    stands_out(page)
