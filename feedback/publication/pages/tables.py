"""Published numbers as tables: the same frozen cells as in the sentences, in whole percent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from feedback import N_
from feedback.publication.pages.board import Board
from feedback.publication.pages.statements import reasons
from feedback.publication.pages.words import Words
from feedback.publication.rules.cells import PublishedCell, parse_key, parse_shown
from feedback.publication.rules.domains import DIMENSION_LABELS, TOTAL, parse_domain, parts_of
from feedback.publication.rules.labels import (
    EVERYONE,
    NEEDED,
    NEEDED_ANY,
    OVERALL,
    SATIS,
    WENT_WITHOUT,
    WENT_WITHOUT_ANY,
    WHO_ANSWERED,
)
from feedback.questionnaire.rules import service_sections

PERCENT = N_("%(n)s %%")
UNDER = N_("under %(n)s %%")
OVER = N_("over %(n)s %%")
FEWER = N_("fewer than %(n)s")
NOTHING = "\u2013"
SHORT = {"few": N_("too few"), "quality": N_("not enough yet"), "incomplete": N_("no average")}
QUESTION, SHARE, UNWEIGHTED = N_("Question"), N_("Good answers"), N_("Without weights")
NOT_APPLICABLE, DONT_KNOW, REFUSED = N_("Does not apply"), N_("Don't know"), N_("Rather not say")
WHO, AVERAGE, SATISFIED, PEOPLE = (
    N_("Who"),
    N_("Average of the questions"),
    N_("Satisfied overall"),
    N_("People (about)"),
)
ALL_QUESTIONS = N_("%(service)s: all questions")
NEED_BY_GROUP = N_("%(service)s: who needed it, and who went without")
RATED_BY_GROUP = N_("%(service)s: what different people say")
PEOPLE_IN_NEED = N_("People who needed it (about)")
WHY_WITHOUT = N_("%(service)s: the main reason for going without")
ANSWER, OF_ANSWERS = N_("Answer"), N_("Of those who answered")


@dataclass(frozen=True)
class Line:
    """One row: its label, the whole percent to draw a bar for (None: no bar), and its cells as they are read."""

    label: str
    bar: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """Rows that belong together under a title, or under none."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table as a reader meets it: a caption, the heads of all columns, the rows in groups."""

    caption: str
    heads: tuple[str, ...]
    bodies: tuple[Body, ...]
    rest_is_bad: bool = False
    """Whether what a bar leaves open stands for bad answers, and is drawn so."""


def show(cell: PublishedCell | None, words: Words) -> str:
    """One published number as a table shows it: whole percent, a limit, a number of people, or why there is none."""
    if cell is None:
        return NOTHING
    meaning = parse_shown(cell.shown)
    if meaning is None:
        return words.say(SHORT.get(cell.reason, NOTHING))
    if meaning.kind == "fewer":
        return words.say(FEWER, n=meaning.number)
    if not cell.measure.startswith("share"):
        return words.number(meaning.number)
    return words.say({"under": UNDER, "over": OVER}.get(meaning.kind, PERCENT), n=meaning.number)


def people(cell: PublishedCell | None, words: Words) -> str:
    """The rounded number of people behind a cell."""
    return NOTHING if cell is None or cell.n_shown is None else words.number(cell.n_shown)


def questions(board: Board, words: Words, series: str, service: str, full: bool, weighted: bool = False) -> Table:
    """Every question of a rated service for everyone, average and overall last; `full` adds the answers not counted."""
    measures = ["share", *(["share_unweighted"] if weighted else []), *(["NA", "DK", "RA"] if full else [])]
    heads = [
        QUESTION,
        SHARE,
        *([UNWEIGHTED] if weighted else []),
        *([NOT_APPLICABLE, DONT_KNOW, REFUSED] if full else []),
    ]
    found = board.items(series, TOTAL, service)
    items = [i for i in found if i not in (SATIS, OVERALL)] + [i for i in (SATIS, OVERALL) if i in found]
    lines = []
    for item in items:
        cells = [board.find(series, TOTAL, service, item, measure) for measure in measures]
        lines.append(Line(words.item(service, item), bar(cells[0]), tuple(show(cell, words) for cell in cells)))
    caption = words.say(ALL_QUESTIONS, service=words.service(service))
    return Table(caption, tuple(words.say(h) for h in heads), (Body("", tuple(lines)),), rest_is_bad=True)


def needs(board: Board, words: Words, series: str, access: str) -> Table:
    """Who needed a service and, of those, who went without, for everyone and for each group of people."""
    heads = (NEEDED.get(access, NEEDED_ANY), WENT_WITHOUT.get(access, WENT_WITHOUT_ANY), PEOPLE_IN_NEED)
    caption = words.say(NEED_BY_GROUP, service=words.service(access))
    return _groups(board, words, series, access, ("NEEDED", "WITHOUT"), heads, caption)


