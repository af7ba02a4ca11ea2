"""`feedback serve`: the web server and one worker beside it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from feedback.accounts.records import count_people
from feedback.cli.context import ready
from feedback.database import for_reading
from feedback.demo.standing import misplaced

MEMORY = Path("/dev/shm")  # noqa: S108  gunicorn's heartbeat files belong in memory, not on a disk that may be slow

FIRST = """
Nobody has an account here yet. In another terminal, with FEEDBACK_INSTANCE as it is here if you set it:

    .venv/bin/feedback account add ama --name "Ama Mensah" --role administrator

Then sign in at http://{address}/staff/: the desk shows what comes next, command by command.
"""


@click.command("serve")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen, as host:port.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=8, show_default=True, help="Threads in each web process.")
@click.option("--no-work", is_flag=True, help="Start no worker for long jobs: another unit runs `feedback work`.")
def command(address: str, workers: int, threads: int, no_work: bool) -> None:
    """Serve the pages with gunicorn, and run long jobs beside it.

    In production put nginx in front (docs/production.md) and run `feedback work` as a unit of its own.
    """
    settings, engine = ready()
    with Session(for_reading(engine)) as session:
        refused = misplaced(session, settings)
        nobody = not count_people(session)
    if refused:
        click.echo(refused, err=True)
        sys.exit(1)
    engine.dispose()
    server = subprocess.Popen(gunicorn_command(address, workers, threads), env=web_environment())
    worker = None if no_work else subprocess.Popen([sys.executable, "-m", "feedback.cli.work"])
    signal.signal(signal.SIGTERM, lambda _number, _frame: server.terminate())
    signal.signal(signal.SIGINT, lambda _number, _frame: server.terminate())
    click.echo(f"Feedback listens at http://{address}")
    if nobody:
        click.echo(FIRST.format(address=address))
    status = server.wait()
    if worker is not None:
        worker.terminate()
        worker.wait(10)
    sys.exit(status)


def web_environment() -> dict[str, str]:
    """The environment of the web process: it is not told where the private keys of sealed rounds lie."""
    return {name: value for name, value in os.environ.items() if name != "FEEDBACK_KEYS"}


def gunicorn_command(address: str, workers: int, threads: int) -> list[str]:
    """How gunicorn is started: threads, a clean restart now and then, and no log of who asked for what."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "feedback.app:create_app_from_environment()",
        f"--bind={address}",
        f"--workers={workers}",
        f"--threads={threads}",
        "--worker-class=gthread",
        "--timeout=60",
        "--graceful-timeout=30",
        "--max-requests=20000",
        "--max-requests-jitter=2000",
        "--keep-alive=5",
        "--log-level=error",
        "--logger-class=feedback.web.log.HourlyLog",
        *([f"--worker-tmp-dir={MEMORY}"] if MEMORY.is_dir() else []),
    ]
