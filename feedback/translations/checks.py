"""What is missing or wrong in a catalogue, and how far a language is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel.messages.catalog import Catalog

from feedback.languages import PLURAL, catalogue_path, languages
from feedback.translations.catalogues import read_catalogue
from feedback.translations.texts import Text, first, forms

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
FILLED = re.compile(r"%\(\w+\)[sd]|%%")
"""What Python fills or halves where a text has named placeholders; any other percent sign there is a mistake."""
ROOM = re.compile(r"at most (\d+) characters")
"""How a note to translators says how long a text may be: `# Translators: at most 20 characters.`"""


@dataclass(frozen=True)
class Checked:
    """A language after the check: how many texts it has out of how many, and what is wrong, one sentence each."""

    code: str
    draft: bool
    done: int
    all: int
    problems: tuple[str, ...]


def check(template: Catalog, code: str) -> Checked:
    """Compare a catalogue with all texts of the house. A draft may lack texts; what it has must be right."""
    path, draft = catalogue_path(code), languages()[code].status == "draft"
    wanted = [message for message in template if message.id]
    catalogue = read_catalogue(code)
    done, problems = 0, []
    if not path.exists():
        problems.append(f"{path}: there is no such catalogue; run `feedback translations update`.")
    for message in wanted:
        found = catalogue.get(message.id)
        said = forms(found.string) if found is not None else []
        if said and all(said):
            done += 1
            problems += [f"{path}: {text}" for text in text_problems(code, message.id, said, message.auto_comments)]
        elif not draft and path.exists():
            what = "is missing; run `feedback translations update`" if found is None else "is not translated"
            problems.append(f"{path}: {first(message.id)!r} {what}.")
        elif any(said):
            problems.append(f"{path}: {first(message.id)!r} needs all of its {len(said)} plural forms.")
    return Checked(code, draft, done, len(wanted), tuple(problems))


def text_problems(code: str, source: Text, said: Sequence[str], notes: Sequence[str] = ()) -> list[str]:
    """What is wrong with the translation of one text, in all its plural forms; one sentence each."""
    problems = []
    one, many = placeholders(first(source)), placeholders(forms(source)[-1])
    count = int(PLURAL.fullmatch(languages()[code].plural)[1]) if len(forms(source)) > 1 else 1  # type: ignore[index]
    if len(said) != count:
        problems.append(f"{first(source)!r} needs {count} plural forms.")
    room = longest(source, notes)
    for form in said:
        if not (placeholders(form) in (one, many) or (count > 1 and placeholders(form) == many - {"n"})):
            problems.append(f"{form!r} must hold the placeholders {sorted(many)}.")
        if _loose(form) != _loose(first(source)):
            problems.append(f"{form!r} must have each percent sign written as in {first(source)!r}.")
        if len(form) > room:
            problems.append(f"{form!r} has {len(form)} characters; there is room for {room}.")
    return problems


def _loose(text: str) -> int:
    """How many percent signs are neither doubled nor part of a placeholder; a script fills such a one itself."""
    return FILLED.sub("", text).count("%")


def longest(source: Text, notes: Sequence[str] = ()) -> int:
    """How many characters a translation may have: as a note to translators says, else twice the source and a little."""
    said = ROOM.search(" ".join(notes))
    return int(said[1]) if said else 2 * max(map(len, forms(source))) + 40


def placeholders(text: str) -> frozenset[str]:
    """The named placeholders of a text, such as `name` in `%(name)s` and `country` in `{country}`."""
    return frozenset(a or b for a, b in PLACEHOLDER.findall(text))
