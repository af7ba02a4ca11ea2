"""Files that phones hand over: each line is judged and kept as if the phone had sent it, so a file may come twice."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Literal

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback import N_
from feedback.accounts.records import audit
from feedback.database import transaction
from feedback.responses.records.arrivals import Delivery, Outcome, judge, judged, set_aside
from feedback.responses.records.voices import Voice, keep_voice
from feedback.responses.rules import REASONS, HandedRecord, numbered_lines, parse, read_line
from feedback.responses.rules.voices import VOICES, from_base64, read_path

CHUNK = 1 << 16
State = Literal["kept", "held", "withdrawn", "not_kept", "aside", "unread"]
TITLES = {
    "kept": N_("New: kept now"),
    "held": N_("Held already"),
    "withdrawn": N_("Held already, and taken back by the person"),
    "aside": N_("Set aside, because they cannot be counted as they are"),
    "not_kept": N_("Not kept: nobody of 18 or older agreed"),
    "unread": N_("Lines that could not be taken"),
}
"""What may become of a line, in the order of a report."""
FULL = N_("The quarantine of this round is full: look through it first, then bring in this file again.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one line, with the reason as a sentence where it was set aside or could not be taken."""

    line: int
    id: str
    state: State
    reason: str = ""


@dataclass(frozen=True)
class HandOver:
    """What became of a file, line by line."""

    name: str
    sha256: str
    lines: tuple[Taken, ...]

    def count(self, state: str) -> int:
        """How many lines came to this."""
        return sum(line.state == state for line in self.lines)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why lines were set aside, the most frequent reason first."""
        return Counter(line.reason for line in self.lines if line.state == "aside").most_common()

    @property
    def unread(self) -> list[Taken]:
        """The lines that could not be taken."""
        return [line for line in self.lines if line.state == "unread"]


Judge = Callable[[Engine, HandedRecord, datetime], Outcome | None]
"""Keeps one record or sets it aside; None when the quarantine is full and nothing was taken."""


def take_record(engine: Engine, record: HandedRecord, now: datetime) -> Outcome | None:
    """Keep the record of a citizen's phone as if it had been sent. What claims to be a paired phone's is set aside."""
    if record.path.startswith(VOICES):
        return keep_voice(engine, voice_in(record, unproven=bool(record.device)), now)
    document = parse(record.body)
    delivery = Delivery(record.id, hashlib.sha256(record.body).digest(), record.body, document, door="file")
    if record.device or record.path != "responses/":
        return keep_or_set_aside(engine, delivery, lambda: Outcome("aside", "proof"), now)
    return keep_or_set_aside(engine, delivery, lambda: judge(engine, delivery, now), now)


def voice_in(record: HandedRecord, **own: Any) -> Voice:
    """The voice answer in a line of a file; what is no base64 is kept as it stands, and is no sound."""
    round, response = read_path(record.path) or ("", record.id)
    raw = from_base64(record.body.decode())
    return Voice(record.id, response, round, record.body if raw is None else raw, "file", **own)


def keep_or_set_aside(
    engine: Engine, delivery: Delivery, judging: Callable[[], Outcome], now: datetime
) -> Outcome | None:
    """What becomes of a record; None when the quarantine is full."""
    outcome = judged(judging, "a record of a file")
    if outcome.state == "aside" and not set_aside(engine, delivery, outcome, now):
        return None
    return outcome


def take_file(
    engine: Engine, file: IO[bytes], name: str, by: str, now: datetime, judge: Judge = take_record
) -> HandOver:
    """Take a whole file, line by line, and note in the audit trail who brought it in.

    What was taken stays taken whatever happens to the lines after it; the same file may be brought in again. Raises
    OperationalError when the database does not answer.
    """
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    lines = []
    for number, line in numbered_lines(file):
        record = read_line(line)
        if isinstance(record, str):
            lines.append(Taken(number, "", "unread", record))
            continue
        lines.append(_taken(number, record, judge(engine, record, now)))
    report = HandOver(name[:120], digest.hexdigest(), tuple(lines))
    with transaction(engine) as session:
        _note(session, report, by, now)
    return report


def _taken(number: int, record: HandedRecord, outcome: Outcome | None) -> Taken:
    if outcome is None:
        return Taken(number, str(record.id), "unread", FULL)
    return Taken(number, str(record.id), outcome.state, REASONS.get(outcome.reason, outcome.reason))


def _note(session: Session, report: HandOver, by: str, now: datetime) -> None:
    counts = {state: n for state in TITLES if (n := report.count(state))}
    audit(session, by, "responses.handover", report.name, {"sha256": report.sha256, **counts}, now)
