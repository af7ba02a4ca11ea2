"""The door of paired phones: pairing, the kit, interviews of units, contact sheets, practice, and what it refuses."""

import hashlib
import http.client
import json
import threading
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from feedback.accounts.records import Problem, add_device
from feedback.database import transaction
from feedback.fieldwork.records import DeviceReport, Draw, InterviewRow, PracticeRow, UnitRow, VisitRow
from feedback.fieldwork.records import interviews as noting
from feedback.fieldwork.records.board import phones
from feedback.fieldwork.rules import kish_table
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import close_round, find_round
from feedback.responses.records import QuarantineRow, ResponseRow
from tests.fieldwork.conftest import ROUND, add_units, interview, practice, visit
from tests.responses.conftest import document, make_round

SENT = Draw("assigned_enumerator", "person", "none", "Whoever the team was sent to.")


def only(session, table: Any) -> Any:
    [row] = session.scalars(select(table)).all()
    session.expunge_all()  # a row that is looked at later must not begin another transaction
    session.rollback()
    return row


def board_of(session, now) -> tuple[int, tuple[int, ...]]:
    """How many records of the one phone arrived, and which of its numbers are missing, once it said it made one."""
    this = find_round(session, ROUND)
    assert this is not None
    [phone] = phones(session, ROUND, this.id, now)
    session.rollback()
    return phone.arrived, phone.missing


def reasons(session) -> list[str]:
    found = [row.reason for row in session.scalars(select(QuarantineRow))]
    session.rollback()
    return sorted(found)


def test_a_phone_is_paired_with_the_code_and_fetches_its_kit(client, engine, sampled, clock) -> None:
    with transaction(engine) as session:
        added = add_device(session, ROUND, "North", "", "ama", clock)
    assert not isinstance(added, Problem)
    device, code = added
    paired = client.post("/api/v1/device", json={"code": code.lower(), "label": "Ama's phone"})
    assert paired.status_code == 201
    assert paired.headers["Cache-Control"] == "no-store"
    assert paired.json["device"] == {"id": str(device.id), "label": "Ama's phone", "round": ROUND, "team": "North"}
    again = client.post("/api/v1/device", json={"code": code})
    assert (again.status_code, again.json["reason"]) == (404, "code")
    assert "coordinator" in again.json["text"]
    kit = client.get("/api/v1/device", headers={"Authorization": f"Bearer {paired.json['credential']}"})
    assert kit.json["device"] == paired.json["device"]


def test_a_phone_that_lost_the_reply_pairs_again_with_the_credential_it_made(client, engine, sampled, clock) -> None:
    with transaction(engine) as session:
        added = add_device(session, ROUND, "North", "", "ama", clock)
    assert not isinstance(added, Problem)
    asked = {"code": added[1], "credential": "k" * 43}
    first, second = client.post("/api/v1/device", json=asked), client.post("/api/v1/device", json=asked)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert first.json["credential"] == "k" * 43


