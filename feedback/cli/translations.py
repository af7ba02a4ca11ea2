"""`feedback translations`: extract texts, bring catalogues up to date, check them."""

import sys

import click

from feedback.languages import SOURCE, catalogue_path, languages
from feedback.translations import catalogue_problems, extract, update_catalogue


@click.group("translations")
def command() -> None:
    """Texts in every language, as ordinary gettext catalogues."""


@command.command("update")
def update() -> None:
    """Collect all texts from code, pages and editions, and add what is new to each language's catalogue."""
    template = extract()
    for code in languages():
        if code != SOURCE:
            update_catalogue(template, code)
            click.echo(f"{catalogue_path(code)} is up to date.")


@command.command("check")
def check() -> None:
    """Check that every catalogue holds every text, complete and with the same placeholders (exit code 1 if not)."""
    template = extract()
    problems = [problem for code in languages() if code != SOURCE for problem in catalogue_problems(template, code)]
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo(f"{len(template)} texts, complete in {len(languages())} languages.")
