"""The ticket that leads from a plain form to its receipt: the secret, encrypted, valid for a quarter of an hour.

It is stored nowhere. After that time the person types the code that was written down.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECONDS = 15 * 60
PURPOSE = b"feedback receipt ticket 1"


@dataclass(frozen=True)
class Tickets:
    """Mint and open tickets under one key and one clock."""

    mint: Callable[[str], str]
    open: Callable[[str], str | None]
    """The secret in a ticket; None when it is not ours, was changed, or is too old."""


def tickets(secret_key: str, clock: Callable[[], datetime]) -> Tickets:
    """Tickets under a key derived from the key of the instance for this purpose alone."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    box = Fernet(urlsafe_b64encode(key))

    def now() -> int:
        return int(clock().timestamp())

    def mint(secret: str) -> str:
        return box.encrypt_at_time(secret.encode(), now()).decode()

    def open(ticket: str) -> str | None:
        try:
            return box.decrypt_at_time(ticket, SECONDS, now()).decode()
        except (InvalidToken, ValueError):  # ValueError: not even ASCII
            return None

    return Tickets(mint, open)
