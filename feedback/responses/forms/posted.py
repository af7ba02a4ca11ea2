"""What a browser posts, and the one document that it means."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from feedback.questionnaire.rules import Edition
from feedback.responses.rules import accepted, clean_text, receipt_hash

MOST_FIELDS = 1_000
READ_ALOUD = frozenset({"reader", "interpreter"})


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a posted form, the first value of each name, and the digest of all of them."""

    fields: Mapping[str, str]
    digest: bytes
    """SHA-256 of the sorted name-value pairs as posted."""


def read_posted(body: bytes) -> Posted | None:
    """The fields in the body of a posted form; None when there are more than any form of ours has. Never raises."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(clean_text(name), clean_text(value.replace("\r\n", "\n")))
    canonical = urlencode(sorted(pairs))
    return Posted(fields, hashlib.sha256(canonical.encode()).digest())


def document_from(
    edition: Edition, fields: Mapping[str, str], *, round: str, place: str | None, language: str, secret: str
) -> dict[str, Any]:
    """The response document that the fields of a form mean; fields that no question asked for are left out."""
    known = accepted(edition)
    answers = {item: fields[item] for item in known.position if fields.get(item)}
    assistance = fields.get("assistance") or "none"
    how = "read_aloud" if assistance in READ_ALOUD else "read"
    agreed = fields.get("consent") == "yes"
    wording = fields.get("wording", "")
    return {
        "id": fields.get("id"),
        "round": round,
        "edition": edition.code,
        "wording": int(wording) if wording.isascii() and wording.isdecimal() and len(wording) < 5 else None,
        "language": language,
        "place": place,
        "eligible": agreed,
        "consent": {"version": edition.consent_version, "language": language, "how": how} if agreed else None,
        "assistance": assistance,
        "answers": {item: code for item, code in answers.items() if item not in known.background},
        "texts": {key: fields[key] for key in known.texts if fields.get(key, "").strip()},
        "remark": fields.get("remark", "").strip() or None,
        "respondent": {item: code for item, code in answers.items() if item in known.background},
        "paradata": {"presentation": "page"},
        "receipt_hash": receipt_hash(secret).hex(),
    }
