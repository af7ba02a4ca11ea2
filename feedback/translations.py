"""How texts reach translators: extraction from code, pages and editions, catalogues, and what is wrong with them."""

import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from feedback.config import PACKAGE, shared_folder
from feedback.languages import catalogue_path, languages

KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "say": None, "say_plural": (1, 2), "ngettext": (1, 2)}
TEXT_KEYS = frozenset(
    {"text", "gloss", "title", "intro", "name", "note", "reminder", "done", "specify"}
    | {"introduction", "eligibility", "consent", "departures"}
)
TEXT_TABLES = frozenset({"values", "missing_words", "stems"})
"""Tables of an edition that hold nothing but texts, under keys of their own."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
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
        (PACKAGE, [("**.py", "python"), ("questionnaire/editions/*.toml", "feedback.translations:extract_toml")], {}),
        (shared_folder("templates"), [("**.html", "jinja2.ext:babel_extract")], {"**.html": {"silent": "false"}}),
    ]
    for folder, methods, options in sources:
        for _name, _line, message, comments, _context in extract_from_dir(
            folder, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            template.add(message, auto_comments=comments)
    return template


def update_catalogue(template: Catalog, code: str) -> None:
    """Add new texts to a language's catalogue and drop those that are gone; what is translated stays."""
    path = catalogue_path(code)
    if path.exists():
        catalogue = read_po(BytesIO(path.read_bytes()), locale=_locale(code))
        catalogue.update(template, no_fuzzy_matching=True, keep_user_comments=True, update_creation_date=False)
        catalogue.obsolete.clear()
    else:
        catalogue = Catalog(locale=_locale(code), project="feedback", charset="utf-8", fuzzy=False)
        for message in template:
            if message.id:
                catalogue.add(message.id, auto_comments=message.auto_comments)
    path.parent.mkdir(parents=True, exist_ok=True)
    memory = BytesIO()
    write_po(memory, catalogue, no_location=True, omit_header=False, width=0, sort_output=False)
    lines = memory.getvalue().decode("utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(x for x in lines if not x.startswith(('"POT-Creation', '"PO-Revision', '"Generated-By'))), "utf-8"
    )


def catalogue_problems(template: Catalog, code: str) -> list[str]:
    """What is missing or wrong in a language, one sentence each with the file and the text."""
    path = catalogue_path(code)
    if not path.exists():
        return [f"{path}: there is no such catalogue; run `feedback translations update`."]
    catalogue = read_po(BytesIO(path.read_bytes()), locale=_locale(code))
    draft = languages()[code].status == "draft"
    problems = []
    for message in template:
        if not message.id:
            continue
        found = catalogue.get(message.id)
        forms = _forms(found.string) if found is not None else []
        if found is None:
            problems.append(f"{path}: {_first(message.id)!r} is missing; run `feedback translations update`.")
        elif not all(forms) or not forms:
            if not draft:
                problems.append(f"{path}: {_first(message.id)!r} is not translated.")
        else:
            wanted = placeholders(_first(message.id))
            many = placeholders(_forms(message.id)[-1])
            for form in forms:
                if placeholders(form) not in (wanted, many):
                    problems.append(f"{path}: {form!r} must hold the placeholders {sorted(many)}.")
    return problems


def placeholders(text: str) -> frozenset[str]:
    """The named placeholders of a text, such as `name` in `%(name)s` and `country` in `{country}`."""
    return frozenset(a or b for a, b in PLACEHOLDER.findall(text))


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    if text is None:
        return []
    return [text] if isinstance(text, str) else list(text)


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return _forms(text)[0]


def _locale(code: str) -> str:
    return languages()[code].formatting
