"""A line between a phone and a server at socket level: as slow as it is told to be, with the bytes of every exchange.

Throttling by the browser's own tools does not reach a service worker, and what the browser says about bytes leaves out
the requests. Everything that passes here is counted, headers included; only TCP and TLS are not.
"""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True)
class Exchange:
    """One request with its answer, in bytes as they crossed the line."""

    started: float
    method: str
    path: str
    up: int
    down: int
    status: int


@dataclass
class Line:
    """A door to a server on this machine: `rate` bytes a second each way, `delay` seconds there and back, or 0."""

    target: int
    rate: float = 0
    delay: float = 0
    exchanges: list[Exchange] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> "Line":
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.turns = {"up": threading.Lock(), "down": threading.Lock()}
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_fault: object) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def total(self) -> int:
        """Everything so far, both ways."""
        return sum(one.up + one.down for one in self.exchanges)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, phone: socket.socket) -> None:
        """One connection: each message is carried over when it is complete, and takes its time."""
        with suppress(OSError, ValueError), phone, socket.create_connection(("127.0.0.1", self.target)) as server:
            asked, said = phone.makefile("rb"), server.makefile("rb")
            if self.delay:
                time.sleep(self.delay)  # the handshake of TCP
            while head := _head(asked):
                started = time.monotonic()
                request = head + _body(asked, head)
                self._carry(request, server, "up")
                answer = _head(said)
                method, path = head.split(b" ", 2)[:2]
                status = int(answer.split(b" ", 2)[1])
                if method != b"HEAD" and status not in {204, 304}:
                    answer += _body(said, answer)
                self._carry(answer, phone, "down")
                parts = (method.decode(), path.decode(), len(request), len(answer), status)
                self.exchanges.append(Exchange(started, *parts))

    def _carry(self, message: bytes, to: socket.socket, way: str) -> None:
        time.sleep(self.delay / 2)
        if self.rate:
            with self.turns[way]:  # all connections share the line
                time.sleep(len(message) / self.rate)
        to.sendall(message)


def _head(stream: BinaryIO) -> bytes:
    """The first line and the headers, with the empty line; nothing when the connection has ended."""
    found = b""
    while line := stream.readline():
        found += line
        if line == b"\r\n":
            return found
    return b""


def _body(stream: BinaryIO, head: bytes) -> bytes:
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return stream.read(int(rest.split(b"\r\n", 1)[0])) if found else b""
