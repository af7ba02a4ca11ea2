"""The floor: a bare Flask view that commits one row of the same size with the raw driver, and does nothing else.

No parsing, no check, no header. gunicorn serves it with the same workers, threads and log as the product
(`bench.floor:app()`), on a database that waits for the disk in the same way. FLOOR_DATABASE holds a path (SQLite) or a
connection string (PostgreSQL), FLOOR_BYTES the bytes of a row beside its id. Each thread has a connection of its own.
"""

import os
import sqlite3
import threading
import uuid
from collections.abc import Callable

import psycopg
from flask import Flask, Response, request

Keep = Callable[[uuid.UUID, bytes], None]
_thread = threading.local()


def open_sqlite(path: str) -> sqlite3.Connection:
    """A connection with the durability that Feedback sets: nothing acknowledged is lost in a power cut."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=15)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def into_sqlite(path: str) -> Keep:
    """Keep rows in a SQLite file."""

    def keep(id: uuid.UUID, row: bytes) -> None:
        if not hasattr(_thread, "sqlite"):
            _thread.sqlite = open_sqlite(path)
        _thread.sqlite.execute("BEGIN IMMEDIATE")
        _thread.sqlite.execute("INSERT INTO floor VALUES (?, ?)", (id.bytes, row))
        _thread.sqlite.execute("COMMIT")

    return keep


def into_postgresql(address: str) -> Keep:
    """Keep rows in a PostgreSQL database; a statement outside a transaction commits by itself."""

    def keep(id: uuid.UUID, row: bytes) -> None:
        if not hasattr(_thread, "postgresql"):
            _thread.postgresql = psycopg.connect(address, autocommit=True)
        _thread.postgresql.execute("INSERT INTO floor VALUES (%s, %s)", (id, row), prepare=True)

    return keep


def fill(address: str, rows: int, size: int) -> None:
    """Make the table and put this many random rows into it."""
    made = ((uuid.uuid4(), os.urandom(size)) for _ in range(rows))
    if in_postgresql(address):
        with psycopg.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE floor (id uuid PRIMARY KEY, row bytea NOT NULL)")
            with cursor.copy("COPY floor FROM STDIN") as copy:
                for one in made:
                    copy.write_row(one)
        return
    sqlite = open_sqlite(address)
    sqlite.execute("CREATE TABLE floor (id BLOB PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID")
    sqlite.execute("BEGIN IMMEDIATE")
    sqlite.executemany("INSERT INTO floor VALUES (?, ?)", ((id.bytes, row) for id, row in made))
    sqlite.execute("COMMIT")
    sqlite.close()


def in_postgresql(address: str) -> bool:
    """Whether this is a connection string rather than the path of a file."""
    return address.startswith("host=")


def create_floor(keep: Keep, size: int) -> Flask:
    """The application: one view, nothing around it."""
    floor = Flask("floor", static_folder=None)

    @floor.put("/api/v1/responses/<id>")
    def put(id: str) -> Response:
        keep(uuid.UUID(id), request.get_data()[:size])
        return Response(f'{{"id":"{id}"}}', 201, mimetype="application/json")

    return floor


def app() -> Flask:
    """The application for the settings in the environment."""
    address = os.environ["FLOOR_DATABASE"]
    keep = into_postgresql(address) if in_postgresql(address) else into_sqlite(address)
    return create_floor(keep, int(os.environ["FLOOR_BYTES"]))
