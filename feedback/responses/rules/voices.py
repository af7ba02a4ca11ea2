"""A voice answer as bytes: which kind of sound it is, or to which key it is sealed, and where it says it belongs."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from uuid import UUID

from feedback.responses.rules.frame import is_code, read_id

LARGEST_VOICE = 200 * 1024
"""Bytes that a voice answer may have: a minute at 16 kbit/s is 120 KB, and some phones ignore what they are asked."""
SEALED = b"sealed:"
"""A sealed voice begins with this, the name of the key, a colon, and then come the sealed bytes."""
VERSION = "feedback-sealed-voice-1"
"""What a seal is bound to begins with this; then come key, id, response and round."""
VOICES = "voices/"
_KEY = re.compile(rb"[0-9a-f]{16}:")
_LENGTH = 4


def kind_of(raw: bytes) -> str:
    """The MIME type of a sound, by its first bytes (WebM, Ogg, MPEG-4: what browsers record); "" for anything else."""
    if raw.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm"
    if raw.startswith(b"OggS"):
        return "audio/ogg"
    return "audio/mp4" if raw[4:8] == b"ftyp" else ""


def sealed_voice(raw: bytes) -> tuple[str, bytes] | None:
    """The name of the key and the sealed bytes of a sealed voice; None for what is none."""
    rest = raw.removeprefix(SEALED)
    if rest is raw or not _KEY.match(rest):
        return None
    return rest[:16].decode(), rest[17:]


def unpacked_voice(text: bytes) -> bytes:
    """The sound in what was sealed: its length in four bytes, the sound, and what fills it up."""
    return text[_LENGTH : _LENGTH + int.from_bytes(text[:_LENGTH])]


def read_path(path: str) -> tuple[str, UUID] | None:
    """The round and the response in a path such as `voices/PILOT-1/<response>/`; None for any other path."""
    parts = path.removeprefix(VOICES).split("/")
    if not path.startswith(VOICES) or len(parts) != 3 or parts[2] or not is_code(parts[0]):
        return None
    response = read_id(parts[1])
    return None if response is None else (parts[0], response)


def from_base64(text: str) -> bytes | None:
    """The bytes behind a text in a file of a phone."""
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return None
