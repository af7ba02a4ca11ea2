"""For analysts: what people wrote or said at the end, one by one, until it is noted in a few words and erased."""

from typing import Any
from uuid import UUID

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from feedback import N_
from feedback.accounts.records import audit
from feedback.database import transaction
from feedback.questionnaire.records import find_round, rounds
from feedback.questionnaire.rules import Round
from feedback.responses.pages.door import blueprint
from feedback.responses.records.remarks import (
    count_remarks,
    find_remark,
    note_remark,
    notes,
    said_in,
    themes,
    waiting_remarks,
    waiting_row,
)
from feedback.responses.records.rows import VoiceRow
from feedback.responses.rules import clean_text
from feedback.web import db, engine, login, needs, now

LIMIT = 200
"""Remarks that one page lists."""
LONGEST_THEME, LONGEST_SUMMARY = 60, 500
KINDS = {"text": N_("Written"), "voice": N_("Spoken")}
NOTHING = N_("Please choose a theme, or write a few words.")


@blueprint.get("/staff/remarks/")
@needs("remark.see")
def remarks() -> str:
    """The rounds that ask for remarks or have some, with how many wait."""
    counted = [(this, count_remarks(db(), this)) for this in rounds(db())]
    heaps = [(this, found) for this, found in counted if this.closing != "none" or any((found.texts, found.voices))]
    return render_template("responses/staff/remarks.html", heaps=heaps)


@blueprint.get("/staff/remarks/<code>/")
@needs("remark.see")
def remarks_of(code: str) -> str:
    """What waits in one round, without what it says; its themes, and what was noted."""
    this = _round(code)
    return render_template(
        "responses/staff/remarks_of.html",
        round=this,
        waiting=waiting_remarks(db(), this, LIMIT),
        counted=count_remarks(db(), this),
        themes=themes(db(), this),
        notes=notes(db(), this, LIMIT),
        kinds=KINDS,
    )


@blueprint.get("/staff/remarks/<code>/<kind>/<uuid:response>")
@needs("remark.see")
def remark(code: str, kind: str, response: UUID) -> str:
    """One remark: what was written, named in the audit trail before it is shown, or a player for what was said."""
    this = _round(code)
    found = find_remark(db(), this, kind, response)
    if found is None or found.sealed:
        abort(404)
    text = ""
    if kind == "text":
        with transaction(engine()) as own:
            row = waiting_row(own, this, kind, response)
            audit(own, login(), "remark.read", code, {"response": str(response)}, now())
            text = str(said_in(row)) if row else ""
    return render_template(
        "responses/staff/remark.html",
        round=this,
        remark=found,
        text=text,
        problem=NOTHING if "empty" in request.args else "",
        themes=[theme for theme, _number in themes(db(), this)],
        longest=(LONGEST_THEME, LONGEST_SUMMARY),
    )


@blueprint.get("/staff/remarks/<code>/voice/<uuid:response>/sound")
@needs("remark.see")
def sound(code: str, response: UUID) -> Response:
    """The sound of one voice, named in the audit trail before a byte of it leaves."""
    this = _round(code)
    with transaction(engine()) as own:
        row = waiting_row(own, this, "voice", response)
        if not isinstance(row, VoiceRow) or row.key or not row.raw:
            abort(404)
        audit(own, login(), "remark.hear", code, {"response": str(response)}, now())
        content, kind = row.raw, row.kind
    return make_response(content, 200, {"Content-Type": kind})


@blueprint.post("/staff/remarks/<code>/<kind>/<uuid:response>")
@needs("remark.see")
def note(code: str, kind: str, response: UUID) -> Any:
    """Note what a remark is about, and erase the remark."""
    this = _round(code)
    given = [*request.form.getlist("theme"), request.form.get("another", "")]
    chosen = list(dict.fromkeys(clean_text(theme).strip()[:LONGEST_THEME] for theme in given if theme.strip()))
    summary = clean_text(request.form.get("summary", "")).strip()[:LONGEST_SUMMARY]
    if not chosen and not summary:
        return redirect(url_for("responses.remark", code=code, kind=kind, response=response, empty="yes"), code=303)
    if not note_remark(db(), this, kind, response, chosen, summary):
        abort(404)
    audit(db(), login(), "remark.note", code, {"response": str(response), "kind": kind, "themes": chosen}, now())
    return redirect(url_for("responses.remarks_of", code=code), code=303)


def _round(code: str) -> Round:
    return find_round(db(), code) or abort(404)
