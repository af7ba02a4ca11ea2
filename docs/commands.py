"""Write docs/commands.md out of the commands themselves, so that it never says anything else: `make docs`."""

from collections.abc import Iterator
from pathlib import Path

import click

from feedback.cli import main

PAGE = Path(__file__).with_suffix(".md")
HEAD = """# The `feedback` command

Everything that an office does from a terminal. Inside a checkout it is `.venv/bin/feedback`, on a server
`/opt/feedback/bin/feedback`. A command ends with exit code 0 when it did what was asked, with 1 when something is to be
mended (the reason is on standard error), and with 2 when it was called wrongly. This page is written by `make docs`.
"""


def commands(group: click.Command, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A context for every command below a group, in the order of the alphabet."""
    name = "feedback" if parent is None else group.name
    context = click.Context(group, parent, name, terminal_width=100, **group.context_settings)
    if not isinstance(group, click.Group):
        yield context
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            yield from commands(command, context)


def page() -> str:
    """The whole page: one section for each command, with its own help."""
    parts = [HEAD]
    for context in commands(main):
        help_text = context.command.get_help(context).replace("\n\n\n", "\n\n").strip()
        indented = "\n".join(f"    {line}".rstrip() for line in help_text.splitlines())
        parts.append(f"## {context.command_path}\n\n{indented}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