def test_after_ten_wrong_codes_an_address_waits(client, sampled) -> None:
    answers = [client.post("/api/v1/device", json={"code": "ZZZZZ-ZZZZZ"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "300"
    assert answers[-1].json["reason"] == "held"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"code": 7}'])
def test_a_pairing_without_a_code_is_no_pairing(client, engine, content) -> None:
    assert client.post("/api/v1/device", data=content, content_type="application/json").status_code == 400


def test_the_kit_holds_the_team_and_never_a_weight_stratum_or_psu(north, sampled) -> None:
    answer = north.kit()
    kit = answer.json
    assert kit["round"] == {
        "code": ROUND,
        "title": {"en": "Public services 2026", "fr": "Services publics 2026"},
        "edition": "sdg-16.6.2",
        "wording": 1,
        "languages": ["en", "fr"],
        "state": "open",
        "timezone": "Africa/Accra",
        "ends": None,
    }
    assert [person["code"] for person in kit["enumerators"]] == ["ama", "kojo"]
    assert {len(person["salt"]) for person in kit["enumerators"]} == {32}
    assert {(len(person["pin"]), person["iterations"]) for person in kit["enumerators"]} == {(64, 100_000)}
    assert kit["units"][0] == {
        "code": "H1",
        "label": "Third door",
        "place": "N1",
        "place_name": "Tamale",
        "kind": "household",
        "selection": "kish",
        "table": kish_table(ROUND, "H1"),
        "visits": [],
    }
    assert [unit["code"] for unit in kit["units"]] == ["H1", "H2", "H3"]
    assert kit["places"][0] == {"code": "N", "name": "Northern", "level": 1}
    assert kit["server_time"] == "2026-11-20T09:30:00+00:00"
    for secret in ("weight", "stratum", "psu", "north", "P1"):
        assert secret not in answer.text


def test_the_kit_is_downloaded_again_only_when_something_changed(app, north, clock) -> None:
    first = north.kit()
    app.extensions["feedback"]["clock"] = lambda: clock.replace(hour=10)
    assert north.kit(**{"If-None-Match": first.headers["ETag"]}).status_code == 304
    north.put("visits", visit(1, adults=2))
    changed = north.kit(**{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json["units"][0]["visits"] == [
        {"visit": 1, "outcome": "absent", "day": "2026-11-18", "adults": 2, "selection": None}
    ]


def test_an_interview_of_a_unit_is_kept_with_what_only_the_office_knows(north, session, clock) -> None:
    content = interview(1)
    answer = north.put("responses", content)
    assert answer.status_code == 201
    assert answer.json["receipt"]["sha256"] == hashlib.sha256(json.dumps(content).encode()).hexdigest()
    kept = only(session, ResponseRow)
    assert (kept.mode, kept.provenance, kept.unit) == ("enumerator", "probability", "H1")
    assert (kept.stratum, kept.psu, kept.weight) == ("north", "P1", 30.0)
    assert kept.paradata == {"seconds": 640}
    noted = only(session, InterviewRow)
    assert (noted.response_id, noted.device_id) == (UUID(content["id"]), north.device.id)
    assert (noted.enumerator, noted.number, noted.received) == ("ama", 1, clock)
    assert noted.started.isoformat() == "2026-11-18T08:00:00+00:00"
    assert session.scalar(select(UnitRow.response_id).where(UnitRow.code == "H1")) == UUID(content["id"])


def test_an_interview_without_a_unit_counts_as_one_of_an_assigned_enumerator(north, session) -> None:
    assert north.put("responses", interview(1, unit=None)).status_code == 201
    kept = only(session, ResponseRow)
    assert (kept.mode, kept.provenance, kept.weight, kept.stratum) == ("enumerator", "assigned_enumerator", None, None)


def test_a_unit_gives_its_place_where_the_person_named_none(north, session) -> None:
    assert north.put("responses", interview(1, place=None)).status_code == 201
    assert only(session, ResponseRow).place_id == session.scalar(select(UnitRow.place_id).where(UnitRow.code == "H1"))


def test_the_weight_of_a_household_needs_its_adults_and_a_contact_sheet_may_say_them(north, session) -> None:
    unknown = north.put("responses", interview(1, paradata={"adults": None}))
    assert (unknown.status_code, unknown.json["receipt"]["reason"]) == (202, "adults_missing")
    drawn = {"method": "kish", "men": 1, "women": 1, "rank": 2}
    north.put("visits", visit(2, "H2", "interview", selection=drawn))
    assert north.put("responses", interview(2, "H2", paradata={"adults": "two"})).status_code == 201
    assert only(session, ResponseRow).weight == 20.0


def test_the_second_interview_of_a_unit_is_set_aside_whichever_phone_sends_it(north, pair, session) -> None:
    assert north.put("responses", interview(1)).status_code == 201
    answer = pair("North").put("responses", interview(2))
    assert (answer.status_code, answer.json["receipt"]["reason"]) == (202, "unit_twice")
    assert only(session, ResponseRow).unit == "H1"
    assert len(session.scalars(select(InterviewRow)).all()) == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"unit": "H99"}, "unit_unknown"),
        ({"round": "OTHER-1"}, "other_round"),
        ({"weight": 3.0}, "claim"),
        ({"provenance": "probability"}, "claim"),
        ({"wording": 7}, "edition_unknown"),
        ({"answers": {}}, "empty"),
        ({"answers": {"nonsense": "1"}}, "unreadable"),
        ({"paradata": {"practice": True}}, "unreadable"),
    ],
)
def test_what_cannot_be_counted_is_set_aside_and_still_noted_for_its_phone(
    north, session, engine, changes, reason
) -> None:
    with transaction(engine) as writing:
        make_round(writing, "OTHER-1")
    answer = north.put("responses", interview(1, **changes))
    assert (answer.status_code, answer.json["receipt"]["reason"]) == (202, reason)
    assert answer.json["receipt"]["text"]
    assert reasons(session) == [reason]
    assert only(session, InterviewRow).number == 1
    assert session.scalars(select(UnitRow).where(UnitRow.response_id.is_not(None))).all() == []


