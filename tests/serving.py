"""Real servers on a free port: a gunicorn with processes that can be killed, or an application of this process."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from feedback.config import Settings

CHECKOUT = Path(__file__).resolve().parent.parent


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment variables that make another process read the same settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}
    return inherited | {
        "FEEDBACK_INSTANCE": str(settings.instance),
        "FEEDBACK_DATABASE_URL": settings.database_url,
        "FEEDBACK_SECRET_KEY": settings.secret_key,
        "FEEDBACK_DEMONSTRATION": "yes" if settings.demonstration else "no",
        "FEEDBACK_PRODUCTION": "yes" if settings.production else "no",
        "FEEDBACK_HOSTS": ",".join(settings.hosts),
        "FEEDBACK_PROXIES": str(settings.proxies),
        "FEEDBACK_LANGUAGE": settings.default_language,
        "FEEDBACK_OFFLINE": "yes" if settings.offline else "no",
        "FEEDBACK_CITIZEN_RATE": str(settings.citizen_rate),
        "FEEDBACK_SIGN_IN_RATE": str(settings.sign_in_rate),
    }


@dataclass
class Server:
    """A gunicorn that serves one instance; `log` holds everything it printed."""

    settings: Settings
    log: Path
    workers: int = 2
    work: bool = False
    """Whether a worker for long jobs runs beside the web processes."""
    command: Sequence[str] = (sys.executable, "-c", "from feedback.cli import main; main()")
    """How the `feedback` command is called; by default out of this checkout."""
    folder: Path = CHECKOUT
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start on the port used before, or on a free one, and wait until it answers."""
        self.port = self.port or free_port()
        arguments = ["serve", "--address", f"127.0.0.1:{self.port}", "--workers", str(self.workers)]
        arguments += [] if self.work else ["--no-work"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, *arguments],
                env=environment_of(self.settings),
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        self._wait_until_ready()

    def run(self, *arguments: str) -> str:
        """Run another `feedback` command on the same instance; what it printed. Raises when it fails."""
        environment = environment_of(self.settings)
        done = subprocess.run(
            [*self.command, *arguments], env=environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"feedback {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Ask for a page as a browser would: status and body."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def worker_processes(self) -> list[psutil.Process]:
        """Every process below the one that was started, the oldest first."""
        if self.process is None or self.process.poll() is not None:
            return []
        return sorted(psutil.Process(self.process.pid).children(recursive=True), key=lambda child: child.create_time())

    def kill(self) -> None:
        """End every process at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End in good order, or else by force."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals, seconds: float = 20) -> None:
        if self.process is None:
            return
        everything = self.worker_processes()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        for process in [*psutil.wait_procs(everything, timeout=seconds)[1], self.process]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        self.process = None

    def _wait_until_ready(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                self.get("/healthz")
                return
            except (OSError, HTTPException):
                time.sleep(0.05)
        printed = self.log.read_text(errors="replace")
        self.kill()
        raise RuntimeError(f"the server does not start: {printed}")


def free_port() -> int:
    """A port below those that the system gives away by itself, so that nobody takes it while a server is down."""
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            probe.bind(("127.0.0.1", port))
            return port


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing about requests."""


@contextmanager
def serving_here(app: Flask) -> Iterator[int]:
    """Serve an application out of this process, with threads, while the block runs; the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    soon = {"poll_interval": 0.02}  # how often it looks whether it should end
    thread = threading.Thread(target=server.serve_forever, kwargs=soon)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
