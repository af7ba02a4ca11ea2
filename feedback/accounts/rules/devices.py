"""A device: the phone of a team that collects, and the codes and credentials that tie it to the office."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from feedback import N_
from feedback.accounts.rules.people import Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that a code survives being read aloud and written on paper."""
CODE_LENGTH = 10
PAIRING_VALID = timedelta(hours=24)
PAIRING_RATE = 10
"""Wrong codes that one address may try in five minutes; a code is one of 2^50."""
LONGEST_TEAM, LONGEST_LABEL = 64, 120
STATES = ("waiting", "paired", "revoked")
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CREDENTIAL = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True)
class Device:
    """A phone that may send interviews of one round and one team: waiting to be paired, paired, or revoked."""

    id: UUID
    round: str
    """Code of its round."""
    team: str
    label: str
    state: str
    created: datetime
    created_by: str
    paired: datetime | None = None
    pairing_until: datetime | None = None


def pairing_code(random: bytes) -> str:
    """A pairing code of ten characters out of seven random bytes (50 bits are used)."""
    number = int.from_bytes(random[:7], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(CODE_LENGTH))


def clean_pairing_code(text: str) -> str:
    """A pairing code as it is compared, however it was typed: case, dashes and blanks do not matter, nor O for 0.

    Empty when this cannot be a code.
    """
    plain = re.sub(r"[\s-]", "", text).upper().translate(_ALIKE)
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(ALPHABET) else ""


def grouped_code(code: str) -> str:
    """A pairing code in two groups of five, as it is read out."""
    return f"{code[:5]}-{code[5:]}"


def pairing_link(host: str, code: str) -> str:
    """The address that pairs a phone: the code stands behind the #, which no browser sends and no server writes down.

    host: scheme and host of the site, as in `https://feedback.example.org`.
    """
    return f"{host.rstrip('/')}/field/#pair={code}"


def is_credential(text: object) -> bool:
    """Whether this has the form of a credential: 256 bits in 43 characters of base64url."""
    return isinstance(text, str) and _CREDENTIAL.fullmatch(text) is not None


def secret_hash(text: str) -> bytes:
    """SHA-256 of a pairing code or a credential: all that the server keeps of it."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def proof_fits(credential_hash: bytes, body: bytes, proof: str) -> bool:
    """Whether a record in a hand-over file was written by the phone that holds the credential.

    proof: HMAC-SHA256 of the body under the hash of the credential, in hexadecimal.
    """
    made = hmac.digest(credential_hash, body, "sha256").hex()
    return hmac.compare_digest(made.encode(), proof.encode("utf-8", "replace"))


def device_problem(team: str, label: str) -> Problem | None:
    """What is wrong with the team or the label of a device, or None."""
    if not team.strip() or len(team.strip()) > LONGEST_TEAM or not team.strip().isprintable():
        return Problem("team", N_("Please name the team of this phone: at most 64 characters."))
    if len(label.strip()) > LONGEST_LABEL or not label.strip().isprintable():
        return Problem("label", N_("The label of a phone has at most 120 characters."))
    return None
