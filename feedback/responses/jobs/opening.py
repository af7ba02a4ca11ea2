"""Opening sealed responses: each is decrypted, judged and kept like any other, under the digest of its sealed bytes.

A response is kept (or set aside) first and its sealed row taken away afterwards. Whatever ends the work in between, the
next run finds the row again, is told that the response is held already, and takes the row away: none lost, none twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback import N_
from feedback.accounts.records import audit
from feedback.config import Settings
from feedback.database import for_reading, transaction
from feedback.questionnaire.records import round_keys, rounds
from feedback.responses.jobs.voices import open_voices
from feedback.responses.records import (
    Delivery,
    Outcome,
    RoundFacts,
    SealedRow,
    count_sealed,
    drop_sealed,
    erase_sealed,
    judge,
    judged,
    round_facts,
    rounds_with_sealed,
    sealed_rows,
    set_aside,
)
from feedback.responses.records.voices import keys_of_voices
from feedback.responses.rules import ANOTHER, LARGEST, Problem, belongs, parse, read_envelope, unpacked
from feedback.seals import NeedsPassphrase, PrivateKey, context, from_pem, key_id, public_bytes, unseal
from feedback.work import Job, enqueue, latest_jobs

OPEN_SEALED = "responses.open"
WORKER = "feedback work"
"""Who opens what nobody asked for, in the audit trail."""
BUSY = ("waiting", "running")
CHUNK = 100
NO_ROUND = N_("There is no round %(round)s.")
MISSING = N_(
    "The key %(key)s is not here, and sealed answers wait for it: %(n)s. Its file was first written to %(file)s. Put a "
    "copy into the folder FEEDBACK_KEYS of the worker, or run: feedback responses open %(round)s --key FILE"
)
FULL = N_("Answers that could not be set aside because the quarantine is full: %(n)s. Look at it, then open again.")
Keys = Mapping[str, PrivateKey]
Judging = Callable[[Engine, Delivery, datetime], Outcome]
"""Keeps what was in an envelope, or says why it cannot be counted: `judge`, or what also knows the phones of teams."""


@dataclass(frozen=True)
class Opening:
    """What became of the sealed responses of a round: how many were kept, held already, set aside, not kept."""

    became: Counter[str] = field(default_factory=Counter)
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many still wait, by key."""
    problems: tuple[tuple[str, dict[str, Any]], ...] = ()
    """What somebody has to do, as texts with their values."""

    @property
    def opened(self) -> int:
        return sum(self.became.values()) - self.became["full"]


def read_keys(folder: Path | None) -> dict[str, PrivateKey]:
    """The private keys in a folder, by name; files that are none, or locked with a passphrase, are passed over."""
    found: dict[str, PrivateKey] = {}
    for path in sorted(folder.iterdir()) if folder is not None and folder.is_dir() else ():
        try:
            private = from_pem(path.read_bytes()) if path.is_file() else None
        except (NeedsPassphrase, ValueError, OSError):
            continue
        if private is not None:
            found[key_id(public_bytes(private))] = private
    return found


def ask_for_opening(engine: Engine, settings: Settings, now: datetime) -> None:
    """Ask for the opening of every round in which something waits for a key that is in FEEDBACK_KEYS."""
    keys = read_keys(settings.keys)
    if not keys:
        return
    with transaction(engine) as session:
        asked = {job.arguments.get("round") for job in latest_jobs(session, OPEN_SEALED, 100) if job.state in BUSY}
        waiting, voices = rounds_with_sealed(session), keys_of_voices(session)
        for this in rounds(session) if waiting or voices else ():
            needed = waiting.get(this.id, set()) | voices.get(this.code, set())
            if this.code not in asked and needed & keys.keys():
                enqueue(session, OPEN_SEALED, {"round": this.code}, WORKER, now)


