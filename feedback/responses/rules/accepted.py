"""What an edition accepts, laid out once so that a response is read in a few lookups."""

import weakref
from collections.abc import Mapping
from dataclasses import dataclass

from feedback.questionnaire.rules import Edition, code_bytes, item_codes, service_sections, text_fields


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answers that an edition takes, by item, and where they are packed."""

    codes: Mapping[str, Mapping[str, int]]
    """Item code to answer code to the byte that stands for it."""
    position: Mapping[str, int]
    background: frozenset[str]
    texts: Mapping[str, tuple[str, str]]
    """Key of a text to the item and the answer it belongs to."""
    service_of: Mapping[str, str]
    """Item code to service section, for items about a service."""
    services: int


_by_edition: dict[int, Accepted] = {}


def accepted(edition: Edition) -> Accepted:
    """What this edition takes, worked out at the first asking."""
    found = _by_edition.get(id(edition))
    if found is None:
        found = _by_edition[id(edition)] = _lay_out(edition)
        weakref.finalize(edition, _by_edition.pop, id(edition), None)
    return found


def pack_answers(edition: Edition, answers: Mapping[str, str]) -> bytes:
    """The same bytes as `questionnaire.rules.pack`, for answers that `read` has accepted."""
    known = accepted(edition)
    packed = bytearray(len(known.position))
    for item, code in answers.items():
        packed[known.position[item]] = known.codes[item][code]
    return bytes(packed)


def _lay_out(edition: Edition) -> Accepted:
    services = service_sections(edition)
    return Accepted(
        codes={code: code_bytes(item) for code, item in edition.items.items()},
        position={code: number for number, code in enumerate(item_codes(edition))},
        background=frozenset(code for code, item in edition.items.items() if item.kind == "background"),
        texts={key: (field.item, field.option) for key, field in text_fields(edition).items()},
        service_of={code: item.section for code, item in edition.items.items() if item.section in services},
        services=len(services),
    )
