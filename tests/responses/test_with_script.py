"""The questionnaire with script: one section at a time, drafted on the phone, saved before anything is claimed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import brotli
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from feedback.questionnaire.rules import ordered_sections, prune
from feedback.responses.records import ResponseRow, response_of
from feedback.responses.rules import receipt_hash, to_document
from tests.responses.phones import (
    QUICK,
    answer,
    everything_arrived,
    finish,
    go,
    ready_offline,
    send,
    taken_over,
    the_draft,
)
from tests.responses.test_in_a_browser import WAYS
from tests.serving import CHECKOUT

PAGE = "/r/PILOT-1/N1"


@pytest.fixture
def page(phone, net, pilot):
    page = phone(javascript=True)
    page.add_init_script(QUICK)
    page.goto(f"http://127.0.0.1:{net.port}{PAGE}")
    return page


@pytest.mark.parametrize("way", WAYS)
def test_what_was_tapped_is_what_is_kept(page, pilot, engine, way):
    answers, texts = WAYS[way]
    taken_over(page)
    answer(page, answers | {"nothing": "x"}, until="you")
    page.evaluate("history.length")
    page.reload()
    page.get_by_role("button", name="Yes, go on").click()
    for key, text in texts.items():
        page.evaluate(
            "([key, text]) => { const area = document.querySelector(`[name='${key}']`); area.value = text;"
            " area.dispatchEvent(new Event('input', { bubbles: true })); }",
            [key, text],
        )
    answer(page, answers)
    id = the_draft(page)["id"]
    send(page)
    expect(page.get_by_role("heading", name="Sent.")).to_be_visible()
    secret = page.locator(".receipt strong").inner_text().replace(" ", "")
    with Session(engine) as session:
        row = session.query(ResponseRow).one()
        document = to_document(pilot.edition, response_of(row, pilot.edition, "PILOT-1", "N1"))
    background = {code for code in answers if pilot.edition.items[code].kind == "background"}
    assert str(row.id) == id
    assert row.receipt_hash == receipt_hash(secret)
    assert document["answers"] == {code: given for code, given in answers.items() if code not in background}
    assert document["respondent"] == {code: answers[code] for code in background}
    assert document["texts"] == texts
    assert document["consent"] == {"version": "1", "language": "en", "how": "read"}
    assert document["paradata"]["presentation"] == "sections"
    everything_arrived(page, engine, {id})


def test_the_phone_asks_the_questions_that_the_server_would_ask(page, pilot):
    taken_over(page)
    for seed in range(60):
        chance = random.Random(seed)
        given = {
            code: chance.choice(item.codes[:-1] or item.codes)
            for code, item in pilot.edition.items.items()
            if chance.random() < 0.9
        }
        counted = page.evaluate(
            """async (given) => {
              const { route } = await import(document.querySelector("script").src.replace("start", "answers"));
              return route(document.querySelector("form"), given);
            }""",
            given,
        )
        assert counted == prune(pilot.edition, given)[0], seed


def test_the_parts_come_in_the_order_of_the_id(page, pilot):
    taken_over(page)
    for _ in range(40):
        id, order = page.evaluate(
            """async () => {
              const script = document.querySelector("script").src.replace("start", "identity");
              const { inOrder, newId, partsOf } = await import(script);
              const id = newId();
              return [id, inOrder(partsOf(document.querySelector("form")), id).map((part) => part.id)];
            }"""
        )
        assert UUID(id).version == 4
        assert order == [section.code for section in ordered_sections(pilot.edition, UUID(id)) if section.items]


def test_each_part_says_which_one_it_is(page):
    taken_over(page)
    page.locator('#consent [value="yes"]').check()
    for number in range(1, 6):
        go(page)
        step = page.locator("form.steps > section:not([hidden])")
        if step.locator(".error").count():
            go(page)
        expect(page.locator("form.steps > section:not([hidden]) h2 small")).to_have_text(f"Part {number} of 5")
        assert page.locator("form.steps > section:not([hidden]) progress").evaluate("bar => bar.value") == number
        expect(page.locator("form.steps > section:not([hidden]) h2")).to_be_focused()
        go(page)
        page.go_back()
        page.wait_for_timeout(100)


def test_a_question_left_out_is_said_once_and_blocks_nobody(page):
    taken_over(page)
    go(page)
    expect(page.get_by_text("Please choose one of these answers.")).to_be_visible()
    page.locator('#consent [value="yes"]').check()
    go(page)
    go(page)
    expect(page.get_by_text("You left this question out.")).to_be_visible()
    first = page.locator("form.steps > section:not([hidden])").get_attribute("id")
    go(page)
    assert page.locator("form.steps > section:not([hidden])").get_attribute("id") != first


@pytest.mark.parametrize("parts", [1, 2])
def test_stopping_at_a_resting_point_sends_what_was_said(page, pilot, engine, parts):
    taken_over(page)
    page.locator('#consent [value="yes"]').check()
    for _ in range(parts):
        go(page)
        step = page.locator("form.steps > section:not([hidden])")
        step.locator('input[value="B"]').first.check()
    step.get_by_role("button", name="Stop here and send").click()
    expect(page.get_by_role("heading", name="Sent.")).to_be_visible()
    with Session(engine) as session:
        row = session.query(ResponseRow).one()
        assert row.partial
        assert len(response_of(row, pilot.edition, "PILOT-1", "N1").answers) == parts


def test_nothing_on_the_page_offends_its_policy(phone, net, pilot):
    page = phone(javascript=True)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"http://127.0.0.1:{net.port}{PAGE}")
    finish(page)
    page.goto(f"http://127.0.0.1:{net.port}/outbox")
    page.wait_for_timeout(500)
    assert said == []


@dataclass
class Traffic:
    """What a page asks for: when, what, how many bytes of the answer and of its body alone."""

    asked: dict[str, tuple[float, str]] = field(default_factory=dict)
    bodies: Counter[str] = field(default_factory=Counter)
    received: dict[str, int] = field(default_factory=dict)
    loaded: list[float] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note everything from now on."""
        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.requestWillBeSent", self._request)
        devtools.on(
            "Network.dataReceived", lambda event: self.bodies.update({event["requestId"]: event["encodedDataLength"]})
        )
        devtools.on(
            "Network.loadingFinished",
            lambda event: self.received.update({event["requestId"]: event["encodedDataLength"]}),
        )
        devtools.on("Page.loadEventFired", lambda event: self.loaded.append(event["timestamp"]))
        devtools.send("Page.enable")
        devtools.send("Network.enable")

    def _request(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.asked[event["requestId"]] = (event["timestamp"], event["request"]["url"])


@pytest.mark.parametrize("path", [PAGE, "/fr" + PAGE])
def test_the_first_visit_is_three_requests_and_14000_bytes_and_the_scripts_after_it_8_kilobytes(
    phone, net, pilot, path
):
    page = phone(javascript=True)
    traffic = Traffic()
    traffic.watch(page)
    page.goto(f"http://127.0.0.1:{net.port}{path}")
    ready_offline(page)
    first = [one for one, (at, _) in traffic.asked.items() if at <= traffic.loaded[0]]
    assert len(first) == 3
    assert sum(traffic.received[one] for one in first) <= 14_000
    scripts = {url.rsplit("/", 1)[1]: one for one, (_, url) in traffic.asked.items() if url.endswith(".js")}
    late = {name: traffic.bodies[one] for name, one in scripts.items() if one not in first}
    assert set(late) == {"questionnaire.js", "queue.js"}
    idb = len(brotli.compress((CHECKOUT / "static" / "js" / "vendor" / "idb.js").read_bytes()))
    assert sum(late.values()) <= 8 * 1024 + idb


def test_a_page_whose_words_do_not_come_stays_a_page_without_script(phone, net, pilot, engine):
    page = phone(javascript=True)
    page.route("**/words*", lambda route: route.fulfill(body="<p>Sign in first</p>", content_type="text/html"))
    page.goto(f"http://127.0.0.1:{net.port}{PAGE}", wait_until="networkidle")
    expect(page.locator("form.steps")).not_to_be_attached()
    page.check("#consent [value=yes]")
    for key, code in {"1": "B", "6": "B", "11": "B"}.items():
        page.check(f"[name='{key}'][value='{code}']")
    page.click("#send")
    page.locator(".notice button, .receipt strong").first.wait_for()
    if page.locator(".notice button").count():
        page.click(".notice button")
    expect(page.locator(".receipt strong")).to_be_visible()
    with Session(engine) as session:
        assert session.query(ResponseRow).count() == 1
