"""People with an account, and browsers in which they are signed in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import Person, add_person, hash_password, open_session
from feedback.database import for_reading, transaction

PASSWORD = "seven quiet rivers bend"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of PASSWORD, made once for all tests."""
    return hash_password(PASSWORD)


@pytest.fixture
def password() -> str:
    """The password of everyone in these tests."""
    return PASSWORD


@pytest.fixture
def add(engine: Engine, password_hash: str, clock) -> Callable[..., Person]:
    """Add an account: `add("ama", "administrator")`."""

    def add(login: str, *roles: str, demonstration: bool = False) -> Person:
        with transaction(engine) as session:
            added = add_person(
                session, login, login.title(), roles or ("analyst",), password_hash, clock, demonstration=demonstration
            )
        assert isinstance(added, Person)
        return added

    return add


@pytest.fixture
def read(engine: Engine) -> Callable[..., Any]:
    """Look something up without holding a lock afterwards: `read(find_person, "ama")`."""

    def read(question: Callable[..., Any], *arguments: object) -> Any:
        with Session(for_reading(engine)) as session:
            return question(session, *arguments)

    return read


@pytest.fixture
def browser_of(app: Flask, engine: Engine, clock) -> Callable[[Person], FlaskClient]:
    """A browser in which this person is already signed in."""

    def open_browser(person: Person) -> FlaskClient:
        with transaction(engine) as session:
            token = open_session(session, person.id, clock)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["token"] = token
        return client

    return open_browser


@pytest.fixture
def csrf_of() -> Callable[..., str]:
    """The form token that a page carries: `csrf_of(client)` reads it from the desk."""

    def read(client: FlaskClient, path: str = "/staff/") -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
        assert found is not None
        return found[1]

    return read
