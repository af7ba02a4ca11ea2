"""What stands between a phone and the server: a proxy of raw sockets that loses, delays and replaces replies."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from types import MappingProxyType
from typing import BinaryIO

PORTAL = b"<!doctype html><title>Welcome</title><p>Please sign in to this network."


@dataclass
class Asked:
    """One request as it came from the phone."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    carried: int = 0
    """Bytes of the request and of its reply, heads included, as they crossed the wire."""


@dataclass(frozen=True)
class Reply:
    """What goes back to the phone."""

    status: int
    headers: dict[str, str]
    body: bytes


Fault = Callable[["Between", Asked, socket.socket], Reply | None]
"""Answer instead of the server, or None to end the connection without a byte (or as the fault left it)."""


@dataclass
class Between:
    """A door on this machine that passes requests on to a port; `fault` decides about those that send answers."""

    target: int
    fault: Fault | None = None
    seen: list[Asked] = field(default_factory=list)
    forwarded: list[int] = field(default_factory=list)
    """The status of every answer that the server gave to a PUT or POST, whether the phone saw it or not."""
    down: bool = False
    everything: Fault | None = None
    """As `fault`, for every request whatever its method."""

    def start(self) -> None:
        """Listen on a free port."""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.closing = False
        self.open: list[socket.socket] = []
        self.threads = [threading.Thread(target=self._listen, daemon=True)]
        self.threads[0].start()

    def stop(self) -> None:
        """End every connection."""
        self.closing = True
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for one in self.open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(10)

    def sent(self, method: str = "PUT") -> list[Asked]:
        """Every request with this method that the phone sent, its own repeats included."""
        return [asked for asked in self.seen if asked.method == method]

    def forward(self, asked: Asked) -> Reply:
        """Let the server answer."""
        with closing(HTTPConnection("127.0.0.1", self.target, timeout=30)) as connection:
            connection.request(asked.method, asked.path, asked.body or None, asked.headers)
            answer: HTTPResponse = connection.getresponse()
            body = answer.read()
        if asked.method in {"PUT", "POST"}:
            self.forwarded.append(answer.status)
        hop = {"connection", "transfer-encoding", "content-length"}
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in hop}
        return Reply(answer.status, headers, body)

    def _listen(self) -> None:
        while not self.closing:
            with suppress(OSError):
                connection, _ = self.listener.accept()
                if self.down:
                    reset(connection)
                    continue
                self.open.append(connection)
                self.threads.append(threading.Thread(target=self._talk, args=(connection,), daemon=True))
                self.threads[-1].start()

    def _talk(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        with suppress(OSError, ValueError, HTTPException):
            while not self.closing and (asked := _read(stream)) is not None:
                if self.down:
                    break
                self.seen.append(asked)
                fault = self.everything or (self.fault if asked.method in {"PUT", "POST"} else None)
                reply = fault(self, asked, connection) if fault else self.forward(asked)
                if reply is None:
                    break
                asked.carried += _write(connection, reply)
        with suppress(OSError):
            connection.close()
        stream.close()


def _read(stream: BinaryIO) -> Asked | None:
    start = stream.readline().decode("latin-1")
    first, carried = start.split(), len(start) + 2
    if len(first) != 3:
        return None
    headers = {}
    while line := (raw := stream.readline().decode("latin-1")).strip():
        name, _, value = line.partition(":")
        headers[name] = value.strip()
        carried += len(raw)
    length = next((int(value) for name, value in headers.items() if name.lower() == "content-length"), 0)
    return Asked(first[0], first[1], headers, stream.read(length), carried + length)


def _write(connection: socket.socket, reply: Reply) -> int:
    headers = {**reply.headers, "Content-Length": str(len(reply.body)), "Connection": "keep-alive"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    raw = f"HTTP/1.1 {reply.status} x\r\n{head}\r\n".encode("latin-1") + reply.body
    connection.sendall(raw)
    return len(raw)


def reset(connection: socket.socket) -> None:
    """End a connection at once, as a network that breaks does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def says(
    status: int, body: bytes = b"", headers: Mapping[str, str] = MappingProxyType({}), times: int = 10**6
) -> Fault:
    """The same answer each time instead of the server's, at most `times` times."""
    left = [times]

    def fault(between: Between, asked: Asked, _connection: socket.socket) -> Reply:
        left[0] -= 1
        return Reply(status, dict(headers), body) if left[0] >= 0 else between.forward(asked)

    return fault


def loses_the_reply(how: str, times: int = 1) -> Fault:
    """The server keeps the answers; then the connection is reset, or closed without a byte."""
    left = [times]

    def fault(between: Between, asked: Asked, connection: socket.socket) -> Reply | None:
        reply = between.forward(asked)
        left[0] -= 1
        if left[0] < 0:
            return reply
        if how == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RD)
        return None

    return fault


def swallows(between: Between, _asked: Asked, _connection: socket.socket) -> None:
    """A black hole: the request is read, and nothing ever comes back."""
    while not between.closing:
        time.sleep(0.05)


def late(seconds: float, times: int = 1) -> Fault:
    """The server keeps the answers at once, and its reply comes after this long, if the phone still listens."""
    left = [times]

    def fault(between: Between, asked: Asked, _connection: socket.socket) -> Reply:
        reply = between.forward(asked)
        left[0] -= 1
        if left[0] >= 0:
            time.sleep(seconds)
        return reply

    return fault


def speaks(raw: Callable[[Reply], bytes], times: int = 10**6) -> Fault:
    """The server's reply as raw bytes of our own, after which the connection ends."""
    left = [times]

    def fault(between: Between, asked: Asked, connection: socket.socket) -> Reply | None:
        reply = between.forward(asked)
        left[0] -= 1
        if left[0] < 0:
            return reply
        connection.sendall(raw(reply))
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        return None

    return fault
