"""What paired phones ask for and send besides interviews: pairing, the kit, contact sheets, practice."""

from http import HTTPStatus

from flask import Response, abort, make_response, request

from feedback.accounts.records import Problem, pair_device
from feedback.fieldwork.pages.door import blueprint
from feedback.fieldwork.records import PATHS, delivery_of, device_part, kit, kit_digest, note_seen
from feedback.responses.pages.door import admit, as_json, json_body, reading, receipt
from feedback.responses.rules import parse, read_id
from feedback.web import engine, now, public, say, settings

REFUSED = {"code": HTTPStatus.NOT_FOUND, "held": HTTPStatus.TOO_MANY_REQUESTS}


@blueprint.post("/api/v1/device")
@public
def pair() -> Response:
    """Trade a pairing code for a credential, once."""
    admit()
    given = parse(json_body())
    code, label, credential = (
        (given.get(name) if isinstance(given, dict) else None) for name in ("code", "label", "credential")
    )
    if not isinstance(code, str):
        abort(400)
    outcome = pair_device(
        engine(),
        settings(),
        code[:40],
        request.remote_addr or "",
        now(),
        label=label if isinstance(label, str) else "",
        credential=credential if isinstance(credential, str) else "",
    )
    if isinstance(outcome, Problem):
        answer = as_json({"reason": outcome.reason, "text": say(outcome.text)}, REFUSED[outcome.reason])
        if outcome.reason == "held":
            answer.headers["Retry-After"] = str(outcome.values["seconds"])
        return answer
    device, made = outcome
    return as_json({"device": device_part(device), "credential": made}, HTTPStatus.CREATED)


@blueprint.get("/api/v1/device")
@public
def download() -> Response:
    """The kit of a phone, or 304 when it has not changed; 404 while its round is still a draft."""
    device = admit() or abort(401)
    note_seen(engine(), device, now())
    with reading() as session:
        content = kit(session, device)
    if content is None:
        abort(404)
    answer = as_json(content | {"server_time": now().isoformat()}, HTTPStatus.OK)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(kit_digest(content))
    return make_response(answer.make_conditional(request))


@blueprint.put("/api/v1/visits/<id>", defaults={"path": "visits/"})
@blueprint.put("/api/v1/practice/<id>", defaults={"path": "practice/"})
@public
def put_record(path: str, id: str) -> Response:
    """Take a row of a contact sheet or a practice result; whatever has a usable id is kept or set aside."""
    device = admit() or abort(401)
    raw = json_body()
    record_id = read_id(id)
    if record_id is None:
        abort(400)
    delivery = delivery_of(path, record_id, raw)
    return receipt(delivery, lambda: PATHS[path][1](engine(), device, delivery, now()))
