"""Enumerators: a code, a name and a PIN that says who is collecting. A PIN protects nothing and locks nothing."""

import hashlib
import re
from dataclasses import dataclass

from feedback import N_
from feedback.accounts.rules import Problem

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
ITERATIONS = 100_000
LONGEST_NAME, LONGEST_TEAM = 120, 64


@dataclass(frozen=True)
class Enumerator:
    """A person who collects in a round."""

    code: str
    name: str
    team: str
    state: str
    """active or gone."""


def new_pin(random: bytes) -> str:
    """A PIN of four digits out of eight random bytes."""
    return f"{int.from_bytes(random[:8]) % 10_000:04d}"


def pin_hash(pin: str, salt: bytes) -> bytes:
    """PBKDF2-HMAC-SHA256 of a PIN, 32 bytes: what a phone compares with, because browsers can compute it too."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ITERATIONS)


def enumerator_problem(code: str, name: str, team: str) -> Problem | None:
    """What is wrong with an enumerator, or None."""
    if not CODE.fullmatch(code):
        return Problem("code", N_("A code is 1 to 32 letters, digits or . _ -, with a letter or a digit first."))
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not name.strip().isprintable():
        return Problem("name", N_("Please give a name of at most 120 characters."))
    if not team.strip() or len(team.strip()) > LONGEST_TEAM or not team.strip().isprintable():
        return Problem("team", N_("Please name the team: at most 64 characters."))
    return None
