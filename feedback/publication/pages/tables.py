"""Published numbers as tables: the same frozen cells as in the sentences, in whole percent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from feedback import N_
from feedback.publication.pages.board import Board
from feedback.publication.pages.statements import reasons
from feedback.publication.pages.words import Words
from feedback.publication.rules.cells import PublishedCell, parse_key, parse_shown
from feedback.publication.rules.domains import DIMENSION_LABELS, TOTAL, parse_domain, parts_of
from feedback.publication.rules.labels import (
    EVERYONE,
    OVERALL,
    SATIS,
    WHO_ANSWERED,
    find_rated,
    short_label,
)
from feedback.publication.rules.sentences import NOBODY, TOO_FEW
from feedback.questionnaire.rules.texts import COMMA

PERCENT = N_("%(n)s %%")
UNDER = N_("under %(n)s %%")
OVER = N_("over %(n)s %%")
FEWER = N_("fewer than %(n)s")
NOTHING = "\u2013"
SHORT = {"few": N_("too few"), "quality": N_("not enough yet"), "incomplete": N_("no average")}
QUESTION, AGREE, UNWEIGHTED = N_("Question"), N_("Agree or strongly agree"), N_("Without weights")
NOT_COUNTED = {"NA": N_("Does not apply"), "DK": N_("Don't know"), "RA": N_("Rather not say")}
PEOPLE_NOT_COUNTED = N_("Not counted, people (about)")
WHO, PEOPLE = N_("Who"), N_("People (about)")
AVERAGE, SATISFIED = N_("Average of the questions"), N_("Satisfied or very satisfied")
PEOPLE_ANSWERED = N_("About %(n)s people answered.")
PEOPLE_GAVE_REASON = N_("About %(n)s people gave a reason.")
WIDEST_PLACES = N_("Place (the places inside these have pages of their own)")
ALL_QUESTIONS = N_("%(service)s: all questions")
NEED_BY_GROUP = N_("%(service)s: who needed it, and who went without")
RATED_BY_GROUP = N_("%(service)s: what different people say")
IN_NEED, WITHOUT, OF = N_("Needed it"), N_("Went without"), N_("of (about)")
WHAT_THE_HEADS_MEAN = N_(
    '"Needed it": %(needed)s. "Went without": %(without)s. Beside each share stands how many people answered.'
)
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
    note: str = ""
    """How many people it rests on, or why it has no rows."""

    @property
    def wide(self) -> bool:
        """Whether its columns need more room than a small phone has beside each other."""
        return len(self.heads) > 2


def show(cell: PublishedCell | None, words: Words) -> str:
    """One published number as a table shows it: whole percent, a limit, a number of people, or why there is none."""
    if cell is None:
        return NOTHING
    meaning = parse_shown(cell.shown)
    if meaning is None:
        return NOTHING if cell.n_shown == 0 else words.say(SHORT.get(cell.reason, NOTHING))
    if meaning.kind == "fewer":
        return words.say(FEWER, n=meaning.number)
    if not cell.measure.startswith("share"):
        return words.number(meaning.number)
    return words.say({"under": UNDER, "over": OVER}.get(meaning.kind, PERCENT), n=meaning.number)


def people(cell: PublishedCell | None, words: Words) -> str:
    """The rounded number of people behind a cell; a dash where nobody answered or even that is not said."""
    return words.number(cell.n_shown) if cell is not None and cell.n_shown else NOTHING


def questions(board: Board, words: Words, series: str, service: str, full: bool, weighted: bool = False) -> Table:
    """Every question of a rated service for everyone, average and overall last; `full` adds the answers not counted."""
    missing = tuple(NOT_COUNTED) if full else ()
    measures = ("share", *(("share_unweighted",) if weighted else ()), *missing)
    heads = [_good_answers(words, service), *([UNWEIGHTED] if weighted else []), *(NOT_COUNTED[m] for m in missing)]
    found = board.items(series, TOTAL, service)
    items = [i for i in found if i not in (SATIS, OVERALL)] + [i for i in (SATIS, OVERALL) if i in found]
    lines = []
    for item in items:
        cells = [board.find(series, TOTAL, service, item, measure) for measure in measures]
        lines.append(Line(words.item(service, item), bar(cells[0]), tuple(show(cell, words) for cell in cells)))
    caption = words.say(ALL_QUESTIONS, service=words.service(service))
    made = Table(caption, (words.say(QUESTION), *map(words.say, heads)), (Body("", tuple(lines)),), rest_is_bad=True)
    return _resting(made, [board.find(series, TOTAL, service, item) for item in items], words, PEOPLE_ANSWERED)


def needs(board: Board, words: Words, series: str, access: str) -> Table:
    """Who needed a service and, of those, who went without, for everyone and for each group of people."""
    caption = words.say(NEED_BY_GROUP, service=words.service(access))

    def line(domain: str) -> Line:
        cells = [board.find(series, domain, access, item) for item in ("NEEDED", "WITHOUT")]
        told = [text for cell in cells for text in (show(cell, words), people(cell, words))]
        return Line(words.domain(domain), None, tuple(told))

    def not_counted(measure: str) -> tuple[str, ...]:
        cells = (board.find(series, TOTAL, access, item, measure) for item in ("NEEDED", "WITHOUT"))
        return tuple(text for cell in cells for text in (NOTHING, show(cell, words)))

    meaning = {"needed": words.item(access, "NEEDED"), "without": words.item(access, "WITHOUT")}
    heads = tuple(map(words.say, (WHO, IN_NEED, OF, WITHOUT, OF)))
    bodies = (*_bodies(board, words, series, [access], line), *_not_counted(words, not_counted))
    made = Table(caption, heads, bodies, note=words.say(WHAT_THE_HEADS_MEAN, **meaning))
    return _resting(made, [board.find(series, TOTAL, access, "NEEDED")], words)


def ratings(board: Board, words: Words, series: str, service: str) -> Table:
    """The average and the overall satisfaction of a service, for everyone and for each group of people."""

    def line(domain: str) -> Line:
        cells = [board.find(series, domain, service, item) for item in (SATIS, OVERALL)]
        counted = next((c for c in reversed(cells) if c is not None and c.n_shown is not None), None)
        return Line(words.domain(domain), None, (*(show(c, words) for c in cells), people(counted, words)))

    heads = tuple(map(words.say, (WHO, AVERAGE, SATISFIED, PEOPLE)))
    caption = words.say(RATED_BY_GROUP, service=words.service(service))
    return Table(caption, heads, _bodies(board, words, series, [service], line))


def shares(
    board: Board, words: Words, series: str, service: str, items: Iterable[PublishedCell], caption: str, note: str
) -> Table:
    """The answers to one question for everyone: main reasons, or an office's own question. note: how many answered."""
    cells = list(items)
    names = [parse_key(cell.cell)[2] for cell in cells]
    lines = [Line(words.item(service, name), bar(c), (show(c, words),)) for name, c in zip(names, cells, strict=True)]

    def not_counted(measure: str) -> tuple[str, ...]:
        told = (board.find(series, TOTAL, service, name, measure) for name in names)
        return (show(next((cell for cell in told if cell), None), words),)

    bodies = (Body("", tuple(lines)), *_not_counted(words, not_counted))
    return _resting(Table(caption, (words.say(ANSWER), words.say(OF_ANSWERS)), bodies), cells, words, note)


