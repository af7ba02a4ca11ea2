"""The receipt page: an honest state for every code, taking back until approval, and no trace of the code."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select

from feedback.database import transaction
from feedback.engagement.rules import STANDINGS, may_take_back, standing
from feedback.publication.records import TAKEN_BACK, approve
from feedback.questionnaire.records import close_round
from feedback.responses.records.rows import QuarantineRow, ResponseRow
from feedback.responses.rules import grouped, receipt_hash
from tests.engagement.conftest import secret_of
from tests.publication.samples import ROUND


def _counted(engine, release) -> int:
    """The number of an answer that this release counts, and that waits for none."""
    with transaction(engine) as session:
        hashes = set(session.scalars(select(ResponseRow.receipt_hash).where(ResponseRow.release_id == release.id)))
    return next(number for number in range(300) if receipt_hash(secret_of(number)) in hashes)


def _ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_waiting_answer_is_kept_once_and_hears_what_comes_next(look, this):
    page = look(secret_of(1))
    assert "Your answer is kept, once." in page
    assert "It waits for the next release." in page
    assert f'<strong dir="ltr">{grouped(secret_of(1))}</strong>' in page
    assert "People can answer until November 30, 2026." in page
    assert "There are no results yet." in page
    assert "survey@example.org" in page


@pytest.mark.databases("sqlite")
def test_a_code_is_found_however_it_is_typed(look, this):
    code = secret_of(7)
    for typed in (code, code.lower(), grouped(code), f" {grouped(code).replace(' ', '-')} ", code.replace("0", "O")):
        assert "Your answer is kept, once." in look(typed)


def test_a_counted_answer_is_led_to_its_release_and_to_the_numbers(engine, look, release):
    made = release("published")
    page = look(secret_of(_counted(engine, made)))
    assert "It is part of release 1 and of every later one." in page
    assert f'href="/results/{ROUND}/1/"' in page
    assert "of every 10 people</strong>" in page
    assert "Take back my answer" not in page


def test_an_answer_in_a_draft_and_in_an_approved_release(engine, look, release):
    made = release("draft")
    number = _counted(engine, made)
    assert "A release that counts it is being prepared and checked." in look(secret_of(number))
    assert "Take back my answer" in look(secret_of(number))


def test_an_answer_in_an_approved_release_can_no_longer_be_taken_back(engine, visitor, look, release):
    made = release("draft")
    number = _counted(engine, made)
    ticket = _ticket(look(secret_of(number)))
    with transaction(engine) as session:
        assert approve(session, made.id, "esi", made.built_at) is None
    late = visitor.post("/receipt/withdraw", data={"ticket": ticket, "sure": "yes"})
    assert "It is too late to take this answer back" in late.text
    assert "Take back my answer" not in look(secret_of(number))
    assert "which is approved and comes out soon" in look(secret_of(number))
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).where(ResponseRow.state == "withdrawn")) == 0


def test_taking_back_is_asked_once_more_and_then_done(engine, visitor, look, this):
    ticket = _ticket(look(secret_of(3)))
    asked = visitor.post("/receipt/withdraw", data={"ticket": ticket})
    assert "Take back your answer?" in asked.text
    assert "It waits for the next release." in look(secret_of(3))
    done = visitor.post("/receipt/withdraw", data={"ticket": _ticket(asked.text), "sure": "yes"})
    assert "This answer is taken back." in done.text
    assert "This answer is taken back." in look(secret_of(3))
    with transaction(engine) as session:
        row = session.scalars(select(ResponseRow).where(ResponseRow.receipt_hash == receipt_hash(secret_of(3)))).one()
        assert (row.state, row.answers, row.sex) == ("withdrawn", b"", "_U")
    again = visitor.post("/receipt/withdraw", data={"ticket": ticket, "sure": "yes"})
    assert "This answer is taken back." in again.text
    assert "too late" not in again.text


def test_an_answer_in_a_draft_is_taken_back_and_the_draft_cannot_be_approved(engine, visitor, look, release):
    made = release("draft")
    ticket = _ticket(look(secret_of(_counted(engine, made))))
    assert "is taken back" in visitor.post("/receipt/withdraw", data={"ticket": ticket, "sure": "yes"}).text
    with transaction(engine) as session:
        assert approve(session, made.id, "esi", made.built_at) == TAKEN_BACK


def test_what_was_set_aside_is_never_called_counted(engine, look, this):
    secret = secret_of(999)
    row = {
        "response_id": uuid4(), "digest": bytes(32), "round": ROUND, "door": "form", "reason": "other_content",
        "raw": b"{}", "receipt_hash": receipt_hash(secret), "date": date(2026, 11, 1), "state": "waiting",
    }  # fmt: skip
    with transaction(engine) as session:
        session.execute(insert(QuarantineRow), [row])
    page = look(secret)
    assert "Your answer arrived, but it is not counted." in page
    assert "Other answers had already been kept under the same id." in page
    assert "is kept, once" not in page
    assert "What happens next" not in page


@pytest.mark.databases("sqlite")
def test_an_unknown_code_and_a_malformed_one_read_the_same(look, this):
    pages = {look(code) for code in (secret_of(5000), secret_of(6000), "nonsense", "x" * 5000)}
    assert len(pages) == 1
    assert "We have no answer under this code." in pages.pop()


@pytest.mark.databases("sqlite")
def test_an_empty_code_is_asked_for_again(visitor):
    answer = visitor.post("/receipt/", data={"code": "  "})
    assert answer.status_code == 422
    assert "Please type your code: 16 letters and digits." in answer.text


@pytest.mark.databases("sqlite")
def test_the_title_says_that_something_is_to_be_looked_at_again(visitor):
    assert "<title>Find my answer</title>" in visitor.get("/receipt/").text
    assert "<title>Please look again: Find my answer</title>" in visitor.post("/receipt/", data={"code": ""}).text


@pytest.mark.databases("sqlite")
def test_another_person_is_led_to_the_places_as_long_as_the_round_takes_answers(engine, look, this):
    link = f'href="/r/{ROUND}/"'
    assert link in look(secret_of(1))
    assert link not in look(secret_of(5000))
    with transaction(engine) as session:
        close_round(session, ROUND)
        close_round(session, ROUND)
    assert link not in look(secret_of(1))


@pytest.mark.databases("sqlite")
def test_a_change_of_language_while_taking_back_leads_to_the_code_and_changes_nothing(visitor, look, this):
    asked = visitor.post("/receipt/withdraw", data={"ticket": _ticket(look(secret_of(3)))})
    assert 'href="/fr/receipt/withdraw"' in asked.text
    assert visitor.get("/fr/receipt/withdraw").location == "/fr/receipt/"
    assert "It waits for the next release." in look(secret_of(3))


@pytest.mark.databases("sqlite")
def test_a_ticket_opens_the_page_for_fifteen_minutes_and_then_tells_why_not(app, visitor, this, clock):
    ticket = app.extensions["feedback"]["ticket"]
    with app.test_request_context():
        fresh = ticket.mint(secret_of(2))
    page = visitor.get(f"/receipt/t/{fresh}")
    assert "Write this down or take a photo." in page.text
    assert grouped(secret_of(2)) in page.text
    app.extensions["feedback"]["clock"] = lambda: clock + timedelta(minutes=16)
    old = visitor.get(f"/receipt/t/{fresh}")
    assert old.status_code == 410
    assert "This page is older than 15 minutes" in old.text
    assert grouped(secret_of(2)) not in old.text
    assert visitor.post("/receipt/withdraw", data={"ticket": fresh, "sure": "yes"}).status_code == 410
    for forged in ("x", fresh[:-3] + "AAA", "%00", "é"):
        assert visitor.get(f"/receipt/t/{forged}").status_code == 410


@pytest.mark.databases("sqlite")
def test_no_page_with_a_code_is_kept_in_a_cache_or_leaves_a_cookie(visitor, this):
    answers = [visitor.get("/receipt/"), visitor.post("/receipt/", data={"code": secret_of(1)})]
    answers.append(visitor.post("/receipt/withdraw", data={"ticket": _ticket(answers[1].text)}))
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert secret_of(1) not in answer.text
    assert re.findall(r'(?:href|action)="[^"]*[0-9A-Z]{16}[^"]*"', answers[1].text) == []


@pytest.mark.databases("sqlite")
def test_other_sites_and_floods_are_refused(app, visitor, this):
    for path in ("/receipt/", "/receipt/withdraw"):
        assert visitor.post(path, data={"code": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    limit = app.extensions["feedback"]["settings"].citizen_rate
    codes = {visitor.post("/receipt/", data={"code": "x"}).status_code for _ in range(limit + 1)}
    assert codes == {200, 429}


def test_every_state_has_words_and_only_early_ones_can_be_taken_back():
    assert standing(None, None) == "unknown"
    assert {where for where in STANDINGS if may_take_back(where)} == {"waiting", "drafted", "aside"}
