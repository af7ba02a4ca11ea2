"""What is installed is exactly what was tested: pinned, hashed, from anywhere, and each package has a reason."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.serving import CHECKOUT

LOCKS = sorted(path.name for path in CHECKOUT.glob("requirements*.lock"))
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]


def pinned(lock: str) -> dict[str, set[str]]:
    """The versions of each package in a lock file (several where it depends on the Python version)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (CHECKOUT / lock).read_text("utf-8"), re.M):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_address_and_a_hash_for_every_package(lock: str) -> None:
    text = (CHECKOUT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    for requirement in re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]:
        assert "--hash=sha256:" in requirement


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", [*PROJECT["project"]["dependencies"], *GROUPS["build"]]),
        ("requirements-dev.lock", [*PROJECT["project"]["dependencies"], *GROUPS["build"], *GROUPS["dev"]]),
        ("requirements-postgresql.lock", GROUPS["postgresql"]),
    ],
)
def test_a_lock_file_holds_everything_that_is_asked_for(lock: str, wanted: list[object]) -> None:
    held = pinned(lock)
    for each in (Requirement(text) for text in wanted if isinstance(text, str)):
        versions = held.get(each.name, set())
        assert versions, f"{each.name} is missing: run `make lock`"
        assert all(Version(version) in each.specifier for version in versions), each


def test_what_the_tests_run_on_is_what_offices_install() -> None:
    tested = pinned("requirements-dev.lock")
    assert {
        name: versions for name, versions in pinned("requirements.lock").items() if tested.get(name) != versions
    } == {}


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (CHECKOUT / "pyproject.toml").read_text("utf-8").splitlines()
    asked = [line for line in lines if re.match(r'\s+"[A-Za-z0-9_-]+(\[[a-z]+\])?>=', line)]
    assert len(asked) > 20
    assert [line for line in asked if "# " not in line] == []
