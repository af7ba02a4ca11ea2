"""The `feedback` command: everything that an office does from a terminal."""

import importlib
import pkgutil

import click


class Commands(click.Group):
    """Each command lives in a file of its own beside this one, and is read only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "context")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"feedback.cli.{cmd_name}")
        command: click.Command = getattr(module, "command", None) or module.group
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="feedback")
def main() -> None:
    """Measure SDG indicator 16.6.2 with citizens, and give the results back to them.

    The settings come from environment variables (FEEDBACK_INSTANCE, FEEDBACK_DATABASE_URL, ...); see README.md.
    """
