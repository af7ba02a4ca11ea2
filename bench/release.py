"""A release: seconds and peak memory of `feedback release build` over many new responses, and over few after many.

    python -m bench.release [--write]

The responses are stored in bulk as the product lays out its rows (SQLite). What is measured is the command itself, from
the start of its process to its end, with its memory at the highest.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.report import Target, machine, sqlite_version, table, targets_table, tell, write
from bench.servers import CHECKOUT
from bench.world import World, environment_of, opened, store
from feedback.accounts.records import add_person
from feedback.database import transaction

SIZES = (100_000, 1_000_000)
MORE = 10_000
"""New responses of the second release after the largest first one."""
MOST_SECONDS = 60.0
MOST_MEMORY = 1_000.0
COMMAND = "from feedback.cli import main; main()"
PEOPLE = {"ama": "analyst", "ben": "approver"}
UNUSABLE = "!"
"""Stands where the hash of a password belongs: nobody signs in with it."""


@dataclass(frozen=True)
class Built:
    """What one build took."""

    new: int
    before: int
    """Responses that earlier releases had counted."""
    seconds: float
    cpu: float
    memory: float
    """Resident MB (10**6 bytes) at the highest."""
    said: str


def feedback(world: World, *arguments: str) -> tuple[float, float, float, str]:
    """Run one command of the product: seconds, CPU seconds, MB at the highest, and what it said.

    Raises RuntimeError when the command fails.
    """
    started = time.perf_counter()
    with psutil.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        env=environment_of(world.settings),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        memory = cpu = 0.0
        while process.poll() is None:
            memory, cpu = max(memory, _highest(process.pid)), max(cpu, _cpu(process))
            time.sleep(0.05)
        seconds = time.perf_counter() - started
        said = process.stdout.read().strip()
    if process.returncode:
        raise RuntimeError(f"feedback {' '.join(arguments)}: {said}")
    return seconds, cpu, memory, said


def build(world: World, new: int, before: int) -> Built:
    """Build a release over everything that waits."""
    seconds, cpu, memory, said = feedback(world, "release", "build", "--round", world.round_code, "--as", "ama")
    tell(f"{new:,} new after {before:,}: {seconds:.1f} s, {memory:.0f} MB; {said}")
    return Built(new, before, seconds, cpu, memory, said)


def measure(folder: Path, sizes: Sequence[int], more: int) -> list[Built]:
    """A first release of each size, and a second one after the last."""
    made = []
    for size in sizes:
        home = folder / str(size)
        home.mkdir()
        world = opened(home)
        with transaction(world.engine) as session:
            for login, role in PEOPLE.items():
                add_person(session, login, login.title(), [role], UNUSABLE, datetime.now(UTC))
        tell(f"storing {size:,} responses")
        store(world, size)
        made.append(build(world, size, 0))
        if size == sizes[-1]:
            feedback(world, "release", "approve", "--round", world.round_code, "--as", "ben")
            feedback(world, "release", "publish", "--round", world.round_code, "--as", "ben")
            store(world, more, seed=17)
            made.append(build(world, more, size))
        world.engine.dispose()
    return made


def report(made: Sequence[Built]) -> str:
    """The figures as text."""
    largest = max(made, key=lambda one: one.new)
    goal = f"{largest.new:,} new responses"
    targets = [
        Target(f"{goal} in at most {MOST_SECONDS:.0f} s", f"{largest.seconds:.1f} s", largest.seconds <= MOST_SECONDS),
        Target(f"{goal} in at most {MOST_MEMORY:,.0f} MB", f"{largest.memory:,.0f} MB", largest.memory <= MOST_MEMORY),
    ]
    head = ["New responses", "Counted before", "Seconds", "CPU seconds", "Peak MB"]
    rows = [
        [f"{one.new:,}", f"{one.before:,}", f"{one.seconds:.1f}", f"{one.cpu:.1f}", f"{one.memory:,.0f}"]
        for one in made
    ]
    return "\n".join([machine(sqlite_version()), targets_table(targets), table(head, rows)])


def _highest(pid: int) -> float:
    """The most memory that a process has had resident so far, in MB; 0 when it has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024 / 1e6


def _cpu(process: psutil.Popen) -> float:
    try:
        return float(sum(process.cpu_times()[:2]))
    except psutil.Error:
        return 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and put the figures into docs/performance.md when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", action="append", type=int, help="new responses (repeatable)")
    parser.add_argument("--more", type=int, default=MORE, help="new responses of the second release")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="feedback-bench-") as folder:
        text = report(measure(Path(folder), given.size or SIZES, given.more))
    if given.write:
        write("release", text)
    print(text)


if __name__ == "__main__":
    main()
