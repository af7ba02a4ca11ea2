"""The test house: an instance, a database, an application, a server and a browser, fresh for every test.

A test that touches the database runs on SQLite and on PostgreSQL; `@pytest.mark.databases("sqlite")` narrows that, and
a test with a browser runs on SQLite alone. With FEEDBACK_REQUIRE_ALL=1 nothing is skipped for want of a browser or of
a database server.
"""

import importlib
import itertools
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.database import make_engine
from feedback.migrations import upgrade
from tests import postgresql
from tests.machine import missing
from tests.serving import Server

pytest_plugins = ("tests.speaking",)
DATABASES: dict[str, Any] = {"sqlite": (), "postgresql": pytest.mark.postgresql}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"  # 0.7 s of processor a window
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",  # as Playwright does, whose own list this replaces
)
"""What keeps Chromium from looking for the internet while a test runs, and from drawing menus that nobody sees; its
microphone beeps, and nobody is asked.
"""

_numbers = itertools.count(256)
"""Addresses of clients begin at 127.0.1.0: 127.0.0.1 is that of every browser."""

expect.set_options(timeout=20_000)  # a busy machine may be slow; what is right is not waited for

hypothesis_settings.register_profile("here", deadline=None, print_blob=True)
hypothesis_settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once per database it is about."""
    mark = metafunc.definition.get_closest_marker("databases")
    names = set(metafunc.fixturenames)
    if "database" not in names or (mark is None and "engine" not in names):
        return
    default = ("sqlite",) if "browser" in names else tuple(DATABASES)
    wanted = mark.args if mark else default
    metafunc.parametrize("database", [pytest.param(name, marks=DATABASES[name]) for name in wanted], indirect=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also run the tests that are marked as full: minutes more")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test with the browser carries the mark, so that `pytest -m 'not browser'` is a short run."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    if not config.getoption("--full"):
        left = [item for item in items if item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.fixture(autouse=True, scope="session")
def no_outside_network() -> Iterator[None]:
    """Refuse every connection of the test process that does not end on this machine."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield


@pytest.fixture
def clock() -> datetime:
    """The one moment at which a test happens: a Friday morning in UTC."""
    return datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """One PostgreSQL server for each process of the run."""
    if postgresql.find_binaries() is None:
        missing("no PostgreSQL server on this machine: install the package postgresql, or run `make test`")
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_databases(
    postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], AbstractContextManager[str]]:
    """Lend a database with all tables and no rows; the next test gets it emptied, or a new one if its shape changed."""
    postgresql_server.run("CREATE DATABASE template_feedback")
    engine = make_engine(_settings(tmp_path_factory.mktemp("schema"), postgresql_server.url("template_feedback")))
    upgrade(engine)
    engine.dispose()
    ready: list[str] = []

    @contextmanager
    def lend() -> Iterator[str]:
        name = f"test_{next(_numbers)}"  # never the same twice: the program may remember a database by its name
        if ready:
            postgresql_server.run(f"ALTER DATABASE {ready.pop()} RENAME TO {name}")
        else:
            postgresql_server.run(f"CREATE DATABASE {name} TEMPLATE template_feedback")
        shape = postgresql_server.shape(name)
        yield name
        if postgresql_server.empty(name) == shape:
            ready.append(name)
        else:
            postgresql_server.run(f"DROP DATABASE {name} WITH (FORCE)")

    return lend


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("schema") / "template.sqlite3"
    engine = make_engine(_settings(path.parent, f"sqlite:///{path}"))
    upgrade(engine)
    engine.dispose()  # the last connection to close moves everything from the WAL into the file
    return path


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own: with all tables when the test uses `engine`, else empty."""
    with_tables = "engine" in request.fixturenames
    if getattr(request, "param", "sqlite") == "sqlite":
        path = tmp_path / "instance" / "feedback.sqlite3"
        path.parent.mkdir(exist_ok=True)
        if with_tables:
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    if with_tables:
        with request.getfixturevalue("postgresql_databases")() as name:
            yield server.url(name)
        return
    name = f"test_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _settings(instance: Path, url: str) -> Settings:
    return Settings(instance=instance, database_url=url, secret_key="for tests only, never for a real instance")


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings of an instance in the test's own temporary folder."""
    return _settings(tmp_path / "instance", database)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """A database with all tables and no rows, on SQLite and on PostgreSQL in turn."""
    engine = make_engine(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session of the test itself; commit it when another connection has to see the rows."""
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates that were compiled once in this process of the run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, engine: Engine, clock: datetime, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole application on the test's database, at the moment `clock`."""
    app: Flask = importlib.import_module("feedback.app").create_app(settings)  # late: rooms are tested without it
    app.jinja_env.bytecode_cache = compiled
    app.testing = True
    app.extensions["feedback"]["clock"] = lambda: clock
    yield app
    app.extensions["feedback"]["engine"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who sends requests without a network in between, from an address that no other test shares."""
    client = app.test_client()
    number = next(_numbers)
    client.environ_base["REMOTE_ADDR"] = f"127.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    return client


@pytest.fixture
def start_server(engine: Engine, settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start real servers, by default on the test's own instance: `start_server(workers=2)`; all end with the test."""
    started: list[Server] = []

    def start(of: Settings = settings, workers: int = 2, work: bool = False) -> Server:
        server = Server(of, tmp_path / f"server-{len(started)}.log", workers, work)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A real gunicorn with two workers on the test's database."""
    return start_server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for each process of the run; each test opens contexts of its own in it, best through `phone`."""
    executable = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if executable is None:
        missing("no Chromium on this machine: install the package chromium, or run `make test` as root")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an empty page as a small phone does: `phone()` at 320 px without JavaScript, `phone(javascript=True)`."""
    contexts = []

    def open_page(javascript: bool = False, width: int = 320, height: int = 568, **more: Any) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": height}, has_touch=True, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
