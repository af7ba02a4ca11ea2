"""The file that a phone hands over when it cannot send: one finished record a line, as docs/offline.md describes it."""

import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from feedback import N_
from feedback.responses.rules.documents import LARGEST
from feedback.responses.rules.frame import read_id
from feedback.responses.rules.voices import LARGEST_VOICE, read_path

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of a file that a page takes; the command takes any."""
MARK = b"\xef\xbb\xbf"
"""What Windows writes before a text."""
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""What stands before a text in two bytes a character."""
PATHS = ("responses/", "visits/", "practice/")
LONGEST = LARGEST_VOICE * 4 // 3 + 4
"""Characters of a voice answer in base64."""
_SURROGATES = re.compile("[\ud800-\udfff]")

CUT = N_("This line is not a whole record: the file was cut off or changed on its way. Ask for it once more.")
TOO_LONG = N_("This line is longer than one record can be.")
NO_ID = N_("The id of this record cannot be used.")
NO_SUCH_KIND = N_("This kind of record is not known here: the phone may be newer than this server.")


@dataclass(frozen=True, slots=True)
class HandedRecord:
    """One record of a phone: where a phone would have sent it, the bytes that it would have sent, and its proof."""

    id: UUID
    path: str
    """One of PATHS, or that of a voice answer, whose body is base64."""
    body: bytes
    device: str = ""
    """Id of the paired phone that made it; empty for the phone of a citizen."""
    proof: str = ""
    """HMAC-SHA256 of the body under the SHA-256 of the phone's credential, as hexadecimal."""


def is_handed_over(head: bytes) -> bool:
    """Whether a file that begins like this comes from a phone: no table begins with a curly bracket."""
    return head.translate(None, b"\xef\xbb\xbf\xff\xfe\0").lstrip().startswith(b"{")


def numbered_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, each with its number, as UTF-8 without the mark and the line ends of Windows."""
    wide = file.read(2) in WIDE
    file.seek(0)
    lines: Iterable[bytes] = _narrow(file) if wide else file
    for number, line in enumerate(lines, 1):
        text = (line.removeprefix(MARK) if number == 1 else line).strip()
        if text:
            yield number, text


def _narrow(file: IO[bytes]) -> Iterator[bytes]:
    """A text that an editor saved in two bytes a character, as UTF-8."""
    text = io.TextIOWrapper(file, "utf-16", "replace", newline="\n")
    for line in text:
        yield line.encode()
    text.detach()


def read_line(line: bytes) -> HandedRecord | str:
    """The record in one line, or why it cannot be taken. Never raises."""
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):
        return CUT
    if not isinstance(found, dict) or not isinstance(found.get("body"), str):
        return CUT
    # A phone sends half of a character pair as the replacement character, so its digest is that of these bytes.
    body = _SURROGATES.sub("\ufffd", found["body"]).encode()
    id, path = read_id(found.get("id")), found.get("path") or PATHS[0]
    is_voice = isinstance(path, str) and read_path(path) is not None
    if len(body) > (LONGEST if is_voice else LARGEST):
        return TOO_LONG
    if id is None or not (is_voice or path in PATHS):
        return NO_ID if id is None else NO_SUCH_KIND
    return HandedRecord(id, path, body, _text(found.get("device")), _text(found.get("proof")))


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""
