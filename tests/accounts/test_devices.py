"""The phones of teams: a code pairs one phone once, only hashes are kept, and a revoked phone opens no door."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from feedback.accounts.records import (
    Device,
    Problem,
    add_device,
    device_of_token,
    find_device,
    latest_audit,
    list_devices,
    pair_device,
    revoke_device,
    wrote,
)
from feedback.accounts.rules import clean_pairing_code, grouped_code, is_credential, pairing_code, pairing_link
from feedback.accounts.rules.devices import ALPHABET, PAIRING_RATE
from feedback.cli import main
from feedback.database import transaction
from tests.responses.conftest import make_round
from tests.serving import environment_of

HERE = "192.0.2.7"


@given(st.binary(min_size=7, max_size=7))
def test_a_code_survives_being_written_read_aloud_and_typed(random) -> None:
    code = pairing_code(random)
    assert len(code) == 10
    assert set(code) <= set(ALPHABET)
    spoken = grouped_code(code).lower().replace("0", "o").replace("1", "l").replace("-", " - ")
    assert clean_pairing_code(spoken) == clean_pairing_code(code) == code


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_none(typed) -> None:
    assert clean_pairing_code(typed) == "" or len(clean_pairing_code(typed)) == 10


def test_every_code_is_as_likely_as_any_other() -> None:
    codes = {pairing_code(number.to_bytes(7, "big")) for number in range(2**10)}
    assert len(codes) == 2**10
    assert pairing_code(b"\xff" * 7) == "Z" * 10


@pytest.fixture
def waiting(engine, clock) -> tuple[Device, str]:
    """A phone that waits to be paired, and its code."""
    with transaction(engine) as session:
        added = add_device(session, "PILOT-1", " North ", "Phone 3", "ama", clock)
    assert not isinstance(added, Problem)
    return added


def pair(engine: Any, settings: Any, code: str, now: Any, **more: Any) -> Any:
    return pair_device(engine, settings, code, HERE, now, **more)


def test_a_code_pairs_once_and_the_credential_opens_the_door(engine, settings, read, waiting, clock) -> None:
    device, code = waiting
    assert (device.state, device.team, device.round) == ("waiting", "North", "PILOT-1")
    paired, credential = pair(engine, settings, grouped_code(code).lower(), clock)
    assert is_credential(credential)
    assert (paired.id, paired.state, paired.label, paired.paired) == (device.id, "paired", "Phone 3", clock)
    assert read(device_of_token, credential) == paired
    assert pair(engine, settings, code, clock).reason == "code"
    assert read(device_of_token, credential[:-1] + "!") is None
    assert read(latest_audit)[0].action == "device.pair"


def test_nothing_in_the_database_opens_the_door(engine, settings, waiting, clock) -> None:
    _device, code = waiting
    _paired, credential = pair(engine, settings, code, clock)
    with engine.connect() as connection:
        held = str(connection.execute(text("SELECT * FROM device")).all())
        held += str(connection.execute(text("SELECT * FROM audit")).all())
    assert code not in held
    assert credential not in held


def test_a_phone_that_made_its_credential_itself_may_ask_again_when_the_reply_was_lost(
    engine, settings, read, waiting, clock
) -> None:
    own, other = "a" * 43, "b" * 43
    first = pair(engine, settings, waiting[1], clock, credential=own, label="Ama's phone")
    assert first[1] == own
    assert pair(engine, settings, waiting[1], clock, credential=own, label="Ama's phone") == first
    assert pair(engine, settings, waiting[1], clock, credential=other).reason == "code"
    assert read(find_device, waiting[0].id).label == "Ama's phone"


def test_a_code_is_good_for_a_day(engine, settings, waiting, clock) -> None:
    assert pair(engine, settings, waiting[1], clock + timedelta(hours=24)).reason == "code"
    assert isinstance(pair(engine, settings, waiting[1], clock + timedelta(hours=23, minutes=59)), tuple)


def test_wrong_codes_are_counted_exactly_and_right_ones_are_not(engine, settings, waiting, clock) -> None:
    outcomes: list[str] = []
    gate = threading.Barrier(PAIRING_RATE + 5)

    def guess() -> None:
        gate.wait()
        outcomes.append(pair(engine, settings, "AAAAA-AAAAA", clock).reason)

    threads = [threading.Thread(target=guess) for _ in range(PAIRING_RATE + 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["code"] * PAIRING_RATE + ["held"] * 5
    assert pair(engine, settings, waiting[1], clock).reason == "held"
    assert isinstance(pair_device(engine, settings, waiting[1], "192.0.2.8", clock), tuple)
    later = clock + timedelta(minutes=5)
    assert pair(engine, settings, waiting[1], later).reason == "code"


def test_twenty_pairings_at_once_with_one_code_give_one_credential(engine, settings, read, waiting, clock) -> None:
    found: list[object] = []
    gate = threading.Barrier(20)

    def one(number: int) -> None:
        gate.wait()
        found.append(pair_device(engine, settings, waiting[1], f"192.0.2.{number}", clock))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [(_device, credential)] = [outcome for outcome in found if isinstance(outcome, tuple)]
    assert len([outcome for outcome in found if isinstance(outcome, Problem)]) == 19
    assert read(device_of_token, credential).id == waiting[0].id


def test_a_revoked_phone_opens_no_door_but_still_proves_what_it_wrote(engine, settings, read, waiting, clock) -> None:
    device, code = waiting
    _paired, credential = pair(engine, settings, code, clock)
    with transaction(engine) as session:
        revoked: Any = revoke_device(session, device.id)
        unknown: Any = revoke_device(session, uuid4())
    assert (revoked.state, unknown.reason) == ("revoked", "unknown")
    assert read(device_of_token, credential) is None
    assert pair(engine, settings, code, clock, credential=credential).reason == "code"
    key = hashlib.sha256(credential.encode()).digest()
    proof = hmac.digest(key, b"a record", "sha256").hex()
    assert read(wrote, device.id, b"a record", proof)
    assert not read(wrote, device.id, b"another record", proof)
    assert not read(wrote, uuid4(), b"a record", proof)
    assert not read(wrote, device.id, b"a record", "é")


def test_a_phone_that_still_waits_can_be_revoked(engine, settings, waiting, clock) -> None:
    with transaction(engine) as session:
        revoke_device(session, waiting[0].id)
    assert pair(engine, settings, waiting[1], clock).reason == "code"


@pytest.mark.parametrize(("team", "label"), [("", "x"), ("x" * 65, ""), ("North", "x" * 121), ("No\nrth", "")])
def test_a_phone_has_a_team_and_a_short_label(engine, clock, team, label) -> None:
    with transaction(engine) as session:
        assert isinstance(add_device(session, "PILOT-1", team, label, "ama", clock), Problem)
        assert list_devices(session) == []


def test_a_link_carries_the_code_where_no_server_sees_it() -> None:
    assert (
        pairing_link("https://feedback.example.org/", "ABCDEFGHJK")
        == "https://feedback.example.org/field/#pair=ABCDEFGHJK"
    )


@pytest.fixture
def run(settings, engine) -> Callable[..., Result]:
    """Run `feedback account device ...` on the test's own instance."""

    def run(*arguments: object) -> Result:
        asked = ["account", "device", *map(str, arguments)]
        return CliRunner().invoke(main, asked, env=environment_of(settings))

    return run


