"""The envelope of a sealed response: what the server reads without any key, and the sealed text that it cannot read."""

import zlib
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feedback import N_
from feedback.responses.rules.documents import LARGEST, Problem
from feedback.responses.rules.frame import is_code, read_id

ENVELOPE = frozenset({"id", "round", "edition", "wording", "key", "sealed"})
"""What an envelope holds; with a device credential also `number`, the running number of the device."""
LARGEST_NUMBER = 1_000_000
NOT_AN_ENVELOPE = N_("This is not the envelope of a sealed response.")
ANOTHER = N_("What was sealed belongs to another envelope.")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed response as it was received: its names, and the bytes that only a private key opens."""

    id: UUID
    round: str
    edition: str
    wording: int
    key: str
    sealed: bytes
    number: int | None

    @property
    def names(self) -> tuple[object, ...]:
        """What the seal is bound to."""
        return self.key, self.id, self.round, self.edition, self.wording


def is_envelope(document: Mapping[str, Any]) -> bool:
    """Whether this document is sealed; no response has a field of that name."""
    return "sealed" in document


def read_envelope(document: Mapping[str, Any]) -> Envelope | Problem:
    """The envelope in a document, or the field that makes it none."""
    id, number = read_id(document.get("id")), document.get("number")
    sealed = _bytes(document.get("sealed"))
    for name, holds in (
        ("id", id is not None),
        *((name, is_code(document.get(name))) for name in ("round", "edition", "key")),
        ("wording", type(document.get("wording")) is int and 0 < document["wording"] < 10_000),
        ("sealed", sealed is not None),
        ("number", number is None or (type(number) is int and 0 < number < LARGEST_NUMBER)),
    ):
        if not holds:
            return Problem(name, NOT_AN_ENVELOPE)
    assert id is not None and sealed is not None  # noqa: PT018, S101  (said by the lines above)
    names = {name: document[name] for name in ("round", "edition", "wording", "key")}
    return Envelope(id=id, sealed=sealed, number=number, **names)


def belongs(envelope: Envelope, document: Mapping[str, Any]) -> bool:
    """Whether a document that was sealed says the same of itself as its envelope, and is no envelope in turn."""
    said = (read_id(document.get("id")), document.get("round"), document.get("edition"), document.get("wording"))
    return said == (envelope.id, envelope.round, envelope.edition, envelope.wording) and not is_envelope(document)


def unpacked(text: bytes) -> bytes:
    """What was sealed, as the bytes of a document: deflated (RFC 1950) or as it is, and then filled up with blanks.

    At most one byte more than a document may have, which is enough to know that it is too large.
    """
    if text[:1] == b"{":
        return text.rstrip(b" ")
    try:
        return zlib.decompressobj().decompress(text, LARGEST + 1)
    except zlib.error:
        return text


def _bytes(text: object) -> bytes | None:
    """What base64url without padding stands for, or None when it is nothing of the kind."""
    if not isinstance(text, str) or not text.isascii() or not text.replace("-", "").replace("_", "").isalnum():
        return None
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        return None
