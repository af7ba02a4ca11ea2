"""One release as pages show it: the frozen numbers with the words, places and dates that belong to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from flask import abort
from sqlalchemy.orm import Session

from feedback.publication.pages.board import Board, read_board
from feedback.publication.pages.words import Words
from feedback.publication.records import Release, cells_of, find_published, inner_places, place_names
from feedback.publication.rules import PublishedCell
from feedback.publication.rules.cells import parse_key
from feedback.publication.rules.domains import TOTAL, parse_domain, parts_of
from feedback.publication.rules.facts import Facts, read_facts
from feedback.publication.rules.series import Series
from feedback.questionnaire.records import find_round, frozen_edition
from feedback.questionnaire.rules import Round
from feedback.results.rules import Plan, read_plan


@dataclass(frozen=True)
class View:
    """A release with its round, the numbers a page needs, and how to say them."""

    round: Round
    release: Release
    board: Board
    words: Words
    plan: Plan

    @property
    def title(self) -> str:
        return self.round.title_in(self.words.language)

    @property
    def day(self) -> date:
        """The day of publication where the round is; of the build while it is not public."""
        return (self.release.published_at or self.release.built_at).astimezone(ZoneInfo(self.round.timezone)).date()

    @property
    def facts(self) -> Facts:
        return read_facts(self.release.texts)

    @property
    def series(self) -> list[Series]:
        return self.board.series()


def published_view(
    session: Session, code: str, number: int | None, language: str, begins: str = "", ends: str = ""
) -> View:
    """A published release of a round (the latest without a number), whole or with some of its cells; else 404."""
    this = find_round(session, code)
    release = find_published(session, this.id, number) if this else None
    if this is None or release is None:
        abort(404)
    return view_of(session, this, release, language, begins, ends)


def view_of(session: Session, this: Round, release: Release, language: str, begins: str = "", ends: str = "") -> View:
    """A release in any state, as its pages show it."""
    cells = cells_of(session, release.id, begins, ends)
    codes = _places(cells)
    names = place_names(session, this, language, codes)
    edition = frozen_edition(session, this.id, release.wording, release.edition_sha)
    plan = read_plan(this.plan or {})
    return View(
        this,
        release,
        read_board(cells),
        Words(edition, language, names, inner_places(session, this, codes)),
        Plan() if isinstance(plan, list) else plan,
    )


def at_place(view: View, code: str) -> tuple[View, bool]:
    """The view with the numbers of one place as its total; and whether others were counted with this place."""
    found = [cell for cell in view.board.cells.values() if code in _place_of(cell)]
    here = [replace(cell, cell="|".join((TOTAL, *parse_key(cell.cell)[1:]))) for cell in found]
    return replace(view, board=read_board(here)), any(len(_place_of(cell)) > 1 for cell in found)


def _place_of(cell: PublishedCell) -> tuple[str, ...]:
    """The place that a cell is about, with what was counted with it; nothing for any other domain."""
    pairs = parse_domain(parse_key(cell.cell)[0])
    return parts_of(pairs[0][1]) if len(pairs) == 1 and pairs[0][0] == "PLACE" else ()


def _places(cells: Sequence[PublishedCell]) -> set[str]:
    pairs = [pair for cell in cells for pair in parse_domain(parse_key(cell.cell)[0])]
    return {part for name, level in pairs if name == "PLACE" for part in parts_of(level)}
