"""Sealed responses at the door: taken as received, known to receipts, refused into no dead end."""

import hashlib
import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import close_round, give_up_key
from feedback.responses.records import QuarantineRow, ResponseRow, SealedRow, count_sealed, give_up_sealed
from feedback.responses.rules import Problem, belongs, is_envelope, read_envelope
from feedback.seals import context, key_id, new_private_key, public_bytes, seal, to_text, unseal
from tests.responses.conftest import document, encoded, make_round
from tests.responses.sealing import add_proven_key, sealed
from tests.responses.test_api import put, reason, rows


@pytest.fixture
def key(engine, clock):
    """The private key of the sealed pilot, whose second copy is proven."""
    with transaction(engine) as session:
        private = add_proven_key(session, "PILOT-1", clock)
        make_round(session, sealed=True)
    return private


@pytest.fixture
def envelope(key):
    return sealed(document(official_edition()), key)


def waiting(session: Session) -> int:
    count = session.query(SealedRow).filter_by(state="waiting").count()
    session.rollback()
    return count


def test_a_sealed_answer_is_taken_as_received_and_nothing_in_it_is_read(client, envelope, session):
    answer = put(client, envelope)
    raw = encoded(envelope)
    digest = hashlib.sha256(raw)
    assert answer.status_code == 201
    assert answer.json == {"receipt": {"id": envelope["id"], "sha256": digest.hexdigest(), "state": "kept"}}
    row = session.get(SealedRow, uuid.UUID(envelope["id"]))
    assert (row.raw, row.digest, row.key, row.door) == (raw, digest.digest(), envelope["key"], "api")
    assert (row.device, row.number, row.state, row.date.isoformat()) == (None, None, "waiting", "2026-11-20")
    assert rows(session) == 0


def test_the_same_envelope_again_is_already_held(client, envelope, session):
    assert [put(client, envelope).status_code for _ in range(3)] == [201, 200, 200]
    assert waiting(session) == 1


def test_another_envelope_under_the_same_id_is_set_aside_and_the_first_stays(client, envelope, key, session):
    put(client, envelope)
    answer = put(client, sealed(document(official_edition()), key))
    assert (answer.status_code, answer.get_json()["receipt"]["reason"]) == (202, "other_content")
    assert json.loads(session.query(SealedRow).one().raw) == envelope


def test_a_receipt_tells_a_phone_that_its_envelope_is_kept(client, envelope):
    put(client, envelope)
    answer = client.post("/api/v1/receipts", json={"ids": [envelope["id"], str(uuid.uuid4())]})
    sha256 = hashlib.sha256(encoded(envelope)).hexdigest()
    assert answer.get_json() == {"receipts": [{"id": envelope["id"], "sha256": sha256, "state": "kept"}]}


def test_a_closing_round_still_takes_envelopes_and_a_closed_one_sets_them_aside(client, key, engine, session):
    late, too_late = (sealed(document(official_edition(), seed=seed), key) for seed in (1, 2))
    with transaction(engine) as writing:
        close_round(writing, "PILOT-1")
    assert put(client, late).status_code == 201
    with transaction(engine) as writing:
        close_round(writing, "PILOT-1")
    assert put(client, too_late).get_json()["receipt"]["reason"] == "round_not_open"
    assert put(client, late).status_code == 200, "what was taken before is still held"
    assert waiting(session) == 1


