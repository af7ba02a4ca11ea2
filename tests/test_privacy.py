"""A citizen who answers leaves no trace: not an address, a browser, a query or a cookie, in any file of the server."""

import base64
import hashlib
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from feedback.config import Settings
from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import create_round, import_places, open_round
from feedback.questionnaire.rules import PlaceLine, RoundSpecification, prune
from tests.postgresql import Server as DatabaseServer
from tests.serving import Server

ADDRESS = "203.0.113.77"
AGENT = "canary-agent-7f3ab2"
QUERY = "canary-query-91bc04"
REFERER = "canary-referer-55d1e8"
COOKIE = "canary-cookie-e07aa1"
ACCEPT = "canary-language-3c"
WHAT_A_PHONE_SENDS = {
    "X-Forwarded-For": ADDRESS,
    "X-Real-IP": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "User-Agent": AGENT,
    "Referer": f"http://elsewhere.example/{REFERER}",
    "Cookie": f"seen={COOKIE}; feedback={COOKIE}",
    "Accept-Language": f"fr, {ACCEPT};q=0.1",
}
PLAIN = (ADDRESS, AGENT, QUERY, REFERER, COOKIE, ACCEPT)
REGISTER, ROUND, PLACE = "PLACES", "ROUND-1", "D1"


def traces() -> dict[str, bytes]:
    """Everything that would betray a visitor, also in the disguises that programs are fond of."""
    found = {text: text.encode() for text in PLAIN}
    for name in ("md5", "sha1", "sha256"):
        for value in (ADDRESS, AGENT):
            digest = hashlib.new(name, value.encode(), usedforsecurity=False)
            found |= {
                f"{name} of {value}": digest.digest(),
                f"{name} of {value} in letters": digest.hexdigest().encode(),
            }
    found |= {f"{value} in base64": base64.b64encode(value.encode()).rstrip(b"=")[:-1] for value in (ADDRESS, AGENT)}
    return found


@dataclass
class Form(HTMLParser):
    """The form on a page, filled in: hidden fields as they are, of each question the first answer."""

    fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "input" and name and given.get("type") in {"hidden", "radio", "checkbox"}:
            self.fields.setdefault(name, value)


@dataclass
class Visitor:
    """A phone that says as much about itself as phones do, and remembers which cookies it was given."""

    server: Server
    cookies: list[str] = field(default_factory=list)
    seen: list[tuple[str, int, bytes]] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[HTTPResponse, bytes]:
        """One request with every canary in it."""
        with closing(HTTPConnection("127.0.0.1", self.server.port, timeout=20)) as connection:
            address = f"{path}{'&' if '?' in path else '?'}from={QUERY}"
            headers = WHAT_A_PHONE_SENDS | ({"Content-Type": kind} if body else {})
            connection.request(method, address, body or None, headers)
            answer = connection.getresponse()
            self.cookies += answer.headers.get_all("Set-Cookie") or []
            content = answer.read()
            self.seen.append((f"{method} {path}", answer.status, content[:300]))
            return answer, content

    def shout(self, raw: bytes) -> None:
        """Bytes that are no request at all, for the errors that never reach the application."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as connection:
            connection.sendall(raw)
            connection.recv(4096)


def open_a_round(engine: Engine) -> None:
    """One round of the official questionnaire in two places."""
    now = datetime.now(UTC)
    specification = RoundSpecification(
        code=ROUND,
        title={"en": "A round", "fr": "Un tour"},
        use="independent",
        reason={"en": "A test."},
        office={"en": "An office"},
        contact="office@example.org",
        timezone="UTC",
        languages=("en", "fr"),
        register=REGISTER,
        language_reason="A test.",
    )
    lines = [PlaceLine(1, "R1", "", "Region", "region"), PlaceLine(2, PLACE, "R1", "District", "district")]
    with transaction(engine) as session:
        assert not import_places(session, REGISTER, lines, date(2026, 1, 1))
        assert not isinstance(create_round(session, specification, official_edition(), now), list)
        assert not isinstance(open_round(session, ROUND, translate, now), list)


@pytest.fixture
def place_to_look(
    settings: Settings, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Iterator[Path]]:
    """Every file that the server or its database may write."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    folders = [tmp_path]
    if not settings.sqlite:
        database: DatabaseServer = request.getfixturevalue("postgresql_server")
        folders.append(database.directory)

    def look() -> Iterator[Path]:
        if not settings.sqlite:
            database.run("CHECKPOINT")
        for folder in folders:
            yield from (path for path in folder.rglob("*") if path.is_file())

    return look


