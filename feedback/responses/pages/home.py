"""The first pages: what is asked now, and where the person lives."""

from flask import Response, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.questionnaire.records import children, find_round, place_map, rounds
from feedback.questionnaire.rules import TAKING, Round
from feedback.responses.pages.door import blueprint, reading
from feedback.responses.rules import is_code
from feedback.web import house, language, public
from feedback.web.setup import lang_url


@blueprint.get("/")
@public
def home() -> Response:
    """The rounds that everyone can answer, with the promise that holds for all of them; or how far the office is."""
    with reading() as session:
        found = [round for round in rounds(session, TAKING) if round.has_link]
        done = {} if found else house()["progress"](session)
    return make_response(render_template("responses/home.html", rounds=found, done=done))


@blueprint.get("/r/<code>/", defaults={"place": None})
@blueprint.get("/r/<code>/in/<place>")
@public
def places(code: str, place: str | None) -> AnyResponse:
    """Choose the place of residence, one level at a time; a place that is not listed is one level up."""
    round = this_round(code)
    if (elsewhere := in_its_languages(round)) is not None:
        return elsewhere
    with reading() as session:
        register = place_map(session, round.register) if round.register else {}
        if place is not None and place not in register:
            abort(404)
        inside = children(session, round.register, place) if register else []
    if (shut := no_questions(round)) is not None:
        return shut
    if not inside:
        return redirect(url_for("responses.questionnaire", code=code, place=place or "-"), 303)
    parents = {known.parent_code for known in register.values()}
    here = register[place] if place is not None else None
    page = render_template("responses/places.html", round=round, here=here, inside=inside, parents=parents)
    return make_response(page)


def this_round(code: str) -> Round:
    """The round with this code, if it ever opened; otherwise there is no such page."""
    if not is_code(code):
        abort(404)
    with reading() as session:
        round = find_round(session, code)
    if round is None or round.state == "draft":
        abort(404)
    return round


def no_questions(round: Round) -> Response | None:
    """What stands in the place of the questions of a round that has no link, or takes no more answers."""
    if round.has_link and round.state in TAKING:
        return None
    page = "responses/over.html" if round.has_link else "responses/not_here.html"
    return make_response(render_template(page, round=round))


def in_its_languages(round: Round) -> AnyResponse | None:
    """Where to go when the round does not ask in the language of the address."""
    return None if language() in round.languages else redirect(lang_url(round.languages[0]), 302)
