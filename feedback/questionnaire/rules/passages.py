"""Every text of an edition that people meet when they answer, of what sort it is, in the order in which it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from feedback.questionnaire.rules.edition import MISSING, Edition, Item, Option

Sort = Literal["introduction", "heading", "question", "statement", "answer", "quiet", "note"]


@dataclass(frozen=True)
class Passage:
    """One text in English, with the question it belongs to ("" outside of questions)."""

    sort: Sort
    text: str
    item: str = ""
    printed: bool = False
    """Whether it stands in the printed instrument word for word, so that no plainer word may take its place."""


def passages(edition: Edition) -> tuple[Passage, ...]:
    """The texts of an edition as they are met, each once, where it comes first; what is empty is left out."""
    met: dict[str, Passage] = {}
    for passage in _all(edition):
        if passage.text:
            met.setdefault(passage.text, passage)
    return tuple(met.values())


def _all(edition: Edition) -> Iterator[Passage]:
    yield Passage("introduction", edition.introduction, printed=True)
    yield Passage("introduction", edition.eligibility)
    yield Passage("introduction", edition.consent, printed=True)
    for section in edition.sections:
        yield Passage("heading", section.title)
        yield Passage("introduction", section.intro, printed=True)
        yield Passage("note", section.reminder)
        for code in section.items:
            yield from _of_item(edition.items[code])
        yield Passage("note", section.done)


def _of_item(item: Item) -> Iterator[Passage]:
    printed = not item.added and item.kind != "background"
    yield Passage("introduction", item.stem, item.code, printed)
    yield Passage("statement" if item.kind == "rating" and item.stem else "question", item.text, item.code, printed)
    yield Passage("note", item.note, item.code)
    yield Passage("note", item.explanation, item.code)
    for option in item.options:
        yield from _of_option(item, option, printed and not option.added)


def _of_option(item: Item, option: Option, printed: bool) -> Iterator[Passage]:
    quiet = option.code in MISSING
    yield Passage("quiet" if quiet else "answer", option.text, item.code, printed and not quiet)
    yield Passage("note", option.gloss, item.code, printed)
    yield Passage("note", option.specify, item.code)
