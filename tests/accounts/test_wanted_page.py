"""After signing in a person lands on a staff page of ours and nowhere else."""

import pytest

from feedback.accounts.pages.signing import page_wanted

ELSEWHERE = [
    "",
    "/",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/staff/\\evil.example",
    "/staff//evil.example",
    "/staff/../../evil.example",
    "/staff/@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " /staff/people",
    "/staff/people\r\nSet-Cookie: x=1",
    "/staff/people?next=//evil.example",
    "/staff/people#//evil.example",
    "/staff/%2f%2fevil.example",
    "/staff/sign-in",
    "/staff/sign-out",
    "/staff",
    "/staff/no-such-page",
    "/results/",
    "/static/x/css/staff.css",
    "/healthz",
]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_what_is_no_staff_page_leads_to_the_desk(app, wanted) -> None:
    with app.test_request_context("/staff/sign-in"):
        assert page_wanted(wanted) == "/staff/"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("wanted", ["/staff/", "/staff/people", "/staff/audit"])
def test_a_staff_page_is_found_again_in_the_language_of_the_reader(app, wanted) -> None:
    with app.test_request_context("/staff/sign-in"):
        assert page_wanted(wanted) == wanted
    with app.test_request_context("/staff/sign-in", base_url="http://localhost/fr"):
        assert page_wanted(wanted) == f"/fr{wanted}"


@pytest.mark.databases("sqlite")
def test_the_wanted_page_survives_the_way_through_the_sign_in_form(client, add, csrf_of, password) -> None:
    add("ama", "administrator")
    asked = client.get("/fr/staff/people")
    assert asked.status_code == 303
    assert asked.headers["Location"] == "/fr/staff/sign-in?next=/staff/people"
    page = client.get(asked.headers["Location"])
    assert 'name="next" value="/staff/people"' in page.text
    form = {
        "csrf_token": csrf_of(client, "/fr/staff/sign-in"),
        "login": "ama",
        "password": password,
        "next": "/staff/people",
    }
    assert client.post("/fr/staff/sign-in", data=form).headers["Location"] == "/fr/staff/people"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_the_sign_in_form_never_sends_anyone_to_another_site(client, add, csrf_of, password, wanted) -> None:
    add("ama")
    form = {"csrf_token": csrf_of(client, "/staff/sign-in"), "login": "ama", "password": password, "next": wanted}
    assert client.post("/staff/sign-in", data=form).headers["Location"] == "/staff/"
