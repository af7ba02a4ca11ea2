"""Sealing to the public key of a round, so that only the holder of the private key reads what a phone has finished.

HPKE (RFC 9180) in base mode, one message for each key pair that the phone makes: DHKEM(P-256, HKDF-SHA256),
HKDF-SHA256, AES-256-GCM. A public key is its 65 bytes (uncompressed point), a private key lies in a PEM file.
"""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PrivateKey = ec.EllipticCurvePrivateKey
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
VERSION = "feedback-sealed-1"
PROOF = "feedback-sealed-proof-1"
ID_LENGTH = 16


class NeedsPassphrase(ValueError):
    """A key file is locked with a passphrase that was not given, or not this one."""


def new_private_key() -> PrivateKey:
    """A new key pair."""
    return ec.generate_private_key(ec.SECP256R1())


def public_bytes(private: PrivateKey) -> bytes:
    """The public key of a pair, 65 bytes."""
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def key_id(public: bytes) -> str:
    """The name of a key: 16 hexadecimal digits that follow from its public half."""
    return hashlib.sha256(public).hexdigest()[:ID_LENGTH]


def to_pem(private: PrivateKey, passphrase: str = "") -> bytes:
    """A private key as a file, locked with the passphrase if there is one."""
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


def from_pem(raw: bytes, passphrase: str = "") -> PrivateKey:
    """The private key in a file. Raises NeedsPassphrase, or ValueError when it is no private key of this kind."""
    try:
        found = load_pem_private_key(raw, passphrase.encode() or None)
    except TypeError as problem:
        if passphrase:  # one was given, and the file has no lock
            return from_pem(raw)
        raise NeedsPassphrase(str(problem)) from None
    except ValueError as problem:
        if passphrase:
            raise NeedsPassphrase(str(problem)) from None
        raise
    except UnsupportedAlgorithm as problem:
        raise ValueError(str(problem)) from None
    if not isinstance(found, PrivateKey) or not isinstance(found.curve, ec.SECP256R1):
        raise ValueError("this is a key of another kind")
    return found


def context(*names: object, version: str = VERSION) -> bytes:
    """What a seal is bound to: with any other names it does not open."""
    return "|".join((version, *map(str, names))).encode()


def seal(public: bytes, bound_to: bytes, text: bytes) -> bytes:
    """Seal a text: the fresh public key of the sender, then the ciphertext. Raises ValueError for no public key."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return SUITE.encrypt(text, key, bound_to)


def unseal(private: PrivateKey, bound_to: bytes, sealed: bytes) -> bytes | None:
    """What was sealed, or None when it was sealed to another key, bound to other names, or changed since."""
    try:
        return SUITE.decrypt(sealed, private, bound_to)
    except (InvalidTag, ValueError):
        return None


def to_text(raw: bytes) -> str:
    """Bytes in base64url without padding, as they stand on a page and in an envelope."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def shown(id: str) -> str:
    """The name of a key in groups of four, for paper."""
    return " ".join(id[start : start + 4] for start in range(0, len(id), 4))
