"""The public pages: rounds with results, a release, its tables, a place, the method, what is held back, the files."""

from dataclasses import dataclass
from datetime import date

from flask import Response, abort, make_response, render_template, request

from feedback.languages import format_date
from feedback.publication.pages.account import account_of, limits
from feedback.publication.pages.contents import Group, contents
from feedback.publication.pages.statements import Chapter, Question, Telling, chapters, own_questions
from feedback.publication.pages.tables import Table, local_question, questions, who_answered, why_without
from feedback.publication.pages.view import View, at_place, published_view
from feedback.publication.records import (
    dimensions_in,
    file_of,
    find_published,
    latest_published,
    place_names,
    places_in,
    published_releases,
    series_in,
)
from feedback.publication.rules.domains import DIMENSION_LABELS, TOTAL
from feedback.publication.rules.facts import languages_in, read_drawn
from feedback.publication.rules.series import NOT_OFFICIAL, USES, Series, drawn, in_order, use_of
from feedback.questionnaire.pages.voices import voice_of
from feedback.questionnaire.records import children, find_round, place_map, rounds
from feedback.web import db, language, public, say
from feedback.web.compression import alike

FOR_STORY = (f"{TOTAL}|", "|ALL|RESPONDENTS")
"""How the cells begin, or end, that the story of a release tells."""
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Part:
    """One series of a release: told apart, never added to another."""

    series: Series
    people: str
    """How many people answered, rounded; empty where that is not said."""
    who: Table
    """How many of them were women, young, from a town ..."""
    chapters: list[Chapter]
    tables: dict[str, list[Table]]
    """The tables behind each chapter, by its code."""
    local: list[tuple[Question, Table]]
    """The office's own questions."""
    drawn: bool


def parts(view: View, at_place: bool = False) -> list[Part]:
    """What a release says, series by series."""
    return [_part(view, series, at_place) for series in view.series]


def _part(view: View, series: Series, at_place: bool) -> Part:
    board, words, code = view.board, view.words, series.code
    telling = Telling(board, words, code, view.plan.minimum_n, at_place)
    told, own = chapters(telling), own_questions(telling)
    respondents = board.find(code, TOTAL, "ALL", "RESPONDENTS", "n")
    return Part(
        series=series,
        people=words.number(respondents.n_shown) if respondents and respondents.n_shown else "",
        who=who_answered(board, words, code),
        chapters=told,
        tables={chapter.code: _tables(view, code, chapter, at_place) for chapter in told},
        local=[(question, local_question(board, words, code, question.code)) for question in own],
        drawn=drawn(code),
    )


def _tables(view: View, series: str, chapter: Chapter, at_place: bool) -> list[Table]:
    """The tables behind a chapter. Reasons for going without stand among all tables, and here for a place alone."""
    held = view.board.services(series)
    found = [
        questions(view.board, view.words, series, service, full=False)
        for service in chapter.services
        if service in held
    ]
    if at_place and chapter.access in held:
        found.append(why_without(view.board, view.words, series, chapter.access))
    return [table for table in found if table.bodies]


@public
def index() -> str:
    """Every round with published results, the latest publication first."""
    by_id = {this.id: this for this in rounds(db())}
    views = [published_view(db(), by_id[id].code, None, language(), f"{TOTAL}|ALL|") for id in latest_published(db())]
    listed = [(view, use_of(view.round.use, series_in(db(), view.release.id))) for view in views]
    return render_template("publication/index.html", listed=listed)


@public
def latest(round: str) -> Response:
    """The latest release of a round."""
    return _story(published_view(db(), round, None, language(), *FOR_STORY))


@public
def release(round: str, number: int) -> Response:
    """One release of a round, in plain sentences."""
    return _story(published_view(db(), round, number, language(), *FOR_STORY))


