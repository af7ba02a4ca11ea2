"""The words of an edition in one language, with its {placeholders} filled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from feedback import N_
from feedback.questionnaire.rules.edition import PLACEHOLDER, Change, Edition, Item, Option

BETWEEN = N_("; ")
"""What stands between the texts of a list in a change."""

COMMA = N_(", ")
"""What stands between the members of a short list."""

Translate = Callable[[str, str], str]
"""Language code and English text to the text in that language, or the English text where there is none."""


@dataclass(frozen=True)
class TextField:
    """A text that is asked for when an option is chosen: its key among the texts, its item, its option, its words."""

    key: str
    item: str
    option: str
    prompt: str


def edition_text(edition: Edition, text: str, language: str, translate: Translate) -> str:
    """One text of the edition in a language: the office's own words first, then the catalogue, placeholders filled."""
    return _filled(edition, words_in(edition, text, language, translate), language, translate)


def change_text(edition: Edition, change: Change, language: str, translate: Translate) -> str:
    """One change in a language: the texts in it as the edition says them there, the English ones as they stand."""

    def said(name: str) -> str:
        given = change.values.get(name)
        if given is None:
            return value(edition, name, language, translate)
        if isinstance(given, str):
            return _filled(edition, given, "en", translate)
        between = words_in(edition, BETWEEN, language, translate)
        return between.join(edition_text(edition, text, language, translate) for text in given)

    words = words_in(edition, change.text, language, translate)
    return PLACEHOLDER.sub(lambda found: said(found[1]) or found[0], words)


def value(edition: Edition, name: str, language: str, translate: Translate) -> str:
    """What stands for a placeholder: in this language, else in all languages, else its English words translated."""
    by_language = edition.values.get(name, {})
    said = by_language.get(language) or by_language.get("")
    return said or words_in(edition, by_language.get("en", ""), language, translate)


def text_fields(edition: Edition) -> dict[str, TextField]:
    """Every text that answers may ask for, by its key, in item order."""
    return {
        option.text_key: TextField(option.text_key, item.code, option.code, option.specify)
        for item in edition.items.values()
        for option in item.options
        if option.text_key
    }


def all_texts(edition: Edition) -> Iterator[tuple[str, str]]:
    """Each English text of the edition with the key where it stands; texts that are left empty are not among them."""
    return ((key, text) for key, text in _every_text(edition) if text)


def placeholders(text: str) -> frozenset[str]:
    """The names in braces that a text wants filled."""
    return frozenset(PLACEHOLDER.findall(text))


def words_in(edition: Edition, text: str, language: str, translate: Translate) -> str:
    """A text in a language with its placeholders still open; an office's English stands in where nothing else does."""
    own = edition.texts.get(text, {})
    if language in own:
        return own[language]
    said = translate(language, text) if text else ""
    return own.get("en", said) if said == text else said


def _filled(edition: Edition, words: str, language: str, translate: Translate) -> str:
    return PLACEHOLDER.sub(lambda found: value(edition, found[1], language, translate) or found[0], words)


def _every_text(edition: Edition) -> Iterator[tuple[str, str]]:
    for name in ("title", "introduction", "eligibility", "consent"):
        yield name, getattr(edition, name)
    yield "changes", BETWEEN
    for change in edition.departures:
        yield "changes", change.text
        yield from (("changes", text) for given in change.values.values() if isinstance(given, tuple) for text in given)
    for name, by_language in edition.values.items():
        yield f"values.{name}", by_language.get("en", "")
    for section in edition.sections:
        for name in ("title", "intro", "reminder", "done"):
            yield f"sections.{section.code}.{name}", getattr(section, name)
    for service in edition.rated:
        yield f"rated.{service.code}.name", service.name
    for item in (*edition.items.values(), *edition.optional.values()):
        yield from _item_texts(item)


def _item_texts(item: Item) -> Iterator[tuple[str, str]]:
    for name in ("stem", "text", "note", "explanation"):
        yield f"items.{item.code}.{name}", getattr(item, name)
    for option in item.options:
        yield from _option_texts(f"items.{item.code}.options.{option.code}", option)


def _option_texts(key: str, option: Option) -> Iterator[tuple[str, str]]:
    for name in ("text", "gloss", "specify"):
        yield f"{key}.{name}", getattr(option, name)