def visit(visitor: Visitor) -> None:
    """Answer twice, by the page and by the program, and look at everything a citizen may look at."""
    for path in ("/", "/fr/", f"/r/{ROUND}/", f"/r/{ROUND}/in/R1", "/results/", f"/results/{ROUND}/", "/receipt/"):
        visitor.ask("GET", path)
    _answer, page = visitor.ask("GET", f"/fr/r/{ROUND}/{PLACE}")
    form = Form()
    form.feed(page.decode())
    edition = official_edition()
    _kept, off_route = prune(edition, {item: code for item, code in form.fields.items() if item in edition.items})
    sent = urlencode({name: value for name, value in form.fields.items() if name not in off_route}).encode()
    answer, _ = visitor.ask("POST", f"/fr/r/{ROUND}/{PLACE}", sent, "application/x-www-form-urlencoded")
    if "Location" in answer.headers:
        visitor.ask("GET", answer.headers["Location"])
    response_id = str(uuid4())
    document = {
        "id": response_id,
        "round": ROUND,
        "edition": edition.code,
        "wording": 1,
        "language": "fr",
        "place": PLACE,
        "eligible": True,
        "consent": {"version": edition.consent_version, "language": "fr", "how": "read"},
        "assistance": "none",
        "others_present": None,
        "answers": {"1": edition.items["1"].options[0].code},
        "texts": {},
        "respondent": {"sex": "F"},
        "paradata": {},
        "receipt_hash": hashlib.sha256(b"secret").hexdigest(),
    }
    path = f"/api/v1/responses/{response_id}"
    visitor.ask("PUT", path, json.dumps(document).encode())
    visitor.ask("PUT", path, json.dumps(document).encode())
    visitor.ask("PUT", path, json.dumps(document | {"language": "en"}).encode())
    visitor.ask("PUT", f"/api/v1/responses/{uuid4()}", b"{ not json")
    visitor.ask("POST", "/api/v1/receipts", json.dumps({"ids": [response_id]}).encode())


def stumble(visitor: Visitor) -> None:
    """Everything that can go wrong, in the application and before it."""
    visitor.ask("GET", f"/no/such/page/{uuid4()}")
    visitor.ask("PUT", "/api/v1/responses/not-an-id", b"{}")
    visitor.ask("PUT", f"/api/v1/responses/{uuid4()}", b"x" * 100_000)
    visitor.ask("PUT", f"/api/v1/responses/{uuid4()}", b"<xml/>", "text/xml")
    visitor.ask("DELETE", f"/r/{ROUND}/")
    visitor.ask("POST", "/receipt/", b"code=nothing", "application/x-www-form-urlencoded")
    visitor.ask("GET", "/staff/")
    canaries = f"User-Agent: {AGENT}\r\nX-Forwarded-For: {ADDRESS}\r\n"
    visitor.shout(f"GET /{QUERY} HTTP/9.9\r\n{canaries}\r\n".encode())
    visitor.shout(f"NO SUCH THING {QUERY}\r\n{canaries}\r\n".encode())
    visitor.shout(f"GET / HTTP/1.1\r\n{canaries}Long: {'x' * 20_000}{QUERY}\r\n\r\n".encode())
    visitor.shout(f"GET / HTTP/1.1\r\n{canaries}bad header {QUERY}\r\n\r\n".encode())


def test_a_whole_visit_leaves_no_trace_and_no_cookie(
    engine: Engine,
    settings: Settings,
    start_server: Callable[..., Server],
    place_to_look: Callable[[], Iterator[Path]],
) -> None:
    open_a_round(engine)
    server = start_server(replace(settings, proxies=1))
    visitor = Visitor(server)
    visit(visitor)
    statuses = {name: status for name, status, _ in visitor.seen}
    puts = [seen for seen in visitor.seen if seen[0].startswith("PUT")]
    assert [status for _, status, _ in puts] == [201, 200, 202, 202], puts
    assert {name: status for name, status in statuses.items() if status >= 400} == {f"GET /results/{ROUND}/": 404}
    assert statuses[f"POST /fr/r/{ROUND}/{PLACE}"] == 303
    stumble(visitor)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE response RENAME TO gone"))
    broken, _ = visitor.ask("PUT", f"/api/v1/responses/{uuid4()}", b'{"id": "x"}')
    visitor.ask("GET", f"/r/{ROUND}/{PLACE}")
    server.kill()  # what a clean end would have tidied away stays where it is
    engine.dispose()
    assert visitor.cookies == []
    wanted = traces()
    found = []
    for path in place_to_look():
        content = path.read_bytes()
        found += [f"{name} in {path}" for name, trace in wanted.items() if trace in content]
    assert found == []
    assert broken.status in {202, 503}


def test_the_search_finds_what_it_looks_for(
    tmp_path: Path, settings: Settings, place_to_look: Callable[..., Iterator[Path]]
) -> None:
    (tmp_path / "instance" / "careless.log").write_text(
        f"GET / from {ADDRESS} {hashlib.sha256(AGENT.encode()).hexdigest()}"
    )
    content = b"".join(path.read_bytes() for path in place_to_look())
    assert {name for name, trace in traces().items() if trace in content} == {ADDRESS, f"sha256 of {AGENT} in letters"}
