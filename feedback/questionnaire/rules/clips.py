"""A clip: a human voice, or a sign-language video, that says one text in one language.

A clip is bound to the SHA-256 of the very words it says. Where the words change, no clip is found for them, and an old
recording is silent by itself. The script on the page computes the same digest from what stands there.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from feedback import N_
from feedback.questionnaire.rules.edition import Problem

VOICE, SIGN = "voice", "sign"
KINDS = (VOICE, SIGN)
MOST_KB = {VOICE: 80, SIGN: 400}
"""Kilobytes of one clip: half a minute of speech at 16 kbit/s; ten seconds of a small video."""
LARGEST = 1024 * max(MOST_KB.values())
TYPES = {
    "webm": {VOICE: "audio/webm", SIGN: "video/webm"},
    "mp4": {VOICE: "audio/mp4", SIGN: "video/mp4"},
    "ogg": {VOICE: "audio/ogg"},
    "mp3": {VOICE: "audio/mpeg"},
}
"""What browsers play, by the ending of the address."""
SHORT = 16
"""Hexadecimal digits of a digest by which a phone finds a clip: enough that two texts never share them."""
KEY = 12
"""Hexadecimal digits of a digest that name a file for `feedback translations clips import`."""
SIGNING = re.compile(r"[a-z]{3}")
TOO_LARGE = {
    VOICE: N_(
        "This recording has %(kb)s KB; %(most)s KB are the most. Speak without long pauses, and save it in mono as "
        "Opus at 16 kbit/s or MP3 at 24 kbit/s."
    ),
    SIGN: N_(
        "This video has %(kb)s KB; %(most)s KB are the most. Keep it under ten seconds, 240 pixels high, without sound."
    ),
}
NOT_PLAYED = {
    VOICE: N_("No phone plays this file as a voice. Take Opus (WebM or Ogg), MP3 or AAC (MP4)."),
    SIGN: N_("No phone plays this file as a video. Take WebM or MP4."),
}
NO_SPEAKER = N_("Write who speaks or signs.")
NO_SIGNING = N_("Write the sign language as three small letters (ISO 639-3), such as gse.")
SAME_PERSON = N_("The second speaker has to be somebody else than the one who was recorded.")
NO_CLIP = N_("There is no such clip any more. Look at the list again.")


@dataclass(frozen=True)
class Aloud:
    """One text that a page shows and a voice may say; `role` is title, text, question or answer."""

    role: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """The texts of one part of the questionnaire, in the order in which it asks."""

    code: str
    title: str
    texts: tuple[Aloud, ...]


@dataclass(frozen=True)
class Recording:
    """What somebody says about what they have recorded."""

    kind: str
    language: str
    speaker: str
    signing: str = ""
    synthetic: bool = False
    """Made by a machine, not by a person."""


@dataclass(frozen=True)
class Clip:
    """What is known of a clip beside its bytes."""

    id: int
    kind: str
    language: str
    signing: str
    """The sign language of a video (ISO 639-3); "" for a voice."""
    digest: bytes
    text: str
    """The words as they were when it was recorded."""
    file: str
    """The name in its address: the beginning of the SHA-256 of its bytes, and the ending of its type."""
    size: int
    speaker: str
    synthetic: bool
    made_by: str
    made: datetime
    second: str = ""
    """Who checked it, another speaker; "" until then."""
    signed: datetime | None = None


def normalised(text: str) -> str:
    """The words of a text as they are compared: Unicode NFC, white space of any kind as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def digest_of(text: str) -> bytes:
    """The SHA-256 of the words of a text, 32 bytes."""
    return sha256(normalised(text).encode()).digest()


def key_of(text: str) -> str:
    """The name of the file that says a text, without ending; its letter tells a spreadsheet that it is no number."""
    return f"t{digest_of(text).hex()[:KEY]}"


def type_of(content: bytes, kind: str) -> str:
    """The ending that belongs to these bytes, by what is in them and never by their name; "" where no phone plays them.

    Source: RFC 7845 (Ogg Opus), RFC 9559 (Matroska and WebM), ISO/IEC 14496-12 (MP4), ISO/IEC 11172-3 (MP3).
    """
    head = content[:4096]
    sound, picture = kind == VOICE, kind == SIGN
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return "webm" if (b"V_" in head) == picture and (b"A_OPUS" in head or picture) else ""
    if head[4:8] == b"ftyp":
        return "mp4" if (b"vide" in content) == picture and (b"soun" in content or picture) else ""
    if head.startswith(b"OggS") and b"OpusHead" in head[:64]:
        return "ogg" if sound else ""
    is_mp3 = head.startswith(b"ID3") or (len(head) > 3 and head[0] == 255 and head[1] & 0xE6 == 0xE2)
    return "mp3" if sound and is_mp3 else ""


def check_clip(about: Recording, content: bytes) -> list[Problem]:
    """Why a recording cannot be taken, in words that say what to do about it."""
    kind = about.kind
    if len(content) > MOST_KB[kind] * 1024:
        sizes = {"kb": str(-(-len(content) // 1024)), "most": str(MOST_KB[kind])}
        return [Problem("", "file", TOO_LARGE[kind], sizes)]
    found = []
    if not type_of(content, kind):
        found.append(Problem("", "file", NOT_PLAYED[kind]))
    if not about.speaker.strip():
        found.append(Problem("", "speaker", NO_SPEAKER))
    if kind == SIGN and not SIGNING.fullmatch(about.signing):
        found.append(Problem("", "signing", NO_SIGNING))
    return found


def check_second(clip: Clip, second: str) -> list[Problem]:
    """Why a name cannot stand for a clip."""
    if not second.strip() or second.split() == clip.speaker.split():
        return [Problem("", "second", SAME_PERSON)]
    return []


def all_texts_aloud(chapters: Iterable[Chapter]) -> list[str]:
    """Each text once, in the order in which the chapters ask."""
    found: dict[bytes, str] = {}
    for chapter in chapters:
        for one in chapter.texts:
            found.setdefault(digest_of(one.text), one.text)
    return list(found.values())


def to_list(texts: Iterable[str], spoken: Collection[bytes]) -> bytes:
    """The texts as a table (CSV) for people who record: the name of each file, what it says, whether it is there."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("file", "text", "recorded"))
    writer.writerows((key_of(text), text, "yes" if digest_of(text) in spoken else "") for text in texts)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
