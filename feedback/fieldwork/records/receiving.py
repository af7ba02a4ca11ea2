"""One door for what a phone made, over the network or out of a hand-over file: the same judging, the same dedup."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine

from feedback.accounts.records import Device
from feedback.fieldwork.records.interviews import judge_interview
from feedback.fieldwork.records.visits import judge_practice, judge_visit
from feedback.responses.records import Delivery, Outcome
from feedback.responses.rules import parse

Judge = Callable[[Engine, Device, Delivery, datetime], Outcome]
PATHS: dict[str, tuple[str, Judge]] = {
    "responses/": ("device", judge_interview),
    "visits/": ("visits", judge_visit),
    "practice/": ("practice", judge_practice),
}
"""What a record says of where it goes -> the door under which quarantine keeps it, and who judges it."""


def delivery_of(path: str, id: UUID, raw: bytes) -> Delivery:
    """A record as the judges take it. path: one of PATHS."""
    return Delivery(id, hashlib.sha256(raw).digest(), raw, parse(raw), PATHS[path][0], "enumerator")
