"""The response documents of invented people, as a browser would send them."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any
from uuid import UUID

from feedback.demo.answers import about, answers_of
from feedback.demo.people import Citizen, Model
from feedback.questionnaire.rules import Edition, Round, service_order
from feedback.responses.rules import new_secret, receipt_hash

TEXTS = {
    "en": {"other": "The road was flooded", "document": "Land title", "first": "The water pump"},
    "fr": {"other": "La route était inondée", "document": "Titre foncier", "first": "La pompe à eau"},
}
OTHERS = {
    "3": ("10", "other"),
    "8": ("13", "other"),
    "13": ("6", "other"),
    "14a": ("OTHER", "document"),
    "L2": ("4", "first"),
}


def seeded(seed: str) -> Random:
    """A source of chance that always gives the same: nothing here is secret and nobody is real."""
    return Random(seed)  # noqa: S311


def secret_of(round_code: str, number: int) -> str:
    """The receipt of the invented person with this number, so that the demonstration can show one."""
    return new_secret(seeded(f"{round_code} receipt {number}").randbytes(10))


def document_of(model: Model, edition: Edition, this: Round, citizen: Citizen, number: int, chance: Random) -> bytes:
    """One complete document: everything this person answers up to where she or he stops."""
    id = UUID(int=chance.getrandbits(128), version=4)
    parts = answers_of(model, citizen, chance)
    stops = chance.random() < model["people"]["stops_early"]
    for section in (*service_order(id)[chance.choice((1, 2)) :], "local") if stops else ():
        parts[section] = {}
    answers = {code: answer for part in parts.values() for code, answer in part.items() if code in edition.items}
    document = {
        "id": str(id),
        "round": this.code,
        "edition": edition.code,
        "wording": this.wording,
        "language": citizen.language,
        "place": citizen.place,
        "eligible": True,
        "consent": {"version": edition.consent_version, "language": citizen.language, "how": "read"},
        "assistance": "reader" if citizen.disabled and chance.random() < 0.2 else "none",
        "others_present": None,
        "answers": answers,
        "texts": _texts(answers, citizen.language),
        "respondent": {} if stops else about(model, citizen, chance),
        "paradata": {"seconds": int(chance.lognormvariate(6.35, 0.35)), "presentation": "page"},
        "receipt_hash": receipt_hash(secret_of(this.code, number)).hex(),
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _texts(answers: Mapping[str, str], language: str) -> dict[str, Any]:
    chosen = ((item, kind) for item, (code, kind) in OTHERS.items() if answers.get(item) == code)
    return {f"{item}_other": TEXTS[language][kind] for item, kind in chosen}
