"""No public page is left out of the checks: the list is compared with the map of addresses and with the templates."""

from feedback.config import shared_folder
from tests.accessibility.conftest import Houses
from tests.accessibility.walk import NO_PAGES


def test_every_public_address_is_a_listed_page_or_named_as_none(houses: Houses) -> None:
    houses.every_page("en")
    app = houses.now
    public = {
        (method, route.endpoint)
        for route in app.url_map.iter_rules()
        if not route.rule.startswith("/staff/") or route.endpoint == "accounts.sign_in"
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
    }
    unseen = {one for one in public - houses.endpoints if one[1] not in NO_PAGES}
    assert unseen == set(), "public and never looked at: list it in tests/accessibility/walk.py"
    assert set(NO_PAGES) <= {endpoint for _method, endpoint in public}, "named as no page, but there is no such address"


def test_what_is_named_as_no_page_is_none(houses: Houses) -> None:
    client = houses.now.test_client()
    for path in ("/healthz", "/readyz", "/service-worker.js", "/results/KELANDRA/1.csv", "/api/v1/device"):
        assert client.get(path).mimetype != "text/html", path
    assert client.get("/receipt/withdraw").status_code == 303


def test_every_template_of_a_public_page_is_looked_at(houses: Houses) -> None:
    folder = shared_folder("templates")
    pages = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if path.read_text("utf-8").startswith(('{% extends "base.html"', "<!doctype"))
    }
    seen = {shown.template for shown in houses.every_page("en")}
    assert pages - seen == {"base.html", "staff.html"}
