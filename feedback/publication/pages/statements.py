"""What a release says in plain sentences: people out of ten first, an honest sentence where there is no number."""

from dataclasses import dataclass

from feedback import N_
from feedback.publication.pages.board import Board
from feedback.publication.pages.words import Words
from feedback.publication.rules.cells import PublishedCell, parse_shown
from feedback.publication.rules.domains import TOTAL
from feedback.publication.rules.sentences import UNCHANGED, Sentence, satisfied, tenths, why_nothing, without
from feedback.questionnaire.rules import service_sections

MOST_GIVEN = N_("The reason given most often: %(reason)s.")
ABOUT = N_("This rests on about %(n)s people.")


@dataclass(frozen=True)
class Statement:
    """One sentence about one number. `strong` stands inside it; without a number it is empty and `before` says why."""

    before: str
    strong: str = ""
    after: str = ""
    filled: int | None = None
    """How many of ten people to fill in the picture."""
    good: bool = True
    """Whether more of it is better."""
    notes: tuple[str, ...] = ()
    service: str = ""
    """What the sentence is about, for where several services share a heading."""

    @property
    def text(self) -> str:
        return self.before + self.strong + self.after


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


def chapters(board: Board, words: Words, series: str, domain: str = TOTAL, minimum: int = 30) -> list[Chapter]:
    """One chapter for each service area of the edition, in its order."""
    return [_chapter(board, words, series, domain, minimum, code) for code in service_sections(words.edition)]


def statement(
    sentence: Sentence,
    cell: PublishedCell | None,
    words: Words,
    series: str,
    minimum: int,
    good: bool,
    service: str = "",
) -> Statement:
    """One published share as a sentence, with how many people it rests on; or why there is none."""
    share = tenths(cell.shown) if cell else None
    if cell is None or share is None:
        n = (cell.n_shown or 0) if cell else 0
        reason = why_nothing(cell)
        return Statement(
            words.say(reason) % {"n": words.number(n), "minimum": minimum} if "%(" in reason else words.say(reason),
            service=service,
        )
    strong = words.say(share.phrase, n=share.number) if share.number is not None else words.say(share.phrase)
    before, strong, after = words.say(sentence.text(series), share=strong).partition(strong)
    notes = [words.say(ABOUT, n=words.number(cell.n_shown))] if cell.n_shown else []
    if cell.reason == "carried":
        notes.append(words.say(UNCHANGED))
    return Statement(before, strong, after, share.filled, good, tuple(notes), service)


def _chapter(board: Board, words: Words, series: str, domain: str, minimum: int, code: str) -> Chapter:
    edition = words.edition
    found: list[Statement] = []
    access = next((a for a in edition.access if a.code == code), None)
    if access is not None and access.without:
        cell = board.find(series, domain, access.code, "WITHOUT")
        found.append(
            _with_reason(
                board, words, series, domain, access.code, statement(without(code), cell, words, series, minimum, False)
            )
        )
    rated = [r for r in edition.rated if r.section == code]
    for service in rated:
        if service.overall:
            cell = board.find(series, domain, service.code, "OSATIS")
            name = words.service(service.code) if len(rated) > 1 else ""
            found.append(statement(satisfied(service.code), cell, words, series, minimum, True, name))
    title = next(words.say(s.title) for s in edition.sections if s.code == code)
    return Chapter(code, title, tuple(found), tuple(r.code for r in rated), access.code if access else "")


def _with_reason(board: Board, words: Words, series: str, domain: str, access: str, made: Statement) -> Statement:
    """The statement about going without, with the reason that was given most often where it is known."""
    if not made.strong:
        return made
    top = reasons(board, series, domain, access)
    if not top:
        return made
    note = words.say(MOST_GIVEN, reason=words.item(access, parse_item(top[0])).rstrip("."))
    return Statement(made.before, made.strong, made.after, made.filled, made.good, (note, *made.notes), made.service)


def reasons(board: Board, series: str, domain: str, access: str) -> list[PublishedCell]:
    """The published reasons for going without, the one given most often first; those held back come last."""
    cells = [
        board.find(series, domain, access, item)
        for item in board.items(series, domain, access)
        if item.startswith("REASON:")
    ]
    known = [cell for cell in cells if cell is not None]
    return sorted(known, key=_size, reverse=True)


def parse_item(cell: PublishedCell) -> str:
    """The item of a cell."""
    return cell.cell.split("|")[2]


def _size(cell: PublishedCell) -> tuple[int, float]:
    shown = parse_shown(cell.shown)
    if shown is None:
        return (0, 0.0)
    return (1, cell.value if cell.value is not None else float(shown.number) - 0.5)
