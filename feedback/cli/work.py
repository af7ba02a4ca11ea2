"""`feedback work`: runs the long jobs that pages have asked for, one after another."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import click
from sqlalchemy import Engine

from feedback.cli.context import connect
from feedback.config import Settings
from feedback.database import transaction
from feedback.fieldwork.records import judge_opened
from feedback.publication.jobs import build_release
from feedback.responses.jobs import OPEN_SEALED, ask_for_opening, erase_old_voices, open_sealed
from feedback.work import Job, beat, claim, fail, finish

JOBS: dict[str, Callable[[Engine, Settings, Job, Callable[[int], None]], dict[str, Any]]] = {
    "release.build": build_release,
    OPEN_SEALED: partial(open_sealed, judging=judge_opened),
}
PAUSE = 1.0
LOOK = 300.0
"""Seconds between two looks for sealed answers that can be opened, and for voices whose time is up."""
WORKER = "feedback work"


@click.command("work")
@click.option("--once", is_flag=True, help="Run what waits now and stop.")
def command(once: bool) -> None:
    """Run long jobs: releases, imports, microdata, opening sealed answers. One worker is enough; more do no harm.

    Sealed answers are opened with the private keys in the folder FEEDBACK_KEYS, every five minutes.
    Voices that nobody has written down are erased 90 days after their round was closed (FEEDBACK_VOICE_DAYS).
    """
    settings, engine = connect()
    looked = -LOOK
    while True:
        if time.monotonic() - looked >= LOOK:
            looked = time.monotonic()
            ask_for_opening(engine, settings, datetime.now(UTC))
            erase_old_voices(engine, settings.voice_days, WORKER, datetime.now(UTC))
        if not run_next(engine, settings):
            if once:
                return
            time.sleep(PAUSE)


def run_next(engine: Engine, settings: Settings) -> bool:
    """Claim and run one job; False when none waits. What goes wrong is written on the job, never lost."""
    with transaction(engine) as session:
        job = claim(session, datetime.now(UTC))
        if job is None:
            return False
        session.expunge(job)

    def progress(percent: int) -> None:
        with transaction(engine) as session:
            beat(session, job.id, percent, datetime.now(UTC))

    try:
        result = JOBS[job.kind](engine, settings, job, progress)
    except Exception as problem:
        with transaction(engine) as session:
            fail(session, job.id, f"{type(problem).__name__}: {problem}")
    else:
        with transaction(engine) as session:
            finish(session, job.id, result)
    return True


if __name__ == "__main__":
    command()
