"""Interviews that wait on a phone, sent over a line of 50 kbit/s and 500 ms: bytes of each, and none sent twice.

    python -m bench.drain [--interviews 100] [--write]

The line is a socket that carries every message at the speed of 2G, with the headers of requests and answers counted;
TCP and TLS are not. The questions whether the server holds what was sent are part of the bytes.
"""

import argparse
import os
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

from playwright.sync_api import sync_playwright

from bench.documents import document
from bench.page import QUIET, find_chromium
from bench.report import Target, machine, table, targets_table, tell, write
from bench.servers import PRODUCT, serving
from bench.wire import Exchange, Line
from bench.world import World, environment_of, opened, stored
from tests.responses.phones import READ, put_on_phone

RATE = 50_000 / 8
DELAY = 0.5
MOST_BYTES = 2_500


def drain(interviews: int) -> tuple[list[Exchange], float, int]:
    """Send this many over the slow line: every exchange with the server, the seconds, and how many it then holds."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-bench-")))
        world = opened(folder)
        server = stack.enter_context(serving(PRODUCT, environment_of(world.settings), folder / "log"))
        port = int(server.url.rsplit(":", 1)[1])
        line = stack.enter_context(Line(port))
        playwright = stack.enter_context(sync_playwright())
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *sandbox])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{line.port}/outbox")
        page.get_by_text("Nothing waits on this phone").wait_for()
        put_on_phone(page, [_fresh(world, Random(seed)) for seed in range(interviews)])
        line.exchanges.clear()
        line.rate, line.delay = RATE, DELAY
        started = time.monotonic()
        page.evaluate("dispatchEvent(new Event('online'))")
        while page.evaluate(f"({READ})('records').then(all => all.length)"):
            page.wait_for_timeout(500)
            if time.monotonic() - started > 10 * interviews + 60:
                raise RuntimeError("the interviews do not get through")
        seconds = time.monotonic() - started
        browser.close()
        return [one for one in line.exchanges if one.path.startswith("/api/")], seconds, stored(world)


def _fresh(world: World, random: Random) -> dict[str, object]:
    """The document of one person, with an id and a receipt of its own."""
    made = document(world.edition, world.round_code, world.wording, world.places, random)
    made["id"] = str(uuid.UUID(int=random.getrandbits(128), version=4))
    return made | {"receipt_hash": random.randbytes(32).hex()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and put the figures into docs/performance.md when asked to; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interviews", type=int, default=100, help="how many wait on the phone (100)")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    given = parser.parse_args(arguments)
    tell(f"drain: {given.interviews} interviews over 50 kbit/s and 500 ms")
    exchanges, seconds, held = drain(given.interviews)
    sent = Counter(one.path for one in exchanges if one.method == "PUT")
    repeats = sum(sent.values()) - len(sent)
    up, down = sum(one.up for one in exchanges), sum(one.down for one in exchanges)
    each = (up + down) / given.interviews
    targets = [
        Target(f"at most {MOST_BYTES:,} bytes for an interview, both ways", f"{each:,.0f} bytes", each <= MOST_BYTES),
        Target("none sent twice, all held", f"{repeats} sent twice, {held} held", not repeats and held == len(sent)),
    ]
    rows = [[str(given.interviews), f"{up:,}", f"{down:,}", str(len(exchanges)), f"{each:,.0f}", f"{seconds:.0f}"]]
    head = ["Interviews", "Bytes up", "Bytes down", "Requests", "Bytes each", "Seconds"]
    text = "\n".join([machine(), targets_table(targets), table(head, rows)])
    if given.write:
        write("drain", text)
    print(text)
    print(f"drain: {each:,.0f} bytes each, {repeats} sent twice")
    return 0 if all(target.met for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main())
