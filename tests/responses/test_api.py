"""The door for programs: kept once, set aside instead of refused, and nothing but the promised status codes."""

import hashlib
import json
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.editions import official_edition
from feedback.responses.pages import api, door
from feedback.responses.records import QuarantineRow, ResponseRow, withdraw
from feedback.responses.rules import CLAIMS, FIELDS, REASONS
from tests.responses.conftest import document, encoded, make_round
from tests.serving import CHECKOUT

PROMISED = {200, 201, 202, 400, 401, 403, 413, 415, 429, 503}


def put(client: FlaskClient, content: Any, id: str | None = None, **more: Any) -> TestResponse:
    raw = content if isinstance(content, bytes) else encoded(content)
    id = id or content["id"]
    return client.put(f"/api/v1/responses/{id}", data=raw, **({"content_type": "application/json"} | more))


def reason(session: Session) -> list[tuple[str, str, str]]:
    found = [(entry.reason, entry.round, entry.door) for entry in session.query(QuarantineRow)]
    session.rollback()  # on SQLite an open transaction would keep the next answer waiting
    return found


def rows(session: Session) -> int:
    count = session.query(ResponseRow).count()
    session.rollback()
    return count


def test_a_new_document_is_kept_with_what_only_the_server_knows(client, pilot, session):
    content = document(pilot.edition)
    answer = put(client, content)
    assert answer.status_code == 201
    assert answer.json == {
        "receipt": {"id": content["id"], "sha256": hashlib.sha256(encoded(content)).hexdigest(), "state": "kept"}
    }
    kept = session.get(ResponseRow, uuid.UUID(content["id"]))
    assert (kept.mode, kept.provenance, kept.weight, kept.stratum, kept.psu) == ("self", "open_link", None, None, None)
    assert kept.date.isoformat() == "2026-11-20"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_the_day_is_the_day_in_the_time_zone_of_the_round(app, client, engine, session, clock):
    with transaction(engine) as writing:
        make_round(writing, timezone="Pacific/Kiritimati")
    put(client, document(official_edition()))
    late = clock.replace(hour=11)
    app.extensions["feedback"]["clock"] = lambda: late
    put(client, document(official_edition(), seed=2))
    assert {str(kept.date) for kept in session.query(ResponseRow)} == {"2026-11-20", "2026-11-21"}


def test_the_same_document_again_is_already_held(client, pilot, session):
    content = document(pilot.edition)
    first, second = put(client, content), put(client, content)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert rows(session) == 1


def test_a_document_sent_again_after_withdrawal_is_told_so_and_stays_withdrawn(client, pilot, session):
    content = document(pilot.edition)
    put(client, content)
    withdraw(session, bytes.fromhex(content["receipt_hash"]), lambda release: False)
    session.commit()
    answer = put(client, content)
    assert (answer.status_code, answer.get_json()["receipt"]["state"]) == (200, "withdrawn")
    assert session.query(ResponseRow).one().state == "withdrawn"


def test_other_content_under_the_same_id_is_set_aside_and_the_first_stays(client, pilot, session):
    content = document(pilot.edition)
    put(client, content)
    answer = put(client, content | {"language": "fr"})
    assert (answer.status_code, answer.get_json()["receipt"]["state"]) == (202, "quarantined")
    assert reason(session) == [("other_content", "PILOT-1", "api")]
    assert session.query(ResponseRow).one().language == "en"


