"""One door for what a phone made, over the network or out of a hand-over file: the same judging, the same dedup."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine

from feedback.accounts.records import Device
from feedback.fieldwork.records.interviews import judge_interview
from feedback.fieldwork.records.visits import judge_practice, judge_visit
from feedback.responses.records import Delivery, Outcome, set_aside
from feedback.responses.rules import parse

Judge = Callable[[Engine, Device, Delivery, datetime], Outcome]
PATHS: dict[str, tuple[str, Judge]] = {
    "responses/": ("device", judge_interview),
    "visits/": ("visits", judge_visit),
    "practice/": ("practice", judge_practice),
}
"""What a record says of where it goes -> the door under which quarantine keeps it, and who judges it."""


@dataclass(frozen=True)
class Received:
    """What became of a record: kept, held, withdrawn, not_kept, quarantined (with a reason), or full."""

    state: str
    reason: str = ""


def delivery_of(path: str, id: UUID, raw: bytes) -> Delivery:
    """A record as the judges take it. path: one of PATHS."""
    return Delivery(id, hashlib.sha256(raw).digest(), raw, parse(raw), PATHS[path][0], "enumerator")


def receive(engine: Engine, device: Device, path: str, id: UUID, raw: bytes, now: datetime) -> Received:
    """Take one record of a phone: kept once, or set aside. `full` means that the quarantine takes no more for now.

    path: one of PATHS. Raises OperationalError when the database does not answer.
    """
    delivery = delivery_of(path, id, raw)
    outcome = PATHS[path][1](engine, device, delivery, now)
    if outcome.state != "aside":
        return Received(outcome.state)
    return Received("quarantined" if set_aside(engine, delivery, outcome, now) else "full", outcome.reason)
