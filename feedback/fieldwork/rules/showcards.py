"""Showcards: what a person who answers may read while the interviewer reads it aloud.

16.6.2 metadata, text of 2021-04-19: all answers of a scale are read out, long lists are shown on a card, and "not
applicable", "don't know" and "refuse" are never offered; so no card carries them.
"""

from dataclasses import dataclass

from feedback.questionnaire.rules import MISSING, Edition, Item

LONG = 4
"""A question with more answers than this has a card of its own; so have several questions that share three or four."""
SAID = frozenset({"age_group"})
"""Asked without a card: the person says it, and the interviewer finds the answer."""


@dataclass(frozen=True)
class Showcard:
    """The answers of one question, or of all questions that share them; texts in English."""

    question: str
    """The words of the question, where it has a card of its own."""
    parts: tuple[str, ...]
    """Titles of the parts of the questionnaire in which it is used."""
    answers: tuple[str, ...]


def showcards(edition: Edition) -> tuple[Showcard, ...]:
    """The scales, the long lists, and the scale of difficulties, in the order in which an interview needs them."""
    by_answers: dict[tuple[str, ...], list[Item]] = {}
    for item in edition.items.values():
        by_answers.setdefault(_answers(item), []).append(item)
    titles = {section.code: section.title for section in edition.sections}
    return tuple(
        Showcard(
            question=items[0].text if len(items) == 1 else "",
            parts=tuple(dict.fromkeys(titles[item.section] for item in items)),
            answers=answers,
        )
        for answers, items in by_answers.items()
        if _needs_card(answers, items)
    )


def _needs_card(answers: tuple[str, ...], items: list[Item]) -> bool:
    if items[0].scale or len(items) > 1:
        return len(answers) > 2
    return len(answers) > LONG and items[0].code not in SAID


def _answers(item: Item) -> tuple[str, ...]:
    return tuple(option.text for option in item.options if option.code not in MISSING)
