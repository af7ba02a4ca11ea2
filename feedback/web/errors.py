"""One place that turns what went wrong into a page or a JSON answer, in the reader's language, never a traceback."""

import logging
import traceback

from flask import Response, make_response, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from feedback import N_
from feedback.web.request import drop_session, no_store, ours, say

log = logging.getLogger("feedback")

TEXTS = {
    400: (N_("We could not read this request"), N_("Please go back and try again.")),
    401: (
        N_("This phone is not paired"),
        N_("Everything stays on the phone. Ask your coordinator to pair it again, or hand it over as a file."),
    ),
    403: (N_("This page is not for your account"), N_("Ask an administrator if you need it for your work.")),
    404: (N_("There is no such page"), N_("The address may be mistyped, or the survey may be over.")),
    405: (N_("This page cannot be used in that way"), N_("Please go back and try again.")),
    413: (N_("That was too large"), N_("Please send less in one go.")),
    415: (N_("We could not read this kind of file"), N_("Please send it in the form that this page asks for.")),
    429: (N_("Please wait a minute"), N_("Too many requests came from your network in this minute. Nothing is lost.")),
    500: (
        N_("Something went wrong on our side"),
        N_("It was not you. Please go back and try again: nothing you sent was counted twice."),
    ),
    503: (N_("We cannot answer right now"), N_("Please try again in a minute. Nothing is lost.")),
}


def show_http_error(error: HTTPException) -> Response:
    """Every HTTP error as a plain page (JSON for programs), keeping headers such as Retry-After and Allow."""
    if isinstance(error, SecurityError):  # a host name that is not ours: no page of ours has an address there
        return make_response((say(TEXTS[400][0]), 400, {"Content-Type": "text/plain; charset=utf-8"}))
    if error.response is not None:
        code = error.response.status_code
        headers = {k: v for k, v in error.response.headers.items() if k in {"Retry-After", "Location"}}
    else:
        code = error.code or 500
        headers = {k: v for k, v in error.get_headers() if k == "Allow"}
    if 300 <= code < 400 and error.response is not None:
        return make_response(error.response)
    return _answer(code, headers)


def show_failure(error: Exception) -> Response:
    """A failure that nobody foresaw: the log gets where it happened, the reader a way on. A busy database is 503."""
    drop_session(None)
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s %s: %s\n%s", request.method, request.url_rule or "no route", type(error).__name__, where)
    if isinstance(error, (DBAPIError, PoolTimeout)):
        return _answer(503, {"Retry-After": "5"})
    return _answer(500, {})


def _answer(code: int, headers: dict[str, str]) -> Response:
    title, advice = TEXTS.get(code, TEXTS[500 if code >= 500 else 400])
    if request.path.startswith("/api/"):
        answer = make_response({"error": {"status": code, "title": say(title), "advice": say(advice)}}, code)
    else:
        answer = make_response(render_template("errors/error.html", title=say(title), advice=say(advice)), code)
    answer.headers.update(headers)
    return no_store(ours(answer))
