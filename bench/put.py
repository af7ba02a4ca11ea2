"""Keeping one response: requests a second, latency and CPU of `PUT`, as a share of a floor measured in the same run.

    python -m bench.put [--write] [--seconds 4] [--repeats 5]

The product and the floor, each empty and with 100,000 rows already stored, are served side by side and measured in
turn, so that whatever else the machine does meets all four alike; the median of the repeats counts.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from urllib.request import urlopen

from bench import floor
from bench.documents import as_line, document
from bench.report import Target, machine, postgresql_version, sqlite_version, table, targets_table, tell, write
from bench.servers import CHECKOUT, FLOOR, PRODUCT, WORKERS, Server, serving
from bench.world import World, environment_of, opened, row_bytes, store, stored
from tests import postgresql

STORED = 100_000
CLIENTS = (1, 16, 64)
DOCUMENTS = 1_000
LEAST = {("SQLite", 16): 0.45, ("SQLite", 64): 0.45}
LEAST_ELSEWHERE = 0.60
NO_LOSS = 0.95
"""What counts as no loss of rate: two medians of the same thing differ by less than this."""
MOST_MEMORY = 90.0
REQUESTS = 10_000
"""Requests that each worker has answered when its memory is read."""


@dataclass(frozen=True)
class Run:
    """One run of load against one server."""

    rate: float
    p95: float
    cpu: float
    """CPU time of the web processes in milliseconds a request."""


@dataclass(frozen=True)
class Figures:
    """The medians of all runs of one server with one number of clients."""

    database: str
    rows: int
    clients: int
    ours: Run
    floor: Run

    def __str__(self) -> str:
        return f"{self.database}, {self.clients} client{'s' if self.clients > 1 else ''}"

    @property
    def ratio(self) -> float:
        return self.ours.rate / self.floor.rate


def load(server: Server, documents: Path, clients: int, seconds: float, most: int = 1_000_000) -> tuple[Run, int]:
    """One run of `bench.load` in a process of its own, with the number of responses that were acknowledged.

    Raises RuntimeError when any answer was not good: figures of a server that refuses mean nothing.
    """
    before = server.cpu_seconds()
    command = [sys.executable, "-m", "bench.load", server.url, str(documents), f"--clients={clients}"]
    command += [f"--seconds={seconds}", f"--most={most}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=CHECKOUT, timeout=seconds + 120)
    said = json.loads(done.stdout)
    if set(said["statuses"]) != {"201"} or said["errors"]:
        raise RuntimeError(f"not everything was kept: {said}\n{server.log.read_text(errors='replace')[-2000:]}")
    cpu = 1000 * (server.cpu_seconds() - before) / said["good"]
    return Run(said["rate"], said["p95"], cpu), said["good"]


@dataclass(frozen=True)
class Pair:
    """The product and the floor on databases of their own that hold the same number of rows."""

    rows: int
    world: World
    ours: Server
    floor: Server


def serve_pair(stack: ExitStack, folder: Path, server: postgresql.Server | None, rows: int, documents: Path) -> Pair:
    """Serve both on fresh databases that hold `rows` rows already; on SQLite when there is no database server."""
    tell(f"{'PostgreSQL' if server else 'SQLite'}: storing {rows:,} rows")
    home = folder / f"{'postgresql' if server else 'sqlite'}-{rows}"
    home.mkdir()
    if server:
        server.run(f"CREATE DATABASE ours{rows}", f"CREATE DATABASE floor{rows}")
    world = opened(home, server.url(f"ours{rows}") if server else "")
    if not documents.exists():
        documents.write_bytes(b"\n".join(made_documents(world)))
    store(world, rows)
    size = row_bytes(world)
    address = f"host={server.directory} user=postgres dbname=floor{rows}" if server else str(home / "floor.sqlite3")
    floor.fill(address, rows, size)
    environment = {"FLOOR_DATABASE": address, "FLOOR_BYTES": str(size)}
    ours = stack.enter_context(serving(PRODUCT, environment_of(world.settings), home / "log"))
    return Pair(rows, world, ours, stack.enter_context(serving(FLOOR, environment, home / "floor.log")))


def made_documents(world: World) -> list[bytes]:
    """Documents of the world's round, one a line."""
    random = Random(1662)
    return [
        as_line(document(world.edition, world.round_code, world.wording, world.places, random))
        for _ in range(DOCUMENTS)
    ]


