"""What is known of a release as a whole: its days, incomplete and set aside answers, and how many answers wait."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.questionnaire.rules import Round
from feedback.responses.records import QuarantineRow
from feedback.results.jobs import build_tallies
from feedback.results.records import Facts, discard_tallies, waiting_count
from tests.results.conftest import Office
from tests.results.people import people, small_edition

EDITION = small_edition()
PLAN = {"k": 5, "minimum_n": 10}


def set_aside(office: Office, round_code: str, number: int, state: str = "waiting") -> None:
    with transaction(office.engine) as session:
        for n in range(number):
            id = UUID(bytes=f"{state:_<12.12}{n:04}".encode())
            session.add(
                QuarantineRow(
                    response_id=id, digest=bytes(32), round=round_code, door="open_link", reason="route", raw=b"{}",
                    date=date(2026, 12, 1), state=state,
                )
            )  # fmt: skip


def waiting(office: Office, this: Round) -> int:
    with Session(office.engine) as session:
        return waiting_count(session, this.id)


def test_a_closing_release_knows_its_days_and_how_many_answers_are_incomplete(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 1, 100), date=date(2026, 10, 30))
    office.receive(this, EDITION, people(EDITION, 2, 42), date=date(2026, 12, 2), partial=True)
    office.close(this)
    set_aside(office, this.code, 13)
    set_aside(office, this.code, 30, "solved")
    set_aside(office, "OTHER", 1, "elsewhere")
    built = build_tallies(office.engine, this.id, 1, closing=True)
    assert built.facts == Facts(date(2026, 10, 30), date(2026, 12, 2), 42, 13)


def test_a_release_of_a_running_round_knows_of_all_that_were_counted_so_far_and_of_no_others(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 3, 300), date=date(2026, 10, 30))
    first = build_tallies(office.engine, this.id, 1, closing=False)
    assert (first.facts.first, first.facts.last, first.facts.partial) == (date(2026, 10, 30), date(2026, 10, 30), 0)
    held = waiting(office, this)
    assert held == first.waiting["open_link"] > 0
    office.receive(this, EDITION, people(EDITION, 4, 300), date=date(2026, 11, 30), partial=True)
    assert waiting(office, this) == held + 300
    second = build_tallies(office.engine, this.id, 2, closing=False)
    assert (second.facts.first, second.facts.last) == (date(2026, 10, 30), date(2026, 11, 30))
    assert 0 < second.facts.partial <= 300
    with transaction(office.engine) as session:
        discard_tallies(session, 2)
    assert waiting(office, this) == held + 300
    assert build_tallies(office.engine, this.id, 3, closing=False).facts == second.facts


def test_what_waits_for_a_release_is_what_was_neither_counted_nor_withdrawn(office: Office) -> None:
    this = office.open(EDITION, PLAN)
    office.receive(this, EDITION, people(EDITION, 5, 30))
    office.receive(this, EDITION, people(EDITION, 6, 4), state="withdrawn")
    assert waiting(office, this) == 30
    office.close(this)
    build_tallies(office.engine, this.id, 1, closing=True)
    assert waiting(office, this) == 0
