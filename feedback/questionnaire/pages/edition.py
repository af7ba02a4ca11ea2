"""The questionnaire of a round as people read it, in one language, with the codes and routes behind it."""

from dataclasses import dataclass

from flask import abort, render_template

from feedback.languages import languages, translate
from feedback.questionnaire import records
from feedback.questionnaire.rules import Edition, Item, Option, all_texts, edition_text
from feedback.questionnaire.rules.texts import words_in
from feedback.web import db, needs


@dataclass(frozen=True)
class ShownItem:
    """One question in one language."""

    item: Item
    stem: str
    """Only where it differs from the stem before."""
    text: str
    note: str
    explanation: str
    options: tuple[tuple[Option, str, str, str], ...]
    """Each answer with its words, its explanation and what it asks to specify."""


@dataclass(frozen=True)
class ShownSection:
    """One part of the questionnaire in one language."""

    title: str
    intro: str
    reminder: str
    items: tuple[ShownItem, ...]


@needs("round.see")
def edition(code: str, wanted: str) -> str:
    """The edition of a round in one of its languages."""
    this = records.find_round(db(), code)
    if this is None or wanted not in this.languages or wanted not in languages():
        abort(404)
    edition = records.round_edition(db(), this)
    texts, missing = counted(edition, records.draft_edition(db(), this.edition), wanted)
    return render_template(
        "questionnaire/staff/edition.html",
        round=this,
        edition=edition,
        shown=languages()[wanted],
        others=[languages()[other] for other in this.languages if other != wanted and other in languages()],
        introduction=edition_text(edition, edition.introduction, wanted, translate),
        sections=shown_sections(edition, wanted),
        texts=texts,
        missing=missing,
    )


def counted(edition: Edition, given: Edition, wanted: str) -> tuple[int, int]:
    """How many texts people read, and how many of them show in English; `given` holds the office's own words.

    Names that stand for {placeholders} and the list of changes are left out: many are the same in each language.
    """
    texts = {text for key, text in all_texts(edition) if not key.startswith(("values.", "changes"))}
    if wanted == "en":
        return len(texts), 0
    own = {text for text in texts if wanted in given.texts.get(text, {})}
    return len(texts), sum(words_in(edition, text, wanted, translate) == text for text in texts - own)


def shown_sections(edition: Edition, wanted: str) -> tuple[ShownSection, ...]:
    """All parts of an edition in one language, in the order of the edition."""

    def say(text: str) -> str:
        return edition_text(edition, text, wanted, translate)

    return tuple(
        ShownSection(
            say(section.title),
            say(section.intro),
            say(section.reminder),
            tuple(_shown_item(edition, section.items, number, wanted) for number in range(len(section.items))),
        )
        for section in edition.sections
    )


def _shown_item(edition: Edition, codes: tuple[str, ...], number: int, wanted: str) -> ShownItem:
    def say(text: str) -> str:
        return edition_text(edition, text, wanted, translate)

    item = edition.items[codes[number]]
    before = edition.items[codes[number - 1]].stem if number else ""
    return ShownItem(
        item,
        say(item.stem) if item.stem != before else "",
        say(item.text),
        say(item.note),
        say(item.explanation),
        tuple((option, say(option.text), say(option.gloss), say(option.specify)) for option in item.options),
    )
