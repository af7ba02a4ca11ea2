"""Interviews on phones that are killed, over a network that flaps, to a server that is killed: none is lost or doubled.

    python -m bench.chaos [--interviews 200] [--devices 2] [--paired 1] [--seed 1] [--database sqlite|postgresql|both]

Every device is a Chromium with a profile of its own, which gets killed (SIGKILL) and started again; so does gunicorn
with all its workers. The first of them (`--paired`) are phones of the field: paired, made ready, with a credential and
a running number on every interview; the others belong to people who answer on the public page. Between them stands a
proxy that loses replies, resets connections, swallows requests, answers like a captive portal or a broken server, and
is away for a while. When all interviews are made everything is healed, and what the database holds is compared with
what the devices finished, and its running numbers with those that the phones gave: one that is missing counts as lost,
one that is there twice as doubled. The last line is `lost 0 doubled 0`; the exit code is 1 otherwise.

`--plant` breaks a copy of the program on purpose, made for this run alone, to prove that a run would notice:
`check-then-insert` (the server looks before it keeps, instead of one statement on a unique id) and
`delete-before-receipt` (the phone forgets an interview when it sends it).
"""

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.asking import Asking, citizen, enumerator
from bench.devices import Device, Ledger
from bench.report import tell
from bench.world import ROUND, World, opened
from feedback.config import Settings
from feedback.fieldwork.records import InterviewRow
from feedback.responses.records import QuarantineRow, ResponseRow
from tests import postgresql
from tests.fieldwork.pages import new_code, new_pin
from tests.responses.between import Between
from tests.serving import CHECKOUT, Server

PLANTS = {
    "check-then-insert": (
        (
            "feedback/migrations/versions/0001_first_tables.py",
            '        sa.PrimaryKeyConstraint("id", name="pk_response"),\n        sqlite_with_rowid=False,\n',
            "",
        ),
        (
            "feedback/responses/records/keeping.py",
            "        cursor.execute(insert, (",
            '        cursor.execute(look, (values["id"],))\n'
            "        if cursor.fetchall():\n"
            '            return "held"\n'
            '        __import__("time").sleep(0.3)\n'
            "        cursor.execute(insert, (",
        ),
    ),
    "delete-before-receipt": (
        ("static/js/queue.js", "await deliver(one);", "(await store.drop(one.id), await deliver(one));"),
    ),
}
"""What is changed in the copy: file, text, and what stands there instead."""
SECRET = "measured in public, protects nothing"  # noqa: S105
COPIED = ("feedback", "static", "templates", "translations")


@dataclass(frozen=True)
class Left:
    """What is wrong after a run."""

    lost: tuple[str, ...]
    doubled: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the counts and the verdict; 1 when an interview was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interviews", type=int, default=200, help="how many on each database (200)")
    parser.add_argument("--devices", type=int, default=2, help="how many phones make them (2)")
    parser.add_argument("--paired", type=int, default=1, help="how many of the phones are paired ones of the field (1)")
    parser.add_argument("--seed", type=int, default=None, help="what chance begins with; printed, a new one by default")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both", help="on which (both)")
    parser.add_argument("--plant", choices=sorted(PLANTS), help="break a copy of the program: the run must fail")
    given = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    lost = doubled = 0
    counts: dict[str, int] = {}
    for database in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        tell(
            f"{database}: {given.interviews} interviews on {given.devices} devices, {given.paired} paired, seed {seed}"
        )
        ledger, left = storm(database, given.interviews, given.devices, given.paired, seed, given.plant)
        for one in left.lost:
            tell(f"{database}: lost {one}")
        lost += len(left.lost)
        doubled += left.doubled
        made = {"interviews": len(ledger.finished), "numbers": sum(ledger.numbers.values())}
        for name, number in (ledger.counts | made).items():
            counts[name] = counts.get(name, 0) + number
    print(", ".join(f"{name} {number}" for name, number in sorted(counts.items())), f"(seed {seed})")
    print(f"lost {lost} doubled {doubled}")
    return 1 if lost or doubled or counts["interviews"] < given.interviews else 0


