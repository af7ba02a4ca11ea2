"""Crowds of invented people who answer a round; each document is read and kept as one from a phone would be."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine

from feedback.database import transaction
from feedback.demo.documents import document_of, seeded
from feedback.demo.people import Model, communities_of, draw_citizen
from feedback.demo.rounds import DATA, Unbuildable
from feedback.questionnaire.records import frozen_edition, place_map
from feedback.questionnaire.rules import Edition, Place, Round
from feedback.responses.records import Arrival
from feedback.responses.records.batches import keep_all
from feedback.responses.rules import is_empty, parse, read


@dataclass(frozen=True)
class Crowd:
    """Some people who answer: how many, through which door, on which days, and from which communities."""

    size: int
    provenance: str
    mode: str = "self"
    days: tuple[int, int] = (30, 0)
    """The first and the last day on which they answer, as days before today."""
    communities: tuple[str, ...] = ()
    """Only from these; from the whole country when empty."""
    first: int = 0
    """The number of the first of them, so that no two people of a round have the same receipt."""


def read_model() -> Model:
    """What the invented people are like."""
    return tomllib.loads((DATA / "people.toml").read_text("utf-8"))


def gather(engine: Engine, this: Round, crowd: Crowd, today: date) -> None:
    """Let a crowd answer an open round."""
    with transaction(engine) as session:
        edition = frozen_edition(session, this.id, this.wording, this.sha256)
        places = place_map(session, this.register)
        arrivals = _arrivals(this, edition, dict(places), crowd, today)
        refused = set(keep_all(session, this.id, arrivals)) - {"kept"}
        if refused:
            raise Unbuildable(f"answers were not kept: {', '.join(sorted(refused))}")


def _arrivals(this: Round, edition: Edition, places: dict[str, Place], crowd: Crowd, today: date) -> list[Arrival]:
    model, chance = read_model(), seeded(f"{this.code} {crowd.first}")
    communities = communities_of(places, crowd.communities)
    arrivals = []
    for number in range(crowd.first, crowd.first + crowd.size):
        citizen = draw_citizen(model, communities, chance)
        raw = document_of(model, edition, this, citizen, number, chance)
        document = parse(raw)
        response = read(edition, places, document) if isinstance(document, dict) else [document]
        if isinstance(response, list):
            raise Unbuildable(*(f"{problem.where}: {problem.reason}" for problem in response))
        if is_empty(edition, response):
            continue
        arrivals.append(
            Arrival(
                response=response,
                edition=edition,
                round_id=this.id,
                place_id=None if response.place is None else places[response.place].id,
                mode=crowd.mode,
                provenance=crowd.provenance,
                day=today - timedelta(days=chance.randint(crowd.days[1], crowd.days[0])),
                digest=hashlib.sha256(raw).digest(),
                psu=citizen.home if crowd.mode == "enumerator" else None,
            )
        )
    return arrivals
