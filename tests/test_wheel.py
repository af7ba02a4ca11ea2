"""The package works where the checkout is not: built, installed into an empty environment, and serving a page."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from feedback.config import Settings
from feedback.languages import translate
from tests.serving import CHECKOUT, Server

TITLE = "How was your last visit?"
PROBE = """
import feedback, sys
from feedback.config import shared_folder
print(feedback.__file__)
print(shared_folder("templates"))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it goes to a server."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that has the wheel and the locked packages, but not the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    executable = folder / "bin" / "python"
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "locked.pth").write_text(sysconfig.get_path("purelib"))  # an editable install there is not followed
    install = [sys.executable, "-m", "pip", "--python", str(executable), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run([*install, "--no-index", "--disable-pip-version-check"], check=True)
    return executable


def test_the_wheel_carries_pages_styles_editions_and_compiled_texts(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for expected in (
        "feedback/_shared/templates/base.html",
        "feedback/_shared/static/css/site.css",
        "feedback/_shared/translations/languages.toml",
        "feedback/_shared/translations/fr/LC_MESSAGES/messages.mo",
        "feedback/questionnaire/editions/sdg-16.6.2.toml",
        "feedback/migrations/script.py.mako",
    ):
        assert expected in names
    assert [name for name in names if name.startswith(("tests", "instance", "bench")) or name.endswith(".po")] == []


def test_the_installed_package_uses_nothing_of_the_checkout(python: Path, tmp_path: Path) -> None:
    said = subprocess.run([python, "-c", PROBE], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert [str(CHECKOUT) in line or "site-packages" not in line for line in said.splitlines()] == [False, False]


def test_the_installed_package_serves_a_french_page(python: Path, settings: Settings, tmp_path: Path) -> None:
    command = python.parent / "feedback"
    server = Server(settings, tmp_path / "log", command=[str(command)], folder=tmp_path)
    server.run("database", "upgrade")
    server.start()
    try:
        status, body = server.get("/fr/")
        assert status == 200
        assert '<html lang="fr"' in body
        assert TITLE not in body
        assert translate("fr", TITLE).replace("'", "&#39;") in body
    finally:
        server.stop()
