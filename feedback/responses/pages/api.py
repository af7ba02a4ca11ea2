"""The door for programs: one document per PUT, and the question which ids the server holds."""

import hashlib
from http import HTTPStatus

from flask import Response, abort

from feedback.responses.pages.door import admit, as_json, blueprint, json_body, reading, receipt
from feedback.responses.records import Delivery, held, judge
from feedback.responses.rules import parse, read_id
from feedback.web import engine, house, now, public

MOST_IDS = 1_000


@blueprint.put("/api/v1/responses/<id>")
@public
def put_response(id: str) -> Response:
    """Take one response document; whatever has a usable id is kept or set aside, never refused."""
    device = admit()
    raw = json_body()
    response_id = read_id(id)
    if response_id is None:
        abort(400)
    door, mode = ("api", "self") if device is None else ("device", "enumerator")
    delivery = Delivery(response_id, hashlib.sha256(raw).digest(), raw, parse(raw), door, mode)
    if device is None:
        return receipt(delivery, lambda: judge(engine(), delivery, now()))
    return receipt(delivery, lambda: house()["judge_interview"](engine(), device, delivery, now()))


@blueprint.post("/api/v1/receipts")
@public
def receipts() -> Response:
    """Which of these ids the server holds, with the digest and state of each content; others are not mentioned.

    A paired phone asks about its visits and practice too, and says how it is doing.
    """
    device = admit()
    asked = parse(json_body())
    ids = asked.get("ids") if isinstance(asked, dict) else None
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        abort(413 if isinstance(ids, list) else 400)
    wanted = {id for given in ids if (id := read_id(given)) is not None}
    with reading() as session:
        known = held(session, wanted) + (house()["held_in_field"](session, wanted) if device else [])
    if device and isinstance(asked, dict):
        house()["note_report"](engine(), device, asked.get("device"), now())
    found = [{"id": str(one.id), "sha256": one.digest.hex(), "state": one.state} for one in known]
    return as_json({"receipts": found}, HTTPStatus.OK)
