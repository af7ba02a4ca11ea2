"""What result pages say in sentences, cut where a page cuts them: the share, and what stands before and after it."""

from collections.abc import Callable, Iterator

from feedback.publication.rules.sentences import (
    AVERAGE,
    FEWER_THAN_ONE,
    MORE_THAN_NINE,
    NO_AVERAGE,
    NOBODY,
    NOT_HERE,
    OF_TEN,
    TOO_FEW,
    UNCHANGED,
    satisfied,
    without,
)
from feedback.questionnaire.rules import Edition, edition_text
from feedback.questionnaire.rules.clips import Aloud, Chapter

MARK = "\0"
"""Stands for the share while a sentence is cut."""


def results_aloud(edition: Edition, title: str, language: str, translate: Callable[[str, str], str]) -> Chapter:
    """The texts with which a result page tells shares; "7 of every 10 people" is recorded once for all."""
    return Chapter("results", title, tuple(Aloud("text", text) for text in _texts(edition, language, translate)))


def _texts(edition: Edition, language: str, translate: Callable[[str, str], str]) -> Iterator[str]:
    def say(text: str) -> str:
        return edition_text(edition, text, language, translate)

    yield say(FEWER_THAN_ONE)
    yield from (say(OF_TEN) % {"n": n} for n in range(1, 10))
    yield say(MORE_THAN_NINE)
    sentences = [without(access.code) for access in edition.access if access.always]
    sentences += [satisfied(rated.code) if rated.overall else AVERAGE for rated in edition.rated]
    for sentence in sentences:
        for said in (sentence.of_answers, sentence.of_people):
            yield from (piece.strip() for piece in (say(said) % {"share": MARK}).split(MARK) if piece.strip())
    yield from (say(text) for text in (TOO_FEW, NO_AVERAGE, NOBODY, NOT_HERE, UNCHANGED))