def why_without(board: Board, words: Words, series: str, access: str) -> Table:
    """The main reasons for going without, the one given most often first."""
    caption = words.say(WHY_WITHOUT, service=words.service(access))
    return shares(board, words, series, access, reasons(board, series, access), caption, PEOPLE_GAVE_REASON)


def local_question(board: Board, words: Words, series: str, code: str) -> Table:
    """One question with several answers, for everyone: the answers in their order."""
    cells = [board.find(series, TOTAL, code, item) for item in board.items(series, TOTAL, code)]
    caption = short_label(words.edition, code, words.say)
    return shares(board, words, series, code, [c for c in cells if c is not None], caption, PEOPLE_ANSWERED)


def who_answered(board: Board, words: Words, series: str) -> Table:
    """How many people answered, by group."""

    def line(domain: str) -> Line:
        return Line(words.domain(domain), None, (show(board.find(series, domain, "ALL", "RESPONDENTS", "n"), words),))

    heads = (words.say(WHO), words.say(PEOPLE))
    return Table(words.say(WHO_ANSWERED), heads, _bodies(board, words, series, ["ALL"], line))


def bar(cell: PublishedCell | None) -> int | None:
    """The whole percent that a bar shows: none for limits and for what is held back."""
    meaning = parse_shown(cell.shown) if cell else None
    return meaning.number if meaning and meaning.kind == "exact" else None


