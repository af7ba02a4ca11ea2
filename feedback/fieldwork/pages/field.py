"""The page of enumerators: one for everyone, kept by phones. Who, where and what lie on the phone alone."""

import json

from flask import Response, make_response, render_template

from feedback.fieldwork.editions import practice
from feedback.fieldwork.pages.door import blueprint
from feedback.languages import languages
from feedback.responses.pages.phone import field_files, kept_by_phones
from feedback.web import public, settings, static_url


@blueprint.get("/field/")
@public
def field() -> Response:
    """Pairing, who collects, what is ready, the list of interviews: screens that a script fills from the phone."""
    files = " ".join(static_url(name) for name in field_files()) if settings().offline else ""
    names = json.dumps({one.code: one.autonym for one in languages().values()}, ensure_ascii=False)
    plain = settings().default_language
    page = render_template("fieldwork/field.html", files=files, plain=plain, names=names, practice=practice())
    return kept_by_phones(make_response(page))
