"""An edition as a JSON document and back: what the database keeps, with its digest."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from typing import Any

from feedback.questionnaire.rules import AccessService, Change, Edition, Item, Option, RatedService, Scale, Section


def to_document(edition: Edition) -> dict[str, Any]:
    """The edition as plain JSON values; sets of codes become sorted lists."""
    document: dict[str, Any] = _plain(edition)
    document["items"] = list(document["items"].values())
    document["optional"] = list(document["optional"].values())
    document["scales"] = list(document["scales"].values())
    return document


def from_document(document: Mapping[str, Any]) -> Edition:
    """The edition that a document of `to_document` stands for."""
    plain = dict(document)
    plain["items"] = {item["code"]: _item(item) for item in document["items"]}
    plain["optional"] = {item["code"]: _item(item) for item in document["optional"]}
    plain["scales"] = {scale["code"]: _scale(scale) for scale in document["scales"]}
    plain["sections"] = tuple(Section(**{**s, "items": tuple(s["items"])}) for s in document["sections"])
    plain["rated"] = tuple(RatedService(**{**s, "attributes": tuple(s["attributes"])}) for s in document["rated"])
    plain["access"] = tuple(_access(service) for service in document["access"])
    plain["local"] = tuple(document["local"])
    plain["departures"] = tuple(_change(change) for change in document["departures"])
    return Edition(**plain)


def sealed(edition: Edition) -> Edition:
    """The edition with its own SHA-256, by which two editions of the same code are told apart."""
    return replace(edition, sha256=digest(to_document(edition)))


def digest(document: Mapping[str, Any]) -> str:
    """The SHA-256 of an edition's document, its own digest left out, in hexadecimal."""
    content = {key: value for key, value in document.items() if key != "sha256"}
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _item(document: Mapping[str, Any]) -> Item:
    return Item(
        **{
            **document,
            "options": tuple(Option(**option) for option in document["options"]),
            "skip_when": {gate: frozenset(codes) for gate, codes in document["skip_when"].items()},
        }
    )


def _change(document: Mapping[str, Any]) -> Change:
    values = document["values"].items()
    return Change(document["text"], {name: given if isinstance(given, str) else tuple(given) for name, given in values})


def _scale(document: Mapping[str, Any]) -> Scale:
    options = tuple(Option(**option) for option in document["options"])
    return Scale(document["code"], options, frozenset(document["positive"]))


def _access(document: Mapping[str, Any]) -> AccessService:
    codes = ("need_yes", "always_yes", "without", "had_yes")
    return AccessService(**{**document, **{name: frozenset(document[name]) for name in codes}})
