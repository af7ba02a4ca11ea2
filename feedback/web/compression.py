"""Answers in fewer bytes: brotli, or gzip for old phones.

Most pages are compressed as they leave, fast. Of a page that is alike for many people all but its end is compressed
once, as well as it can be, and kept.
"""

import gzip
import hashlib

import brotli
from flask import Response, g, make_response, request

SMALL = 700
"""Bytes below which compressing an answer is not worth the work."""
TEXTS = frozenset({"text/html", "text/javascript", "text/csv", "text/plain", "application/json", "image/svg+xml"})
FAST, SCRIPTS, BEST = 5, 9, 11
"""Qualities of brotli. A questionnaire takes a millisecond with the first and 60 ms with the last."""
MOST_KEPT = 400
WINDOW = 17
"""Twice the bytes of a questionnaire: more would only cost the phone memory."""
_kept: dict[bytes, bytes] = {}


def alike(page: str, own: str) -> Response:
    """A page that is the same for many people but for its end, `own`, of at most 65,536 bytes."""
    beginning = page.encode()
    g.alike = len(beginning)
    return make_response(beginning + own.encode())


def pressed_well(response: Response) -> Response:
    """Mark a large page of one person's own that is sent seldom: its bytes matter more than the work."""
    g.quality = BEST
    return response


def compress(response: Response) -> Response:
    """Brotli, or gzip for old phones, where the browser takes it and the answer is worth it."""
    if (
        (response.content_length or 0) < SMALL
        or response.mimetype not in TEXTS
        or response.direct_passthrough
        or response.status_code == 304
        or "Content-Encoding" in response.headers
    ):
        return response
    if not response.cache_control.no_store:
        response.vary.add("Accept-Encoding")
    way = best_encoding()
    if way:
        content = response.get_data()
        response.set_data(_brotli(response.mimetype, content) if way == "br" else gzip.compress(content, 6))
        response.headers["Content-Encoding"] = way
    return response


def best_encoding() -> str:
    """`br`, `gzip` or nothing, by what the browser says it takes."""
    accepted = request.accept_encodings
    return next((way for way in ("br", "gzip") if accepted[way] > 0), "")


def _brotli(kind: str, content: bytes) -> bytes:
    beginning = g.pop("alike", None)
    if beginning is not None:
        return joined(content[:beginning], content[beginning:])
    quality = g.pop("quality", SCRIPTS if kind == "text/javascript" else FAST)
    pressed: bytes = brotli.compress(content, quality=quality)
    return pressed


def joined(beginning: bytes, end: bytes) -> bytes:
    """A brotli stream of a beginning that is compressed once and kept, and of an end that is not compressed.

    After a flush the stream is at the edge of a byte. There follows the head of a part that stands as it is: no last
    part, its length less one in 16 bits, not compressed; then the last part, which is empty. RFC 7932, section 9.2.
    """
    head = (len(end) - 1 << 3 | 1 << 19).to_bytes(3, "little") if end else b""
    return _best(beginning) + head + end + b"\x03"


def _best(content: bytes) -> bytes:
    key = hashlib.sha256(content).digest()
    pressed = _kept.get(key)
    if pressed is None:
        press = brotli.Compressor(quality=BEST, lgwin=WINDOW)
        pressed = press.process(content) + press.flush()
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = pressed
    return pressed
