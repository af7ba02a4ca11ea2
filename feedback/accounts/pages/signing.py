"""Signing in and out."""

from flask import current_app, make_response, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feedback import N_
from feedback.accounts.forms import SignInForm
from feedback.accounts.pages.guard import rule_of
from feedback.accounts.records import Problem, audit, count_people
from feedback.accounts.records import sign_in as check_and_open
from feedback.accounts.records import sign_out as end
from feedback.web import db, engine, limited, needs, now, public, settings, who

STATUS = {"wrong": 422, "held": 429, "busy": 503, "empty": 422, "old": 400}
EMPTY = Problem("empty", N_("Please type both your login and your password."))
OLD = Problem(
    "old", N_("This page was open for a while and lost its connection to your browser. Please sign in again.")
)


@public
def sign_in() -> Response:
    """Ask for login and password; a right pair begins a session with a new token."""
    form = SignInForm()
    if request.method == "GET":
        if who() is not None:
            return redirect(url_for("accounts.desk"), code=303)
        form.next.data = request.args.get("next", "")
        return make_response(render_template("accounts/sign_in.html", form=form, empty=count_people(db()) == 0))
    limited("sign-in")
    outcome = _try(form)
    if isinstance(outcome, Problem):
        page = render_template("accounts/sign_in.html", form=form, problem=outcome, empty=False)
        answer = make_response(page, STATUS[outcome.reason])
        if outcome.reason in {"held", "busy"}:
            answer.headers["Retry-After"] = str(outcome.values.get("seconds", 60))
        return answer
    before = session.get("token")
    if before:
        end(db(), before)
    session.clear()
    session["token"] = outcome
    return redirect(page_wanted(form.next.data or ""), code=303)


def _try(form: SignInForm) -> str | Problem:
    if not form.validate_on_submit():
        return OLD
    login, password = form.login.data or "", form.password.data or ""
    if not login.strip() or not password:
        return EMPTY
    return check_and_open(engine(), settings(), login, password, now())


@needs("desk.see")
def sign_out() -> Response:
    """End the session on the server, so that the cookie opens nothing any more."""
    person = who()
    if person is not None:
        audit(db(), person.login, "session.end", person.login, None, now())
        end(db(), session["token"])
    session.clear()
    return redirect(url_for("accounts.sign_in"), code=303)


def page_wanted(path: str) -> str:
    """The address of the staff page that was wanted before signing in; the desk when that is no staff page of ours.

    The answer is built anew from the page that the path names, so nothing that was typed becomes part of an address.
    """
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not path.startswith("/staff/"):
        return url_for("accounts.desk")
    try:
        endpoint, values = adapter.match(path, method="GET")
    except HTTPException:
        return url_for("accounts.desk")
    return url_for("accounts.desk") if rule_of(endpoint) in {"", "public"} else url_for(endpoint, **values)