def _story(view: View) -> Response:
    others = [r for r in published_releases(db(), view.round.id) if r.number != view.release.number]
    found = series_in(db(), view.release.id)
    page = render_template(
        "publication/release.html",
        view=view,
        voice=voice_of(view.round),
        parts=parts(view),
        others=others,
        newer=[r for r in others if r.number > view.release.number],
        places=_places(view, None),
        use=use_of(view.round.use, found),
        mixed=USES["official"] if len({drawn(series) for series in found}) > 1 else "",
        not_official=NOT_OFFICIAL,
        dimensions=[say(DIMENSION_LABELS[name]) for name in dimensions_in(db(), view.release.id)],
        limits=limits(view),
    )
    return alike(page, "")


@public
def table(round: str, number: int) -> str:
    """All numbers of a release that are shown as tables, by group of people."""
    view = published_view(db(), round, number, language())
    return render_template(
        "publication/table.html",
        view=view,
        shown=all_tables(view),
        limits=limits(view),
        places=all_places(view),
    )


def all_tables(view: View) -> list[tuple[Series, list[Group]]]:
    """Every table of every series."""
    return [(s, contents(view.board, view.words, s.code, view.round.weighted)) for s in view.series]


def all_places(view: View) -> list[tuple[str, str]]:
    """Every place with numbers of its own, on all levels, in the order of the register."""
    return list(place_names(db(), view.round, language(), places_in(db(), view.release.id)).items())


@public
def place(round: str, number: int, place: str) -> str:
    """What people of one place say."""
    view = published_view(db(), round, number, language(), f"PLACE={place}")
    known = place_map(db(), view.round.register).get(place) if view.round.register else None
    if known is None:
        abort(404)
    here, together = at_place(view, place)
    wider = place_names(db(), view.round, language(), [known.parent_code or ""])
    return render_template(
        "publication/place.html",
        view=here,
        voice=voice_of(view.round),
        parts=parts(here, at_place=True),
        name=known.name_in(language()),
        together=together,
        wider=next(iter(wider.items()), None),
        places=_places(view, place),
    )


@public
def method(round: str, number: int) -> Response:
    """How the numbers came about: source, questionnaire, who answered, protection, languages, files."""
    view = published_view(db(), round, number, language(), f"{TOTAL}|ALL|")
    edition = view.words.edition
    page = render_template(
        "publication/method.html",
        view=view,
        told_apart=in_order(series_in(db(), view.release.id)),
        edition=edition,
        changes=[view.words.change(change) for change in edition.departures],
        facts=view.words.facts(view.facts),
        languages_in=languages_in(view.release.texts),
        signed_on=lambda text: format_date(language(), date.fromisoformat(text)),
        drawn=read_drawn(view.release.texts),
        use=use_of(view.round.use, series_in(db(), view.release.id)),
    )
    return alike(page, "")


@public
def held(round: str, number: int) -> str:
    """What a release does not show, or only together, and why."""
    view = published_view(db(), round, number, language(), f"{TOTAL}|ALL|")
    return render_template("publication/held.html", view=view, account=account_of(db(), view))


@public
def csv(round: str, number: int) -> Response:
    """The numbers of a release as tidy CSV."""
    return _file(round, number, f"{round}-{number}.csv")


@public
def codebook(round: str, number: int) -> Response:
    """What every column and code of the CSV means."""
    return _file(round, number, f"{round}-{number}-codebook.csv")


def _file(round: str, number: int, name: str) -> Response:
    this = find_round(db(), round)
    published = find_published(db(), this.id, number) if this else None
    found = file_of(db(), published.id, name) if published else None
    if found is None:
        abort(404)
    answer = make_response(found.bytes)
    answer.headers["Content-Type"] = found.type
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    answer.headers["Cache-Control"] = FOREVER
    answer.set_etag(found.sha256)
    answer.make_conditional(request)
    return answer


def _places(view: View, parent: str | None) -> list[tuple[str, str]]:
    """The places directly inside a place (or at the top) that have numbers, or have places inside that do."""
    if not view.round.register:
        return []
    held = places_in(db(), view.release.id)
    known = place_map(db(), view.round.register)
    above = {code for place in held if place in known for code in known[place].path}
    return [(p.code, p.name_in(language())) for p in children(db(), view.round.register, parent) if p.code in above]