def _good_answers(words: Words, service: str) -> str:
    """What counts as a good answer to the questions of a service, as the head of a column."""
    rated = find_rated(words.edition, service)
    scales = {words.edition.items[item].scale for item in rated.attributes} if rated else set()
    if scales in (set(), {"agreement"}):
        return AGREE
    found = (o for name in sorted(scales) for o in words.edition.scales[name].options)
    good = {code for name in scales for code in words.edition.scales[name].positive}
    return words.say(COMMA).join(dict.fromkeys(words.say(option.text) for option in found if option.code in good))


def _not_counted(words: Words, cells: Callable[[str], tuple[str, ...]]) -> tuple[Body, ...]:
    """The rows that tell how many answers were left out of the shares, where any kind of them is told."""
    told = [(label, cells(measure)) for measure, label in NOT_COUNTED.items()]
    lines = [Line(words.say(label), None, texts) for label, texts in told if set(texts) != {NOTHING}]
    return (Body(words.say(PEOPLE_NOT_COUNTED), tuple(lines)),) if lines else ()


def _resting(table: Table, cells: Sequence[PublishedCell | None], words: Words, note: str = "") -> Table:
    """The table with how many people it rests on; without rows and with the reason where there is nothing to tell."""
    found = [cell for cell in cells if cell is not None]
    if not found:
        return replace(table, bodies=(), note=words.say(TOO_FEW))
    n = max(cell.n_shown or 0 for cell in found)
    if all(cell.n_shown == 0 for cell in found):
        return replace(table, bodies=(), note=words.say(NOBODY))
    return replace(table, note=words.say(note, n=words.number(n))) if note and n else table


def _bodies(
    board: Board, words: Words, series: str, services: Sequence[str], line: Callable[[str], Line]
) -> tuple[Body, ...]:
    """Everyone first, then one group of rows for each dimension that the release has."""
    first = Line(words.say(EVERYONE), None, line(TOTAL).cells)
    rest = []
    for name, found in board.domains(series, services).items():
        outer = _outer(found, words)
        title = WIDEST_PLACES if name == "PLACE" and len(outer) < len(found) else DIMENSION_LABELS.get(name, name)
        rest.append(Body(words.say(title), tuple(map(line, outer))))
    return (Body("", (first,)), *rest)


def _outer(domains: Sequence[str], words: Words) -> list[str]:
    """Domains in the order of tables: places as in their register, and only the widest that have numbers."""
    order = {code: place for place, code in enumerate(words.places)}

    def key(domain: str) -> tuple[int, str]:
        level = dict(parse_domain(domain)).get("PLACE", "")
        return order.get(parts_of(level)[0], len(order)), domain

    inside = {d for d in domains if parts_of(dict(parse_domain(d)).get("PLACE", ""))[0] in words.inner}
    return sorted((d for d in domains if d not in inside), key=key)
