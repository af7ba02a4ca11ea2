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
    problems += key_problems(settings)
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


def key_problems(settings: Settings) -> list[str]:
    """What is wrong with the folder of the private keys of sealed rounds, where there is one."""
    folder = settings.keys
    if folder is None:
        return []
    if not folder.is_dir():
        return [f"FEEDBACK_KEYS names {folder}, and there is no such folder: make it, or take the setting away."]
    problems = []
    if settings.instance in (folder, *folder.parents):
        problems.append(f"The keys in {folder} lie inside the instance, so that its backup holds them: move them out.")
    seen = [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077]
    problems += [f"Others than its owner may use {path}: run chmod go= {path}" for path in seen]
    return problems
