"""Someone who is signed in, a register, and a round and an adaptation as the documentation shows them."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from feedback.accounts.records import Person, add_person, hash_password, open_session
from feedback.cli import main
from feedback.config import Settings
from feedback.database import transaction
from feedback.questionnaire.records import import_places
from feedback.questionnaire.rules import PlaceLine, RoundSpecification

DOCS = Path(__file__).parents[2] / "docs"
PLACES = (
    PlaceLine(2, "R1", "", "Northern", "Region", 900_000, {"fr": "Nord"}),
    PlaceLine(3, "R2", "", "Southern", "Region"),
    PlaceLine(4, "D11", "R1", "Tamale", "District"),
    PlaceLine(5, "D12", "R1", "Yendi", "District"),
)
REGISTER = "gh-2026"


def documented(page: str, language: str) -> str:
    """The first example in a fenced block of a page of the documentation."""
    found = re.search(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def specification(code: str = "GH-2026", **changes: object) -> RoundSpecification:
    """A round as its file would describe it."""
    known: dict[str, object] = {
        "code": code,
        "title": {"en": "Public services", "fr": "Services publics"},
        "use": "complementary",
        "reason": {"en": "Between two household surveys."},
        "office": {"en": "Statistical Office"},
        "contact": "office@example.org",
        "timezone": "Africa/Accra",
        "languages": ("en", "fr"),
        "language_reason": "A test.",
    }
    return RoundSpecification(**(known | changes))  # type: ignore[arg-type]


@pytest.fixture
def round_file(tmp_path: Path) -> Path:
    """The file of a round with the adaptation beside it, both as the documentation shows them."""
    (tmp_path / "ghana.toml").write_text(documented("adaptation.md", "toml"), "utf-8")
    path = tmp_path / "round.toml"
    path.write_text(documented("rounds.md", "toml"), "utf-8")
    return path


@pytest.fixture
def places(engine: Engine, clock: datetime) -> str:
    """The code of a register of four places, committed."""
    with transaction(engine) as session:
        assert import_places(session, REGISTER, PLACES, clock.date()) == []
    return REGISTER


@pytest.fixture(scope="session")
def password_hash() -> str:
    """One hash for all accounts of these tests, because hashing is slow on purpose."""
    return hash_password("seven quiet rivers bend")


@pytest.fixture
def add(engine: Engine, password_hash: str, clock: datetime) -> Callable[..., Person]:
    """Add an account: `add("kofi", "analyst")`."""

    def add(login: str, *roles: str) -> Person:
        with transaction(engine) as session:
            added = add_person(session, login, login.title(), roles, password_hash, clock)
        assert isinstance(added, Person)
        return added

    return add


@pytest.fixture
def signed_in(app: Flask, engine: Engine, clock: datetime, add: Callable[..., Person]) -> Callable[..., FlaskClient]:
    """A browser in which a new person with these roles is signed in: `signed_in("analyst")`."""

    def signed_in(role: str) -> FlaskClient:
        person = add(f"{role}-1", role)
        with transaction(engine) as session:
            token = open_session(session, person.id, clock)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["token"] = token
        return client

    return signed_in


@pytest.fixture
def run(settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command of `feedback` on this test's instance: `run("round", "list")`."""
    for name in [name for name in os.environ if name.startswith("FEEDBACK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", settings.secret_key)

    def run(*arguments: object, input: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=input)

    return run


@pytest.fixture
def kofi(add: Callable[..., Person]) -> Person:
    return add("kofi", "analyst")


@pytest.fixture
def register(run: Callable[..., Result], kofi: Person, tmp_path: Path) -> str:
    """The documented register, imported."""
    path = tmp_path / "places.csv"
    path.write_text(documented("rounds.md", "csv"), "utf-8")
    done = run("places", "import", "gh-2026", path, "--as", "kofi")
    assert done.exit_code == 0, done.stderr
    return "gh-2026"


def token_on(client: FlaskClient, path: str) -> str:
    """The form token that a page carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]
