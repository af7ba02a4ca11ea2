"""The door for programs: one document per PUT, and the question which ids the server holds."""

import hashlib
from http import HTTPStatus

from flask import Response, abort, request

from feedback.responses.pages.door import admit, as_json, blueprint, full, json_body, reading, receipt, receipt_of
from feedback.responses.records import Delivery, held, judge
from feedback.responses.records.voices import Voice, keep_voice
from feedback.responses.rules import parse, read_id
from feedback.responses.rules.voices import LARGEST_VOICE
from feedback.web import engine, house, now, public

MOST_IDS = 1_000
SOUNDS = ("application/octet-stream", "audio/")
"""What a voice may come as; which sound it is, its bytes say."""


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


@blueprint.put("/api/v1/voices/<round>/<response>/<id>")
@public
def put_voice(round: str, response: str, id: str) -> Response:
    """Take a voice answer, the bare bytes of a sound; whatever names an id and a response is kept or set aside."""
    device = admit()
    request.max_content_length = LARGEST_VOICE
    raw = request.get_data(cache=False)
    voice_id, response_id = read_id(id), read_id(response)
    if voice_id is None or response_id is None:
        abort(400)
    if not request.mimetype.startswith(SOUNDS):
        abort(415)
    own = {"door": "api"} if device is None else {"door": "device", "device": device.id, "home": device.round}
    voice = Voice(voice_id, response_id, round, raw, **own)
    outcome = keep_voice(engine(), voice, now())
    return full() if outcome is None else receipt_of(voice_id, voice.digest, outcome)


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
