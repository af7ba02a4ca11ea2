"""One row of a file from elsewhere as a response document, with an id that is the same at every run."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from feedback.questionnaire.rules import Edition
from feedback.responses.rules.columns import whole
from feedback.responses.rules.mapping import ImportMapping


@dataclass(frozen=True, slots=True)
class Sample:
    """What only the mapping may say of a response: how it was recruited, when, and its place in the sample."""

    provenance: str
    date: date
    weight: float | None = None
    stratum: str | None = None
    psu: str | None = None
    unit: str | None = None


def row_id(round_code: str, key: Sequence[str]) -> UUID:
    """The id of a row: derived from the round and the key, so that a second run finds what the first one kept.

    128 bits of SHA-256, of which six are replaced by the marks of a version 4 UUID.
    """
    parts = json.dumps(["feedback import", round_code, *map(whole, key)], ensure_ascii=False)
    return UUID(bytes=hashlib.sha256(parts.encode()).digest()[:16], version=4)


def document_of(
    mapping: ImportMapping, edition: Edition, round_code: str, wording: int, id: UUID, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The response document of a row; `values` holds what its cells stand for, by the names of `columns_of`."""
    answers: dict[str, str] = {}
    respondent: dict[str, Any] = {}
    for code in mapping.answers:
        answer = values.get(f"answers.{code}")
        if answer is not None:
            (respondent if edition.items[code].kind == "background" else answers)[code] = answer
    if values.get("age") is not None:
        respondent["age"] = values["age"]
    texts = {key: text for key in mapping.texts if (text := values.get(f"texts.{key}")) is not None}
    return {
        "id": str(id),
        "round": round_code,
        "edition": edition.code,
        "wording": wording,
        "language": values["language"],
        "place": values.get("place"),
        "eligible": True,
        "consent": {"version": edition.consent_version, "language": values["language"], "how": mapping.consent_how},
        "assistance": mapping.assistance,
        "answers": answers,
        "texts": texts,
        "respondent": respondent,
    }


def digest_of(document: Mapping[str, Any], sample: Sample) -> bytes:
    """SHA-256 of everything that a row stands for, so that a row that has changed since is noticed.

    The wording is left aside: a corrected text of the questionnaire does not change what a row of a file says.
    """
    stated = {
        "document": {name: value for name, value in document.items() if name != "wording"},
        "sample": [sample.provenance, sample.date.isoformat(), sample.weight, sample.stratum, sample.psu, sample.unit],
    }
    return hashlib.sha256(json.dumps(stated, sort_keys=True, ensure_ascii=False).encode()).digest()
