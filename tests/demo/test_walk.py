"""The walk that the demonstration is for: answer, build, approve, publish, find your answer."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.app import create_app
from feedback.cli.work import run_next
from feedback.config import Settings
from feedback.demo.accounts import ANALYST, APPROVER, Account
from feedback.demo.building import ROUND

ANSWERS = {
    "1": "A", "2": "A", "4.1": "3", "4.2": "2", "4.3": "1", "4.4": "2", "4.5": "3", "5": "2", "L1": "B",
    "6": "B",
    "11": "A", "12": "A", "14a": "ID", "14b": "B", "15.1": "2", "15.2": "1", "15.3": "0", "15.4": "2", "15.5": "98",
    "16": "1", "L2": "1", "sex": "F", "age_group": "Y35T44", "residence": "R", "income": "B2",
    **{f"WG{number}": "1" for number in range(1, 7)},
}  # fmt: skip


@pytest.fixture
def app(copied: Settings) -> Flask:
    app = create_app(copied)
    app.extensions["feedback"]["clock"] = lambda: datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    return app


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of a form."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))


def signed_in(app: Flask, account: Account) -> FlaskClient:
    client = app.test_client()
    form = hidden(client.get("/staff/sign-in")) | {"login": account.login, "password": account.password}
    assert client.post("/staff/sign-in", data=form).status_code == 303
    return client


def press(client: FlaskClient, page: str, action: str) -> None:
    """Press the button of a staff page that leads to this address."""
    answer = client.post(action, data={"csrf_token": hidden(client.get(page))["csrf_token"]})
    assert answer.status_code == 303, answer.text


def test_an_answer_given_in_the_demonstration_is_found_in_the_next_release(app: Flask, copied: Settings) -> None:
    visitor = app.test_client()
    form = hidden(visitor.get(f"/r/{ROUND}/XFA030202"))
    sent = visitor.post(f"/r/{ROUND}/XFA030202", data=form | {"consent": "yes"} | ANSWERS)
    assert sent.status_code == 303, sent.text
    assert visitor.get(sent.headers["Location"]).status_code == 200
    before = visitor.post("/receipt/", data={"code": form["secret"]}).text

    analyst, approver = signed_in(app, ANALYST), signed_in(app, APPROVER)
    press(analyst, "/staff/releases/", f"/staff/releases/{ROUND}/build")
    assert run_next(app.extensions["feedback"]["engine"], copied)
    found = re.search(r'href="(/staff/releases/[0-9]+/)"', analyst.get("/staff/releases/").text)
    assert found is not None
    press(approver, found[1], found[1] + "approve")
    press(approver, found[1], found[1] + "publish")

    assert visitor.get(f"/results/{ROUND}/2/").status_code == 200
    after = visitor.post("/receipt/", data={"code": form["secret"]}).text
    assert "It waits for the next release." in before
    assert "It is part of release 2" in after
