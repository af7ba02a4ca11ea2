"""The receipt: a secret that only the respondent holds; the server keeps its SHA-256 and cannot go back from it."""

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code copied by hand is read back right."""
LENGTH = 16
BYTES = 10
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None, "\u00a0": None, "\t": None})


def new_secret(randomness: bytes) -> str:
    """Sixteen characters from ten random bytes (80 bits: too many to guess, few enough to write down)."""
    if len(randomness) != BYTES:
        raise ValueError(f"a secret is made of {BYTES} bytes, not {len(randomness)}")
    number = int.from_bytes(randomness)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def receipt_hash(secret: str) -> bytes:
    """What the server keeps of a secret: 32 bytes that do not lead back to it."""
    return hashlib.sha256(secret.encode()).digest()


def normalise_secret(typed: str) -> str | None:
    """A secret as somebody typed it: any case, any grouping, I and L for 1, O for 0. None when it is none."""
    secret = typed.upper().translate(_MISREAD)
    return secret if len(secret) == LENGTH and all(character in ALPHABET for character in secret) else None


def grouped(secret: str) -> str:
    """The secret in groups of four, as it is shown."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