def test_a_closed_round_is_told_and_the_answer_set_aside(client, pilot, session, close):
    put(client, document(pilot.edition, seed=1))
    close("PILOT-1")
    answer = put(client, document(pilot.edition, seed=2))
    assert answer.status_code == 202
    assert answer.get_json()["receipt"]["reason"] == "round_not_open"
    assert reason(session) == [("round_not_open", "PILOT-1", "api")]
    assert put(client, document(pilot.edition, seed=1)).status_code == 200, "what was kept before is still held"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"round": "NOWHERE"}, "round_unknown"),
        ({"round": None}, "round_unknown"),
        ({"round": "PILOT-1' OR 1"}, "round_unknown"),
        ({"edition": "other"}, "edition_unknown"),
        ({"wording": 2}, "edition_unknown"),
        ({"answers": {"1": "Z"}}, "unreadable"),
        ({"place": "NOWHERE"}, "unreadable"),
        ({"id": str(uuid.uuid4())}, "unreadable"),
        ({"provenance": "probability"}, "claim"),
        ({"weight": 4.5}, "claim"),
        ({"mode": "enumerator"}, "claim"),
        ({"stratum": "1"}, "claim"),
        ({"psu": "1"}, "claim"),
        ({"unit": "H1"}, "claim"),
        ({"answers": {}}, "empty"),
    ],
)
def test_what_cannot_be_counted_is_set_aside_with_its_reason(client, pilot, session, changes, expected):
    good = document(pilot.edition)
    answer = put(client, good | changes, id=good["id"])
    assert answer.status_code == 202
    assert answer.get_json()["receipt"]["reason"] == expected
    round = "" if expected == "round_unknown" else "PILOT-1"
    assert reason(session) == [(expected, round, "api")]
    assert session.query(QuarantineRow).one().raw == encoded(good | changes)
    assert rows(session) == 0


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_a_phone_is_told_the_reason_in_the_language_of_its_page(client, pilot, code):
    good = document(pilot.edition)
    answer = put(client, good | {"answers": {}, "language": code}, id=good["id"], headers={"Accept-Language": "es"})
    assert answer.get_json()["receipt"]["text"] == translate(code, REASONS["empty"]) != REASONS["empty"]


def test_what_cannot_be_read_is_answered_in_the_language_of_the_browser(client, pilot):
    answer = put(client, b"null", id=str(uuid.uuid4()), headers={"Accept-Language": "es"})
    assert answer.get_json()["receipt"]["text"] == translate("es", REASONS["unreadable"]) != REASONS["unreadable"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"[" * 60_000, b'{"a": NaN}', b'{"a": 1, "a": 2}', b"null", b'{"a": ' + b"9" * 50_000 + b"}"],
)
def test_bytes_that_are_no_document_are_set_aside_raw(client, pilot, session, raw):
    id = str(uuid.uuid4())
    answer = put(client, raw, id=id)
    assert answer.status_code == 202
    assert answer.get_json()["receipt"] == {
        "id": id,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "state": "quarantined",
        "reason": "unreadable",
        "text": "The answers could not be read.",
    }
    assert session.query(QuarantineRow).one().raw == raw


def test_nul_and_lone_surrogates_in_a_text_do_not_stop_an_answer(client, pilot, session):
    content = document(pilot.edition)
    raw = encoded(content).replace(b"Land title", b"Land \\u0000\\ud83d title")
    assert put(client, raw, id=content["id"]).status_code == 201
    assert session.query(ResponseRow).one().extra == {"14a_other": "Land \ufffd title"}


@pytest.mark.parametrize(
    "changes", [{"eligible": False}, {"consent": None}, {"consent": False}, {"respondent": {"age": 17}}]
)
def test_below_18_or_without_consent_nothing_is_stored_anywhere(client, pilot, session, changes):
    answer = put(client, document(pilot.edition, **changes))
    assert (answer.status_code, answer.get_json()["receipt"]["state"]) == (202, "not_kept")
    assert rows(session) == 0
    assert reason(session) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=300) | st.text(alphabet=st.characters()).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes_under_an_id_are_acknowledged(client, pilot, raw):
    assert put(client, raw, id=str(uuid.uuid4())).status_code == 202


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from(
        ["id", "round", "wording", "place", "consent", "answers", "texts", "respondent", "paradata", "new"]
    ),
    st.recursive(st.none() | st.text(max_size=4) | st.integers() | st.floats(), st.lists, max_leaves=5),
)
def test_any_value_in_any_field_is_acknowledged(client, pilot, field, value):
    content = document(pilot.edition, id=str(uuid.uuid4())) | {field: value}
    raw = json.dumps(content).encode()
    assert put(client, raw, id=str(uuid.uuid4())).status_code == 202


@pytest.mark.parametrize("id", ["1", "6f1c3c6e-0000-1000-8000-000000000000", "%00", "x" * 36, "é", "../x"])
def test_without_a_usable_id_the_answer_is_400(client, pilot, id):
    assert put(client, document(pilot.edition), id=id).status_code in {400, 404}
    assert put(client, document(pilot.edition), id="not-an-id").status_code == 400


