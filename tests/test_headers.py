"""Strict headers on every answer, and a rule for every page: checked over all routes, whatever rooms add later."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask, abort, redirect
from flask.testing import FlaskClient
from werkzeug.routing import FloatConverter, IntegerConverter, Rule, UUIDConverter
from werkzeug.test import TestResponse

from feedback.accounts.rules import PERMISSIONS
from feedback.app import create_app
from feedback.config import Settings
from feedback.web import static_url

pytestmark = pytest.mark.databases("sqlite")

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "sw",
}
STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ERRORS = (400, 403, 404, 405, 413, 415, 429, 500, 503)


PROGRAMS = {name: STRICT[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")} | {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"
}


def faults(answer: TestResponse) -> list[str]:
    """What is wrong with the headers of an answer."""
    if answer.content_type.startswith("text/javascript"):
        return []  # see below
    if answer.content_type == "application/json":
        return [name for name, value in PROGRAMS.items() if answer.headers.get(name) != value]
    parts = (part.strip().partition(" ") for part in answer.headers.get("Content-Security-Policy", "").split(";"))
    found = [] if {name: value for name, _, value in parts} == POLICY else ["Content-Security-Policy"]
    found += [name for name, value in STRICT.items() if answer.headers.get(name) != value]
    found += [name for name in ("Cache-Control", "Permissions-Policy") if name not in answer.headers]
    found += [name for name in ("Server", "X-Powered-By") if name in answer.headers]
    return found


def address(rule: Rule) -> str:
    """An address that this route matches, with values that stand for nothing."""
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        if isinstance(converter, UUIDConverter):
            values[name] = UUID(int=0)
        elif isinstance(converter, IntegerConverter | FloatConverter):
            values[name] = 987654
        else:
            values[name] = "x"
    built = rule.build(values)
    assert built is not None, rule
    return built[1]


def routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route with every method that it takes."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            yield rule, method, address(rule)


def test_every_route_answers_with_strict_headers(app: Flask, client: FlaskClient) -> None:
    wrong = []
    for _rule, method, path in routes(app):
        answer = client.open(path, method=method)
        wrong += [f"{method} {path} {answer.status_code}: {fault}" for fault in faults(answer)]
        if answer.status_code >= 500:
            wrong.append(f"{method} {path}: {answer.status}")
    assert wrong == []


def test_files_carry_only_the_headers_that_mean_something_there(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        paths = [static_url(name) for name in ("css/site.css", "js/start.js", "icons/app.webmanifest")]
    for path in paths:
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in answer.headers["Cache-Control"]
        assert sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) < 320
    worker = client.get("/service-worker.js").headers
    assert worker["Content-Security-Policy"] == "default-src 'none'; script-src 'self'; connect-src 'self'"
    assert worker["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_was_not_modified_comes_with_no_headers_that_the_browser_has(client: FlaskClient) -> None:
    page = client.get("/outbox")
    again = client.get("/outbox", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, faults(page)) == (304, [])
    assert sum(len(name) + len(value) + 4 for name, value in again.headers.items()) < 200


def test_a_method_that_a_route_does_not_know_is_405_with_strict_headers(app: Flask, client: FlaskClient) -> None:
    for path in sorted({path for _rule, _method, path in routes(app)}):
        answer = client.open(path, method="PROPFIND")
        assert (path, answer.status_code, faults(answer)) == (path, 405, [])
        assert "PROPFIND" not in answer.headers["Allow"]


@pytest.mark.parametrize("prefix", ["", "/fr", "/api"])
@pytest.mark.parametrize("code", ERRORS)
def test_every_error_has_strict_headers_and_is_never_kept(
    app: Flask, client: FlaskClient, code: int, prefix: str
) -> None:
    app.add_url_rule(f"{prefix.removeprefix('/fr')}/broken", view_func=lambda: abort(code), endpoint="broken")
    answer = client.get(f"{prefix}/broken")
    assert (answer.status_code, faults(answer)) == (code, [])
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_failure_that_nobody_foresaw_has_strict_headers_and_no_traceback(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/broken", view_func=lambda: str(1 // 0), endpoint="broken")
    answer = client.get("/broken")
    assert (answer.status_code, faults(answer)) == (500, [])
    assert "ZeroDivisionError" not in answer.text
    assert "Traceback" not in answer.text


def test_a_redirect_has_strict_headers(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/away", view_func=lambda: redirect("/"), endpoint="away")
    app.add_url_rule("/slash/", view_func=lambda: "", endpoint="slash")
    for path in ("/away", "/slash"):
        answer = client.get(path)
        assert 300 <= answer.status_code < 400
        assert faults(answer) == []


def test_errors_as_they_really_happen_have_strict_headers(settings: Settings, engine: object) -> None:
    app = create_app(replace(settings, hosts=("feedback.example",), production=True))
    client = app.test_client()
    here = "http://feedback.example"
    asked = {
        400: client.get("/", base_url="http://elsewhere.example"),
        404: client.get("/no/such/page", base_url=here),
        405: client.delete("/", base_url=here),
        413: client.post("/", base_url=here, data=b"x" * 1_100_000),
    }
    for code, answer in asked.items():
        assert (code, faults(answer)) == (answer.status_code if code != 413 else code, [])
        assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    app.extensions["feedback"]["engine"].dispose()


def test_every_page_names_its_rule_and_the_rule_is_in_the_permission_table(app: Flask) -> None:
    known = {"public", "signed_in", *PERMISSIONS}
    unruled = {name: getattr(view, "rule", None) for name, view in app.view_functions.items()}
    assert {name: rule for name, rule in unruled.items() if rule not in known} == {}


def test_a_visitor_who_is_not_signed_in_gets_no_page_that_needs_a_permission(app: Flask, client: FlaskClient) -> None:
    for rule, method, path in routes(app):
        if getattr(app.view_functions[rule.endpoint], "rule", None) == "public" or method == "OPTIONS":
            continue
        answer = client.open(path, method=method)
        assert (path, answer.status_code) in {(path, 303), (path, 400)}, (method, path, answer.status)
