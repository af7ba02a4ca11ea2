"""The commands that the desk shows to a new office are commands that there are."""

import shlex

import click
import pytest

from feedback.accounts.pages.desk import STEPS
from feedback.cli import main

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
    values, rest, _order = command.make_parser(click.Context(command)).parse_args(words)
    assert rest == []
    for asked in command.params:
        assert not asked.required or values.get(asked.name or "") is not None, asked.name
