"""The texts that citizens meet, told from those of staff and enumerators by the files in which they stand."""

from collections.abc import Iterator
from typing import Literal

from babel.messages.catalog import Catalog, Message

Part = Literal["questionnaire", "receipt", "results"]
CHAPTERS: dict[Part, tuple[str, ...]] = {
    "questionnaire": (
        "templates/responses/home.html",
        "templates/responses/places.html",
        "templates/responses/questionnaire.html",
        "feedback/responses/pages/questionnaire.py",
        "feedback/responses/pages/hear.py",
        "templates/components/",
        "templates/responses/question.html",
        "feedback/responses/forms/",
        "templates/responses/",
        "templates/base.html",
        "templates/errors/",
        "feedback/web/errors.py",
    ),
    "receipt": (
        "templates/engagement/",
        "feedback/engagement/",
        "feedback/responses/rules/reasons.py",
    ),
    "results": (
        "feedback/publication/rules/sentences.py",
        "templates/publication/",
        "feedback/publication/rules/",
        "feedback/publication/pages/",
        "feedback/results/rules/",
    ),
}
"""Where the texts of citizens stand, in the order in which people meet them."""
OTHERS = ("/staff/", "feedback/publication/pages/staff.py", "feedback/publication/rules/releases.py")
"""What lies among them and is for staff."""


def citizens(template: Catalog, chapter: Part) -> list[Message]:
    """The texts of one chapter without those of a chapter before it; the questionnaire's own questions are not here."""
    found = {key: list(_in(template, key)) for key in CHAPTERS}
    before: set[str] = set()
    for key, messages in found.items():
        if key == chapter:
            break
        before |= {str(message.id) for message in messages}
    return [message for message in found[chapter] if str(message.id) not in before]


def _in(template: Catalog, chapter: Part) -> Iterator[Message]:
    """The messages of a chapter, each once, in the order of its files and of the lines in them."""
    met: set[str] = set()
    for place in CHAPTERS[chapter]:
        here = [(at, message) for message in template if message.id for at in [_at(message, place)] if at]
        for _, message in sorted(here, key=lambda one: one[0]):
            if str(message.id) not in met:
                met.add(str(message.id))
                yield message


def _at(message: Message, place: str) -> tuple[str, int] | None:
    """Where in these files a message stands first."""
    found = [
        (str(file), int(line or 0))
        for file, line in message.locations
        if str(file).startswith(place) and not any(part in str(file) for part in OTHERS)
    ]
    return min(found, default=None)
