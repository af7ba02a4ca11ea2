"""Limits at the citizen's door: how many requests an address may send, and from which pages.

Counts live in memory, keyed by a MAC (keyed BLAKE2) under a key that dies with the process: nothing about an address is
kept.
"""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from flask import abort, make_response, request

from feedback.web.request import now, settings

_KEY = secrets.token_bytes(32)


@dataclass
class _Window:
    """The counts of one minute; the next minute starts with none."""

    minute: int = 0
    counts: Counter[bytes] = field(default_factory=Counter)
    lock: Any = field(default_factory=Lock)

    def count(self, minute: int, address: bytes) -> int:
        with self.lock:
            if minute != self.minute:
                self.minute = minute
                self.counts.clear()
            self.counts[address] += 1
            return self.counts[address]


_window = _Window()


def limited(kind: str) -> None:
    """Count one request of this kind; answer 429 with Retry-After when the address has sent too many this minute."""
    moment = int(now().timestamp())
    address = blake2b(f"{kind} {request.remote_addr}".encode(), key=_KEY, digest_size=16).digest()
    if _window.count(moment // 60, address) > settings().citizen_rate:
        answer = make_response("", 429)
        answer.headers["Retry-After"] = str(60 - moment % 60)
        abort(answer)


def cross_site() -> bool:
    """Whether another site sent this request (`Sec-Fetch-Site` where there is one, else `Origin`; `null` is absent)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.host
