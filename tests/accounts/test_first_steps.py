"""The commands that the desk, the server and the README show to a new office are commands that there are."""

import shlex
from datetime import UTC, datetime

import click
import pytest

from feedback.accounts.pages.desk import STEPS
from feedback.accounts.records import add_person
from feedback.cli import main
from feedback.cli.account import add
from feedback.database import transaction
from tests.serving import CHECKOUT

COMMANDS = [command for _name, _text, commands in STEPS for command in commands]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_shown_on_the_desk_can_be_typed_as_it_stands(line) -> None:
    words = shlex.split(line.format(login="ama"))
    assert words.pop(0) == "feedback"
    command: click.Command | None = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        command = command.get_command(context, words.pop(0))
    assert command is not None
    values, rest, _order = command.make_parser(click.Context(command, **main.context_settings)).parse_args(words)
    assert rest == []
    for asked in command.params:
        assert not asked.required or values.get(asked.name or "") is not None, asked.name


def test_a_server_without_any_account_prints_the_first_commands(start_server, engine) -> None:
    server = start_server()
    said = server.log.read_text()
    assert 'feedback account add ama --name "Ama Mensah" --role administrator' in said
    assert f"{server.url}/staff/" in said
    with transaction(engine) as session:
        add_person(session, "ama", "Ama", ["administrator"], "no hash", datetime.now(UTC))
    again = start_server()
    assert "account add" not in again.log.read_text()


def test_the_readme_names_the_accounts_that_the_first_release_needs() -> None:
    text = (CHECKOUT / "README.md").read_text("utf-8")
    for role in ("administrator", "analyst", "approver"):
        [line] = [line for line in text.splitlines() if "feedback account add" in line and f"--role {role}" in line]
        words = shlex.split(line[line.index("feedback account add") :].replace("`", " ").split("  ")[0])
        values, rest, _order = add.make_parser(click.Context(add, **main.context_settings)).parse_args(words[3:])
        assert rest == []
        assert values["roles"] == [role]
        assert bool(values.get("acts")) == (role != "administrator")
