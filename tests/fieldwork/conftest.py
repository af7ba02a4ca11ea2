"""A round that is answered in the field: a unit list, two teams, their enumerators and their paired phones."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.accounts.records import Device, Problem, add_device, pair_device, revoke_device
from feedback.config import Settings
from feedback.database import for_reading, transaction
from feedback.fieldwork.records import Draw, add_enumerator, import_units
from feedback.fieldwork.rules import read_units
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import place_map
from feedback.questionnaire.rules import Round
from tests.fieldwork.talks import call
from tests.responses.between import Between
from tests.responses.conftest import OpenRound, close, document, make_round, net, pilot, port
from tests.responses.phones import QUICK, wait_for

__all__ = ["close", "net", "pilot", "port"]

ROUND = "SAMPLE-1"
UNITS = """unit,label,stratum,psu,place,team,weight
H1,Third door,north,P1,N1,North,10
H2,Blue gate,north,P1,N1,North,10
H3,Opposite the well,north,P2,N2,North,12.5
H4,By the church,south,P3,S,South,20
H5,Last house,south,P3,S,South,20
"""
KISH = Draw("probability", "household", "kish", "Two stages: PSUs by size, then every tenth household.")
TODAY = date(2026, 11, 10)
STARTED, FINISHED = "2026-11-18T09:00:00+01:00", "2026-11-18T09:11:00+01:00"


@dataclass(frozen=True)
class Phone:
    """A paired phone with its credential, and a way to the server."""

    client: FlaskClient
    device: Device
    credential: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.credential}"}

    def put(self, path: str, content: Mapping[str, Any] | bytes, id: str = "", **more: Any) -> TestResponse:
        """Send one record: `path` is responses, visits or practice."""
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        known = id or (content["id"] if not isinstance(content, bytes) else "")
        options = {"content_type": "application/json", "headers": self.headers} | more
        return self.client.put(f"/api/v1/{path}/{known}", data=raw, **options)

    def receipts(self, ids: list[str], **device: Any) -> TestResponse:
        content = {"ids": ids} | ({"device": device} if device else {})
        return self.client.post("/api/v1/receipts", json=content, headers=self.headers)

    def kit(self, **more: Any) -> TestResponse:
        return self.client.get("/api/v1/device", headers=self.headers | more)

    def revoke(self, engine: Engine) -> None:
        with transaction(engine) as session:
            assert isinstance(revoke_device(session, self.device.id), Device)


def add_units(engine: Engine, this: Round, text: str = UNITS, draw: Draw = KISH) -> None:
    """Import a list of units that has no mistake."""
    with transaction(engine) as session:
        places = place_map(session, this.register) if this.register else {}
        lines, problems = read_units(text, places, this.weighted)
        problems = problems or import_units(session, this, lines, draw, "kofi", TODAY)
    assert problems == []


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that only looks: on SQLite no phone waits for it."""
    with Session(for_reading(engine)) as session:
        yield session


@pytest.fixture
def sampled(engine: Engine) -> Round:
    """An open weighted round without a link, with five households in two strata and three enumerators, committed."""
    with transaction(engine) as session:
        this = make_round(session, ROUND, link="none", weighted=True)
        for code, team in (("ama", "North"), ("kojo", "North"), ("efua", "South")):
            assert not isinstance(add_enumerator(session, this.id, code, code.title(), team), Problem)
    add_units(engine, this)
    return this


@pytest.fixture
def pair(app: Flask, engine: Engine, settings: Any, clock: Any) -> Callable[..., Phone]:
    """Pair a new phone: `pair("North")`."""
    numbers = iter(range(1, 100))

    def pair(team: str = "North", round: str = ROUND) -> Phone:
        number = next(numbers)
        with transaction(engine) as session:
            added = add_device(session, round, team, f"Phone {number}", "ama", clock)
        assert not isinstance(added, Problem)
        paired = pair_device(engine, settings, added[1], "192.0.2.1", clock)
        assert not isinstance(paired, Problem)
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        return Phone(client, *paired)

    return pair


@pytest.fixture
def north(sampled: Round, pair: Callable[..., Phone]) -> Phone:
    return pair("North")


@pytest.fixture
def south(sampled: Round, pair: Callable[..., Phone]) -> Phone:
    return pair("South")


def interview(seed: int, unit: str | None = "H1", number: int | None = None, **changes: Any) -> dict[str, Any]:
    """The document of an interview of the sample, always the same for the same seed."""
    paradata = {"seconds": 640, "collector": "ama", "started": STARTED, "finished": FINISHED, "adults": 3}
    paradata |= {"number": number or seed} | changes.pop("paradata", {})
    more = {"round": ROUND, "unit": unit, "paradata": paradata, "consent": _AGREED}
    return document(official_edition(), seed, **(more | changes))


_AGREED = {"version": "1", "language": "en", "how": "read_aloud"}


def visit(seed: int, unit: str = "H1", outcome: str = "absent", **changes: Any) -> dict[str, Any]:
    """One row of a contact sheet, always the same for the same seed."""
    made: dict[str, Any] = {
        "id": str(uuid.UUID(int=Random(f"visit {seed}").getrandbits(128), version=4)),
        "round": ROUND,
        "unit": unit,
        "visit": 1,
        "outcome": outcome,
        "adults": None,
        "selection": None,
        "interview": None,
        "note": "",
        "collector": "ama",
        "number": 100 + seed,
        "started": STARTED,
        "finished": FINISHED,
    }
    return made | changes


def practice(seed: int, **changes: Any) -> dict[str, Any]:
    """The result of a practice interview, always the same for the same seed."""
    made: dict[str, Any] = {
        "id": str(uuid.UUID(int=Random(f"practice {seed}").getrandbits(128), version=4)),
        "collector": "ama",
        "kind": "interview",
        "name": f"case-{seed}",
        "mistakes": [],
        "passed": True,
    }
    return made | changes


@pytest.fixture
def address(net: Between, pilot: OpenRound) -> str:
    return f"http://127.0.0.1:{net.port}"


DOORS = "unit,label,stratum,psu,place,team\n{},north,P1,N1,north\n"
DRAWS = {
    "H-1,Blue door behind the school": ("household", "kish"),
    "H-2,Green door": ("household", "next_birthday"),
    "H-3,Red door": ("household", "none"),
    "P-1,Third door": ("person", "none"),
}


@pytest.fixture
def paired(engine: Engine, pilot: OpenRound, settings: Settings, clock: datetime, address: str) -> Callable[..., Page]:
    """Make a phone that was paired with the round, has its kit with four units, and knows who collects."""
    for line, (kind, selection) in DRAWS.items():
        add_units(engine, pilot.round, DOORS.format(line), Draw("probability", kind, selection, "Every tenth house."))
    with transaction(engine) as session:
        assert not isinstance(add_enumerator(session, pilot.round.id, "ama", "Ama", "north"), Problem)

    def made(page: Page) -> Page:
        with transaction(engine) as session:
            added = add_device(session, "PILOT-1", "north", "phone 1", "test", clock)
        assert isinstance(added, tuple), added
        pairing = pair_device(engine, settings, added[1], "127.0.0.1", clock)
        assert isinstance(pairing, tuple), pairing
        device, credential = pairing
        page.context.add_init_script(QUICK)
        page.goto(address + "/outbox")
        known = {"id": str(device.id), "label": device.label, "round": device.round, "team": device.team}
        known |= {"credential": credential}
        call(page, "kept", "put", {"device": known, known["id"]: known, "who": {"code": "ama", "name": "Ama"}})
        wait_for(lambda: call(page, "kit", "refresh") == "updated")
        return page

    return made
