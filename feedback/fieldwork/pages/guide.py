"""Sheets to read and print: the guide for people who train and collect, and the showcards of a round."""

from flask import Response, abort, make_response, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from feedback.database import for_reading
from feedback.fieldwork.editions import guide
from feedback.fieldwork.pages.door import blueprint
from feedback.fieldwork.rules import showcards
from feedback.languages import translate
from feedback.questionnaire.records import find_round, frozen_edition
from feedback.questionnaire.rules import Edition, edition_text
from feedback.responses.rules import is_code
from feedback.web import engine, language, public
from feedback.web.setup import lang_url


@blueprint.get("/field/guide/")
@public
def guide_index() -> Response:
    """Which sheets there are."""
    return make_response(render_template("fieldwork/guide.html", sheets=guide()))


@blueprint.get("/field/guide/<code>")
@public
def guide_sheet(code: str) -> Response:
    """One sheet, to read on a phone or to print."""
    found = next((sheet for sheet in guide() if sheet.code == code), None)
    if found is None:
        abort(404)
    return make_response(render_template("fieldwork/guide_sheet.html", sheet=found))


@blueprint.get("/field/showcards/<round>")
@public
def round_showcards(round: str) -> AnyResponse:
    """The showcards of a round in one of its languages, from its frozen edition: blank, and equal for everyone."""
    if not is_code(round):
        abort(404)
    with Session(for_reading(engine())) as session:
        found = find_round(session, round)
        if found is None or found.state == "draft":
            abort(404)
        edition = frozen_edition(session, found.id, found.wording, found.sha256)
    if language() not in found.languages:
        return redirect(lang_url(found.languages[0]), 302)
    return make_response(
        render_template(
            "fieldwork/showcards.html",
            round=found,
            cards=showcards(edition),
            introduction=_said(edition, edition.introduction),
            agreeing=[_said(edition, text) for text in (edition.eligibility, edition.consent)],
            said=lambda text: _said(edition, text),
        )
    )


def _said(edition: Edition, text: str) -> str:
    return edition_text(edition, text, language(), translate)
