"""Someone of the office at a desk: signed in, and sending forms as the browser would."""

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from feedback.accounts.records import Person, add_person, find_person, open_session
from feedback.database import transaction


@dataclass
class Desk:
    """One signed-in browser."""

    client: FlaskClient
    login: str

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, form: str = "/staff/", **values: Any) -> TestResponse:
        """Send a form with the token of the page `form`; a pair (name, bytes) is a file."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(form).text)
        assert found is not None
        fields = {"csrf_token": found[1], **{name: _field(value) for name, value in values.items()}}
        boundary, body = encode_multipart(fields)
        return self.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def desk_of(app: Flask, engine: Engine, clock: datetime, *roles: str, login: str = "") -> Desk:
    """A desk of someone with these roles, who gets an account if there is none."""
    name = login or roles[0]
    with transaction(engine) as session:
        person = find_person(session, name) or add_person(session, name, name.title(), roles, "no password", clock)
        assert isinstance(person, Person)
        token = open_session(session, person.id, clock)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["token"] = token
    return Desk(client, name)


def _field(value: Any) -> Any:
    return FileStorage(BytesIO(value[1]), value[0]) if isinstance(value, tuple) else value
