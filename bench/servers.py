"""Web servers under measurement: the same gunicorn, workers, threads and log for the product and for the floor."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from feedback.cli.serve import gunicorn_command
from tests.serving import free_port

CHECKOUT = Path(__file__).resolve().parent.parent
WORKERS = 2
THREADS = 8
PRODUCT = "feedback.app:create_app_from_environment()"
FLOOR = "bench.floor:app()"


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers at `url`."""

    url: str
    process: psutil.Popen
    log: Path

    def processes(self) -> list[psutil.Process]:
        """The master and its workers."""
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """CPU time that the master and its workers have used so far."""
        return float(sum(sum(one.cpu_times()[:2]) for one in self.processes()))

    def worker_memory(self) -> float:
        """Resident memory of the largest worker, in MB (10**6 bytes)."""
        return float(max(worker.memory_info().rss for worker in self.process.children()) / 1e6)


@contextmanager
def serving(app: str, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Serve an application on a free port while the block runs.

    Workers are not renewed during a measurement; everything else is as `feedback serve` starts it.
    Raises RuntimeError with what the server printed when it does not answer.
    """
    port = free_port()
    command = gunicorn_command(f"127.0.0.1:{port}", WORKERS, THREADS)
    command = [app if part.startswith("feedback.app:") else part for part in command]
    command += ["--max-requests=0", "--max-requests-jitter=0", "--no-control-socket"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("FEEDBACK_", "FLOOR_"))}
    with log.open("ab") as output:
        process = psutil.Popen(
            command,
            env={**inherited, **environment},
            stdout=output,
            stderr=output,
            cwd=CHECKOUT,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield Server(f"http://127.0.0.1:{port}", process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
            for one in [*process.children(recursive=True), process]:
                one.kill()


def _wait(process: psutil.Popen, port: int, log: Path, seconds: float = 30) -> None:
    """Wait until a worker answers anything at all."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asking.request("GET", "/healthz")
            asking.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            asking.close()
    raise RuntimeError(f"{process.args} does not serve: {log.read_text(errors='replace')}")
