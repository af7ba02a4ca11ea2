"""The first visit to the questionnaire: what crosses the wire until `load`, and when a slow phone can answer.

    python -m bench.page [--write] [--url http://127.0.0.1:8000/r/CODE/PLACE]

Without an address it serves an instance of its own. Bytes are those of the answers as sent, headers included, in a
browser that has never been here. Usable is the first moment at which an answer is visible and enabled, on slow 3G:
400 kbit/s, 400 ms from question to answer, a processor six times slower.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.report import Target, machine, table, targets_table, tell, write
from bench.servers import PRODUCT, serving
from bench.wire import Line
from bench.world import environment_of, opened

MOST_BYTES = 14_000
MOST_REQUESTS = 3
MOST_SECONDS = 1.2
MOST_LATER = 12_000
PHONE = {"width": 360, "height": 740}
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400 * 125, "uploadThroughput": 400 * 125}
SLOWER = 6
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
WATCH = """(() => {
  const seen = (node) => {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    return box.width >= 1 && box.height >= 1 && style.visibility !== "hidden" && style.display !== "none";
  };
  const usable = () => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")].some(
    (answer) => !answer.disabled && [answer, ...(answer.labels || [])].some(seen));
  // Once a frame: asking in between would make the browser lay out a page that it does not show yet.
  const look = () => requestAnimationFrame(() => {
    if (usable()) setTimeout(() => { window.usableAfter = performance.now(); });
    else look();
  });
  look();
})();"""


@dataclass
class Visit:
    """One visit: every answer with its bytes, when the page was loaded, when it could be used."""

    started: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    loaded: float = 0.0
    usable: float = 0.0

    def first(self) -> dict[str, int]:
        """Bytes by request, for the requests that began before the page was loaded."""
        return {one: self.received.get(one, 0) for one, at in self.started.items() if at <= self.loaded}

    def by_kind(self) -> dict[str, int]:
        """Bytes of the first visit by kind of content."""
        sums: dict[str, int] = {}
        for one, size in self.first().items():
            sums[self.kinds[one]] = sums.get(self.kinds[one], 0) + size
        return sums


def visit(browser: Browser, url: str, slow: bool, settle: float = 1.5) -> Visit:
    """Open the page as a phone that has never been here, with an empty cache; `settle` seconds for what comes later."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        seen = _watch(context.new_cdp_session(page), slow)
        page.add_init_script(WATCH)
        page.goto(url, wait_until="load", timeout=60_000)
        page.wait_for_function("window.usableAfter > 0", timeout=60_000)
        page.wait_for_timeout(settle * 1000)
        seen.usable = _usable_after(page)
        return seen
    finally:
        context.close()


def _usable_after(page: Page) -> float:
    return float(page.evaluate("window.usableAfter")) / 1000


def _watch(devtools: CDPSession, slow: bool) -> Visit:
    """Note every request, every byte received and the load event."""
    seen = Visit()

    def request(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith(("data:", "blob:")):
            seen.started[event["requestId"]] = event["timestamp"]
            seen.kinds[event["requestId"]] = event.get("type", "Other")

    def finished(event: dict[str, Any]) -> None:
        seen.received[event["requestId"]] = int(event["encodedDataLength"])

    def loaded(event: dict[str, Any]) -> None:
        seen.loaded = event["timestamp"]

    devtools.on("Network.requestWillBeSent", request)
    devtools.on("Network.loadingFinished", finished)
    devtools.on("Page.loadEventFired", loaded)
    devtools.send("Page.enable")
    devtools.send("Network.enable")
    if slow:
        devtools.send("Network.emulateNetworkConditions", SLOW_3G)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return seen


def after_load(browser: Browser, url: str, settle: float = 4) -> tuple[int, int]:
    """Bytes after `load`, those of the service worker included: of scripts, and of all that is kept for offline."""
    parts = urlsplit(url)
    with Line(parts.port or 80) as line:
        page = browser.new_page()
        page.goto(f"http://{parts.hostname}:{line.port}{parts.path}", wait_until="load")
        first = len(line.exchanges)
        page.wait_for_timeout(settle * 1000)
        page.close()
        later = line.exchanges[max(first, MOST_REQUESTS) :]
    scripts = sum(one.down for one in later if one.path.endswith(".js") and not one.path.endswith("outbox.js"))
    return scripts, sum(one.down for one in later) - scripts


def find_chromium() -> str:
    """The browser of this machine. Raises RuntimeError when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("no Chromium on this machine: install the package chromium")


def measure(urls: dict[str, str], repeats: int) -> tuple[str, str]:
    """The report on these pages (by language), and the line that says it in short for the heaviest of them."""
    rows = []
    heaviest: tuple[int, int] = (0, 0)
    slowest = 0.0
    later = 0
    with sync_playwright() as playwright:
        arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        version = browser.version
        for language, url in urls.items():
            tell(f"first visit: {url}")
            visit(browser, url, slow=False)  # the server reads its templates and catalogues once
            cold = visit(browser, url, slow=False)
            seconds = median(visit(browser, url, slow=True).usable for _ in range(repeats))
            first = cold.first()
            heaviest = max(heaviest, (sum(first.values()), len(first)))
            scripts, pages = after_load(browser, url)
            slowest, later = max(slowest, seconds), max(later, scripts)
            kinds = cold.by_kind()
            parts = [f"{kinds.get(kind, 0):,}" for kind in ("Document", "Stylesheet", "Script")]
            rows.append(
                [
                    language,
                    *parts,
                    f"{sum(first.values()):,}",
                    str(len(first)),
                    f"{scripts:,}",
                    f"{pages:,}",
                    f"{seconds:.2f} s",
                ]
            )
        browser.close()
    size, count = heaviest
    targets = [
        Target(
            f"first visit at most {MOST_BYTES:,} bytes in {MOST_REQUESTS} requests",
            f"{size:,} bytes in {count} requests",
            size <= MOST_BYTES and count <= MOST_REQUESTS,
        ),
        Target(f"usable within {MOST_SECONDS} s on slow 3G", f"{slowest:.2f} s", slowest <= MOST_SECONDS),
        Target(f"scripts after that at most {MOST_LATER:,} bytes", f"{later:,} bytes", later <= MOST_LATER),
    ]
    head = [
        "Language",
        "HTML",
        "CSS",
        "Script",
        "First visit",
        "Requests",
        "Scripts later",
        "Kept for offline",
        "Usable on slow 3G",
    ]
    text = "\n".join([machine(f"Chromium {version}"), targets_table(targets), table(head, rows)])
    return text, f"first visit: {size:,} bytes in {count} requests"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and put the figures into docs/performance.md when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a page that is already served on this machine")
    parser.add_argument("--repeats", type=int, default=5, help="visits on slow 3G per page; the median counts")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        if given.url:
            urls = {"as given": given.url}
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-bench-")))
            world = opened(folder)
            server = stack.enter_context(serving(PRODUCT, environment_of(world.settings), folder / "log"))
            path = f"/r/{world.round_code}/{world.places[0]}"
            urls = {"English": server.url + path, "French": f"{server.url}/fr{path}"}
        text, line = measure(urls, given.repeats)
    if given.write:
        write("first visit", text)
    print(text)
    print(line)


if __name__ == "__main__":
    main()