def test_an_unknown_enumerator_and_broken_clocks_are_no_reason(north, session) -> None:
    odd = {"collector": "nobody", "number": -4, "started": "yesterday", "finished": "9999-12-31T23:59:59-23:59"}
    assert north.put("responses", interview(1, paradata=odd)).status_code == 201
    noted = only(session, InterviewRow)
    assert (noted.enumerator, noted.number, noted.started, noted.finished) == ("nobody", None, None, None)


def test_without_consent_nothing_is_stored(north, session) -> None:
    answer = north.put("responses", interview(1, eligible=False))
    assert (answer.status_code, answer.json["receipt"]["state"]) == (202, "not_kept")
    assert session.scalars(select(InterviewRow)).all() == []
    assert reasons(session) == []


def test_the_same_interview_again_changes_nothing_and_other_content_is_set_aside(north, session) -> None:
    content = interview(1)
    assert [north.put("responses", content).status_code for _ in range(2)] == [201, 200]
    other = north.put("responses", interview(1, language="fr"))
    assert other.json["receipt"]["reason"] == "other_content"
    assert only(session, ResponseRow).language == "en"
    assert session.scalar(select(UnitRow.response_id).where(UnitRow.code == "H1")) == UUID(content["id"])


def test_a_closed_round_leaves_the_unit_free(north, engine, session) -> None:
    with transaction(engine) as writing:
        close_round(writing, ROUND)
        close_round(writing, ROUND)
    answer = north.put("responses", interview(1))
    assert answer.json["receipt"]["reason"] == "round_not_open"
    assert session.scalar(select(UnitRow.response_id).where(UnitRow.code == "H1")) is None
    late = north.put("visits", visit(1))
    assert (late.status_code, late.json["receipt"]["reason"]) == (202, "round_not_open")


def test_a_server_killed_between_the_note_and_the_answers_heals_when_the_phone_sends_again(
    north, session, monkeypatch, clock
) -> None:
    whole: Any = noting.__dict__["judge"]

    def killed(engine, delivery, now, claim):
        def claim_then_die(facts, response):
            claim(facts, response)
            raise SystemExit

        return whole(engine, delivery, now, claim_then_die)

    monkeypatch.setattr(noting, "judge", killed)
    north.receipts([], made=1)
    with pytest.raises(SystemExit):
        north.put("responses", interview(1))
    assert session.scalars(select(ResponseRow)).all() == []
    session.rollback()
    assert only(session, InterviewRow).number == 1
    assert board_of(session, clock) == (0, (1,))
    monkeypatch.setattr(noting, "judge", whole)
    assert north.put("responses", interview(1)).status_code == 201
    assert board_of(session, clock) == (1, ())
    assert only(session, ResponseRow).unit == "H1"
    assert only(session, InterviewRow).number == 1


def test_an_unpaired_or_revoked_phone_is_told_so_and_nothing_is_stored(client, north, engine, session) -> None:
    north.revoke(engine)
    for path, content in (("responses", interview(1)), ("visits", visit(1)), ("practice", practice(1))):
        assert north.put(path, content).status_code == 401
        assert north.put(path, content, headers={"Authorization": "Bearer x"}).status_code == 401
    assert north.kit().status_code == 401
    assert north.receipts([]).status_code == 401
    assert client.get("/api/v1/device").status_code == 401
    assert client.put(f"/api/v1/visits/{visit(1)['id']}", json=visit(1)).status_code == 401
    for table in (ResponseRow, InterviewRow, VisitRow, PracticeRow, QuarantineRow):
        assert session.scalars(select(table)).all() == []


