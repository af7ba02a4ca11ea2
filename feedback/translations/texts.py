"""All texts of the house: extraction from code, pages and editions."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from feedback.config import PACKAGE, shared_folder

KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "say": None, "say_plural": (1, 2), "ngettext": (1, 2)}
TEXT_KEYS = frozenset(
    {"text", "gloss", "title", "intro", "name", "note", "reminder", "done", "specify", "explanation"}
    | {"introduction", "eligibility", "consent", "departures", "lesson", "why", "lead", "heading", "sources"}
)
TEXT_TABLES = frozenset({"values", "missing_words", "stems", "story"})
"""Tables of an edition or of the practice that hold nothing but texts, under keys of their own."""
Text = str | Sequence[str] | None
"""A text of a catalogue; several where it has plural forms; None where nothing is known."""
Found = tuple[int, str | None, str | tuple[str, ...], list[str]]


def extract_toml(file: IO[bytes], _keywords: object, _comments: object, **_options: object) -> Iterator[Found]:
    """The texts of an edition: every string under a key that people read."""

    def walk(node: object, key: str) -> Iterator[str]:
        if isinstance(node, dict):
            for name, value in node.items():
                yield from walk(value, key if key in TEXT_TABLES else name)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value, key)
        elif isinstance(node, str) and key in TEXT_KEYS | TEXT_TABLES and node:
            yield node

    for text in walk(tomllib.load(file), ""):
        yield 1, None, text, []


def extract() -> Catalog:
    """All texts of the house in one template, in the order in which they are met."""
    template = Catalog(project="feedback", charset="utf-8", fuzzy=False)
    sources: list[tuple[Path, list[tuple[str, str]], dict[str, dict[str, Any]]]] = [
        (
            PACKAGE,
            [("**.py", "python"), ("*/editions/*.toml", "feedback.translations.texts:extract_toml")],
            {},
        ),
        (shared_folder("templates"), [("**.html", "jinja2.ext:babel_extract")], {"**.html": {"silent": "false"}}),
    ]
    for folder, methods, options in sources:
        for name, line, message, comments, _context in extract_from_dir(
            folder, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            template.add(message, locations=[(f"{folder.name}/{name}", line)], auto_comments=comments)
    return template


def forms(text: Text) -> list[str]:
    """A text as the list of its plural forms."""
    if text is None:
        return []
    return [text] if isinstance(text, str) else list(text)


def first(text: Text) -> str:
    """The first form of a text, by which it is found."""
    return forms(text)[0]
