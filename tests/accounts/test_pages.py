"""Sign-in, sign-out, desk, people and audit trail in a browser without script."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import time

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from feedback.accounts.records import Person, audit, disable_person, latest_audit
from feedback.app import create_app
from feedback.database import transaction

SIGN_IN = "/staff/sign-in"


@pytest.fixture
def sign_in(client: FlaskClient, password: str, csrf_of) -> Callable[..., FlaskClient]:
    """Sign in through the page as a person would, and give the browser."""

    def sign_in(login: str, **more: str) -> FlaskClient:
        token = csrf_of(client, SIGN_IN)
        form = {"csrf_token": token, "login": login, "password": password, **more}
        answer = client.post(SIGN_IN, data=form)
        assert answer.status_code == 303, answer.text
        return client

    return sign_in


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("feedback")
    assert cookie is not None
    return cookie.value


def test_a_person_signs_in_and_finds_the_desk(sign_in, add) -> None:
    add("kofi", "analyst")
    page = sign_in("Kofi").get("/staff/")
    assert page.status_code == 200
    assert "Kofi" in page.text
    assert "Sign out" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_signed_closed_to_scripts_and_holds_no_person(client, sign_in, add, csrf_of) -> None:
    add("kofi")
    set_cookie = client.get(SIGN_IN).headers["Set-Cookie"]
    assert set_cookie.startswith("feedback=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(set_cookie.split("; "))
    assert "Expires" not in set_cookie
    sign_in("kofi")
    with client.session_transaction() as cookie:
        assert set(cookie) == {"token"}
        assert len(cookie["token"]) == 64


def test_a_cookie_replayed_after_signing_out_opens_nothing(app, sign_in, add, csrf_of) -> None:
    add("kofi")
    client = sign_in("kofi")
    token = csrf_of(client)
    stolen = cookie_of(client)
    thief = app.test_client()
    thief.set_cookie("feedback", stolen)
    assert thief.get("/staff/").status_code == 200
    assert client.post("/staff/sign-out", data={"csrf_token": token}).status_code == 303
    thief.set_cookie("feedback", stolen)
    assert thief.get("/staff/").status_code == 303
    assert client.get("/staff/").status_code == 303


def test_every_sign_in_begins_with_a_new_token_and_nothing_of_what_was_there_before(client, sign_in, add) -> None:
    add("kofi")
    with client.session_transaction() as cookie:
        cookie["token"] = "0" * 64
        cookie["planted"] = "by somebody else"
    tokens = set()
    for _ in range(2):
        sign_in("kofi")
        with client.session_transaction() as cookie:
            assert set(cookie) == {"token"}
            tokens.add(cookie.pop("token"))
    assert len(tokens | {"0" * 64}) == 3


def test_signing_in_over_another_session_ends_that_one(app, client, add, password, csrf_of) -> None:
    add("kofi")
    add("esi")
    token = csrf_of(client, SIGN_IN)
    form = {"csrf_token": token, "password": password}
    client.post(SIGN_IN, data=form | {"login": "kofi"})
    earlier = app.test_client()
    earlier.set_cookie("feedback", cookie_of(client))
    assert earlier.get("/staff/").status_code == 200
    client.post(SIGN_IN, data=form | {"login": "esi", "csrf_token": csrf_of(client)})
    assert "Esi" in client.get("/staff/").text
    assert earlier.get("/staff/").status_code == 303


def test_the_session_of_a_disabled_account_dies_in_the_middle_of_work(engine, add, browser_of) -> None:
    kofi = add("kofi")
    client = browser_of(kofi)
    assert client.get("/staff/").status_code == 200
    with transaction(engine) as session:
        assert isinstance(disable_person(session, "kofi"), Person)
    assert client.get("/staff/").status_code == 303


def test_looking_at_pages_keeps_a_session_awake_and_half_an_hour_of_silence_ends_it(
    app, clock, add, browser_of
) -> None:
    client = browser_of(add("kofi"))
    house = app.extensions["feedback"]
    for minutes, status in [(29, 200), (58, 200), (87, 200), (117, 303), (118, 303)]:
        house["clock"] = lambda minutes=minutes: clock + timedelta(minutes=minutes)
        assert client.get("/staff/").status_code == status


def test_a_wrong_password_keeps_the_login_and_says_the_same_for_everyone(client, add, csrf_of) -> None:
    add("kofi")
    token = csrf_of(client, SIGN_IN)
    pages = []
    for login in ("kofi", "nobody"):
        answer = client.post(SIGN_IN, data={"csrf_token": token, "login": login, "password": "a wrong password"})
        assert answer.status_code == 422
        assert f'value="{login}"' in answer.text
        assert "a wrong password" not in answer.text
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]


def test_too_many_wrong_passwords_are_answered_429_with_a_time(client, add, csrf_of) -> None:
    add("kofi")
    form = {"csrf_token": csrf_of(client, SIGN_IN), "login": "kofi", "password": "wrong"}
    statuses = [client.post(SIGN_IN, data=form).status_code for _ in range(10)]
    assert statuses == [422] * 10
    held = client.post(SIGN_IN, data=form)
    assert held.status_code == 429
    assert held.headers["Retry-After"] == "300"


def test_an_empty_form_is_told_what_is_missing_without_being_counted(client, csrf_of) -> None:
    token = csrf_of(client, SIGN_IN)
    for _ in range(12):
        answer = client.post(SIGN_IN, data={"csrf_token": token, "login": "kofi", "password": ""})
        assert answer.status_code == 422
    assert "both" in answer.text


def test_a_sign_in_form_with_a_broken_token_keeps_the_login(client, add, password) -> None:
    add("kofi")
    answer = client.post(SIGN_IN, data={"csrf_token": "broken", "login": "kofi", "password": password})
    assert answer.status_code == 400
    assert 'value="kofi"' in answer.text
    assert password not in answer.text
    assert client.get("/staff/").status_code == 303


def test_a_form_with_a_broken_token_changes_nothing_and_shows_what_was_typed(add, browser_of) -> None:
    client = browser_of(add("kofi"))
    typed = {"csrf_token": "broken", "reason": "Two districts <late> & one early", "password": "hidden words"}
    answer = client.post("/staff/sign-out", data=typed)
    assert answer.status_code == 400
    assert "Two districts &lt;late&gt; &amp; one early" in answer.text
    assert "hidden words" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_form_from_another_site_is_refused_even_with_a_good_token(add, browser_of, csrf_of, headers) -> None:
    client = browser_of(add("kofi"))
    answer = client.post("/staff/sign-out", data={"csrf_token": csrf_of(client)}, headers=headers)
    assert answer.status_code == 403
    assert client.get("/staff/").status_code == 200


def test_a_form_without_referrer_and_with_a_null_origin_is_ours(add, browser_of, csrf_of) -> None:
    client = browser_of(add("kofi"))
    answer = client.post("/staff/sign-out", data={"csrf_token": csrf_of(client)}, headers={"Origin": "null"})
    assert answer.status_code == 303


def test_a_form_left_open_for_a_month_is_still_accepted(client, add, password, csrf_of, monkeypatch) -> None:
    add("kofi")
    with monkeypatch.context() as past:
        past.setattr(TimestampSigner, "get_timestamp", lambda _self: int(time()) - 30 * 86_400)
        token = csrf_of(client, SIGN_IN)
    with client.session_transaction() as cookie:
        cookie.modified = True
    assert client.post(SIGN_IN, data={"csrf_token": token, "login": "kofi", "password": password}).status_code == 303


def test_nobody_is_signed_in_twice_by_the_sign_in_page(sign_in, add) -> None:
    add("kofi")
    assert sign_in("kofi").get(SIGN_IN).headers["Location"] == "/staff/"


def test_an_empty_instance_says_how_to_make_the_first_account(client, add) -> None:
    assert "feedback account add" in client.get(SIGN_IN).text
    add("ama", "administrator")
    assert "feedback account add" not in client.get(SIGN_IN).text


def test_the_desk_of_an_empty_instance_says_what_to_do_first(add, browser_of) -> None:
    client = browser_of(add("ama", "administrator"))
    page = client.get("/staff/").text
    assert "feedback account add kofi" in page
    assert "--as ama" in page
    assert "feedback places import" in page
    assert "feedback round open" in page
    add("kofi", "analyst")
    add("esi", "approver")
    page = client.get("/staff/").text
    assert "feedback account add kofi" not in page
    assert "Done:" in page


def test_the_checklist_goes_once_a_release_is_published(app, add, browser_of) -> None:
    client = browser_of(add("ama", "administrator"))
    app.extensions["feedback"]["progress"] = lambda _session: {"places": True, "round": True}
    assert "feedback places import" not in client.get("/staff/").text
    app.extensions["feedback"]["progress"] = lambda _session: {"release": True}
    assert "What to do first" not in client.get("/staff/").text


def test_an_administrator_sees_people_and_the_audit_trail(engine, clock, add, browser_of) -> None:
    client = browser_of(add("ama", "administrator"))
    add("kofi", "analyst", "coordinator")
    with transaction(engine) as session:
        audit(session, "ama", "account.add", "kofi", {"name": "<b>Kofi</b>", "roles": ["analyst", "approver"]}, clock)
    people = client.get("/staff/people").text
    assert "kofi" in people
    assert "Coordinator" in people
    trail = client.get("/staff/audit").text
    assert "account.add" in trail
    assert "2026-11-20 09:30" in trail
    assert "name: &lt;b&gt;Kofi&lt;/b&gt;; roles: analyst, approver" in trail
    assert "<b>Kofi" not in trail


def test_signing_in_and_out_stands_in_the_audit_trail(sign_in, read, add, csrf_of) -> None:
    add("kofi")
    client = sign_in("kofi")
    client.post("/staff/sign-out", data={"csrf_token": csrf_of(client)})
    assert [row.action for row in read(latest_audit)] == ["session.end", "session.begin"]


def test_in_production_the_cookie_is_for_this_host_over_https_only(settings, engine) -> None:
    real = create_app(replace(settings, production=True, hosts=("feedback.example",)))
    answer = real.test_client().get(SIGN_IN, base_url="https://feedback.example")
    parts = answer.headers["Set-Cookie"].split("; ")
    assert parts[0].startswith("__Host-feedback=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)
    real.extensions["feedback"]["engine"].dispose()


def test_a_page_that_does_not_look_into_the_session_neither_saves_nor_ends_it(client, sign_in, add) -> None:
    add("ama")
    sign_in("ama")
    page = client.get("/outbox")
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")
    assert client.get("/staff/").status_code == 200
