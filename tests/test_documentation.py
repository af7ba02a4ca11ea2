"""The documentation names everything there is, and nothing that there is not."""

import re
import subprocess
import sys

import click
import pytest

from docs.commands import commands
from docs.sheets import page as sheet_page
from feedback.cli import main
from feedback.fieldwork.editions import guide
from tests.serving import CHECKOUT

PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])
TEXT = {page.relative_to(CHECKOUT).as_posix(): page.read_text("utf-8") for page in PAGES}
ALL = "\n".join(TEXT.values())


def settings() -> set[str]:
    """Every environment variable that the program or the tests read."""
    sources = [*(CHECKOUT / "feedback").rglob("*.py"), *(CHECKOUT / "tests").glob("*.py"), CHECKOUT / "Makefile"]
    return {name for source in sources for name in re.findall(r"\bFEEDBACK_[A-Z_]*[A-Z]\b", source.read_text("utf-8"))}


def targets() -> set[str]:
    """Everything that make can do."""
    return set(re.findall(r"^([a-z-]+):.*## ", (CHECKOUT / "Makefile").read_text("utf-8"), re.M))


def test_the_page_of_commands_says_what_the_commands_say() -> None:
    command = [sys.executable, "-c", "from docs.commands import page; print(page(), end='')"]
    said = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert said.stdout == TEXT["docs/commands.md"], "run `make docs`"


def test_the_sheets_for_the_field_say_what_is_printed() -> None:
    for sheet in guide():
        assert TEXT[f"docs/field/{sheet.code}.md"] == sheet_page(sheet), "run `make docs`"


def test_every_command_and_option_says_what_it_is_for() -> None:
    silent = []
    for context in commands(main):
        options = [each for each in context.command.params if isinstance(each, click.Option) and not each.hidden]
        silent += [f"{context.command_path} {each.opts[0]}" for each in options if not each.help]
        silent += [] if (context.command.help or "").strip() else [context.command_path]
    assert silent == []


def test_every_setting_is_documented() -> None:
    assert sorted(name for name in settings() if name not in ALL) == []


def test_every_make_target_is_documented() -> None:
    assert sorted(name for name in targets() if f"make {name}" not in ALL) == []


@pytest.mark.parametrize("name", TEXT)
def test_a_page_names_only_settings_commands_and_targets_that_exist(name: str) -> None:
    code = "\n".join(re.findall(r"(?<=`)[^`]+(?=`)|(?<=^    )\S.*$", TEXT[name], re.M))
    known = {context.command_path.split()[1] for context in commands(main)}
    assert set(re.findall(r"\bFEEDBACK_[A-Z_]*[A-Z]\b", TEXT[name])) <= settings()
    assert set(re.findall(r"^make ([a-z-]+)", code, re.M)) <= targets()
    assert set(re.findall(r"^(?:\S*/)?feedback ([a-z]+)", code, re.M)) <= known


@pytest.mark.parametrize("name", TEXT)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", TEXT[name])
    here = (CHECKOUT / name).parent
    assert [link for link in links if not link.startswith(("http", "mailto:")) and not (here / link).exists()] == []
