"""Rounds in real databases, with people who wait to be counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert

from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.editions import sealed
from feedback.questionnaire.records import close_round, create_round, import_places, open_round, place_map
from feedback.questionnaire.rules import Edition, PlaceLine, Round, RoundSpecification
from feedback.responses.records import ResponseRow
from tests.results.people import PATHS, Person

LEVELS = ("region", "district", "village")


@dataclass(frozen=True)
class Office:
    """An office with a database, which opens and closes rounds and receives answers."""

    engine: Engine
    now: datetime

    def open(self, edition: Edition, plan: dict[str, Any] | None = None, weighted: bool = False) -> Round:
        """Open a round of an edition in the places of the tests."""
        paths = [path.split("/") for path in PATHS.values()]
        tree = {code: (path[n - 1] if n else "", LEVELS[n]) for path in paths for n, code in enumerate(path)}
        specification = RoundSpecification(
            code="ROUND-1",
            title={"en": "A round"},
            use="complementary",
            reason={"en": "A test"},
            office={"en": "Test office"},
            contact="office@example.org",
            timezone="Africa/Accra",
            languages=("en",),
            register="PLACES",
            weighted=weighted,
            plan=plan,
        )
        with transaction(self.engine) as session:
            lines = [
                PlaceLine(n, code, parent, code, level) for n, (code, (parent, level)) in enumerate(tree.items(), 2)
            ]
            assert import_places(session, "PLACES", lines, self.now.date()) == []
            made = create_round(session, specification, sealed(edition), self.now)
            assert isinstance(made, Round), made
            opened = open_round(session, made.code, translate, self.now)
            assert isinstance(opened, Round), opened
            return opened

    def close(self, this: Round) -> None:
        """Take a round to its last state."""
        for _ in range(2):
            with transaction(self.engine) as session:
                assert isinstance(close_round(session, this.code), Round)

    def receive(self, this: Round, edition: Edition, people: Iterable[Person], **others: Any) -> None:
        """Keep the answers of some people; others: what a response has beside its answers, such as its day."""
        with transaction(self.engine) as session:
            ids = {code: place.id for code, place in place_map(session, this.register).items()}
            rows = [self._row(this.id, person, edition, ids) | others for person in people]
            if rows:
                session.execute(insert(ResponseRow), rows)

    def _row(self, round_id: int, person: Person, edition: Edition, places: dict[str, int]) -> dict[str, Any]:
        found = person.row(edition)
        names = ("sex", "age_group", "residence", "income", "disability", "stratum", "psu", "weight", "answers")
        return {
            **dict(zip(names, found[3:], strict=True)),
            "id": UUID(bytes=person.id),
            "round_id": round_id,
            "wording": 1,
            "language": "en",
            "place_id": places[PATHS[person.place].split("/")[-1]] if person.place else None,
            "mode": "self",
            "provenance": person.series,
            "state": "kept",
            "date": date(2026, 11, 20),
            "partial": False,
            "consent": "1 en read",
            "assistance": "none",
            "digest": person.id * 2,
            "receipt_hash": person.id * 2,
        }


@pytest.fixture
def office(engine: Engine, clock: datetime) -> Office:
    return Office(engine, clock)
