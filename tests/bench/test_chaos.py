"""A small storm: ten interviews, phones and server killed; and the same with a fault planted, which must be noticed."""

import subprocess
import sys

import pytest

from tests.serving import CHECKOUT

pytestmark = pytest.mark.browser


def storm(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.chaos", "--database", "sqlite", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=200)


@pytest.mark.timeout(240)
def test_ten_interviews_in_a_storm_are_neither_lost_nor_doubled(browser):
    ended = storm("--interviews", "10", "--seed", "3")
    counts, verdict = ended.stdout.splitlines()[-2:]
    assert (verdict, ended.returncode) == ("lost 0 doubled 0", 0), ended.stdout + ended.stderr
    assert "browser kills" in counts
    assert "server kills" in counts
    assert "lost replies" in counts


@pytest.mark.timeout(240)
@pytest.mark.parametrize("plant", ["check-then-insert", "delete-before-receipt"])
def test_a_planted_fault_is_noticed(browser, plant):
    ended = storm("--interviews", "8", "--seed", "3", "--plant", plant)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] != "lost 0 doubled 0"
