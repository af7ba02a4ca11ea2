"""`feedback translations review`: everything under review in one language, on paper."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from feedback.cli.context import ready, round_of
from feedback.config import shared_folder
from feedback.database import for_reading
from feedback.languages import SOURCE, Language, format_number, languages, translate
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import round_edition
from feedback.questionnaire.rules import Edition, edition_text
from feedback.questionnaire.rules.passages import passages
from feedback.questionnaire.rules.texts import words_in
from feedback.translations import extract, read_catalogue
from feedback.translations.catalogues import names_in
from feedback.translations.checks import PLACEHOLDER
from feedback.translations.citizens import Part, citizens
from feedback.translations.review import KILOBYTES_A_SECOND, Chapter, Line, Ranking, ranking
from feedback.translations.sheets import back_translations, wanted_forms
from feedback.translations.texts import forms

TITLES: Mapping[Part, str] = {"questionnaire": "Around the questions", "receipt": "Receipt", "results": "Results"}
SPOKEN = (
    "templates/responses/questionnaire.html",
    "templates/engagement/receipt.html",
    "feedback/engagement/rules.py",
    "feedback/publication/rules/sentences.py",
)
"""Where the sentences of pages stand that are read aloud as well: before the questions, on the receipt, in results."""
HIGHEST = 10
"""Numbers up to here are recorded, so that "7 of every 10 people" can be said."""


@click.command("review")
@click.argument("code", type=click.Choice([code for code in languages() if code != SOURCE]), metavar="LANGUAGE")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--round", "round_code", help="A round whose questionnaire is reviewed; else the official one.")
def review(code: str, file: Path, round_code: str | None) -> None:
    """Write everything that a group needs to review LANGUAGE to FILE, one page (HTML) to print on A4.

    It holds every text that citizens meet, with room to put it back into English and to remark on it; the test whether
    five speakers hear the four answers in the order that is meant; a script to record; and room for two signatures.
    """
    edition, title = _edition(round_code)
    page = pack(code, edition, title, datetime.now(UTC))
    file.write_text(page, "utf-8")
    click.echo(f"{file} is written. Open it in a browser and print it on A4, both sides.")


def pack(code: str, edition: Edition, title: str, moment: datetime) -> str:
    """The pack as one page that needs no other file."""
    language, chapters = languages()[code], chapters_of(code, edition)
    scales = [_scale(code, edition, name) for name in edition.scales if len(edition.scales[name].options) == 4]
    lines = [line for chapter in chapters for line in chapter.lines]
    styles = [(shared_folder("static") / "css" / name).read_text("utf-8") for name in ("site.css", "review.css")]
    environment = Environment(
        loader=FileSystemLoader(shared_folder("templates")), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["isolated"] = isolated
    return environment.get_template("translations/review.html").render(
        language=language,
        title=title,
        edition=edition,
        day=f"{moment:%-d %B %Y}",
        names=names_in(code),
        chapters=chapters,
        missing=sum(not line.said for line in lines),
        unread=sum(not line.said and line.sort != "page" for line in lines),
        scales=scales,
        script=[chapter for chapter in chapters if chapter.spoken],
        numbers=[format_number(code, n) for n in range(HIGHEST + 1)],
        seconds=sum(chapter.seconds for chapter in chapters),
        kilobytes_a_second=KILOBYTES_A_SECOND,
        style="\n".join(styles),
        unofficial=_unofficial(language),
    )


def isolated(text: str) -> Markup:
    """A text whose placeholders read from left to right, also among words that do not."""
    return Markup(PLACEHOLDER.sub(r'<bdi dir="ltr">\g<0></bdi>', str(escape(text))))  # noqa: S704 (escaped first)


def chapters_of(code: str, edition: Edition) -> list[Chapter]:
    """Every text that citizens meet in a language, the questions first; each has one number."""
    catalogue, backs, numbers = read_catalogue(code), back_translations(code), count(1)
    asked = [
        Line(
            next(numbers),
            one.sort,
            edition_text(edition, one.text, SOURCE, lambda _, text: text),
            edition_text(edition, one.text, code, translate)
            if _is_translated(edition, one.text, code, catalogue)
            else "",
            " | ".join(backs.get(one.text, ())),
            item=one.item,
        )
        for one in passages(edition)
    ]
    met = {one.text for one in passages(edition)}
    chapters, template = [Chapter("Questions and answers", tuple(asked))], extract()
    for key, title in TITLES.items():
        messages = [message for message in citizens(template, key) if forms(message.id)[0] not in met]
        lines = [line for message in messages for line in _page_lines(code, message, catalogue, backs, numbers)]
        chapters.append(Chapter(title, tuple(lines)))
    return chapters


def _page_lines(
    code: str, message: Message, catalogue: Catalog, backs: Mapping[str, list[str]], numbers: Iterator[int]
) -> Iterator[Line]:
    """A text of the pages, one line for each of its plural forms; its placeholders stay open."""
    found = catalogue.get(message.id)
    said = forms(found.string) if found is not None else []
    spoken = any(str(file).startswith(SPOKEN) for file, _ in message.locations)
    back = backs.get(forms(message.id)[0], [])
    for at, (source, note) in enumerate(wanted_forms(code, message)):
        yield Line(
            next(numbers),
            "sentence" if spoken else "page",
            source,
            said[at] if at < len(said) else "",
            back[at] if at < len(back) else "",
            " ".join([*message.auto_comments, *([note] if note else [])]),
        )


def _is_translated(edition: Edition, text: str, code: str, catalogue: Catalog) -> bool:
    """Whether a text of the edition has words in this language, be they the same as in English."""
    found = catalogue.get(text)
    return words_in(edition, text, code, translate) != text or bool(found is not None and found.string)


def _scale(code: str, edition: Edition, name: str) -> Ranking:
    return ranking(
        name, [edition_text(edition, option.text, code, translate) for option in edition.scales[name].options]
    )


def _edition(round_code: str | None) -> tuple[Edition, str]:
    """The edition under review, and the round it belongs to or the title of the official one."""
    if round_code is None:
        return official_edition(), official_edition().title
    _settings, engine = ready()
    with Session(for_reading(engine)) as session:
        this = round_of(session, round_code)
        return round_edition(session, this), f"{this.title_in(SOURCE)} ({this.code})"


def _unofficial(language: Language) -> str:
    checked = "checked by two speakers" if language.status == "signed" else "not yet checked by two speakers"
    return f"{language.autonym} – unofficial translation, {checked}"
