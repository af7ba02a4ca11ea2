"""A round with the official questionnaire, two people who work with it, and browsers in which they are signed in."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from feedback.accounts.records import Person, add_person, open_session
from feedback.database import transaction
from feedback.questionnaire.records import frozen_edition
from feedback.questionnaire.rules import Edition, Round
from tests.publication.samples import make_draft, make_round, measures_of, official


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The official edition."""
    return official()


@pytest.fixture
def this(engine: Engine, edition: Edition, clock) -> Round:
    """An open round of the official edition."""
    with transaction(engine) as session:
        return make_round(session, edition, clock)


@pytest.fixture
def frozen(engine: Engine, this: Round) -> Edition:
    """The edition as the round froze it."""
    with transaction(engine) as session:
        return frozen_edition(session, this.id, this.wording)


@pytest.fixture
def draft(engine: Engine, this: Round, edition: Edition, clock) -> int:
    """The id of a finished draft, built by kofi."""
    with transaction(engine) as session:
        return make_draft(session, this, measures_of(edition), "kofi", clock).id


@pytest.fixture
def staff(engine: Engine, clock) -> dict[str, Person]:
    """Kofi and Ama may build, approve and publish; Esi may approve and publish; Yaw may do nothing with releases."""
    roles = {
        "kofi": ("analyst", "approver"),
        "ama": ("analyst", "approver"),
        "esi": ("approver",),
        "yaw": ("coordinator",),
    }
    found = {}
    with transaction(engine) as session:
        for login, given in roles.items():
            person = add_person(session, login, login.title(), given, "no password opens this", clock)
            assert isinstance(person, Person)
            found[login] = person
    return found


@pytest.fixture
def as_(app: Flask, engine: Engine, staff: dict[str, Person], clock) -> Callable[[str], FlaskClient]:
    """A browser in which this person is signed in: `as_("kofi")`."""
    app.extensions["feedback"]["clock"] = lambda: clock

    def open_browser(login: str) -> FlaskClient:
        with transaction(engine) as session:
            token = open_session(session, staff[login].id, clock)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["token"] = token
        return client

    return open_browser


@pytest.fixture
def press() -> Callable[..., object]:
    """Press a button of a staff page: the form's token is read from a page first."""

    def press(client: FlaskClient, path: str, **fields: str):
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff/releases/").text)
        assert found is not None
        return client.post(path, data={"csrf_token": found[1], **fields})

    return press
