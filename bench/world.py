"""The ground that measurements stand on: a fresh instance with places and one open round, and rows stored in bulk."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, insert, select

from bench.documents import document
from feedback.config import Settings
from feedback.database import make_engine, transaction
from feedback.languages import translate
from feedback.migrations import upgrade
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import add_key, create_round, import_places, open_round, place_map, prove_key
from feedback.questionnaire.rules import Edition, Place, PlaceLine, RoundSpecification
from feedback.responses.records import Arrival, ResponseRow, SealedRow, row
from feedback.responses.rules import Response, read
from feedback.seals import key_id, new_private_key, public_bytes, to_text

REGISTER = "BENCH"
ROUND = "BENCH-1"
DAY = date(2026, 11, 20)
REGIONS = 8
DISTRICTS = 6
"""Districts in each region: 48 places at which people live."""
INTERVIEWS = 5_000
"""Different interviews behind all rows that are stored in bulk."""
BATCH = 20_000
UNLIMITED = 1_000_000_000


@dataclass(frozen=True)
class World:
    """One instance with one open round."""

    settings: Settings
    engine: Engine
    edition: Edition
    round_id: int
    round_code: str
    wording: int
    places: tuple[str, ...]
    """Codes of the districts."""
    key: str
    """Name and public key of a sealed round as its pages carry them; else empty."""


def opened(folder: Path, database_url: str = "", sealed: bool = False) -> World:
    """A fresh instance in this folder with its round open, on SQLite or at the address of an empty database.

    A sealed round has a key of its own, proven and then thrown away: its answers stay as they arrive.
    """
    settings = Settings(
        instance=folder,
        database_url=database_url or f"sqlite:///{folder / 'feedback.sqlite3'}",
        secret_key="measured in public, protects nothing",  # noqa: S106
        citizen_rate=UNLIMITED,
    )
    engine = make_engine(settings)
    upgrade(engine)
    now = datetime.now(UTC)
    lines = list(place_lines())
    edition = official_edition()
    specification = RoundSpecification(
        code=ROUND,
        title={"en": "Measurement", "fr": "Mesure"},
        use="independent",
        reason={"en": "Measures the software."},
        office={"en": "Nobody"},
        contact="nobody@example.org",
        timezone="UTC",
        languages=("en", "fr"),
        register=REGISTER,
        language_reason="Measures the software.",
        sealed=sealed,
    )
    with transaction(engine) as session:
        problems = import_places(session, REGISTER, lines, DAY)
        made = create_round(session, specification, edition, now)
        problems += made if isinstance(made, list) else []
        key = ""
        if sealed:
            private = new_private_key()
            key = f"{key_id(public_bytes(private))}:{to_text(public_bytes(private))}"
            add_key(session, ROUND, public_bytes(private), "nowhere", "nobody", now)
            prove_key(session, ROUND, private, "nobody", now)
        this = open_round(session, ROUND, translate, now)
        if problems or isinstance(this, list):
            raise RuntimeError(f"the round does not open: {problems} {this}")
    districts = tuple(line.code for line in lines if line.parent)
    return World(settings, engine, edition, this.id, this.code, this.wording, districts, key)


def place_lines() -> Iterator[PlaceLine]:
    """A small country: regions, and districts in them."""
    for region in range(REGIONS):
        yield PlaceLine(0, f"R{region}", "", f"Region {region}", "region")
        for district in range(DISTRICTS):
            yield PlaceLine(0, f"R{region}D{district}", f"R{region}", f"District {region}.{district}", "district")


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that make a server serve this instance."""
    return {
        "FEEDBACK_INSTANCE": str(settings.instance),
        "FEEDBACK_DATABASE_URL": settings.database_url,
        "FEEDBACK_SECRET_KEY": settings.secret_key,
        "FEEDBACK_CITIZEN_RATE": str(settings.citizen_rate),
    }


def store(world: World, rows: int, seed: int = 16) -> None:
    """Store this many responses at once, as the product lays out its rows; ids and receipts are fresh in each."""
    random = Random(seed)
    with world.engine.connect() as connection:
        places = place_map(connection, REGISTER)
    interviews = [_read(world, random, places) for _ in range(min(rows, INTERVIEWS))]
    made = (_fresh_row(world, random.choice(interviews), places, random) for _ in range(rows))
    while batch := sorted(islice(made, BATCH), key=itemgetter("id")):  # neighbours together: faster to store
        with world.engine.begin() as connection:
            connection.execute(insert(ResponseRow), batch)


def stored(world: World, sealed: bool = False) -> int:
    """How many responses the database holds, or how many sealed answers."""
    with world.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(SealedRow if sealed else ResponseRow)).scalar_one()


def row_bytes(world: World) -> int:
    """Bytes of a usual row beside its id: what its values take as text or bytes, without what the database adds."""
    random = Random(1)
    with world.engine.connect() as connection:
        places = place_map(connection, REGISTER)
    rows = [_fresh_row(world, _read(world, random, places), places, random) for _ in range(200)]
    return sum(_bytes(value) for one in rows for name, value in one.items() if name != "id") // len(rows)


def _read(world: World, random: Random, places: Mapping[str, Place]) -> Response:
    made = document(world.edition, world.round_code, world.wording, world.places, random)
    response = read(world.edition, places, made)
    if not isinstance(response, Response):
        raise RuntimeError(f"a document that cannot be read: {response}")
    return response


def _fresh_row(world: World, interview: Response, places: Mapping[str, Place], random: Random) -> dict[str, Any]:
    """The row of somebody else who gave these same answers, somewhere in the country."""
    response = replace(interview, id=UUID(int=random.getrandbits(128), version=4), receipt_hash=random.randbytes(32))
    place = places[random.choice(world.places)]
    return row(
        Arrival(response, world.edition, world.round_id, place.id, "self", "open_link", DAY, random.randbytes(32))
    )


def _bytes(value: Any) -> int:
    """Bytes that a value takes in a row: numbers and days two to four, JSON as text."""
    if value is None:
        return 0
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, (int, float, date)):
        return 4
    return len(value if isinstance(value, str) else json.dumps(value))
