"""A small storm: ten interviews, phones and server killed; and the same with a fault planted, which must be noticed."""

import subprocess
import sys
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from bench.chaos import Left, compared
from bench.devices import Ledger
from bench.world import opened, store
from feedback.fieldwork.records import InterviewRow
from feedback.responses.records import ResponseRow
from tests.serving import CHECKOUT

browsing = pytest.mark.browser


def storm(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.chaos", "--database", "sqlite", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=280)


@browsing
@pytest.mark.timeout(320)
def test_ten_interviews_in_a_storm_are_neither_lost_nor_doubled(browser):
    ended = storm("--interviews", "10", "--seed", "3")
    counts, verdict = ended.stdout.splitlines()[-2:]
    assert (verdict, ended.returncode) == ("lost 0 doubled 0", 0), ended.stdout + ended.stderr
    assert "browser kills" in counts
    assert "server kills" in counts
    assert "lost replies" in counts
    assert "numbers" in counts
    assert "numbers 0" not in counts


@browsing
@pytest.mark.timeout(320)
@pytest.mark.parametrize("plant", ["check-then-insert", "delete-before-receipt"])
def test_a_planted_fault_is_noticed(browser, plant):
    ended = storm("--interviews", "8", "--seed", "3", "--plant", plant)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] != "lost 0 doubled 0"


def test_what_is_missing_strange_or_there_twice_is_counted(tmp_path):
    world, phone, stranger, never = opened(tmp_path), uuid4(), uuid4(), uuid4()
    store(world, 4)
    ledger = Ledger(4)
    with Session(world.engine) as session, session.begin():
        ids = [one.id for one in session.query(ResponseRow)]
        for id, device, number in zip(ids, (phone, phone, phone, stranger), (1, 2, 2, 1), strict=True):
            session.add(InterviewRow(response_id=id, round_id=world.round_id, device_id=device, number=number))
    ledger.finished = {one.hex for one in ids[:3]} | {never.hex}
    ledger.numbers = {phone.hex: 3}
    assert compared(world, ledger) == Left((never.hex, f"number 3 of {phone.hex}"), 3), "an id, a number, a stranger's"
