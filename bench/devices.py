"""A phone in a storm: somebody makes interviews by taps, while it is killed and its network flaps."""

import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from bench.asking import Asking
from bench.report import tell
from tests.responses.between import PORTAL, Asked, Between, Fault, Reply, late, loses_the_reply, says
from tests.responses.mortal import Mortal
from tests.responses.phones import QUICK, READ, SOON, on_phone

WEATHER = ("fine", "down", "lost replies", "lost replies", "hasty", "slow", "portal", "503", "swallowed")
KILLED = 0.15
"""Share of interviews in which the phone dies at some moment."""


class Readiness:
    """How many devices have opened the questionnaire once, in peace."""

    def __init__(self) -> None:
        self.number = threading.Semaphore(0)

    def wait_for_all(self, devices: int) -> None:
        """Wait for this many. Raises RuntimeError when one does not come."""
        for _ in range(devices):
            if not self.number.acquire(timeout=120):
                raise RuntimeError("a device did not get ready")


@dataclass
class Ledger:
    """What all devices of a run finished, and what was done to them."""

    wanted: int
    finished: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    """The highest running number that each paired phone has given."""
    counts: dict[str, int] = field(default_factory=Counter)
    ready: Readiness = field(default_factory=Readiness)
    done: threading.Event = field(default_factory=threading.Event)
    healed: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def finish(self, id: str) -> None:
        """Note an interview that its phone calls finished, or that it will finish under this id."""
        with self.lock:
            self.finished.add(id.replace("-", ""))
            if len(self.finished) >= self.wanted:
                self.done.set()

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1

    def said(self) -> str:
        """The counts in one line."""
        with self.lock:
            return ", ".join(f"{name} {number}" for name, number in sorted(self.counts.items()))


@dataclass
class Device:
    """One phone with its own network and its own chance."""

    number: int
    folder: Path
    door: Between
    asking: Asking
    ledger: Ledger
    seed: int

    def live(self) -> None:
        """Open the questionnaire once in peace; make interviews in the storm; send what is left when it is over."""
        self.chance = random.Random(f"{self.seed} {self.number}")
        with sync_playwright() as playwright:
            self.phone = Mortal(playwright.chromium, self.folder, (QUICK, SOON), "allow")
            self.url = f"http://127.0.0.1:{self.door.port}"
            self.asking.prepare(self.phone.page, self.url)
            self.ledger.ready.number.release()
            threading.Thread(target=self._flap, daemon=True).start()
            made = 0
            while not self.ledger.done.is_set():
                made += 1
                self._one(doomed=made == 2 or self.chance.random() < KILLED)
            self.ledger.healed.wait(60)
            self._deliver()
            if self.asking.numbers:
                self.ledger.numbers.update([self.asking.numbers(self.phone.page)])
            self.phone.kill()
            self.phone.end()

    def _one(self, doomed: bool) -> None:
        """One interview, or what becomes of it when the phone dies."""
        if doomed:
            self.ledger.count("browser kills")
            threading.Timer(self.chance.uniform(0.2, 2.5), self.phone.kill).start()
        try:
            self._interview()
            if doomed:
                self.phone.page.wait_for_timeout(2500)
        except (Error, AssertionError):
            self._again()

    def _interview(self) -> None:
        self.asking.begin(self.phone.page, self.url)
        self.asking.finish(self.phone.page, self.chance, self.ledger.finish)

    def _again(self) -> None:
        """Turn the phone on again, as often as it takes."""
        for _ in range(5):
            try:
                self.phone.kill()
                self.phone.again()
                return
            except Error:
                time.sleep(1)
        raise RuntimeError(f"the phone {self.number} does not start any more")

    def _deliver(self) -> None:
        """Everything is healed: finish what was begun, and wait until nothing is left to send."""
        end = time.monotonic() + 150
        while time.monotonic() < end:
            try:
                if self._is_empty(min(end, time.monotonic() + 60)):
                    return
            except (Error, AssertionError) as fault:
                tell(f"  phone {self.number}: {str(fault).splitlines()[0]}")
                self._again()
        held = [(one["id"], one["state"], one["why"]) for one in on_phone(self._waiting())]
        tell(f"  phone {self.number} still holds {held}")

    def _is_empty(self, end: float) -> bool:
        page = self._waiting()
        left = f"({READ})('records').then(all => all.filter(one => one.state !== 'aside').length)"
        while page.evaluate(left):
            if time.monotonic() > end:
                return False
            page.wait_for_timeout(200)
        if on_phone(page, "drafts"):
            self._interview()
            return False
        return True

    def _waiting(self) -> Page:
        self.phone.page.goto(self.url + self.asking.waits)
        return self.phone.page

    def _flap(self) -> None:
        """The network of this phone, until the storm is over."""
        chance = random.Random(f"network {self.seed} {self.number}")
        while not self.ledger.done.is_set():
            what = chance.choice(WEATHER)
            if what == "down":
                self.door.down = True
                self.ledger.count("networks down")
            self.door.fault = self._fault(what)
            time.sleep(chance.uniform(0.3, 1.5))
            self.door.down, self.door.fault = False, None
        self.door.down, self.door.fault = False, None

    def _fault(self, what: str) -> Fault | None:
        faults: dict[str, Fault] = {
            "lost replies": self._counted("lost replies", loses_the_reply("reset", 10**6)),
            "hasty": self._counted("lost replies", hasty),
            "slow": late(2.0, 10**6),
            "portal": says(200, PORTAL, {"Content-Type": "text/html"}),
            "503": says(503, b"", {"Retry-After": "1"}),
            "swallowed": swallowed,
        }
        return faults.get(what)

    def _counted(self, what: str, fault: Fault) -> Fault:
        def counted(between: Between, asked: Asked, connection: socket.socket) -> Reply | None:
            self.ledger.count(what)
            return fault(between, asked, connection)

        return counted


def hasty(between: Between, asked: Asked, connection: socket.socket) -> None:
    """The connection ends while the server is still at work, so that the browser asks again at the same time."""
    threading.Thread(target=_forward, args=(between, asked), daemon=True).start()
    time.sleep(0.02)
    connection.shutdown(socket.SHUT_RDWR)


def swallowed(_between: Between, _asked: Asked, _connection: socket.socket) -> None:
    """The request is read, and nothing comes back for two seconds."""
    time.sleep(2)


def _forward(between: Between, asked: Asked) -> None:
    try:
        between.forward(asked)
    except (OSError, HTTPException):
        return