def test_a_contact_sheet_is_kept_row_by_row(north, session, clock) -> None:
    drawn = {"method": "kish", "men": 1, "women": 2, "rank": 3}
    row = visit(1, outcome="interview", adults=3, selection=drawn, interview=interview(1)["id"], note="After dark")
    answers = [north.put("visits", row) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json["receipt"] == {
        "id": row["id"],
        "sha256": hashlib.sha256(json.dumps(row).encode()).hexdigest(),
        "state": "kept",
    }
    kept = only(session, VisitRow)
    assert (kept.outcome, kept.adults, kept.selection, kept.note) == ("interview", 3, drawn, "After dark")
    assert (kept.interview, kept.number, kept.received) == (UUID(interview(1)["id"]), 101, clock)
    other = north.put("visits", row | {"outcome": "refused"})
    assert (other.status_code, other.json["receipt"]["reason"]) == (202, "other_content")
    assert only(session, VisitRow).outcome == "interview"


def test_the_first_choice_of_an_adult_stands_and_a_later_one_is_kept_beside_it(north, session) -> None:
    first = {"method": "kish", "men": 1, "women": 2, "rank": 3}
    second = {"method": "kish", "men": 1, "women": 1, "rank": 1}
    north.put("visits", visit(1, selection=first))
    assert north.put("visits", visit(2, visit=2, selection=second)).status_code == 201
    assert session.scalar(select(UnitRow.drawn).where(UnitRow.code == "H1")) == first
    assert {row.selection["rank"] for row in session.scalars(select(VisitRow))} == {1, 3}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"unit": "H99"}, "unit_unknown"),
        ({"round": "OTHER-1"}, "other_round"),
        ({"outcome": "eaten by a lion"}, "unreadable"),
        ({"visit": 0}, "unreadable"),
        ({"selection": {"method": "dice", "men": 1, "women": 1, "rank": 1}}, "unreadable"),
        ({"selection": {"method": "kish", "men": 1, "women": 1, "rank": 3}}, "unreadable"),
        ({"note": "x" * 501}, "unreadable"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside(north, session, changes, reason) -> None:
    row = visit(1, **changes)
    answer = north.put("visits", row)
    assert (answer.status_code, answer.json["receipt"]["reason"]) == (202, reason)
    aside = only(session, QuarantineRow)
    assert (aside.door, aside.round, aside.raw) == ("visits", ROUND, json.dumps(row).encode())


@pytest.mark.parametrize("path", ["visits", "practice"])
@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b'{"id": 1}', b'{"kind": []}', b"\xff", b'{"outcome": {}}'])
def test_bytes_that_say_nothing_are_set_aside_too(north, session, path, raw) -> None:
    answer = north.put(path, raw, visit(1)["id"])
    assert (answer.status_code, answer.json["receipt"]["reason"]) == (202, "unreadable")
    assert north.put(path, raw, "not-an-id").status_code == 400
    assert north.put(path, raw, visit(1)["id"], content_type="text/plain").status_code == 415


def test_practice_is_kept_once_and_never_counted(north, session) -> None:
    result = practice(1, mistakes=["4.1", "6"], passed=False)
    assert [north.put("practice", result).status_code for _ in range(2)] == [201, 200]
    kept = only(session, PracticeRow)
    assert (kept.enumerator, kept.kind, kept.name, kept.mistakes) == ("ama", "interview", "case-1", ["4.1", "6"])
    assert (kept.passed, kept.day.isoformat()) == (False, "2026-11-20")
    assert north.put("practice", result | {"passed": True}).json["receipt"]["reason"] == "other_content"
    assert session.scalars(select(ResponseRow)).all() == []