def test_a_key_unknown_to_the_round_and_one_that_is_lost_are_named(client, key, envelope, engine, session, clock):
    stranger = sealed(document(official_edition(), seed=2), new_private_key())
    assert put(client, stranger).get_json()["receipt"]["reason"] == "key_unknown"
    put(client, envelope)
    with transaction(engine) as writing:
        round_id = writing.query(SealedRow).one().round_id
        assert give_up_key(writing, "PILOT-1", envelope["key"], clock)
        assert give_up_sealed(writing, round_id, "PILOT-1", envelope["key"]) == 1
        assert count_sealed(writing, round_id) == {}
    assert sorted(reason(session)) == [("key_lost", "PILOT-1", "api"), ("key_unknown", "PILOT-1", "api")]
    after = put(client, sealed(document(official_edition(), seed=3), key))
    assert after.get_json()["receipt"]["reason"] == "key_lost"
    lost = session.query(QuarantineRow).filter_by(response_id=uuid.UUID(envelope["id"])).one()
    assert lost.raw == encoded(envelope)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"round": "NOWHERE"}, "round_unknown"),
        ({"round": 7}, "round_unknown"),
        ({"id": str(uuid.uuid4())}, "unreadable"),
        ({"sealed": "not base64!"}, "unreadable"),
        ({"sealed": None}, "unreadable"),
        ({"sealed": ""}, "unreadable"),
        ({"key": 5}, "unreadable"),
        ({"edition": ["x"]}, "unreadable"),
        ({"wording": "1"}, "unreadable"),
        ({"wording": True}, "unreadable"),
        ({"weight": 4}, "claim"),
        ({"answers": {"1": "A"}}, "claim"),
        ({"number": 1}, "claim"),
    ],
)
def test_an_envelope_that_cannot_be_one_is_set_aside_with_its_reason(client, envelope, session, changes, expected):
    answer = put(client, envelope | changes, envelope["id"])
    assert (answer.status_code, answer.get_json()["receipt"]["reason"]) == (202, expected)
    assert session.query(QuarantineRow).one().reason == expected


def test_a_round_that_no_link_leads_to_takes_no_envelope_without_a_credential(client, engine, clock):
    with transaction(engine) as session:
        private = add_proven_key(session, "PILOT-1", clock)
        make_round(session, sealed=True, link="none")
    answer = put(client, sealed(document(official_edition()), private))
    assert answer.get_json()["receipt"]["reason"] == "no_link"


def test_an_envelope_is_as_large_as_any_document_may_be_and_no_larger(client, key, session):
    big = document(official_edition(), texts={"14a_other": "x" * 40_000})
    assert put(client, sealed(big, key)).status_code == 201
    too_big = document(official_edition(), seed=2, texts={"14a_other": "x" * 60_000})
    assert put(client, sealed(too_big, key)).status_code == 413
    assert waiting(session) == 1


def test_a_plain_answer_to_a_sealed_round_is_kept_as_everywhere(client, key, session):
    assert put(client, document(official_edition())).status_code == 201
    assert session.query(ResponseRow).one().state == "kept"


NAMES = st.tuples(st.text("0123456789abcdef", min_size=16, max_size=16), st.uuids(version=4), st.just("R-1"))


@given(st.binary(max_size=3000), NAMES, NAMES)
def test_what_is_sealed_opens_with_its_key_and_its_names_only(text, names, others):
    private, stranger = new_private_key(), new_private_key()
    bound = context(*names, "e", 1)
    made = seal(public_bytes(private), bound, text)
    assert len(made) == len(text) + 81
    assert unseal(private, bound, made) == text
    assert unseal(stranger, bound, made) is None
    assert names == others or unseal(private, context(*others, "e", 1), made) is None
    assert unseal(private, bound, made[:-1]) is None
    assert unseal(private, bound, bytes([made[0] ^ 1]) + made[1:]) is None


@given(
    st.dictionaries(
        st.sampled_from([*"ab", "id", "key", "sealed", "round", "wording", "edition", "number"]),
        st.one_of(st.none(), st.integers(), st.text(max_size=9), st.booleans(), st.lists(st.integers(), max_size=2)),
        max_size=8,
    )
)
def test_reading_an_envelope_never_fails(given_document: dict[str, Any]):
    read = read_envelope(given_document)
    assert isinstance(read, Problem) or (is_envelope(given_document) and not belongs(read, given_document))


def test_an_envelope_is_read_as_it_was_made(envelope):
    read = read_envelope(envelope)
    assert not isinstance(read, Problem)
    assert read.names == (envelope["key"], uuid.UUID(envelope["id"]), "PILOT-1", envelope["edition"], 1)
    assert to_text(read.sealed) == envelope["sealed"]


def test_the_name_of_a_key_follows_from_its_public_half():
    public = public_bytes(new_private_key())
    assert key_id(public) == hashlib.sha256(public).hexdigest()[:16]