def test_the_command_adds_lists_and_revokes_phones_and_says_so_in_the_trail(run, add, engine, settings, read, clock):
    add("ama", "coordinator")
    add("kofi", "approver")
    order = ("add", "--round", "PILOT-1", "--team", "North", "--label", "Phone 3")
    assert "There is no round PILOT-1" in run(*order, "--as", "ama").stderr
    with transaction(engine) as session:
        make_round(session)
    assert run(*order, "--as", "kofi").exit_code == 1
    shown = run(*order, "--as", "ama", "--host", "https://x.example").stdout
    assert "https://x.example/field/#pair=" in shown
    assert "▄" in shown
    code = shown.split("#pair=")[1][:10]
    assert f"Code: {grouped_code(code)}" in shown
    [listed] = json.loads(run("list", "--json").stdout)
    assert (listed["team"], listed["state"], listed["label"]) == ("North", "waiting", "Phone 3")
    made = json.loads(run(*order, "--as", "ama", "--json").stdout)
    assert made["link"] == f"http://127.0.0.1:8000/field/#pair={clean_pairing_code(made['pairing'])}"
    assert "North  Phone 3" in run("list", "--round", "PILOT-1").stdout
    assert "No phone yet" in run("list", "--round", "OTHER").stdout
    assert run("revoke", listed["id"], "--as", "ama").exit_code == 0
    assert run("revoke", uuid4(), "--as", "ama").exit_code == 1
    assert read(find_device, next(d.id for d in read(list_devices) if str(d.id) == listed["id"])).state == "revoked"
    assert [row.action for row in read(latest_audit)][:3] == ["device.revoke", "device.add", "device.add"]
    assert code not in str([row.detail for row in read(latest_audit)])
