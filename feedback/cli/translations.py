"""`feedback translations`: extract texts, bring catalogues up to date, check them."""

import sys

import click

from feedback import translations
from feedback.languages import SOURCE, catalogue_path, languages, table_problems


@click.group("translations")
def command() -> None:
    """Texts in every language, as ordinary gettext catalogues."""


@command.command("update")
def update() -> None:
    """Collect all texts from code, pages and editions, and add what is new to each language's catalogue."""
    template = translations.extract()
    for code in languages():
        if code != SOURCE:
            translations.update_catalogue(template, code)
            click.echo(f"{catalogue_path(code)} is up to date.")


@command.command("check")
def check() -> None:
    """Check the table of languages and every catalogue (exit code 1 if something is wrong).

    A language that is offered must hold every text. A draft may lack some: the check says how far it is. What is
    translated must have the placeholders, the plural forms and about the length of the English text.
    """
    template = translations.extract()
    problems = table_problems(languages().values())
    checked = [] if problems else [translations.check(template, code) for code in languages() if code != SOURCE]
    for problem in [*problems, *(problem for each in checked for problem in each.problems)]:
        click.echo(problem, err=True)
    for each in checked:
        if each.draft:
            rest = "" if each.done < each.all else ': complete, so that its status may be "unreviewed"'
            click.echo(f"{each.code} is a draft with {each.done} of {each.all} texts{rest}.")
    if problems or any(each.problems for each in checked):
        sys.exit(1)
    complete = [SOURCE, *(each.code for each in checked if not each.draft)]
    click.echo(f"{len(template)} texts, complete in {', '.join(complete)}.")
