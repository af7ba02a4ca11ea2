"""What a release says in plain sentences: people out of ten first, an honest sentence where there is no number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedback import N_
from feedback.publication.pages.board import Board
from feedback.publication.pages.words import Words
from feedback.publication.rules.cells import PublishedCell, parse_key
from feedback.publication.rules.domains import TOTAL
from feedback.publication.rules.sentences import (
    AVERAGE,
    CHOSEN,
    UNCHANGED,
    Sentence,
    satisfied,
    tenths,
    why_nothing,
    without,
)
from feedback.questionnaire.rules import AccessService, Edition, RatedService, service_sections

NOT_ASKED = N_("This was not asked in this round.")
MOST_GIVEN = N_("The reason given most often: %(reason)s.")
ABOUT = N_("This rests on about %(n)s people.")


@dataclass(frozen=True)
class Telling:
    """One series of a release and the words to tell it in; `minimum` answers are needed for a number."""

    board: Board
    words: Words
    series: str
    minimum: int = 30
    at_place: bool = False
    """Whether the numbers are those of one place, for which not everything is published."""


@dataclass(frozen=True)
class Statement:
    """One sentence about one number. `strong` stands inside it; without a number it is empty and `before` says why."""

    before: str
    strong: str = ""
    after: str = ""
    filled: int | None = None
    """How many of ten people to fill in the picture."""
    good: bool | None = True
    """Whether more of it is better; None when it is neither good nor bad."""
    notes: tuple[str, ...] = ()
    service: str = ""
    """What the sentence is about, for where several services share a heading."""


@dataclass(frozen=True)
class Chapter:
    """The statements about one service area of one series."""

    code: str
    title: str
    statements: tuple[Statement, ...]
    services: tuple[str, ...]
    """The rated services of this area."""
    access: str
    """The access service of this area, or nothing."""


@dataclass(frozen=True)
class Question:
    """One of the office's own questions, with what most people chose where that is known."""

    code: str
    title: str
    statement: Statement | None


def chapters(telling: Telling) -> list[Chapter]:
    """One chapter for each service area of the edition, in its order."""
    edition = telling.words.edition
    found = []
    for section in edition.sections:
        if section.code not in service_sections(edition):
            continue
        title = telling.words.say(section.title)
        if not telling.at_place and not was_asked(telling.board, edition, telling.series, section.code):
            found.append(Chapter(section.code, title, (Statement(telling.words.say(NOT_ASKED)),), (), ""))
            continue
        access = [a for a in edition.access if a.code == section.code and a.always]
        rated = [r for r in edition.rated if r.section == section.code]
        statements = [_went_without(telling, a) for a in access]
        statements += [_satisfied(telling, r, several=len(rated) > 1) for r in rated]
        codes = tuple(r.code for r in rated)
        found.append(Chapter(section.code, title, tuple(statements), codes, access[0].code if access else ""))
    return found


def was_asked(board: Board, edition: Edition, series: str, section: str) -> bool:
    """Whether a service area was asked about: not where its first question is told and nobody answered any."""
    services = (section, *(r.code for r in edition.rated if r.section == section))
    first = board.find(series, TOTAL, section, "NEEDED")
    cells = [board.find(series, TOTAL, s, item) for s in services for item in board.items(series, TOTAL, s)]
    return first is None or any(cell.n_shown != 0 for cell in cells if cell is not None)


def own_questions(telling: Telling) -> list[Question]:
    """The office's own questions that have numbers, in their order."""
    held = telling.board.services(telling.series)
    return [
        Question(code, telling.words.service(code), _most_chosen(telling, code))
        for code in telling.words.edition.local
        if code in held
    ]


def reasons(board: Board, series: str, access: str) -> list[PublishedCell]:
    """The published reasons for going without, the one given most often first; those held back come last."""
    cells = _answers(board, series, access, "REASON:")
    return sorted(cells, key=lambda cell: -1.0 if cell.value is None else cell.value, reverse=True)


def _went_without(telling: Telling, access: AccessService) -> Statement:
    cell = telling.board.find(telling.series, TOTAL, access.code, "WITHOUT")
    made = replace(_statement(telling, without(access.code), cell), good=False)
    top = most(reasons(telling.board, telling.series, access.code))
    if not made.strong or top is None:
        return made
    reason = telling.words.item(access.code, parse_key(top.cell)[2]).rstrip(".")
    return replace(made, notes=(telling.words.say(MOST_GIVEN, reason=reason), *made.notes))


def _satisfied(telling: Telling, rated: RatedService, several: bool) -> Statement:
    item, sentence = ("OSATIS", satisfied(rated.code)) if rated.overall else ("SATIS", AVERAGE)
    cell = telling.board.find(telling.series, TOTAL, rated.code, item)
    return replace(_statement(telling, sentence, cell), service=telling.words.service(rated.code) if several else "")


def _most_chosen(telling: Telling, code: str) -> Statement | None:
    top = most(_answers(telling.board, telling.series, code, f"{code}:"))
    if top is None:
        return None
    answer = telling.words.item(code, parse_key(top.cell)[2]).rstrip(".")
    return replace(_statement(telling, CHOSEN, top, answer=answer), good=None)


def most(cells: Sequence[PublishedCell]) -> PublishedCell | None:
    """The answer given most often, where the numbers shown leave no doubt about it; None otherwise."""
    known = sorted((cell for cell in cells if cell.value is not None), key=lambda cell: cell.value or 0, reverse=True)
    if not known:
        return None
    first, *others = (cell.value or 0.0 for cell in known)
    untold = 100 - first - sum(others) if len(known) < len(cells) else 0
    return known[0] if first > max((*others, untold), default=0) else None


def _statement(telling: Telling, sentence: Sentence, cell: PublishedCell | None, **more: str) -> Statement:
    """One published share as a sentence, with how many people it rests on; or why there is none."""
    say, number = telling.words.say, telling.words.number
    share = tenths(cell.shown) if cell else None
    if cell is None or share is None:
        n = (cell.n_shown or 0) if cell else 0
        return Statement(say(why_nothing(cell, telling.at_place), n=number(n), minimum=telling.minimum))
    strong = say(share.phrase, n=share.number)
    before, strong, after = say(sentence.text(telling.series), share=strong, **more).partition(strong)
    notes = [say(ABOUT, n=number(cell.n_shown))] if cell.n_shown else []
    notes += [say(UNCHANGED)] if cell.reason == "carried" else []
    return Statement(before, strong, after, share.filled, notes=tuple(notes))


def _answers(board: Board, series: str, service: str, begins: str) -> list[PublishedCell]:
    found = [board.find(series, TOTAL, service, item) for item in board.items(series, TOTAL, service)]
    return [cell for cell in found if cell is not None and parse_key(cell.cell)[2].startswith(begins)]
