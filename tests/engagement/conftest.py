"""A round with three hundred answers; the first few of them have codes that the tests know."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from feedback.database import transaction
from feedback.publication.jobs import build
from feedback.publication.records import Release, approve, publish, release_files
from feedback.questionnaire.records import frozen_edition
from feedback.questionnaire.rules import Round
from feedback.responses.rules import new_secret, receipt_hash
from tests.publication.samples import ROUND, add_answers, make_round, official


def secret_of(number: int) -> str:
    """The code of the answer with this number."""
    return new_secret(number.to_bytes(10))


@pytest.fixture
def this(engine: Engine, clock) -> Round:
    """An open round with three hundred answers that wait."""
    with transaction(engine) as session:
        made = make_round(session, official(), clock)
        edition = frozen_edition(session, made.id, made.wording)
        add_answers(session, made, edition, 300, receipt=lambda number: receipt_hash(secret_of(number)))
    return made


@pytest.fixture
def release(engine: Engine, this: Round, clock) -> Callable[[str], Release]:
    """Bring a release to a state: `release("draft")`, `release("approved")` or `release("published")`."""

    def make(state: str) -> Release:
        outcome = build(engine, ROUND, False, "kofi", clock)
        assert outcome.release is not None, str(outcome)
        with transaction(engine) as session:
            made = session.get_one(Release, outcome.release)
            if state != "draft":
                assert approve(session, made.id, "esi", clock) is None
            if state == "published":
                assert publish(session, made.id, "esi", clock, release_files(session, this, made, False)) is None
            session.expunge(made)
        return made

    return make


@pytest.fixture
def visitor(app: Flask, clock) -> FlaskClient:
    """Somebody with a code, at the moment of the test."""
    app.extensions["feedback"]["clock"] = lambda: clock
    return app.test_client()


@pytest.fixture
def look(visitor: FlaskClient) -> Callable[[str], str]:
    """Type a code: `look("K7QM ...")` gives the page."""

    def look(code: str) -> str:
        answer = visitor.post("/receipt/", data={"code": code})
        assert answer.status_code == 200
        return answer.text

    return look
