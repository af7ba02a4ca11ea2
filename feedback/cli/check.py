"""`feedback check`: is this instance ready for real answers?"""

import click
from sqlalchemy import text

from feedback.cli.context import connect
from feedback.config import Settings
from feedback.migrations import is_current


@click.command("check")
def command() -> None:
    """Check settings, database and disk before real answers arrive (exit code 1 when something must be mended)."""
    settings, engine = connect()
    problems = setting_problems(settings)
    if not is_current(engine):
        problems.append("The database is not ready: run `feedback database upgrade`.")
    elif not settings.sqlite:
        with engine.connect() as connection:
            problems += [
                f"PostgreSQL runs with {name} = off: an answer could be lost in a power cut. Set it to on."
                for name in ("fsync", "full_page_writes", "synchronous_commit")
                if connection.execute(text(f"SHOW {name}")).scalar_one() == "off"
            ]
    for problem in problems:
        click.echo(f"✗ {problem}")
    if problems:
        raise SystemExit(1)
    click.echo("✓ Settings, database and disk are ready.")


def setting_problems(settings: Settings) -> list[str]:
    """What in the settings must be mended, each as a sentence that says how."""
    problems = []
    if settings.several_hosts and settings.sqlite:
        problems.append("SQLite serves one host only: set FEEDBACK_DATABASE_URL to a PostgreSQL database.")
    if settings.free_bytes() < 200 * 1024 * 1024:
        problems.append(f"Less than 200 MB are free where {settings.instance} lies: make room.")
    if not settings.demonstration and not settings.production:
        problems.append("FEEDBACK_PRODUCTION is not set: set it to yes, and FEEDBACK_HOSTS to your host names.")
    return problems
