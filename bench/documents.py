"""Response documents as a phone sends them: whole interviews on a possible route, with all that goes with them."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any

from feedback.questionnaire.rules import Edition, Item, prune

ID_MARK = b"00000000-0000-4000-8000-000000000000"
"""Stands where an id belongs: the client that sends a document puts a fresh one here."""
RECEIPT_MARK = b"0" * 64
"""Stands where the SHA-256 of a receipt secret belongs."""
USUAL = 0.85
"""Share of people who give the usual answer to a filter: most needed each service and had it, at both school levels."""
USUAL_ANSWERS = {"9": "3"}
"""The usual answer to a filter where it is not the first."""
NO_ANSWER = 0.03
SKIPPED = 0.02
MISSING = ("97", "98", "99")


def answer(item: Item, random: Random) -> str | None:
    """One person's answer to one item; None when it is skipped."""
    given = [code for code in item.codes if code not in MISSING]
    missing = [code for code in item.codes if code in MISSING]
    drawn = random.random()
    if drawn < SKIPPED:
        return None
    if drawn < SKIPPED + NO_ANSWER and missing:
        return random.choice(missing)
    if item.kind == "filter" and random.random() < USUAL:
        return USUAL_ANSWERS.get(item.code, given[0])
    return random.choice(given)


def interview(edition: Edition, random: Random) -> dict[str, str]:
    """The answers of one person, on the route, background items included."""
    drawn = {code: answer(item, random) for code, item in edition.items.items()}
    kept, _dropped = prune(edition, {code: given for code, given in drawn.items() if given is not None})
    return kept


def document(edition: Edition, round_code: str, wording: int, places: Sequence[str], random: Random) -> dict[str, Any]:
    """One response document with marks in place of its id and its receipt hash."""
    answers = interview(edition, random)
    background = {code for code, item in edition.items.items() if item.kind == "background"}
    sections = {section.code: random.randint(20, 240) for section in edition.sections}
    return {
        "id": ID_MARK.decode(),
        "round": round_code,
        "edition": edition.code,
        "wording": wording,
        "language": "en",
        "place": random.choice(places),
        "unit": None,
        "eligible": True,
        "consent": {"version": edition.consent_version, "language": "en", "how": "read"},
        "assistance": "none",
        "others_present": False,
        "answers": {code: given for code, given in answers.items() if code not in background},
        "texts": {"3_other": "The nurse was away that day."} if answers.get("3") == "10" else {},
        "respondent": {code: given for code, given in answers.items() if code in background},
        "paradata": {"seconds": sum(sections.values()), "sections": sections, "presentation": "page"},
        "receipt_hash": RECEIPT_MARK.decode(),
    }


def as_line(made: dict[str, Any]) -> bytes:
    """A document as the bytes that cross the wire."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
