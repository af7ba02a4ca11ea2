"""The questionnaire with script: one section at a time, drafted on the phone, saved before anything is claimed."""

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from feedback.responses.records import ResponseRow, response_of
from feedback.responses.rules import receipt_hash, to_document
from tests.responses.phones import (
    QUICK,
    answer,
    everything_arrived,
    send,
    taken_over,
    the_draft,
)
from tests.responses.test_in_a_browser import WAYS

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
