"""Every route of the house names its rule, and every staff route keeps to it: the matrix grows with the URL map."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from feedback.accounts.rules import ROLES, allowed

pytestmark = pytest.mark.databases("sqlite")
VALUES = {"IntegerConverter": 1, "FloatConverter": 1.0, "UUIDConverter": UUID(int=1 << 100)}
GUARDED_FORM = {"accounts.sign_in"}
"""Public pages whose form still carries a token."""


def rule_of(app: Flask, route: Rule) -> str:
    return getattr(app.view_functions[route.endpoint], "rule", "")


def staff_routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, path and permission of every route that is not for everyone."""
    adapter = app.url_map.bind("localhost")
    for route in app.url_map.iter_rules():
        rule = rule_of(app, route)
        if rule != "public":
            values = {name: VALUES.get(type(kind).__name__, "x") for name, kind in route._converters.items()}
            path = adapter.build(route.endpoint, values)
            for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, path, rule


def test_the_walk_finds_the_staff_pages(app) -> None:
    assert {("GET", "/staff/people", "account.manage"), ("POST", "/staff/sign-out", "desk.see")} <= set(
        staff_routes(app)
    )


def test_every_staff_address_begins_with_staff_and_nothing_public_does(app) -> None:
    for route in app.url_map.iter_rules():
        public = rule_of(app, route) == "public"
        assert route.rule.startswith("/staff/") != public or route.endpoint in GUARDED_FORM, route


def test_every_staff_route_asks_a_visitor_to_sign_in(app) -> None:
    visitor = app.test_client()
    for method, path, _rule in staff_routes(app):
        answer = visitor.open(path, method=method)
        assert answer.status_code == 303, (method, path)
        assert "/staff/sign-in?next=" in answer.headers["Location"]
        assert answer.headers["Cache-Control"] == "no-store", (method, path)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_staff_route_refuses_a_role_without_the_permission(app, add, browser_of, csrf_of, role) -> None:
    client = browser_of(add("somebody", role))
    token = csrf_of(client)
    for method, path, rule in staff_routes(app):
        if not allowed((role,), rule):
            data = {"csrf_token": token} if method != "GET" else None
            assert client.open(path, method=method, data=data).status_code == 403, (method, path)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_staff_page_opens_for_a_role_with_the_permission(app, add, browser_of, role) -> None:
    client = browser_of(add("somebody", role))
    for method, path, rule in staff_routes(app):
        if method == "GET" and allowed((role,), rule):
            answer = client.get(path)
            assert answer.status_code in {200, 404}, (path, answer.status_code)
            assert answer.headers["Cache-Control"] == "no-store", path


def test_no_staff_form_is_accepted_without_its_token(app, add, browser_of) -> None:
    client = browser_of(add("somebody", *ROLES))
    for method, path, _rule in staff_routes(app):
        if method != "GET":
            assert client.open(path, method=method).status_code == 400, (method, path)
    assert client.get("/staff/").status_code == 200


def test_no_citizen_page_sets_a_cookie(app, add, browser_of) -> None:
    adapter = app.url_map.bind("localhost")
    signed_in = browser_of(add("somebody", *ROLES))
    visitor = app.test_client()
    for route in app.url_map.iter_rules():
        if rule_of(app, route) == "public" and "GET" in (route.methods or ()) and route.endpoint not in GUARDED_FORM:
            values = {name: VALUES.get(type(kind).__name__, "x") for name, kind in route._converters.items()}
            path = adapter.build(route.endpoint, values)
            for client in (visitor, signed_in):
                assert "Set-Cookie" not in client.get(path).headers, path
