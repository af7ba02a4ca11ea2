"""For coordinators: the people who collect, each with a PIN that is shown once."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.accounts.records import Problem, audit
from feedback.fieldwork.pages.door import blueprint, this_round
from feedback.fieldwork.records import add_enumerator, list_enumerators, remove_enumerator, unit_teams
from feedback.fieldwork.rules import Enumerator
from feedback.questionnaire.rules import Round
from feedback.web import db, login, needs, now


@blueprint.get("/staff/fieldwork/<code>/people/new")
@needs("fieldwork.manage")
def person_form(code: str) -> Response:
    """Ask for code, name and team of somebody who will collect."""
    return _form(this_round(code), {"code": request.args.get("person", "")}, None)


@blueprint.post("/staff/fieldwork/<code>/people/new")
@needs("fieldwork.manage")
def add_enumerator_to(code: str) -> Response:
    """Add somebody; this answer alone shows the PIN."""
    round, typed = this_round(code), request.form
    person_code, name, team = (typed.get(field, "").strip() for field in ("code", "name", "team"))
    added = add_enumerator(db(), round.id, person_code, name, team)
    if isinstance(added, Problem):
        return _form(round, typed.to_dict(), added)
    person, pin = added
    audit(db(), login(), "enumerator.add", f"{code} {person.code}", {"name": person.name, "team": person.team}, now())
    return make_response(render_template("fieldwork/staff/pin.html", round=round, person=person, pin=pin))


@blueprint.get("/staff/fieldwork/<code>/people/<person>/remove")
@needs("fieldwork.manage")
def sure_remove(code: str, person: str) -> str:
    """Ask once more before somebody is taken off the phones."""
    round = this_round(code)
    return render_template("fieldwork/staff/remove.html", round=round, person=_person(round, person))


@blueprint.post("/staff/fieldwork/<code>/people/<person>/remove")
@needs("fieldwork.manage")
def remove(code: str, person: str) -> AnyResponse:
    """Take somebody off the phones of the round."""
    round = this_round(code)
    found = _person(round, person)
    if found.state == "active":
        remove_enumerator(db(), round.id, found.code)
        audit(db(), login(), "enumerator.remove", f"{code} {found.code}", None, now())
    return redirect(url_for("fieldwork.board", code=code), 303)


def _person(round: Round, code: str) -> Enumerator:
    return next((one for one in list_enumerators(db(), round.id) if one.code == code), None) or abort(404)


def _form(round: Round, typed: dict[str, str], problem: Problem | None) -> Response:
    teams = sorted({*unit_teams(db(), round.id), *(one.team for one in list_enumerators(db(), round.id))})
    page = render_template("fieldwork/staff/person.html", round=round, typed=typed, teams=teams, problem=problem)
    return make_response(page, 422 if problem else 200)
