"""Load from a process of its own: clients that each keep one connection open and send one response after the other.

    python -m bench.load http://127.0.0.1:8000 documents.jsonl --clients 16 --seconds 5

The documents carry the marks of `bench.documents` where an id and a receipt hash belong; every request gets fresh ones.
An answer counts as good only with status 201 and the id of the response in its body. Prints one line of JSON; latency
runs from the first byte written to the last byte read. Talks to this machine only.
"""

import argparse
import asyncio
import json
import os
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bench.documents import ID_MARK, RECEIPT_MARK

GOOD = 201
HERE = ("127.0.0.1", "localhost", "::1")
Pieces = tuple[bytes, bytes, bytes, bytes]


@dataclass(frozen=True)
class Figures:
    """What one run of load gave: good answers a second, latencies in milliseconds, all answers by status."""

    clients: int
    seconds: float
    rate: float
    p50: float
    p95: float
    p99: float
    good: int
    """Good answers from first to last, those before the measured time included."""
    statuses: dict[str, int]
    errors: dict[str, int]
    example: str = ""
    """The beginning of one answer that was not good."""


@dataclass
class Course:
    """One run: what to send, when to measure, and what came back so far."""

    requests: Sequence[Pieces]
    measured_from: float
    ends: float
    most: int
    sent: int = 0
    good: int = 0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    example: str = ""

    def next_request(self) -> tuple[bytes, bytes] | None:
        """A fresh id and the bytes of a request that carries it; None when the run is over."""
        if self.sent >= self.most or time.perf_counter() >= self.ends:
            return None
        self.sent += 1
        head, middle, before_receipt, tail = self.requests[self.sent % len(self.requests)]
        fresh = str(uuid.uuid4()).encode()
        receipt = os.urandom(32).hex().encode()
        return fresh, b"".join((head, fresh, middle, fresh, before_receipt, receipt, tail))

    def note(self, status: int, body: bytes, fresh: bytes, started: float) -> None:
        """Count one answer."""
        ended = time.perf_counter()
        self.statuses[str(status)] += 1
        if status != GOOD or fresh not in body:
            self.example = self.example or body[:300].decode(errors="replace")
            return
        self.good += 1
        if self.measured_from <= started and ended <= self.ends:
            self.latencies.append(ended - started)


class Client(asyncio.Protocol):
    """One connection that sends its next request as soon as the answer to the last one is complete."""

    def __init__(self, course: Course, done: asyncio.Future[bool]) -> None:
        self.course = course
        self.done = done
        self.answer = bytearray()
        self.length = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (what create_connection hands over)
        self.transport = transport
        self.send()

    def send(self) -> None:
        """Send the next request, or close when the run is over."""
        request = self.course.next_request()
        if request is None:
            self.finish(over=True)
            return
        self.fresh, data = request
        self.started = time.perf_counter()
        self.transport.write(data)

    def data_received(self, data: bytes) -> None:
        self.answer += data
        if self.length < 0:
            end = self.answer.find(b"\r\n\r\n")
            if end < 0:
                return
            self.head = bytes(self.answer[:end]).lower()
            _, found, rest = self.head.partition(b"\r\ncontent-length:")
            self.length = end + 4 + (int(rest.split(b"\r\n", 1)[0]) if found else 0)
        if len(self.answer) < self.length:
            return
        body = bytes(self.answer[len(self.head) + 4 : self.length])
        self.course.note(int(self.head[9:12]), body, self.fresh, self.started)
        self.answer.clear()
        self.length = -1
        if b"\r\nconnection: close" in self.head:
            self.finish(over=False)
        else:
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.course.errors[type(exc).__name__ if exc else "closed by the server"] += 1
            self.done.set_result(False)

    def finish(self, over: bool) -> None:
        """Close the connection; `over` says whether there is nothing left to send."""
        if not self.done.done():
            self.done.set_result(over)
        self.transport.close()


async def run(
    url: str, documents: Sequence[bytes], clients: int, seconds: float, warm_up: float = 1, most: int = 1_000_000
) -> Figures:
    """Keep `clients` requests under way for `warm_up` and then `seconds`, at most `most` in all; measure the latter."""
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port
    if host not in HERE or port is None:
        raise ValueError(f"{url} is not an address with a port on this machine")
    now = time.perf_counter()
    course = Course(
        [request_of(document, parts.netloc) for document in documents],
        measured_from=now + warm_up,
        ends=now + warm_up + seconds,
        most=most,
    )
    await asyncio.gather(*(_client(course, host, port) for _ in range(clients)))
    taken = min(time.perf_counter(), course.ends) - course.measured_from
    latencies = sorted(course.latencies)
    return Figures(
        clients=clients,
        seconds=round(taken, 3),
        rate=len(latencies) / taken if taken > 0 else 0,
        p50=at(latencies, 0.50),
        p95=at(latencies, 0.95),
        p99=at(latencies, 0.99),
        good=course.good,
        statuses=dict(course.statuses),
        errors=dict(course.errors),
        example=course.example,
    )


async def _client(course: Course, host: str, port: int, wait: float = 30) -> None:
    """One client: connects, sends until the run is over, and connects again when the server closes."""
    loop = asyncio.get_running_loop()
    over = False
    while not over and time.perf_counter() < course.ends:
        client = Client(course, loop.create_future())
        try:
            await loop.create_connection(lambda client=client: client, host, port)  # type: ignore[misc]
        except OSError as problem:
            course.errors[type(problem).__name__] += 1
            await asyncio.sleep(0.05)
            continue
        try:
            over = await asyncio.wait_for(client.done, max(0.0, course.ends - time.perf_counter()) + wait)
        except TimeoutError:
            course.errors["no answer in time"] += 1
            client.transport.abort()


def request_of(document: bytes, host: str) -> Pieces:
    """The request in four pieces: a fresh id goes between the first three, a receipt hash before the last."""
    before_id, after_id = document.split(ID_MARK)
    before_receipt, tail = after_id.split(RECEIPT_MARK)
    middle = (
        f" HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Length: {len(document)}\r\n\r\n"
    )
    return b"PUT /api/v1/responses/", middle.encode() + before_id, before_receipt, tail


def at(ordered: Sequence[float], share: float) -> float:
    """The latency that this share of requests stayed below, in milliseconds; 0 when there were none."""
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def main() -> None:
    """Read the arguments, run once, print the figures as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("documents", type=Path)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--warm-up", type=float, default=1)
    parser.add_argument("--most", type=int, default=1_000_000, help="requests at most")
    given = parser.parse_args()
    documents = given.documents.read_bytes().splitlines()
    figures = asyncio.run(run(given.url, documents, given.clients, given.seconds, given.warm_up, given.most))
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    main()
