"""A small phone without JavaScript: what is stored is what was tapped, once, on every way through the questions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from feedback.questionnaire.records import place_map
from feedback.questionnaire.rules import prune, service_order
from feedback.responses.records import QuarantineRow, ResponseRow, response_of
from feedback.responses.rules import receipt_hash, to_document
from tests.responses.conftest import OpenRound

GOOD = {
    "health": ["4.1", "4.2", "4.3", "4.4", "4.5", "5"],
    "government": ["15.1", "15.2", "15.3", "15.4", "15.5", "16"],
}
PRIMARY = ["9.1p", "9.2p", "9.3p", "9.4p", "9.5p", "10p"]
SECONDARY = ["9.1s", "9.2s", "9.3s", "9.4s", "9.5s", "10s"]
NOBODY = {"1": "B", "6": "B", "11": "B"}
PERSON = {"sex": "F", "age_group": "Y35T44", "residence": "R"} | {f"WG{n}": str(n % 4 + 1) for n in range(1, 7)}


def rated(codes: list[str], start: int = 0) -> dict[str, str]:
    """A different answer for each statement, the quiet three included."""
    return {code: ("3", "2", "1", "0", "97", "98", "99")[(start + number) % 7] for number, code in enumerate(codes)}


WAYS = {
    "used every service and both schools": (
        {"1": "A", "2": "A"}
        | rated(GOOD["health"])
        | {"6": "A", "7": "A", "9": "3"}
        | rated(PRIMARY, 1)
        | rated(SECONDARY, 4)
        | {"11": "A", "12": "A", "14a": "BIRTH", "14b": "A"}
        | rated(GOOD["government"], 2)
        | PERSON,
        {},
    ),
    "needed nothing": (NOBODY | PERSON, {}),
    "went without sometimes, for other reasons, and used them too": (
        {"1": "A", "2": "B", "3": "10", "2b": "A"}
        | rated(GOOD["health"], 3)
        | {"6": "A", "7": "B", "8": "13", "9": "1"}
        | rated(PRIMARY, 5)
        | {"11": "A", "12": "B", "13": "6", "12b": "A", "14a": "OTHER", "14b": "B"}
        | rated(GOOD["government"], 6),
        {
            "3_other": "No bridge",
            "8_other": "He herds",
            "12_documents": "Passport",
            "13_other": "No stamp",
            "14a_other": "Land title\nof my father",
        },
    ),
    "went without always": (
        {"1": "A", "2": "B", "3": "1", "2b": "B", "6": "A", "7": "B", "8": "3", "9": "0"}
        | {"11": "A", "12": "B", "13": "2", "12b": "B"},
        {},
    ),
    "has children in a private school": (NOBODY | {"6": "A", "7": "B", "8": "1", "sex": "M"}, {}),
    "has children taught at home": (NOBODY | {"6": "A", "7": "B", "8": "2", "sex": "99", "age_group": "99"}, {}),
    "used the secondary school only": (NOBODY | {"6": "A", "7": "A", "9": "2"} | rated(SECONDARY), {}),
    "refused at the first questions": ({"1": "99", "6": "99", "11": "99"}, {}),
    "refused in the middle and came back over the bridges": (
        {"1": "A", "2": "99", "2b": "A"}
        | rated(GOOD["health"], 4)
        | {"6": "A", "7": "98", "9": "99"}
        | {"11": "A", "12": "99", "12b": "99"},
        {},
    ),
    "refused the bridges": (
        {"1": "A", "2": "99", "2b": "99", "6": "A", "7": "99", "9": "1"}
        | rated(PRIMARY, 6)
        | {"11": "A", "12": "99", "12b": "A", "14a": "ID", "14b": "99"}
        | rated(GOOD["government"]),
        {},
    ),
}


@pytest.fixture
def address(port):
    """Where the application is served."""
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def page(phone, address, pilot):
    """A phone on the questionnaire of Tamale, come there by taps from the first page."""
    page = phone()
    page.goto(address)
    page.get_by_role("link", name="Start").click()
    page.get_by_role("link", name="Northern").click()
    page.get_by_role("link", name="Tamale").click()
    return page


def tap(page: Page, answers: Mapping[str, str], texts: Mapping[str, str] = MappingProxyType({})) -> None:
    for code, answer in answers.items():
        page.locator(f'[name="{code}"][value="{answer}"]').check()
    for key, text in texts.items():
        page.locator(f'[name="{key}"]').fill(text)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send my answers", exact=True).click()


def secret_of(page: Page) -> str:
    """The code on the receipt page, which says that the answer came in."""
    expect(page.locator(".receipt strong")).to_be_visible()
    return page.locator(".receipt strong").inner_text().replace(" ", "")


def stored(session: Session, pilot: OpenRound) -> dict[bytes, dict[str, Any]]:
    """Every stored response as a document, by the hash of its secret."""
    places = {place.id: place.code for place in place_map(session, pilot.round.register).values()}
    rows = session.query(ResponseRow).all()
    made = {
        row.receipt_hash: to_document(
            pilot.edition, response_of(row, pilot.edition, "PILOT-1", places.get(row.place_id or 0))
        )
        for row in rows
    }
    session.rollback()
    return made


def assert_nothing_is_stored(session: Session) -> None:
    assert session.query(ResponseRow).count() == session.query(QuarantineRow).count() == 0


@pytest.mark.parametrize("way", WAYS)
def test_the_stored_document_is_what_was_tapped(page, pilot, session, way):
    answers, texts = WAYS[way]
    assert prune(pilot.edition, answers)[1] == {}, "the way follows the route"
    tap(page, {"consent": "yes"} | answers, texts)
    send(page)
    document = stored(session, pilot)[receipt_hash(secret_of(page))]
    background = {code for code in answers if pilot.edition.items[code].kind == "background"}
    assert document["answers"] == {code: answer for code, answer in answers.items() if code not in background}
    assert document["respondent"] == {code: answers[code] for code in background}
    assert document["texts"] == texts
    assert (document["place"], document["language"], document["consent"]["how"]) == ("N1", "en", "read")
    assert len(stored(session, pilot)) == 1


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_stopping_at_a_resting_point_stores_the_parts_before_it(page, pilot, session, parts):
    id = page.locator("[name=id]").get_attribute("value")
    order = service_order(UUID(id))[:parts]
    gates = {"1": "health", "6": "education", "11": "government"}
    answers = {gate: "B" for gate, part in gates.items() if part in order}
    tap(page, {"consent": "yes"} | answers)
    page.locator(f'[name=stop][value="{order[-1]}"]').click()
    document = stored(session, pilot)[receipt_hash(secret_of(page))]
    assert document["answers"] == answers
    assert session.query(ResponseRow).one().partial is (parts < 3)


def test_three_quick_taps_and_a_reload_leave_one_row(page, pilot, session):
    tap(page, {"consent": "yes"} | NOBODY)
    page.get_by_role("button", name="Send my answers", exact=True).click(click_count=3)
    secret = secret_of(page)
    assert stored(session, pilot).keys() == {receipt_hash(secret)}
    page.reload()
    assert secret_of(page) == secret
    assert len(stored(session, pilot)) == 1


def test_a_second_person_on_the_same_phone_by_way_of_back_leaves_a_second_row(page, pilot, session):
    tap(page, {"consent": "yes"} | NOBODY)
    send(page)
    first = secret_of(page)
    page.go_back()
    tap(page, {"consent": "yes"} | NOBODY | {"sex": "M"})
    send(page)
    another = page.get_by_role("button", name="Yes, another person: send these answers")
    if another.count():  # the browser showed the very page of the first person
        another.click()
    second = secret_of(page)
    found = stored(session, pilot)
    assert found.keys() == {receipt_hash(first), receipt_hash(second)}
    assert [found[receipt_hash(secret)]["respondent"] for secret in (first, second)] == [{}, {"sex": "M"}]


def test_posting_the_page_of_the_first_person_again_asks_whether_this_is_somebody_else(page, pilot, session):
    hidden = {name: page.locator(f"[name={name}]").get_attribute("value") for name in ("id", "secret")}
    form = hidden | {"consent": "yes", "wording": "1", "seen": "1"} | NOBODY
    for sex in ("F", "M"):
        answer = page.request.post(page.url, form=form | {"sex": sex}, max_redirects=0)
    assert answer.status == 422
    assert "Is this another person?" in answer.text()
    assert len(stored(session, pilot)) == 1


@pytest.mark.parametrize("choice", ["I am younger than 18, or I do not live here", "No, I do not want to answer"])
def test_under_18_or_no_leaves_nothing(page, session, choice):
    tap(page, NOBODY | PERSON)
    page.get_by_label(choice).check()
    send(page)
    expect(page.get_by_role("heading", name="Nothing was kept")).to_be_visible()
    expect(page.get_by_role("link", name="See the results")).to_be_visible()
    assert_nothing_is_stored(session)


def test_what_is_missing_is_shown_with_every_answer_kept_and_can_be_mended(page, pilot, session):
    tap(page, {"1": "A", "2": "B", "3": "10", "6": "B", "11": "B", "sex": "F"}, {"3_other": "Too <far>"})
    send(page)
    expect(page.get_by_role("heading", name="There are 2 things to look at")).to_be_visible()
    assert_nothing_is_stored(session)
    session.rollback()
    page.get_by_role("link", name="Please say whether you want to answer").click()
    assert page.url.endswith("#consent")
    expect(page.locator('[name="3_other"]')).to_have_value("Too <far>")
    expect(page.locator('[name="sex"][value="F"]')).to_be_checked()
    tap(page, {"consent": "yes"})
    send(page)
    document = stored(session, pilot)[receipt_hash(secret_of(page))]
    assert document["answers"] == {"1": "A", "2": "B", "3": "10", "6": "B", "11": "B"}
    assert document["texts"] == {"3_other": "Too <far>"}


def test_a_change_of_language_on_the_way_keeps_what_was_tapped_and_stores_nothing(page, pilot, session):
    tap(
        page,
        {"consent": "yes", "1": "A", "2": "B", "3": "10", "2b": "B", "6": "B", "11": "B"},
        {"3_other": "No bridge"},
    )
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert_nothing_is_stored(session)
    session.rollback()
    page.get_by_role("button", name="Envoyer mes réponses", exact=True).click()
    document = stored(session, pilot)[receipt_hash(secret_of(page))]
    assert document["language"] == document["consent"]["language"] == "fr"
    assert document["answers"]["3"] == "10"
    assert document["texts"] == {"3_other": "No bridge"}


def test_the_enter_key_sends_and_neither_stops_nor_changes_the_language(page, pilot, session):
    tap(page, {"consent": "yes"} | NOBODY)
    page.locator('[name="11"][value="B"]').press("Enter")
    assert secret_of(page)
    assert "/fr/" not in page.url
    assert session.query(ResponseRow).one().partial is False


def test_the_skip_instructions_lead_on(page):
    links = page.locator("main p a[href^='#']")
    for number in range(links.count()):
        target = links.nth(number).get_attribute("href").removeprefix("#")
        assert page.locator(f'[id="{target}"]').count() == 1


def test_the_pages_fit_320_pixels_and_fingers(phone, address, pilot):
    small = phone()
    for path in ("/", "/r/PILOT-1/", "/r/PILOT-1/in/N", "/r/PILOT-1/N1", "/fr/r/PILOT-1/N1"):
        small.goto(address + path)
        assert small.evaluate("document.documentElement.scrollWidth") <= 320, path
        for selector in ("main label:has(input)", "button", ".button", "textarea", "main p a"):
            boxes = (element.bounding_box() for element in small.locator(selector).all()[:40])
            heights = [box["height"] for box in boxes if box]
            assert all(height >= 48 for height in heights), (path, selector)


def test_the_visit_sets_no_cookie_and_asks_nobody_else(phone, address, pilot):
    page, hosts = phone(), set()
    page.on("request", lambda request: hosts.add(request.url.removesuffix(urlsplit(request.url).path)))
    page.goto(address + "/r/PILOT-1/N1")
    tap(page, {"consent": "yes"} | NOBODY)
    send(page)
    secret_of(page)
    assert page.context.cookies() == []
    assert hosts == {address}
