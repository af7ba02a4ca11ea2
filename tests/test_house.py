"""The rooms and floors hold: no import goes up or forward, no file appears without a place, no file grows too long."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import CHECKOUT

LONGEST = 250
PLANTED = {
    "Rooms: data flows one way": ("questionnaire/rules/order.py", "import feedback.responses.rules"),
    "Floors: the same in every room": ("responses/rules/receipts.py", "import feedback.responses.records"),
    "Rules are pure": ("results/rules/plan.py", "import sqlalchemy"),
    "Records know no web": ("accounts/records/people.py", "import flask"),
    "No door from what is shown to individual responses": (
        "publication/records/reading.py",
        "import feedback.responses.records",
    ),
    "The web process never loads pandas": ("questionnaire/rules/order.py", "import numpy"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the import check says about the package in a folder."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, to be spoiled."""
    shutil.copytree(CHECKOUT / "feedback", tmp_path / "feedback", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_keeps_to_rooms_and_floors() -> None:
    said = lint(CHECKOUT)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("contract", PLANTED)
def test_an_import_that_goes_up_or_forward_is_refused(contract: str, copy: Path) -> None:
    file, line = PLANTED[contract]
    with (copy / "feedback" / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    said = lint(copy)
    assert said.returncode == 1
    assert f"{contract} BROKEN" in said.stdout


@pytest.mark.parametrize("file", ["utils.py", "results/services.py"])
def test_a_file_without_a_place_is_refused(file: str, copy: Path) -> None:
    (copy / "feedback" / file).write_text('"""A stray file."""\n')
    assert lint(copy).returncode == 1


def test_no_file_is_longer_than_a_person_likes_to_read() -> None:
    sources = [path for folder in ("feedback", "deploy", "docs") for path in (CHECKOUT / folder).rglob("*.py")]
    read = [path for path in sources if path.parent.name != "versions"]  # migrations list columns and are written once
    lengths = {str(path.relative_to(CHECKOUT)): len(path.read_text("utf-8").splitlines()) for path in read}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc", "models"}
    assert [path for path in (CHECKOUT / "feedback").rglob("*") if path.stem in drawers] == []
