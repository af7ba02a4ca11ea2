"""`feedback fieldwork`: units, enumerators, progress and the end of checks."""

import click

from feedback.cli.fieldwork.enumerators import enumerator
from feedback.cli.fieldwork.progress import board, outcomes, reduce
from feedback.cli.fieldwork.units import units


@click.group("fieldwork")
def command() -> None:
    """Collection in the field: units to visit, people who collect, progress; docs/fieldwork.md shows the whole way."""


for part in (units, enumerator, outcomes, board, reduce):
    command.add_command(part)