def open_sealed(
    engine: Engine, settings: Settings, job: Job, progress: Callable[[int], None], judging: Judging | None = None
) -> dict[str, Any]:
    """The job of `feedback work`: open what waits in a round with the keys in FEEDBACK_KEYS.

    Its result names what somebody has to do, as texts with their values, where a key is missing; the answers wait.
    """
    code = job.arguments["round"]
    opening = open_answers(engine, code, read_keys(settings.keys), job.by, datetime.now(UTC), progress, judging)
    return {
        "opened": opening.opened,
        "became": dict(opening.became),
        "problems": [[text, values] for text, values in opening.problems],
    }


def open_answers(
    engine: Engine,
    code: str,
    keys: Keys,
    by: str,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
    judging: Judging | None = None,
) -> Opening:
    """Open every sealed response of a round for which there is a key; `progress` is called with percent."""
    facts = round_facts(engine, code)
    if facts is None:
        return Opening(problems=((NO_ROUND, {"round": code}),))
    with Session(for_reading(engine)) as session:
        files = {key.id: key.file for key in round_keys(session, code)}
        before = count_sealed(session, facts.id)
    total = sum(number for key, number in before.items() if key in keys)
    became: Counter[str] = Counter()
    after: UUID | None = None
    while total:
        with Session(for_reading(engine)) as session:
            rows = sealed_rows(session, facts.id, keys, after, CHUNK)
        if not rows:
            break
        outcomes = {
            (row.id, row.digest): _open(engine, facts, row, keys[row.key], now, judging or judge) for row in rows
        }
        _put_away(engine, outcomes)
        became.update(outcomes.values())
        after = rows[-1].id
        progress(min(99, 100 * sum(became.values()) // total))
    with transaction(engine) as session:
        waiting = count_sealed(session, facts.id)
        voices = open_voices(session, code, keys, now)
        if became or voices:
            told = {**became, "voices": voices} if voices else became
            audit(session, by, "responses.open", code, {**told, "waiting": sum(waiting.values())}, now)
    return Opening(became, waiting, tuple(_problems(code, files, keys, waiting, became["full"])))


def _open(
    engine: Engine, facts: RoundFacts, row: SealedRow, private: PrivateKey, now: datetime, judging: Judging
) -> str:
    """Keep or set aside what is in one envelope; what became of it, `full` when it has to wait where it is."""
    delivery, outcome = _judged(engine, facts, row, private, now, judging)
    if outcome.state == "aside" and not set_aside(engine, delivery, outcome, now):
        return "full"
    return outcome.state


def _judged(
    engine: Engine, facts: RoundFacts, row: SealedRow, private: PrivateKey, now: datetime, judging: Judging
) -> tuple[Delivery, Outcome]:
    document = parse(row.raw)
    envelope = document if isinstance(document, Problem) else read_envelope(document)
    delivery = Delivery(row.id, row.digest, row.raw, document, row.door, arrived=row.date, device=row.device)
    text = None
    if not isinstance(envelope, Problem):
        text = unseal(private, context(*envelope.names), envelope.sealed)
    if isinstance(envelope, Problem) or text is None:
        return delivery, Outcome("aside", "seal", round=facts)
    text = unpacked(text)
    inside = parse(text)
    delivery = replace(delivery, raw=text[:LARGEST], document=inside)  # so that people can look at what is set aside
    if isinstance(inside, Problem):
        return delivery, Outcome("aside", "unreadable", (inside,), facts)
    if not belongs(envelope, inside):
        return delivery, Outcome("aside", "unreadable", (Problem("", ANOTHER),), facts)
    return delivery, judged(lambda: judging(engine, delivery, now), "a sealed response", facts)


def _put_away(engine: Engine, outcomes: Mapping[tuple[UUID, bytes], str]) -> None:
    """Take away the sealed rows that have become something else."""
    with transaction(engine) as session:
        drop_sealed(session, [row for row, became in outcomes.items() if became not in ("full", "not_kept")])
        erase_sealed(session, [row for row, became in outcomes.items() if became == "not_kept"])


def _problems(
    code: str, files: Mapping[str, str], keys: Keys, waiting: Mapping[str, int], full: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, number in waiting.items():
        if key not in keys:
            yield MISSING, {"n": number, "key": key, "file": files.get(key, "?"), "round": code}
    if full:
        yield FULL, {"n": full}