def test_receipts_know_everything_that_a_phone_sent_and_hear_how_it_is(client, north, session, clock) -> None:
    sent = [("responses", interview(1)), ("visits", visit(1)), ("practice", practice(1)), ("visits", visit(2, "H99"))]
    expected = {north.put(path, content).json["receipt"]["sha256"] for path, content in sent}
    ids = [content["id"] for _path, content in sent]
    answer = north.receipts(ids, unsent=3, made=9, now="2026-11-20T09:29:00Z", storage="persistent")
    found = {(one["id"], one["state"]) for one in answer.json["receipts"]}
    assert found == {(ids[0], "kept"), (ids[1], "kept"), (ids[2], "kept"), (ids[3], "quarantined")}
    assert {one["sha256"] for one in answer.json["receipts"]} == expected
    report = only(session, DeviceReport)
    assert (report.unsent, report.made, report.storage, report.clock_offset) == (3, 9, "persistent", 60)
    assert report.seen == clock
    citizen = client.post("/api/v1/receipts", json={"ids": ids}).json["receipts"]
    assert {one["id"] for one in citizen} == {ids[0], ids[3]}


@pytest.mark.parametrize(
    "said",
    [None, [], "x", {"unsent": -1, "made": "9", "now": "soon", "storage": "tape"}, {"made": 10**12, "now": 5}],
)
def test_a_report_that_cannot_be_read_says_only_that_the_phone_was_seen(north, session, clock, said) -> None:
    content = {"ids": [], "device": said}
    assert north.client.post("/api/v1/receipts", json=content, headers=north.headers).status_code == 200
    report = only(session, DeviceReport)
    assert (report.unsent, report.made, report.storage, report.clock_offset, report.seen) == (0, 0, "", None, clock)


def test_the_highest_number_a_phone_has_given_never_falls(north, session) -> None:
    north.receipts([], made=9)
    north.receipts([], made=2, unsent=1)
    assert only(session, DeviceReport).made == 9


def test_a_citizen_without_credential_cannot_name_a_unit(client, engine, session) -> None:
    with transaction(engine) as writing:
        this = make_round(writing, "OPEN-1")
    add_units(engine, this, "unit,team\nH1,North\n", SENT)
    claim = client.put(f"/api/v1/responses/{interview(1)['id']}", json=interview(1, round="OPEN-1", paradata={}))
    assert claim.json["receipt"]["reason"] == "claim"
    assert session.scalars(select(InterviewRow)).all() == []


def test_an_answer_without_credential_costs_no_query_beyond_the_statement_that_keeps_it(app, client, engine) -> None:
    with transaction(engine) as writing:
        make_round(writing, "OPEN-1")
    answers = [document(official_edition(), seed, round="OPEN-1") for seed in (1, 2)]
    assert client.put(f"/api/v1/responses/{answers[0]['id']}", json=answers[0]).status_code == 201
    asked: list[str] = []
    here = app.extensions["feedback"]["engine"]
    listen(here, "before_cursor_execute", lambda _c, _cursor, statement, *_more: asked.append(statement))
    assert client.put(f"/api/v1/responses/{answers[1]['id']}", json=answers[1]).status_code == 201
    assert asked == []


def all_at_once(port: int, credential: str, contents: list[tuple[str, dict[str, Any]]]) -> Counter[int]:
    gate = threading.Barrier(len(contents))
    statuses: list[int] = []

    def send(path: str, content: dict[str, Any]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        gate.wait()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {credential}"}
        connection.request("PUT", f"/api/v1/{path}/{content['id']}", json.dumps(content).encode(), headers)
        statuses.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=send, args=content) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


@pytest.mark.parametrize(
    ("path", "content", "table"),
    [("responses", interview(1), ResponseRow), ("visits", visit(1), VisitRow), ("practice", practice(1), PracticeRow)],
)
def test_twenty_identical_records_at_once_leave_one_row(port, north, session, path, content, table) -> None:
    assert all_at_once(port, north.credential, [(path, content)] * 20) == {201: 1, 200: 19}
    assert only(session, table) is not None
    assert reasons(session) == []
    assert len(session.scalars(select(InterviewRow)).all()) == (path == "responses")


def test_of_twenty_interviews_of_one_unit_at_once_one_counts(port, north, session) -> None:
    contents = [("responses", interview(seed)) for seed in range(1, 21)]
    assert all_at_once(port, north.credential, contents) == {201: 1, 202: 19}
    kept = only(session, ResponseRow)
    assert session.scalar(select(UnitRow.response_id).where(UnitRow.code == "H1")) == kept.id
    session.rollback()
    assert reasons(session) == ["unit_twice"] * 19