def storm(
    database: str, interviews: int, devices: int, paired: int, seed: int, plant: str | None
) -> tuple[Ledger, Left]:
    """One run on one database: what the devices finished, and what of it is missing or there twice."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-chaos-", ignore_cleanup_errors=True))
        )
        url = stack.enter_context(_address(database, folder))
        program = _planted(folder / "program", plant) if plant else CHECKOUT
        server = Server(_settings(folder, url), folder / "server.log", folder=program)
        server.run("database", "upgrade")
        world = opened(folder / "instance", url)
        server.settings = replace(world.settings)
        server.start()
        stack.callback(server.stop)
        ledger = Ledger(interviews)
        doors = [stack.enter_context(_door(server.port)) for _ in range(devices)]
        ways = [*_teams(world, paired), *[citizen(f"/r/{ROUND}/{world.places[0]}")] * devices]
        phones = [
            Device(number, folder / f"phone-{number}", door, asking, ledger, seed)
            for number, (door, asking) in enumerate(zip(doors, ways, strict=False))
        ]
        threads = [threading.Thread(target=phone.live, daemon=True) for phone in phones]
        for thread in threads:
            thread.start()
        ledger.ready.wait_for_all(devices)
        _rage(server, doors, ledger, random.Random(seed), interviews)
        for thread in threads:
            thread.join(300)
        return ledger, compared(world, ledger)


def _rage(server: Server, doors: Sequence[Between], ledger: Ledger, chance: random.Random, interviews: int) -> None:
    """Kill the server and let it come back, again and again, until all interviews are made; then heal everything."""
    told = 0
    while not ledger.done.is_set():
        ledger.done.wait(chance.uniform(2, 4) if told == 0 else chance.uniform(4, 12))
        server.kill()
        ledger.count("server kills")
        time.sleep(chance.uniform(0.1, 1))
        server.start()
        if len(ledger.finished) >= told + 10:
            told = len(ledger.finished)
            tell(f"  {told} of {interviews}, {ledger.said()}")
    for door in doors:
        door.fault, door.down = None, False
    ledger.healed.set()


def _teams(world: World, paired: int) -> list[Asking]:
    """As many people who collect in the round, each with the code that pairs a phone."""
    now = datetime.now(UTC)
    ways = []
    for number in range(paired):
        pin = new_pin(world.engine, f"person-{number}", f"Person {number}", ROUND)
        ways.append(enumerator(new_code(world.engine, now, ROUND)[0], f"Person {number}", pin))
    return ways


def compared(world: World, ledger: Ledger) -> Left:
    """What the devices finished beside what the database holds: ids, and the running numbers of paired phones.

    An id that is there twice, also set aside, and one that nobody made count as doubled; so does a number that two
    interviews have, or that its phone never gave.
    """
    with Session(world.engine) as session:
        ids = [one.hex for one in session.scalars(select(ResponseRow.id))]
        aside = session.scalar(select(func.count()).select_from(QuarantineRow)) or 0
        numbers = [(row.device_id.hex, row.number) for row in session.scalars(select(InterviewRow))]
    world.engine.dispose()
    given = {(device, number) for device, last in ledger.numbers.items() for number in range(1, last + 1)}
    missing = [f"number {number} of {device}" for device, number in sorted(given - set(numbers))]
    strangers = len(set(ids) - ledger.finished) + len(set(numbers) - given)
    copies = len(ids) - len(set(ids)) + len(numbers) - len(set(numbers)) + aside
    return Left((*sorted(ledger.finished - set(ids)), *missing), copies + strangers)


@contextmanager
def _address(database: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of this run's own."""
    (folder / "instance").mkdir()
    if database == "sqlite":
        yield f"sqlite:///{folder / 'instance' / 'feedback.sqlite3'}"
        return
    with postgresql.running(()) as server:
        server.run("CREATE DATABASE chaos")
        yield server.url("chaos")


@contextmanager
def _door(port: int) -> Iterator[Between]:
    between = Between(port)
    between.start()
    try:
        yield between
    finally:
        between.stop()


def _settings(folder: Path, url: str) -> Settings:
    return Settings(instance=folder / "instance", database_url=url, secret_key=SECRET, citizen_rate=10**9)


def _planted(folder: Path, plant: str) -> Path:
    """A copy of the program with a fault in it. Raises ValueError when the program has changed under the plant."""
    for name in COPIED:
        with suppress(FileNotFoundError):
            shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, before, after in PLANTS[plant]:
        source = (folder / name).read_text("utf-8")
        if before not in source:
            raise ValueError(f"{name} is no longer as the plant {plant} knows it")
        (folder / name).write_text(source.replace(before, after), "utf-8")
    return folder


if __name__ == "__main__":
    sys.exit(main())
