"""For coordinators: a phone is added, with the code that pairs it shown once, and its right to send is taken."""

from uuid import UUID

import segno
from flask import Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from feedback.accounts.records import Problem, add_device, audit, find_device, revoke_device
from feedback.accounts.rules import Device, grouped_code, pairing_link
from feedback.fieldwork.pages.door import blueprint, this_round
from feedback.questionnaire.rules import Round
from feedback.web import db, login, needs, now


@blueprint.get("/staff/fieldwork/<code>/phones/new")
@needs("device.manage")
def phone_form(code: str) -> Response:
    """Ask for the team and the label of a new phone."""
    return _form(this_round(code), {"team": request.args.get("team", "")}, None)


@blueprint.post("/staff/fieldwork/<code>/phones/new")
@needs("device.manage")
def add_phone(code: str) -> Response:
    """Add a phone; this answer alone shows the code that pairs it."""
    round, by = this_round(code), login()
    added = add_device(db(), round.code, request.form.get("team", ""), request.form.get("label", ""), by, now())
    if isinstance(added, Problem):
        return _form(round, request.form.to_dict(), added)
    device, pairing = added
    audit(db(), by, "device.add", str(device.id), {"round": code, "team": device.team, "label": device.label}, now())
    link = pairing_link(request.host_url, pairing)
    shown = {"pairing": grouped_code(pairing), "link": link, "square": square(link)}
    return make_response(render_template("fieldwork/staff/pairing.html", round=round, device=device, **shown))


@blueprint.get("/staff/fieldwork/<code>/phones/<uuid:id>/revoke")
@needs("device.manage")
def sure_revoke(code: str, id: UUID) -> str:
    """Ask once more before a phone loses its right to send."""
    round = this_round(code)
    return render_template("fieldwork/staff/revoke.html", round=round, device=_phone(round, id))


@blueprint.post("/staff/fieldwork/<code>/phones/<uuid:id>/revoke")
@needs("device.manage")
def revoke(code: str, id: UUID) -> AnyResponse:
    """Take the right to send from a phone."""
    device = _phone(this_round(code), id)
    if device.state != "revoked":
        revoke_device(db(), id)
        audit(db(), login(), "device.revoke", str(id), {"round": code}, now())
    return redirect(url_for("fieldwork.board", code=code), 303)


def square(text: str, border: int = 4) -> Markup:
    """A QR code as a drawing in the page; `border` in modules, four where it is read from a screen."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, border=border, svgclass="qr", lineclass=""
    )
    return Markup(drawn)  # noqa: S704 (made of numbers by the library)


def _phone(round: Round, id: UUID) -> Device:
    device = find_device(db(), id)
    return device if device is not None and device.round == round.code else abort(404)


def _form(round: Round, typed: dict[str, str], problem: Problem | None) -> Response:
    page = render_template("fieldwork/staff/phone.html", round=round, typed=typed, problem=problem)
    return make_response(page, 422 if problem else 200)