def ratings(board: Board, words: Words, series: str, service: str) -> Table:
    """The average and the overall satisfaction of a service, for everyone and for each group of people."""
    caption = words.say(RATED_BY_GROUP, service=words.service(service))
    return _groups(board, words, series, service, (SATIS, OVERALL), (AVERAGE, SATISFIED, PEOPLE), caption)


def shares(
    board: Board, words: Words, series: str, service: str, items: Iterable[PublishedCell], caption: str
) -> Table:
    """The answers to one question for everyone: main reasons, or an office's own question."""
    lines = [Line(words.item(service, parse_key(c.cell)[2]), bar(c), (show(c, words),)) for c in items]
    return Table(caption, (words.say(ANSWER), words.say(OF_ANSWERS)), (Body("", tuple(lines)),))


def why_without(board: Board, words: Words, series: str, access: str) -> Table:
    """The main reasons for going without, the one given most often first."""
    caption = words.say(WHY_WITHOUT, service=words.service(access))
    return shares(board, words, series, access, reasons(board, series, access), caption)


def local_question(board: Board, words: Words, series: str, code: str) -> Table:
    """One of the office's own questions for everyone, its answers in their order."""
    cells = [board.find(series, TOTAL, code, item) for item in board.items(series, TOTAL, code)]
    return shares(board, words, series, code, [c for c in cells if c is not None], words.service(code))


def who_answered(board: Board, words: Words, series: str) -> Table:
    """How many people answered, by group."""

    def line(domain: str) -> Line:
        return Line(words.domain(domain), None, (show(board.find(series, domain, "ALL", "RESPONDENTS", "n"), words),))

    heads = (words.say(WHO), words.say(PEOPLE))
    return Table(words.say(WHO_ANSWERED), heads, _bodies(board, words, series, ["ALL"], line))


def full_tables(board: Board, words: Words, series: str, weighted: bool) -> list[Table]:
    """Every table of one series: who answered, each service with its questions, groups and reasons, local questions."""
    edition, held = words.edition, board.services(series)
    found = [who_answered(board, words, series)] if "ALL" in held else []
    for code in service_sections(edition):
        if code in held:
            found.append(needs(board, words, series, code))
            found.append(why_without(board, words, series, code))
        for rated in edition.rated:
            if rated.section == code and rated.code in held:
                found.append(questions(board, words, series, rated.code, True, weighted))
                found.append(ratings(board, words, series, rated.code))
    found += [local_question(board, words, series, item) for item in edition.local if item in held]
    return [table for table in found if any(body.lines for body in table.bodies)]


def bar(cell: PublishedCell | None) -> int | None:
    """The whole percent that a bar shows: none for limits and for what is held back."""
    meaning = parse_shown(cell.shown) if cell else None
    return meaning.number if meaning and meaning.kind == "exact" else None


def _groups(
    board: Board, words: Words, series: str, service: str, items: Sequence[str], heads: Sequence[str], caption: str
) -> Table:
    """Some items of a service by group, with how many people each row rests on."""

    def line(domain: str) -> Line:
        cells = [board.find(series, domain, service, item) for item in items]
        counted = next((c for c in reversed(cells) if c is not None and c.n_shown is not None), None)
        return Line(words.domain(domain), None, (*(show(c, words) for c in cells), people(counted, words)))

    return Table(caption, tuple(map(words.say, (WHO, *heads))), _bodies(board, words, series, [service], line))


def _bodies(
    board: Board, words: Words, series: str, services: Sequence[str], line: Callable[[str], Line]
) -> tuple[Body, ...]:
    """Everyone first, then one group of rows for each dimension that the release has."""
    first = Line(words.say(EVERYONE), None, line(TOTAL).cells)
    rest = [
        Body(words.say(DIMENSION_LABELS.get(name, name)), tuple(map(line, _outer(found, words))))
        for name, found in board.domains(series, services).items()
    ]
    return (Body("", (first,)), *rest)


def _outer(domains: Sequence[str], words: Words) -> list[str]:
    """Domains in the order of tables: places as in their register, and only the widest that have numbers."""
    order = {code: place for place, code in enumerate(words.places)}

    def key(domain: str) -> tuple[int, str]:
        level = dict(parse_domain(domain)).get("PLACE", "")
        return order.get(parts_of(level)[0], len(order)), domain

    inside = {d for d in domains if parts_of(dict(parse_domain(d)).get("PLACE", ""))[0] in words.inner}
    return sorted((d for d in domains if d not in inside), key=key)
