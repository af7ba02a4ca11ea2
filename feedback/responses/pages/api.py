"""The door for programs: one document per PUT, and the question which ids the server holds."""

import hashlib
import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, abort, request

from feedback.responses.pages.door import blueprint, full, judged, reading
from feedback.responses.records import Delivery, held, set_aside
from feedback.responses.rules import LARGEST, REASONS, parse, read_id
from feedback.web import cross_site, engine, limited, now, public, say

MOST_IDS = 1_000
STATUS = {
    "kept": HTTPStatus.CREATED,
    "held": HTTPStatus.OK,
    "withdrawn": HTTPStatus.OK,
    "not_kept": HTTPStatus.ACCEPTED,
}
STATES = {"held": "kept"}
"""States as a receipt says them, where they differ: what was kept before is kept."""


@blueprint.put("/api/v1/responses/<id>")
@public
def put_response(id: str) -> Response:
    """Take one response document; whatever has a usable id is kept or set aside, never refused."""
    raw = _body()
    response_id = read_id(id)
    if response_id is None:
        abort(400)
    digest = hashlib.sha256(raw).digest()
    delivery = Delivery(response_id, digest, raw, parse(raw), door="api")
    outcome = judged(delivery)
    if outcome.state == "aside":
        if not set_aside(engine(), delivery, outcome, now()):
            abort(full())
        return _receipt(response_id, digest, "quarantined", HTTPStatus.ACCEPTED, outcome.reason)
    return _receipt(response_id, digest, STATES.get(outcome.state, outcome.state), STATUS[outcome.state])


@blueprint.post("/api/v1/receipts")
@public
def receipts() -> Response:
    """Which of these ids the server holds, with the digest and state of each content; others are not mentioned."""
    asked = parse(_body())
    ids = asked.get("ids") if isinstance(asked, dict) else None
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        abort(413 if isinstance(ids, list) else 400)
    wanted = {id for given in ids if (id := read_id(given)) is not None}
    with reading() as session:
        found = [{"id": str(h.id), "sha256": h.digest.hex(), "state": h.state} for h in held(session, wanted)]
    return _json({"receipts": found}, HTTPStatus.OK)


def _body() -> bytes:
    """The bytes of a JSON request from our own pages or from a program, within the limits."""
    if cross_site():
        abort(403)
    limited("send")
    if request.headers.get("Authorization", "").startswith("Bearer "):
        abort(401)  # a credential that nobody issued: the phone keeps its queue and asks its coordinator
    request.max_content_length = LARGEST
    raw = request.get_data(cache=False)
    if request.mimetype != "application/json":
        abort(415)
    return raw


def _receipt(id: UUID, digest: bytes, state: str, status: HTTPStatus, reason: str = "") -> Response:
    receipt = {"id": str(id), "sha256": digest.hex(), "state": state}
    if reason:
        receipt |= {"reason": reason, "text": say(REASONS[reason])}
    return _json({"receipt": receipt}, status)


def _json(content: dict[str, Any], status: HTTPStatus) -> Response:
    answer = Response(json.dumps(content), status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
