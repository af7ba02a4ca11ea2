"""Interviews that wait on a phone, sent over a line of 50 kbit/s and 500 ms: bytes of each, and none sent twice.

    python -m bench.drain [--interviews 100] [--round plain|sealed|both] [--write]

The line is a socket that carries every message at the speed of 2G, with the headers of requests and answers counted;
TCP and TLS are not. The questions whether the server holds what was sent are part of the bytes. In a sealed round the
page itself seals each interview with the script that phones run, to the key that it carries.
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
from dataclasses import dataclass
from pathlib import Path
from random import Random

from playwright.sync_api import Browser, sync_playwright

from bench.documents import document
from bench.page import QUIET, find_chromium
from bench.report import Target, machine, table, targets_table, tell, write
from bench.servers import PRODUCT, serving
from bench.wire import Line
from bench.world import World, environment_of, opened, stored
from tests.responses.phones import READ, put_on_phone

RATE = 50_000 / 8
DELAY = 0.5
MOST_BYTES = {"plain": 2_500, "sealed": 4_000}
"""Bytes of HTTP for one interview, both ways."""
SEAL = """async ([key, documents]) => {
  const { envelope } = await import(document.querySelector("script").src.replace(/[^/]*$/, "seal.js"));
  return Promise.all(documents.map((one) => envelope(key, one)));
}"""


@dataclass(frozen=True)
class Drained:
    """What crossed the line until nothing waited any more."""

    interviews: int
    up: int
    down: int
    requests: int
    repeats: int
    """Interviews that were sent again."""
    held: int
    """Different interviews that the server holds."""
    seconds: float

    @property
    def each(self) -> float:
        """Bytes of one interview, both ways."""
        return (self.up + self.down) / self.interviews


def drain(browser: Browser, interviews: int, sealed: bool, rate: float = RATE, delay: float = DELAY) -> Drained:
    """Send this many over a line of `rate` bytes a second (0: no limit) and `delay` seconds there and back.

    Raises RuntimeError when they do not get through.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-bench-")))
        world = opened(folder, sealed=sealed)
        server = stack.enter_context(serving(PRODUCT, environment_of(world.settings), folder / "log"))
        line = stack.enter_context(Line(int(server.url.rsplit(":", 1)[1])))
        page = stack.enter_context(browser.new_context()).new_page()
        page.goto(f"http://127.0.0.1:{line.port}/outbox")
        page.get_by_text("Nothing waits on this phone").wait_for()
        documents = [_fresh(world, Random(seed)) for seed in range(interviews)]
        put_on_phone(page, page.evaluate(SEAL, [world.key, documents]) if sealed else documents)
        line.exchanges.clear()
        line.rate, line.delay = rate, delay
        started = time.monotonic()
        page.evaluate("dispatchEvent(new Event('online'))")
        while page.evaluate(f"({READ})('records').then(all => all.length)"):
            page.wait_for_timeout(500)
            if time.monotonic() - started > 10 * interviews + 60:
                raise RuntimeError("the interviews do not get through")
        seconds = time.monotonic() - started
        talked = [one for one in line.exchanges if one.path.startswith("/api/")]
        sent = Counter(one.path for one in talked if one.method == "PUT")
        up, down = sum(one.up for one in talked), sum(one.down for one in talked)
        repeats = sum(sent.values()) - len(sent)
        return Drained(interviews, up, down, len(talked), repeats, stored(world, sealed), seconds)


def _fresh(world: World, random: Random) -> dict[str, object]:
    """The document of one person, with an id and a receipt of its own."""
    made = document(world.edition, world.round_code, world.wording, world.places, random)
    made["id"] = str(uuid.UUID(int=random.getrandbits(128), version=4))
    return made | {"receipt_hash": random.randbytes(32).hex()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and put the figures into docs/performance.md when asked to; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interviews", type=int, default=100, help="how many wait on the phone (100)")
    parser.add_argument("--round", choices=("plain", "sealed", "both"), default="both", help="of which round (both)")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    given = parser.parse_args(arguments)
    targets, rows, said = [], [], []
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *sandbox])
        for kind in ("plain", "sealed") if given.round == "both" else (given.round,):
            tell(f"drain: {given.interviews} interviews of a {kind} round over 50 kbit/s and 500 ms")
            one = drain(browser, given.interviews, kind == "sealed")
            most, each = MOST_BYTES[kind], f"{one.each:,.0f}"
            targets += [
                Target(
                    f"{kind}: at most {most:,} bytes for an interview, both ways", f"{each} bytes", one.each <= most
                ),
                Target(
                    f"{kind}: none sent twice, all held",
                    f"{one.repeats} sent twice, {one.held} held",
                    not one.repeats and one.held == one.interviews,
                ),
            ]
            sizes = [f"{number:,}" for number in (one.up, one.down, one.requests)]
            rows.append([kind, str(one.interviews), *sizes, each, f"{one.seconds:.0f}"])
            said.append(f"{kind} {each} bytes each, {one.repeats} sent twice")
    head = ["Round", "Interviews", "Bytes up", "Bytes down", "Requests", "Bytes each", "Seconds"]
    text = "\n".join([machine(), targets_table(targets), table(head, rows)])
    if given.write:
        write("drain", text)
    print(text)
    print("drain: " + "; ".join(said))
    return 0 if all(target.met for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main())
