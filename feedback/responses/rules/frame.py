"""The frame around the answers: which interview this is, how consent was given, who was there."""

import re
from collections.abc import Container, Mapping
from typing import Any
from uuid import UUID

from feedback import N_
from feedback.responses.rules.documents import Problem
from feedback.responses.rules.response import ASSISTANCE, CONSENT_WAYS

WRONG_KIND = N_("This is not what the field is for.")
NOT_V4 = N_("This is not a version 4 UUID.")
NOT_CONSENT = N_("Consent needs its version, its language and how it was given.")
OTHER_EDITION = N_("These answers belong to another edition.")
NO_SUCH_PLACE = N_("There is no such place in the register of the round.")
PARADATA = frozenset({"seconds", "sections", "presentation"})
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOTHING: Mapping[str, Any] = {}


def read_frame(
    edition: str, places: Container[str], document: Mapping[str, Any], problems: list[Problem]
) -> dict[str, Any]:
    """The fields of a response that are not answers, by name; what is wrong is added to `problems`."""
    fields = {
        "id": read_id(document.get("id")),
        "round": document.get("round"),
        "edition": document.get("edition"),
        "wording": document.get("wording"),
        "language": document.get("language"),
        "place": document.get("place"),
        "unit": document.get("unit"),
        "assistance": document.get("assistance") or "none",
        "others_present": document.get("others_present"),
        "receipt_hash": _read_hash(document.get("receipt_hash")),
        "paradata": {} if document.get("paradata") is None else document["paradata"],
        **_read_consent(document.get("consent"), problems),
    }
    for name, holds, reason in (
        ("id", fields["id"] is not None, NOT_V4),
        ("round", is_code(fields["round"]), WRONG_KIND),
        ("edition", fields["edition"] == edition, OTHER_EDITION),
        ("wording", type(fields["wording"]) is int and 0 < fields["wording"] < 10_000, WRONG_KIND),
        ("language", is_code(fields["language"]), WRONG_KIND),
        ("place", _is_place(fields["place"], places), NO_SUCH_PLACE),
        ("unit", fields["unit"] is None or is_code(fields["unit"]), WRONG_KIND),
        ("assistance", fields["assistance"] in ASSISTANCE, WRONG_KIND),
        ("others_present", fields["others_present"] is None or isinstance(fields["others_present"], bool), WRONG_KIND),
        ("receipt_hash", fields["receipt_hash"] is not None, WRONG_KIND),
        ("paradata", _is_paradata(fields["paradata"]), WRONG_KIND),
    ):
        if not holds:
            problems.append(Problem(name, reason))
    return fields


def read_id(given: object) -> UUID | None:
    """A version 4 UUID in its usual form of 36 characters, or None."""
    if not isinstance(given, str) or len(given) != 36:
        return None
    try:
        id = UUID(given)
    except ValueError:
        return None
    return id if id.version == 4 and str(id) == given.lower() else None


def is_code(given: object) -> bool:
    """Whether this is a short name such as a language, a round or a version."""
    return isinstance(given, str) and _CODE.fullmatch(given) is not None


def _read_consent(given: object, problems: list[Problem]) -> dict[str, Any]:
    consent = given if isinstance(given, dict) else _NOTHING
    version, language, how = consent.get("version"), consent.get("language"), consent.get("how")
    if not (is_code(version) and is_code(language) and how in CONSENT_WAYS):
        problems.append(Problem("consent", NOT_CONSENT))
    return {"consent_version": version, "consent_language": language, "consent_how": how}


def _is_place(given: object, places: Container[str]) -> bool:
    return given is None or (isinstance(given, str) and given in places)


def _is_paradata(given: object) -> bool:
    """Seconds in all and by section, and how the questions were presented: no clock, no device."""
    if not isinstance(given, dict) or not given.keys() <= PARADATA:
        return False
    sections = given.get("sections", {})
    return (
        _is_seconds(given.get("seconds", 0))
        and is_code(given.get("presentation", "page"))
        and isinstance(sections, dict)
        and len(sections) <= 20
        and all(is_code(name) and _is_seconds(number) for name, number in sections.items())
    )


def _is_seconds(given: object) -> bool:
    return type(given) is int and 0 <= given < 1_000_000


def _read_hash(given: object) -> bytes | None:
    """The digest of the secret, empty when there is none; None when this is no digest."""
    if given is None:
        return b""
    return bytes.fromhex(given) if isinstance(given, str) and _HASH.fullmatch(given) else None
