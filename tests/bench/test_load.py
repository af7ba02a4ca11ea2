"""The load of the measurements counts what was kept, and nothing else."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bench.documents import ID_MARK, RECEIPT_MARK
from bench.load import Figures, run
from bench.report import write

DOCUMENT = b'{"id":"' + ID_MARK + b'","receipt_hash":"' + RECEIPT_MARK + b'"}'
Judge = Callable[[dict[str, Any]], tuple[int, str]]


@contextmanager
def answering(judge: Judge) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on this machine that answers every document as it is told, with the documents it got."""
    got: list[dict[str, Any]] = []

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == f"/api/v1/responses/{document['id']}"
            got.append(document)
            status, text = judge(document)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def loaded(judge: Judge, most: int = 40) -> tuple[Figures, list[dict[str, Any]]]:
    with answering(judge) as (url, got):
        return at_once(run(url, [DOCUMENT], clients=4, seconds=10, warm_up=0, most=most)), got


def at_once(load: Coroutine[Any, Any, Figures]) -> Figures:
    """What a load comes to. It runs in a thread of its own: a browser of another test may hold this thread's loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, load).result()


def test_every_request_has_an_id_and_a_receipt_of_its_own() -> None:
    figures, got = loaded(lambda document: (201, document["id"]))
    assert (
        figures.good == len(got) == len({one["id"] for one in got}) == len({one["receipt_hash"] for one in got}) == 40
    )
    assert figures.statuses == {"201": 40}
    assert figures.rate > 0 < figures.p50 <= figures.p95 <= figures.p99


@pytest.mark.parametrize(
    "judge",
    [lambda document: (202, document["id"]), lambda document: (503, document["id"]), lambda _: (201, "another id")],
    ids=["set aside", "too busy", "another id"],
)
def test_an_answer_that_does_not_say_that_this_response_was_kept_counts_for_nothing(judge: Judge) -> None:
    figures, got = loaded(judge)
    assert len(got) == 40
    assert (figures.good, figures.rate) == (0, 0)


def test_load_goes_to_this_machine_only() -> None:
    with pytest.raises(ValueError, match="on this machine"):
        at_once(run("http://192.0.2.1:80", [DOCUMENT], clients=1, seconds=1))


def test_figures_go_between_their_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("before\n<!-- put: written by `make bench` -->\nold\n<!-- end of put -->\nafter\n")
    write("put", "new", page)
    write("put", "newer", page)
    assert page.read_text() == (
        "before\n<!-- put: written by `make bench` -->\n\nnewer\n\n<!-- end of put -->\nafter\n"
    )
    with pytest.raises(ValueError, match="no marks"):
        write("release", "new", page)
