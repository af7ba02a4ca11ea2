"""A small country with an open round, and documents that answer its questionnaire."""

import json
import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import close_round, create_round, frozen_edition, import_places, open_round
from feedback.questionnaire.rules import Edition, PlaceLine, Round, RoundSpecification
from feedback.responses.rules import receipt_hash
from tests.responses.between import Between
from tests.responses.phones import PAGE, QUICK, ready_offline, taken_over
from tests.serving import serving_here

OPENED = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
PLACES = (
    PlaceLine(2, "N", "", "Northern", "region"),
    PlaceLine(3, "S", "", "Southern", "region"),
    PlaceLine(4, "N1", "N", "Tamale", "district"),
    PlaceLine(5, "N2", "N", "Savelugu", "district"),
)


@dataclass(frozen=True)
class OpenRound:
    """A round that takes answers, with its frozen edition."""

    round: Round
    edition: Edition


def make_round(
    session: Session,
    code: str = "PILOT-1",
    timezone: str = "Africa/Accra",
    languages: tuple[str, ...] = ("en", "fr"),
    link: str = "open_link",
    *,
    weighted: bool = False,
    sealed: bool = False,
    closing: str = "none",
) -> Round:
    """Write down and open a round of the official edition in the small country."""
    import_places(session, "REG-2026", PLACES, date(2026, 10, 1))
    specification = RoundSpecification(
        code=code,
        title={"en": "Public services 2026", "fr": "Services publics 2026"},
        use="complementary",
        reason={"en": "A pilot in two regions"},
        office={"en": "National Statistical Office"},
        contact="feedback@example.org",
        timezone=timezone,
        languages=languages,
        register="REG-2026",
        link=link,
        weighted=weighted,
        sealed=sealed,
        closing=closing,
        language_reason="A pilot",
    )
    made = create_round(session, specification, official_edition(), OPENED)
    assert isinstance(made, Round), made
    opened = open_round(session, code, translate, OPENED)
    assert isinstance(opened, Round), opened
    return opened


@pytest.fixture
def pilot(engine: Engine) -> OpenRound:
    """An open round on this test's database, committed."""
    with transaction(engine) as session:
        round = make_round(session)
        edition = frozen_edition(session, round.id, round.wording)
    return OpenRound(round, edition)


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """The port of a real server with threads that serves the test's application in this process."""
    house = app.extensions["feedback"]
    house["settings"] = replace(house["settings"], citizen_rate=10**6)  # a run is one address in one minute
    with serving_here(app) as port:
        yield port


@pytest.fixture
def net(port: int) -> Iterator[Between]:
    """What stands between a phone and the application; it does no harm until a test tells it to."""
    between = Between(port)
    between.start()
    yield between
    between.stop()


@pytest.fixture
def address(net: Between, pilot: OpenRound) -> str:
    """Where a phone finds the application: behind `net`."""
    return f"http://127.0.0.1:{net.port}"


@pytest.fixture
def visit(phone: Callable[..., Page], address: str) -> Callable[..., Page]:
    """A phone that has been on the questionnaire once, with network, so that its worker runs: `visit(scripts)`."""

    def made(*scripts: str) -> Page:
        page = phone(javascript=True)
        for script in (QUICK, *scripts):
            page.context.add_init_script(script)
        page.goto(address + PAGE)
        taken_over(page)
        ready_offline(page)
        return page

    return made


@pytest.fixture
def close(engine: Engine) -> Callable[[str], None]:
    """Close a round altogether: open, closing, closed."""

    def closing(code: str) -> None:
        with transaction(engine) as session:
            close_round(session, code)
            close_round(session, code)

    return closing


def random_answers(edition: Edition, chance: random.Random) -> dict[str, str]:
    """One code for each item outside the background, on the route or not."""
    return {code: chance.choice(item.codes) for code, item in edition.items.items() if item.kind != "background"}


def document(edition: Edition, /, seed: int = 1, **changes: Any) -> dict[str, Any]:
    """A complete document for the round of the small country, always the same for the same seed."""
    chance = random.Random(seed)
    answers = {"1": "A", "2": "A", "4.1": "3", "4.2": "2", "4.3": "1", "4.4": "0", "4.5": "98", "5": "2", "6": "B"}
    made: dict[str, Any] = {
        "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "round": "PILOT-1",
        "edition": edition.code,
        "wording": 1,
        "language": "en",
        "place": "N1",
        "unit": None,
        "eligible": True,
        "consent": {"version": "1", "language": "en", "how": "read"},
        "assistance": "none",
        "others_present": None,
        "answers": answers
        | {"11": "A", "12": "A", "14a": "OTHER", "14b": "B", "15.1": chance.choice("3210"), "16": "3"},
        "texts": {"14a_other": "Land title"},
        "respondent": {"sex": "F", "age_group": "Y25T34", "residence": "R", "WG1": "1"},
        "paradata": {"seconds": 640},
        "receipt_hash": receipt_hash(f"{seed:016d}").hex(),
    }
    return made | changes


def encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
