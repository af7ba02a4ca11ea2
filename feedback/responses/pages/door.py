"""The citizen's door: no cookie is read or set, no token is asked for, nothing about the sender is written down."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, request
from sqlalchemy.orm import Session

from feedback.accounts.records import Device, device_of_token
from feedback.database import for_reading
from feedback.languages import offered, translate
from feedback.responses.records import Delivery, Outcome, judged, set_aside
from feedback.responses.rules import LARGEST, REASONS
from feedback.web import cross_site, engine, language, limited, now

FULL_RETRY = "3600"
"""Seconds after which a sender may try again when the quarantine is full: somebody has to look at it first."""
STATUS = {
    "kept": HTTPStatus.CREATED,
    "held": HTTPStatus.OK,
    "withdrawn": HTTPStatus.OK,
    "not_kept": HTTPStatus.ACCEPTED,
    "aside": HTTPStatus.ACCEPTED,
}
STATES = {"held": "kept", "aside": "quarantined"}
"""States as a receipt says them, where they differ: what was kept before is kept."""

blueprint = Blueprint("responses", __name__)


def reading() -> Session:
    """A session that only reads, also while answers are posted: the one write here is the statement that keeps them."""
    return Session(for_reading(engine()))


def full() -> Response:
    """What a sender is told while the quarantine is full: try again later, nothing was taken."""
    return make_response("", 503, {"Retry-After": FULL_RETRY})


def admit() -> Device | None:
    """Let a program in, within the limits: the phone of a team whose credential it sends; None for everyone else.

    401 when nobody issued the credential, or the phone was revoked: it keeps its queue and asks its coordinator.
    """
    if cross_site():
        abort(403)
    limited("send")
    given = request.headers.get("Authorization", "")
    if not given.startswith("Bearer "):
        return None
    with reading() as session:
        device = device_of_token(session, given.removeprefix("Bearer "))
    return device or abort(401)


def json_body() -> bytes:
    """The bytes of a JSON request, within the limit."""
    request.max_content_length = LARGEST
    raw = request.get_data(cache=False)
    if request.mimetype != "application/json":
        abort(415)
    return raw


def as_json(content: Mapping[str, Any], status: int) -> Response:
    """An answer for a program, which no cache keeps."""
    answer = Response(json.dumps(content), status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def told_in(document: object) -> str:
    """The language of what a phone is told: that of its document, because a door has one address; or of its browser."""
    codes = [one.code for one in offered()]
    said = document.get("language") if isinstance(document, dict) else None
    return said if said in codes else request.accept_languages.best_match(codes, language())


def receipt_of(id: UUID, digest: bytes, outcome: Outcome, document: object = None) -> Response:
    """What a sender takes for success: its id, the SHA-256 of the bytes received, and what became of them."""
    given = {"id": str(id), "sha256": digest.hex(), "state": STATES.get(outcome.state, outcome.state)}
    if outcome.state == "aside":
        given |= {"reason": outcome.reason, "text": translate(told_in(document), REASONS[outcome.reason])}
    return as_json({"receipt": given}, STATUS[outcome.state])


def receipt(delivery: Delivery, judging: Callable[[], Outcome]) -> Response:
    """Judge a document and say so; what cannot be counted is set aside first; 503 while the quarantine is full."""
    outcome = judged(judging, "a response")
    if outcome.state == "aside" and not set_aside(engine(), delivery, outcome, now()):
        abort(full())
    return receipt_of(delivery.id, delivery.digest, outcome, delivery.document)
