"""Settings: read once from the environment, frozen, refused when they would be unsafe in production."""

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


class UnsafeSettings(ValueError):
    """A setting is missing or unsafe; the message says which one and what to do."""


def shared_folder(name: str) -> Path:
    """Where templates, static files and translations lie: inside the wheel, or beside the package in a checkout."""
    inside = PACKAGE / "_shared" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@dataclass(frozen=True)
class Settings:
    """Everything that one running instance needs to know about itself."""

    instance: Path
    database_url: str
    secret_key: str
    demonstration: bool = False
    production: bool = False
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    several_hosts: bool = False
    default_language: str = "en"
    offline: bool = True
    """Whether phones keep the questionnaire; when not, they forget the copies they have (answers stay)."""
    citizen_rate: int = 600
    """Requests that one address may send to the citizen's door in a minute (a village may share one address)."""
    keys: Path | None = None
    """The folder in which `feedback work` finds the private keys of sealed rounds; no other process reads it."""
    voice_days: int = 90
    """Days after the end of a round on which voice answers are erased that nobody has written down."""
    sign_in_rate: int = 10
    """Failed sign-ins of one account in five minutes before it has to wait."""

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def free_bytes(self) -> int:
        """How much room is left on the disk of the instance, whether its folder exists yet or not."""
        folder = next(path for path in (self.instance, *self.instance.parents) if path.exists())
        return shutil.disk_usage(folder).free


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables that begin with FEEDBACK_.

    Raises UnsafeSettings when a value cannot be used; the message names the variable.
    """
    values = os.environ if environment is None else environment
    instance = Path(values.get("FEEDBACK_INSTANCE", "instance")).resolve()
    production = _yes(values, "FEEDBACK_PRODUCTION")
    demonstration = _yes(values, "FEEDBACK_DEMONSTRATION")
    hosts = tuple(h.strip() for h in values.get("FEEDBACK_HOSTS", "").split(",") if h.strip())
    key = values.get("FEEDBACK_SECRET_KEY", "")
    if production and demonstration:
        raise UnsafeSettings("FEEDBACK_PRODUCTION and FEEDBACK_DEMONSTRATION exclude each other: unset one of them.")
    if production and not hosts:
        raise UnsafeSettings("FEEDBACK_HOSTS is empty: in production, name the host names this instance answers to.")
    if key and len(key) < 32:
        raise UnsafeSettings("FEEDBACK_SECRET_KEY is too short: use at least 32 random characters.")
    return Settings(
        instance=instance,
        database_url=_database_url(values.get("FEEDBACK_DATABASE_URL", ""), instance),
        secret_key=key or _kept_key(instance),
        demonstration=demonstration,
        production=production,
        hosts=hosts,
        proxies=_number(values, "FEEDBACK_PROXIES", 0),
        several_hosts=_yes(values, "FEEDBACK_SEVERAL_HOSTS"),
        default_language=values.get("FEEDBACK_LANGUAGE", "en"),
        offline=_yes(values, "FEEDBACK_OFFLINE", default=True),
        keys=Path(values["FEEDBACK_KEYS"]).resolve() if values.get("FEEDBACK_KEYS") else None,
        citizen_rate=_number(values, "FEEDBACK_CITIZEN_RATE", 600),
        voice_days=_number(values, "FEEDBACK_VOICE_DAYS", 90),
        sign_in_rate=_number(values, "FEEDBACK_SIGN_IN_RATE", 10),
    )


def _database_url(given: str, instance: Path) -> str:
    """The address of the database, by default a SQLite file of the instance; PostgreSQL always through psycopg 3."""
    if not given:
        return f"sqlite:///{instance / 'feedback.sqlite3'}"
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + given.removeprefix(scheme)
    if not given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise UnsafeSettings("FEEDBACK_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return given


def _kept_key(instance: Path) -> str:
    """The key of this instance, made at its first start and readable by its owner only."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _yes(values: Mapping[str, str], name: str, default: bool = False) -> bool:
    given = values.get(name, "").lower() or ("yes" if default else "no")
    if given not in {"", "0", "1", "no", "yes", "false", "true"}:
        raise UnsafeSettings(f"{name} is {given!r}: write yes or no.")
    return given in {"1", "yes", "true"}


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    given = values.get(name, "")
    if not given:
        return default
    if not given.isdigit():
        raise UnsafeSettings(f"{name} is {given!r}: write a whole number.")
    return int(given)
