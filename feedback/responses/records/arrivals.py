"""What becomes of a document that arrived, whatever the door: kept, held already, set aside, or not kept at all."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from feedback import N_
from feedback.questionnaire.rules import OPT_IN
from feedback.responses.records.keeping import Arrival, keep
from feedback.responses.records.quarantine import SetAside, quarantine
from feedback.responses.records.rounds import RoundFacts, edition_of, named_round
from feedback.responses.records.sealed import Taken, keep_sealed
from feedback.responses.rules import (
    ENVELOPE,
    Problem,
    Response,
    claims,
    is_empty,
    is_envelope,
    may_be_kept,
    read,
    read_envelope,
)

log = logging.getLogger("feedback")

OTHER_ID = N_("This is not the id in the address.")
GRANTED = frozenset({"unit"})
"""What a document may say that came with a credential, and a citizen's may not."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One document at a door. `raw` is what quarantine would keep, `digest` stands for what was received."""

    id: UUID
    digest: bytes
    raw: bytes
    document: Mapping[str, Any] | Problem
    door: str
    mode: str = "self"
    arrived: date | None = None
    """The day on which it was taken sealed, for one that is opened now; its round may be closed since."""
    device: UUID | None = None
    """The phone of a team whose credential it came with."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What only the office knows of an interview: how its respondent was chosen, and its place in the sample."""

    provenance: str
    stratum: str | None = None
    psu: str | None = None
    weight: float | None = None
    place_id: int | None = None
    """Where the document names no place of residence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery; `reason` is one of REASONS when it is to be set aside."""

    state: Literal["kept", "held", "withdrawn", "not_kept", "aside"]
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    round: RoundFacts | None = None


Claim = Callable[[RoundFacts, Response], Sample | str]
"""Says of an interview that came with a credential how its respondent was chosen, or why it cannot be counted."""


def judge(engine: Engine, delivery: Delivery, now: datetime, claim: Claim | None = None) -> Outcome:
    """Keep a delivery if it can be counted; otherwise say why not. Nothing is set aside yet.

    `claim` is asked about an interview that came with a credential, just before it is kept. `not_kept` means that
    nobody of age agreed: then nothing of it may be stored. Raises OperationalError when the database does not answer.
    """
    document = delivery.document
    if isinstance(document, Problem):
        return Outcome("aside", "unreadable", (document,))
    if is_envelope(document):
        return _take_sealed(engine, delivery, document, now)
    return _judge_document(engine, delivery, document, now, claim)


def _judge_document(
    engine: Engine, delivery: Delivery, document: Mapping[str, Any], now: datetime, claim: Claim | None
) -> Outcome:
    if not may_be_kept(document):
        return Outcome("not_kept")
    facts = named_round(engine, document)
    if facts is None:
        return Outcome("aside", "round_unknown")
    if claims(document, GRANTED if claim else frozenset()):
        return Outcome("aside", "claim", round=facts)
    if claim is None and facts.link not in OPT_IN:
        return Outcome("aside", "no_link", round=facts)
    return _judge_in_round(engine, delivery, document, facts, now, claim)


def judged(judging: Callable[[], Outcome], what: str, round: RoundFacts | None = None) -> Outcome:
    """What becomes of something. A fault of our own must not lose it, nor what waits behind it: it is set aside.

    `what` names it in the log. Raises SQLAlchemyError when the database does not answer: then nothing is decided.
    """
    try:
        return judging()
    except SQLAlchemyError:
        raise
    except Exception as fault:
        log.error("%s could not be read: %s", what, type(fault).__name__)
        return Outcome("aside", "unreadable", round=round)


def set_aside(engine: Engine, delivery: Delivery, outcome: Outcome, now: datetime) -> bool:
    """Put a delivery into quarantine for the reason of its outcome. False when the quarantine is full."""
    facts, document = outcome.round, delivery.document
    hash = document.get("receipt_hash") if isinstance(document, Mapping) else None
    aside = SetAside(
        id=delivery.id,
        digest=delivery.digest,
        raw=delivery.raw,
        round=facts.code if facts else "",
        door=delivery.door,
        reason=outcome.reason,
        day=delivery.arrived or (facts.day(now) if facts else now.date()),
        receipt_hash=_hash(hash),
    )
    return quarantine(engine, aside)


def _judge_in_round(
    engine: Engine,
    delivery: Delivery,
    document: Mapping[str, Any],
    facts: RoundFacts,
    now: datetime,
    claim: Claim | None,
) -> Outcome:
    edition = edition_of(engine, facts, document.get("wording"))
    if edition is None or document.get("edition") != facts.edition:
        return Outcome("aside", "edition_unknown", round=facts)
    response = read(edition, facts.places, document)
    if isinstance(response, Response) and response.id != delivery.id:
        response = [Problem("id", OTHER_ID)]
    if not isinstance(response, Response):
        return Outcome("aside", "unreadable", tuple(response), facts)
    if is_empty(edition, response):
        return Outcome("aside", "empty", round=facts)
    sample = claim(facts, response) if claim else Sample(facts.link)
    if isinstance(sample, str):
        return Outcome("aside", sample, round=facts)
    kept = keep(
        engine,
        Arrival(
            response=response,
            edition=edition,
            round_id=facts.id,
            place_id=facts.places[response.place].id if response.place is not None else sample.place_id,
            mode=delivery.mode,
            provenance=sample.provenance,
            day=delivery.arrived or facts.day(now),
            digest=delivery.digest,
            stratum=sample.stratum,
            psu=sample.psu,
            weight=sample.weight,
            late=delivery.arrived is not None,
        ),
    )
    if kept == "other_content" or kept == "round_not_open":  # noqa: PLR1714 (the type checker follows this form)
        return Outcome("aside", kept, round=facts)
    return Outcome(kept, round=facts)


def _take_sealed(engine: Engine, delivery: Delivery, document: Mapping[str, Any], now: datetime) -> Outcome:
    """Keep an envelope as it was received; what is in it is judged when somebody opens it."""
    facts = named_round(engine, document)
    if facts is None:
        return Outcome("aside", "round_unknown")
    if document.keys() - (ENVELOPE | {"number"} if delivery.device else ENVELOPE):
        return Outcome("aside", "claim", round=facts)
    if delivery.device is None and facts.link not in OPT_IN:
        return Outcome("aside", "no_link", round=facts)
    envelope = read_envelope(document)
    if isinstance(envelope, Problem) or envelope.id != delivery.id:
        problem = envelope if isinstance(envelope, Problem) else Problem("id", OTHER_ID)
        return Outcome("aside", "unreadable", (problem,), facts)
    taken = Taken(
        id=envelope.id,
        digest=delivery.digest,
        round_id=facts.id,
        key=envelope.key,
        raw=delivery.raw,
        door=delivery.door,
        day=facts.day(now),
        device=delivery.device,
        number=envelope.number,
    )
    became = keep_sealed(engine, taken)
    if became == "kept" or became == "held" or became == "withdrawn":  # noqa: PLR1714 (as above)
        return Outcome(became, round=facts)
    return Outcome("aside", became, round=facts)


def _hash(given: object) -> bytes | None:
    try:
        hash = bytes.fromhex(given) if isinstance(given, str) else b""
    except ValueError:
        return None
    return hash if len(hash) == 32 else None
