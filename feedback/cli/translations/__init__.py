"""`feedback translations`: extract texts, update and check catalogues, hand them to translators and take them back."""

import sys
from pathlib import Path

import click

from feedback import translations
from feedback.cli.translations import clips
from feedback.cli.translations.review import review
from feedback.languages import SOURCE, catalogue_path, languages, table_problems
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules.passages import passages
from feedback.translations.plain import hard, page_texts


@click.group("translations")
def command() -> None:
    """Texts in every language, as ordinary gettext catalogues."""


command.add_command(clips.command)
command.add_command(review)


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
    translated must have the placeholders, the plural forms and about the length of the English text. An English
    text that citizens meet must be read at eleven years (Flesch-Kincaid grade below 7).
    """
    template = translations.extract()
    problems = table_problems(languages().values())
    checked = [] if problems else [translations.check(template, code) for code in languages() if code != SOURCE]
    problems += hard([*page_texts(template), *(one.text for one in passages(official_edition()) if not one.printed)])
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


@command.command("export")
@click.argument("code", type=click.Choice([code for code in languages() if code != SOURCE]), metavar="LANGUAGE")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(code: str, file: Path) -> None:
    """Write the texts of LANGUAGE to FILE, a table (CSV) for people who translate.

    Each row has a text, where it stands, a note, how long its translation may be, and room for the translation and
    for a translation back into English by somebody who has not seen the source. Leave the column "key" as it is.
    """
    file.write_bytes(translations.to_sheet(translations.extract(), code))
    click.echo(f"{file} is written. When it is filled: feedback translations import {code} {file}")


@command.command("import")
@click.argument("code", type=click.Choice([code for code in languages() if code != SOURCE]), metavar="LANGUAGE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--translator", required=True, help="Who translated.")
@click.option("--second-reader", required=True, help="Who read every text again: somebody else.")
@click.option("--skip-invalid", is_flag=True, help="Take the good rows although some are wrong.")
def bring_in(code: str, file: Path, translator: str, second_reader: str, skip_invalid: bool) -> None:
    """Take a filled table for LANGUAGE into its catalogue: all of it, or nothing where a row is wrong (exit code 1).

    Every placeholder, plural form and length is checked; each wrong row is named with its line and the reason. Rows
    without a translation leave a text as it is.
    """
    if translator.split() == second_reader.split():
        raise click.ClickException("The second reader has to be somebody else than the translator.")
    sheet = file.read_bytes()
    filled = translations.from_sheet(translations.extract(), code, sheet, translator, second_reader, skip_invalid)
    for bad in filled.bad:
        click.echo(str(bad), err=True)
    if filled.bad and not skip_invalid:
        click.echo("Nothing was taken.", err=True)
        sys.exit(1)
    click.echo(f"{filled.changed} texts are new or changed; {code} now has {filled.done} of {filled.all} texts.")
