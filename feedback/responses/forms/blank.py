"""The blank questionnaire in one language, in the shape in which a page shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from feedback import N_
from feedback.questionnaire.rules import (
    MISSING,
    Edition,
    Item,
    Section,
    edition_text,
    ordered_sections,
    service_sections,
    text_fields,
)
from feedback.questionnaire.rules.texts import COMMA
from feedback.responses.forms.routes import Leap, leaps_after

SHORT = 60
"""Characters up to which words shared by several questions are said with each of them, and not only with the first."""
QUOTED = N_("“%(text)s”")
WORDS = 8
"""Words of a question that are enough to find it again further down."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be tapped."""

    code: str
    text: str
    gloss: str = ""
    """The longer official sentence behind a short answer; "" where there is none."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A text that may be written beside an answer."""

    key: str
    prompt: str
    option: str
    """The answer beside which it may be written."""


@dataclass(frozen=True, slots=True)
class Jump:
    """Where to go on after certain answers; `target` and `words` are "" when the part is over."""

    answers: str
    about: str
    """The words of the question meant, when it is not the one just asked."""
    target: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers, and where to go on after it."""

    code: str
    text: str
    heading: str
    """What the question is about, where the same question comes for several things (primary and secondary school)."""
    stem: str
    """What is read before this question and those after it."""
    note: str
    explanation: str
    """What it means in other words; a page shows it only where the round allows it."""
    choices: tuple[Choice, ...]
    quiet: tuple[Choice, ...]
    """Does not apply, don't know, rather not say."""
    texts: tuple[TextField, ...]
    jumps: tuple[Jump, ...]
    skip: str
    """When it is not asked, for a script: the gates with their codes, "1:99,B 2b:99,B"."""
    about_person: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the questionnaire; a part about a service ends with a resting point."""

    code: str
    title: str
    intro: str
    reminder: str
    done: str
    service: bool
    number: int
    """Its place in the edition, from 0: routing follows that order, whatever order a person meets the parts in."""
    questions: tuple[Question, ...]


def blank(edition: Edition, language: str, translate: Callable[[str, str], str]) -> dict[str, Part]:
    """All parts that ask anything, by code, in the words of one language."""

    def say(text: str) -> str:
        return edition_text(edition, text, language, translate) if text else ""

    services = service_sections(edition)
    return {
        section.code: Part(
            code=section.code,
            title=say(section.title),
            intro=say(section.intro),
            reminder=say(section.reminder),
            done=say(section.done),
            service=section.code in services,
            number=number,
            questions=_questions(edition, section, say),
        )
        for number, section in enumerate(edition.sections)
        if section.items
    }


def in_order(edition: Edition, parts: dict[str, Part], id: UUID) -> list[Part]:
    """The parts as the response with this id meets them."""
    return [parts[section.code] for section in ordered_sections(edition, id) if section.code in parts]


def _questions(edition: Edition, section: Section, say: Callable[[str], str]) -> tuple[Question, ...]:
    items = [edition.items[code] for code in section.items]
    before = ["", *(item.stem for item in items)]
    return tuple(
        _question(edition, item, item.stem != before[position], leaps_after(items, position), say)
        for position, item in enumerate(items)
    )


def _question(edition: Edition, item: Item, first: bool, leaps: list[Leap], say: Callable[[str], str]) -> Question:
    short = len(item.stem) <= SHORT
    return Question(
        code=item.code,
        text=say(item.text),
        heading=say(item.stem) if short else "",
        stem=say(item.stem) if first and not short else "",
        note=say(item.note),
        explanation=say(item.explanation),
        choices=tuple(Choice(o.code, say(o.text), say(o.gloss)) for o in item.options if o.code not in MISSING),
        quiet=tuple(Choice(o.code, say(o.text)) for o in item.options if o.code in MISSING),
        texts=tuple(
            TextField(field.key, say(field.prompt), field.option)
            for field in text_fields(edition).values()
            if field.item == item.code
        ),
        jumps=tuple(
            Jump(
                answers=say(COMMA).join(
                    say(QUOTED) % {"text": say(option.text)}
                    for option in edition.items[leap.gate].options
                    if option.code in leap.codes
                ),
                about="" if leap.gate == item.code else say(edition.items[leap.gate].text),
                target=leap.target,
                words=_beginning(say(_first_words(edition.items[leap.target]))) if leap.target else "",
            )
            for leap in leaps
        ),
        skip=" ".join(f"{gate}:{','.join(sorted(codes))}" for gate, codes in item.skip_when.items()),
        about_person=item.kind == "background",
    )


def _first_words(item: Item) -> str:
    """What stands above a question as a heading, else the question itself."""
    return item.stem if 0 < len(item.stem) <= SHORT else item.text


def _beginning(text: str) -> str:
    words = text.split()
    return text if len(words) <= WORDS else " ".join(words[:WORDS]) + " …"
