"""Password hashes: argon2id, at most two at once in a process, so that a flood of sign-ins cannot eat the memory."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from feedback.accounts.rules import normal_password

_HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
"""46 MiB and two passes: twice the work that OWASP's password storage cheat sheet asks for at this memory."""
_places = BoundedSemaphore(2)
PATIENCE = 1.0
"""Seconds that a sign-in waits for its turn to hash."""

NOBODY = "$argon2id$v=19$m=47104,t=2,p=1$7cjprjblMqAHQdo71Ai4ag$Ib59MG49PDl2H/WfSSJSTYFzmeX2HQQk2VrMnUYsw0Y"
"""A hash of a random password that nobody knows, checked when there is no such account, so that both cost the same."""


class TooBusy(Exception):
    """Too many people sign in at this moment; nothing was checked."""


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and costs: a tenth of a second in which no lock is held."""
    with _places:
        return _HASHER.hash(normal_password(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash. Raises TooBusy when it was not its turn within a second."""
    if not _places.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        return _HASHER.verify(password_hash, normal_password(password))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    finally:
        _places.release()


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made with other costs than today's and should be made anew."""
    return _HASHER.check_needs_rehash(password_hash)
