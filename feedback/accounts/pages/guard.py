"""What holds for every staff page: a form must come from our own page, and no cache keeps what it shows."""

from flask import Response, abort, current_app, g, make_response, render_template, request, session
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from wtforms import ValidationError

from feedback.accounts.records import keep_awake, needs_waking
from feedback.database import transaction
from feedback.web import cross_site, db, engine, house, no_store, now, who
from feedback.web.request import drop_session

READING = frozenset({"GET", "HEAD", "OPTIONS"})
FRAME = 64 * 1024
"""Bytes of a form around the file in it."""
SECRET = ("csrf_token", "password")
"""Fields that are never shown back."""


def rule_of(endpoint: str | None) -> str:
    """The rule that a page names: `public`, a permission, or nothing."""
    return getattr(current_app.view_functions.get(endpoint or ""), "rule", "")


def answers_get(path: str) -> bool:
    """Whether there is a page at this address that can be looked at."""
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True


def refuse_forged_forms() -> Response | None:
    """A form sent in someone's name must carry the token of that person's own page.

    Where nobody is signed in there is nobody to speak for, and the page's own rule asks to sign in. A form whose token
    does not fit is answered with what was typed, so that nothing has to be typed twice.
    """
    if request.method in READING or request.endpoint is None or rule_of(request.endpoint) == "public" or who() is None:
        return None
    if cross_site():
        abort(403)
    _make_room()
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        typed = [(name, text) for name, text in request.form.items(multi=True) if name not in SECRET and text.strip()]
        back = request.path if answers_get(request.path) else None
        return make_response(render_template("accounts/form_again.html", typed=typed, back=back), 400)
    return None


def _make_room() -> None:
    """Let a page take a large form from someone who may use it, and hold no lock while it comes in."""
    view, person = current_app.view_functions[request.endpoint or ""], who()
    largest = getattr(view, "largest", 0)
    if largest and person is not None and house()["allowed"](person.roles, rule_of(request.endpoint)):
        request.max_content_length = largest + FRAME
        drop_session(None)


def note_use(response: Response) -> Response:
    """Keep the session of an active person awake, and keep staff pages out of every cache."""
    if request.endpoint is not None and (
        request.blueprint == "accounts" or rule_of(request.endpoint) not in {"", "public"}
    ):
        no_store(response)
    person = g.get("person")
    token = session.get("token") if person is not None else None
    if token and needs_waking(person, now()):
        if request.method not in READING:
            keep_awake(db(), token, now())
        else:
            _keep_awake_apart(token)
    return response


def _keep_awake_apart(token: str) -> None:
    """Pages that only read have no transaction to write in; a database that is busy may forget this one use."""
    try:
        with transaction(engine()) as own:
            keep_awake(own, token, now())
    except OperationalError:
        return