def test_other_sites_are_refused_and_nothing_is_stored(client, pilot, session):
    content = document(pilot.edition)
    assert put(client, content, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert put(client, content, headers={"Origin": "https://evil.example"}).status_code == 403
    assert rows(session) == 0
    assert put(client, content, headers={"Origin": "null"}).status_code == 201
    assert put(client, content, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_too_large_and_not_json_are_told_apart(client, pilot, session):
    content = document(pilot.edition)
    assert put(client, b" " * 65_537, id=content["id"]).status_code == 413
    assert put(client, content, content_type="text/plain").status_code == 415
    assert put(client, b" " * 65_536, id=content["id"]).status_code == 202
    assert rows(session) == 0


def test_a_credential_that_nobody_issued_is_401_and_the_phone_keeps_its_queue(client, pilot, session):
    answer = put(client, document(pilot.edition), headers={"Authorization": "Bearer stolen"})
    assert answer.status_code == 401
    assert rows(session) == 0


def test_a_full_quarantine_asks_to_try_again_later(client, pilot, session, monkeypatch):
    monkeypatch.setattr(door, "set_aside", lambda *_: False)
    answer = put(client, b"x", id=str(uuid.uuid4()))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_too_many_requests_ask_to_wait(app, client, pilot):
    content = document(pilot.edition)
    answers = {put(client, content).status_code for _ in range(app.extensions["feedback"]["settings"].citizen_rate + 5)}
    assert answers == {200, 201, 429}
    assert int(put(client, content).headers["Retry-After"]) > 0


def test_a_database_that_does_not_answer_is_503(app, client, pilot, monkeypatch):
    def broken(*_):
        raise OperationalError("", None, Exception("gone"))

    monkeypatch.setattr(api, "judge", broken)
    app.testing = False
    answer = put(client, document(pilot.edition))
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_a_fault_of_our_own_sets_the_answer_aside_instead_of_losing_it(client, pilot, session, monkeypatch):
    def faulty(*_):
        raise KeyError("ours")

    monkeypatch.setattr(api, "judge", faulty)
    content = document(pilot.edition)
    assert put(client, content).status_code == 202
    assert session.query(QuarantineRow).one().raw == encoded(content)


def ask(client: FlaskClient, content: Any, **more: Any) -> TestResponse:
    return client.post("/api/v1/receipts", json=content, **more)


def test_a_phone_asks_which_ids_are_held(client, pilot):
    kept, aside = document(pilot.edition, seed=1), document(pilot.edition, seed=2, round="NOWHERE")
    put(client, kept)
    put(client, aside)
    answer = ask(client, {"ids": [kept["id"], aside["id"], str(uuid.uuid4()), "nonsense", 7]})
    assert answer.status_code == 200
    digests = {c["id"]: hashlib.sha256(encoded(c)).hexdigest() for c in (kept, aside)}
    assert sorted(answer.get_json()["receipts"], key=lambda receipt: receipt["state"]) == [
        {"id": kept["id"], "sha256": digests[kept["id"]], "state": "kept"},
        {"id": aside["id"], "sha256": digests[aside["id"]], "state": "quarantined"},
    ]


def test_the_question_for_receipts_has_limits_too(client, pilot):
    assert ask(client, {"ids": []}).json == {"receipts": []}
    assert ask(client, {"ids": "x"}).status_code == 400
    assert ask(client, []).status_code == 400
    assert ask(client, {"ids": [str(uuid.uuid4())] * 1001}).status_code == 413
    assert ask(client, {"ids": []}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/api/v1/receipts", data="{}", content_type="text/plain").status_code == 415


def test_every_status_is_one_of_the_promised(client, pilot):
    methods = (client.put, client.post)
    statuses = {m(f"/api/v1/{p}").status_code for m in methods for p in ("responses/x", f"responses/{uuid.uuid4()}")}
    assert statuses <= PROMISED | {405}


def test_the_page_for_programmers_is_right(client, pilot):
    page = (CHECKOUT / "docs" / "api.md").read_text("utf-8")
    sample = page.split("```json\n")[1].split("```")[0]
    assert put(client, sample.encode(), id=json.loads(sample)["id"]).status_code == 201
    assert [name for name in (FIELDS - {"id"}) | CLAIMS | REASONS.keys() if f"`{name}`" not in page] == []
