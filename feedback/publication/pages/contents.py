"""All tables of one series in their order, under the service they are about."""

from collections.abc import Iterator
from dataclasses import dataclass

from feedback import N_
from feedback.publication.pages.board import Board
from feedback.publication.pages.statements import NOT_ASKED, was_asked
from feedback.publication.pages.tables import (
    Table,
    local_question,
    needs,
    questions,
    ratings,
    who_answered,
    why_without,
)
from feedback.publication.pages.words import Words
from feedback.questionnaire.rules import Section, choice_questions, service_sections

OWN_QUESTIONS = N_("Questions of this survey alone")


@dataclass(frozen=True)
class Group:
    """The tables under one heading, or the one sentence that stands for them."""

    title: str
    tables: tuple[Table, ...]
    note: str = ""


def contents(board: Board, words: Words, series: str, weighted: bool) -> list[Group]:
    """Everything published of a series: who answered, each service with its questions, groups and reasons, the rest."""
    held = board.services(series)
    found = [Group("", (who_answered(board, words, series),))] if "ALL" in held else []
    for section in words.edition.sections:
        if section.code in service_sections(words.edition):
            title = words.say(section.title)
            if was_asked(board, words.edition, series, section.code):
                found.append(Group(title, tuple(_of_service(board, words, series, section, weighted))))
            else:
                found.append(Group(title, (), words.say(NOT_ASKED)))
    own = tuple(local_question(board, words, series, item) for item in words.edition.local)
    return [*found, Group(words.say(OWN_QUESTIONS), own)] if own else found


def _of_service(board: Board, words: Words, series: str, section: Section, weighted: bool) -> Iterator[Table]:
    """Who needed it and why some went without, how its users rate it, and what else they were asked."""
    edition = words.edition
    for access in edition.access:
        if access.code == section.code:
            yield needs(board, words, series, access.code)
            if access.reason and access.always:
                yield why_without(board, words, series, access.code)
    for rated in edition.rated:
        if rated.section == section.code:
            found = questions(board, words, series, rated.code, True, weighted)
            yield found
            if found.bodies:
                yield ratings(board, words, series, rated.code)
    for item in choice_questions(edition):
        if edition.items[item].section == section.code:
            yield local_question(board, words, series, item)
