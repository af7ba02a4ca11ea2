"""For staff: what was set aside instead of being counted, by round and reason, and each case as it was received."""

import json
from dataclasses import dataclass
from uuid import UUID

from flask import abort, render_template, request

from feedback import N_
from feedback.accounts.records import audit
from feedback.database import transaction
from feedback.responses.pages.door import blueprint
from feedback.responses.records import count_quarantine, find_quarantined
from feedback.responses.records.quarantine import list_cases
from feedback.responses.rules import REASONS
from feedback.web import db, engine, needs, now, who

LIMIT = 200
"""Cases that one page lists."""
DOORS = {
    "api": N_("Sent by a phone"),
    "page": N_("Sent from the page without script"),
    "device": N_("Interview of a paired phone"),
    "visits": N_("Visit noted on a paired phone"),
    "practice": N_("Practice result of a paired phone"),
    "file": N_("Brought in with the file of a phone"),
}
STATES = {
    "waiting": N_("Waits"),
    "solved": N_("Solved"),
    "discarded": N_("Taken back by the person, and emptied"),
}


@dataclass(frozen=True)
class Heap:
    """How many of one round lie aside for one reason."""

    reason: str
    waiting: int
    others: int


@blueprint.get("/staff/quarantine/")
@needs("quarantine.see")
def quarantine() -> str:
    """How many lie aside, by round and reason; or the cases of one round and reason, without what they say."""
    code, reason, every = request.args.get("round"), request.args.get("reason", ""), "all" in request.args
    rounds = _heaps()
    if code is None:
        return render_template("responses/staff/quarantine.html", rounds=rounds, reasons=REASONS)
    if not any(heap.reason == reason for heap in rounds.get(code, ())):
        abort(404)
    cases = list_cases(db(), code, reason, every, LIMIT)
    more = sum(heap.waiting + heap.others * every for heap in rounds[code] if heap.reason == reason) - len(cases)
    words = {"doors": DOORS, "states": STATES, "reason": REASONS.get(reason, reason)}
    known = {"code": code, "short": reason, "every": every, "cases": cases, "more": more}
    return render_template("responses/staff/cases.html", **words, **known)


@blueprint.get("/staff/quarantine/<uuid:id>")
@needs("quarantine.see")
def case(id: UUID) -> str:
    """Everything set aside under one id, as received; the audit trail names who read it, before it is shown."""
    found = find_quarantined(db(), id)
    person = who()
    if not found or person is None:
        abort(404)
    with transaction(engine()) as own:
        audit(own, person.login, "quarantine.show", str(id), {"contents": len(found)}, now())
    contents = [(row, _readable(row.raw)) for row in found]
    words = {"doors": DOORS, "states": STATES, "reasons": REASONS}
    return render_template("responses/staff/case.html", id=id, contents=contents, **words)


def _heaps() -> dict[str, list[Heap]]:
    """What lies aside by code of the round; "" stands for rounds that do not exist."""
    counts: dict[str, dict[str, list[int]]] = {}
    for round, _door, reason, state, n in count_quarantine(db()):
        both = counts.setdefault(round, {}).setdefault(reason, [0, 0])
        both[state != "waiting"] += n
    return {round: [Heap(reason, *both) for reason, both in found.items()] for round, found in counts.items()}


def _readable(raw: bytes) -> str:
    """What was received as text: laid out when it is JSON, and else byte for byte with what is no text marked."""
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode()
    except (ValueError, RecursionError):
        return raw.decode("utf-8", "backslashreplace")