def measure(folder: Path, database: str, seconds: float, repeats: int, clients: Sequence[int]) -> list[Figures]:
    """All figures of one database. Raises RuntimeError when a response was acknowledged and is not there."""
    documents = folder / "documents.jsonl"
    figures = []
    with ExitStack() as stack:
        server = stack.enter_context(postgresql.running(())) if database == "PostgreSQL" else None
        pairs = [serve_pair(stack, folder, server, rows, documents) for rows in (0, STORED)]
        kept = {pair.rows: pair.rows for pair in pairs}
        for number in clients:
            runs: dict[tuple[int, str], list[Run]] = {}
            for repeat in range(repeats):
                for pair in pairs:
                    for name, one in (("floor", pair.floor), ("ours", pair.ours)):
                        run, good = load(one, documents, number, seconds)
                        runs.setdefault((pair.rows, name), []).append(run)
                        kept[pair.rows] += good if name == "ours" else 0
                        tell(f"{database} {pair.rows:,} rows, {number} clients, {repeat + 1}: {name} {run}")
            for pair in pairs:
                ours, lowest = (middle(runs[pair.rows, name]) for name in ("ours", "floor"))
                figures.append(Figures(database, pair.rows, number, ours, lowest))
        for pair in pairs:
            if stored(pair.world) != kept[pair.rows]:
                raise RuntimeError(f"{kept[pair.rows]} responses acknowledged, {stored(pair.world)} stored")
    return figures


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(median(run.rate for run in runs), median(run.p95 for run in runs), median(run.cpu for run in runs))


def memory(folder: Path) -> float:
    """Resident MB of the larger worker after each has answered 10,000 requests, pages in two languages among them."""
    world = opened(folder)
    documents = folder / "documents.jsonl"
    documents.write_bytes(b"\n".join(made_documents(world)))
    with serving(PRODUCT, environment_of(world.settings), folder / "log") as server:
        for number in range(200):
            path = (f"/r/{world.round_code}/{world.places[number % len(world.places)]}", "/")[number % 2]
            with urlopen(server.url + ("/fr" if number % 4 < 2 else "") + path) as page:  # noqa: S310 (our own server)
                page.read()
        answered = 0
        while answered < WORKERS * REQUESTS:
            _run, good = load(server, documents, 16, 300, WORKERS * REQUESTS - answered)
            answered += good
        return server.worker_memory()


def targets(figures: Sequence[Figures], resident: float | None) -> list[Target]:
    """What was promised, beside what was measured."""
    made = []
    for one in figures:
        if one.rows == 0:
            least = LEAST.get((one.database, one.clients), LEAST_ELSEWHERE)
            made.append(Target(f"{one}: at least {least:.0%} of the floor", f"{one.ratio:.0%}", one.ratio >= least))
    for one in figures:
        if one.rows:
            empty = next(x for x in figures if (x.database, x.clients, x.rows) == (one.database, one.clients, 0))
            share = one.ours.rate / empty.ours.rate
            name = f"{one}: no loss of rate at {one.rows:,} rows"
            made.append(Target(name, f"{share:.0%} of the rate when empty", share >= NO_LOSS))
    if resident is not None:
        name = f"a worker at most {MOST_MEMORY:.0f} MB resident after {REQUESTS:,} requests"
        made.append(Target(name, f"{resident:.0f} MB", resident <= MOST_MEMORY))
    return made


def report(figures: Sequence[Figures], resident: float | None) -> str:
    """The figures as text."""
    head = [
        "Database",
        "Stored",
        "Clients",
        "Requests/s",
        "Floor/s",
        "Ratio",
        "p95 ms",
        "Floor p95",
        "CPU ms",
        "Floor CPU",
    ]
    rows = [
        [
            one.database,
            f"{one.rows:,}",
            str(one.clients),
            f"{one.ours.rate:,.0f}",
            f"{one.floor.rate:,.0f}",
            f"{one.ratio:.2f}",
            f"{one.ours.p95:.1f}",
            f"{one.floor.p95:.1f}",
            f"{one.ours.cpu:.2f}",
            f"{one.floor.cpu:.2f}",
        ]
        for one in figures
    ]
    return "\n".join(
        [machine(sqlite_version(), postgresql_version()), targets_table(targets(figures, resident)), table(head, rows)]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and put the figures into docs/performance.md when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4, help="measured seconds of a run, after one that is not")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each server; the median counts")
    parser.add_argument("--database", action="append", choices=["SQLite", "PostgreSQL"], help="only this one")
    parser.add_argument("--clients", action="append", type=int, help="only this many clients (repeatable)")
    parser.add_argument("--no-memory", action="store_true", help="do not measure memory")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    given = parser.parse_args(arguments)
    figures: list[Figures] = []
    resident = None
    for database in given.database or ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(prefix="feedback-bench-") as folder:
            figures += measure(Path(folder), database, given.seconds, given.repeats, given.clients or CLIENTS)
    if not given.no_memory:
        with tempfile.TemporaryDirectory(prefix="feedback-bench-") as folder:
            resident = memory(Path(folder))
    text = report(figures, resident)
    if given.write:
        write("put", text)
    print(text)


if __name__ == "__main__":
    main()
