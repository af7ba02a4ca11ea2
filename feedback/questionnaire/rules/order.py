"""The order in which one person meets the services: fixed by the id of the response, so that every copy agrees."""

from itertools import permutations
from uuid import UUID

from feedback.questionnaire.rules.edition import Edition, Section, service_sections

SERVICES = ("health", "education", "government")
ORDERS = tuple(permutations(SERVICES))


def service_order(id: UUID) -> tuple[str, ...]:
    """The three service sections in the order for this response: one of six, each as likely as the others.

    The metadata asks to randomise the three batteries; the last eight hexadecimal digits of a UUID 4 are random.
    """
    return ORDERS[int(id.hex[-8:], 16) % len(ORDERS)]


def ordered_sections(edition: Edition, id: UUID) -> tuple[Section, ...]:
    """All sections as this response meets them: services in the order of the id, then the rest as in the edition.

    Service sections that are none of the three official ones keep their place after those.
    """
    services = service_sections(edition)
    place = {code: number for number, code in enumerate(service_order(id))}
    last = len(place)
    first = sorted((s for s in edition.sections if s.code in services), key=lambda s: place.get(s.code, last))
    return (*first, *(s for s in edition.sections if s.code not in services))
