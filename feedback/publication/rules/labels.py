"""What services, items and domains are called, in any language: the edition's own words first."""

from collections.abc import Callable, Mapping

from feedback import N_
from feedback.publication.rules.domains import (
    AGE_SPAN,
    LEVEL_LABELS,
    NOT_SAID,
    NOT_STATED,
    TOTAL,
    age_span,
    parse_domain,
    parts_of,
)
from feedback.questionnaire.rules import AccessService, Edition, RatedService
from feedback.questionnaire.rules.texts import COMMA

Say = Callable[[str], str]
"""Translate a text and fill the edition's placeholders in it."""

OVERALL, SATIS = "OSATIS", "SATIS"
EVERYONE = N_("Everyone")
WHO_ANSWERED = N_("People who answered")
AVERAGE_OF_ALL = N_("Average of these questions")
OVERALL_SATISFIED = N_("Satisfied or very satisfied overall")
TOGETHER_WITH = N_("%(level)s, and %(others)s")
"""`Women, and people who did not say`: one group of people, counted together."""
JOINED_BY = {
    (NOT_STATED,): N_("people who did not say"),
    ("_O",): N_("people of another sex"),
    ("_O", NOT_STATED): N_("people of another sex or who did not say"),
}
"""Those who were counted with a group, by the parts of its level that stand for them."""
NEEDED = {
    "health": N_("Needed a medical examination or treatment"),
    "education": N_("Live with children of school age"),
    "government": N_("Needed a document"),
}
NEEDED_ANY = N_("Needed this service")
WENT_WITHOUT = {
    "health": N_("Of those: went without it at least once"),
    "education": N_("Of those: at least one child does not go to a public school regularly"),
    "government": N_("Of those: did not try to get at least one document"),
}
WENT_WITHOUT_ANY = N_("Of those: went without it at least once")
SERVICE_NAMES = {"PRM": N_("Public primary school"), "SEC": N_("Public secondary school")}
"""Headings for services that share a section of the questionnaire; the others are called like their section."""
SHORT_QUESTIONS = {"14a": N_("The last document they tried to get"), "14b": N_("Asked for that document online")}
"""What long questions of the official instrument are called above a table."""


def item_label(edition: Edition, service: str, item: str, say: Say) -> str:
    """What one item is called under its service; the code itself for anything the edition does not know."""
    if service == "ALL":
        return say(WHO_ANSWERED)
    rated = find_rated(edition, service)
    if rated is not None:
        return _rated_label(edition, rated, item, say)
    access = find_access(edition, service)
    if access is not None:
        return _access_label(edition, access, item, say)
    return _option_label(edition, service, item.partition(":")[2], say)


def service_label(edition: Edition, service: str, say: Say) -> str:
    """What a service or a local question is called in a heading."""
    if service == "ALL":
        return say(WHO_ANSWERED)
    if service in edition.items:
        return say(edition.items[service].text)
    rated = find_rated(edition, service)
    if rated is not None and [r.section for r in edition.rated].count(rated.section) > 1:
        return say(SERVICE_NAMES.get(service, rated.name))
    section = rated.section if rated is not None else service
    return next((say(s.title) for s in edition.sections if s.code == section), service)


def short_label(edition: Edition, question: str, say: Say) -> str:
    """What a question is called above a table: in a few words where it is long."""
    if question in SHORT_QUESTIONS and question not in edition.local:
        return say(SHORT_QUESTIONS[question])
    return service_label(edition, question, say)


def domain_label(edition: Edition, domain: str, places: Mapping[str, str], say: Say) -> str:
    """Who a domain is about: `Women`, `25 to 34 years`, a place by its name, crossed levels side by side."""
    if domain == TOTAL:
        return say(EVERYONE)
    return say(COMMA).join(level_label(edition, name, level, places, say) for name, level in parse_domain(domain))


def level_label(edition: Edition, name: str, level: str, places: Mapping[str, str], say: Say) -> str:
    """What one level of one dimension is called; merged levels name what went into them."""
    parts = parts_of(level)
    if len(parts) > 1:
        loose = tuple(part for part in parts if part in ("_O", NOT_STATED))
        stated = say(COMMA).join(level_label(edition, name, part, places, say) for part in parts if part not in loose)
        return say(TOGETHER_WITH) % {"level": stated, "others": say(JOINED_BY[loose])} if loose else stated
    if level == NOT_STATED:
        return say(NOT_SAID)
    if name == "PLACE":
        return places.get(level, level)
    if f"{name}={level}" in LEVEL_LABELS:
        return say(LEVEL_LABELS[f"{name}={level}"])
    span = age_span(level) if name == "AGE" else None
    if span is not None:
        return say(AGE_SPAN) % {"youngest": span[0], "oldest": span[1]}
    return _option_label(edition, "income", level, say) if name == "INCOME" else level


def sdmx_series(edition: Edition, service: str, item: str) -> str:
    """The code of the global SDMX series that an item is, or nothing."""
    rated = find_rated(edition, service)
    return {SATIS: rated.satis, OVERALL: rated.osatis}.get(item, "") if rated else ""


def find_rated(edition: Edition, service: str) -> RatedService | None:
    """The rated service with this code."""
    return next((r for r in edition.rated if r.code == service), None)


def find_access(edition: Edition, service: str) -> AccessService | None:
    """The access service with this code."""
    return next((a for a in edition.access if a.code == service), None)


def _rated_label(edition: Edition, rated: RatedService, item: str, say: Say) -> str:
    if item == SATIS:
        return say(AVERAGE_OF_ALL)
    if item in (OVERALL, rated.overall):
        return say(OVERALL_SATISFIED)
    return say(edition.items[item].text) if item in edition.items else item


def _access_label(edition: Edition, access: AccessService, item: str, say: Say) -> str:
    if item == "NEEDED":
        return say(NEEDED.get(access.code, NEEDED_ANY))
    if item == "WITHOUT":
        return say(WENT_WITHOUT.get(access.code, WENT_WITHOUT_ANY))
    return _option_label(edition, access.reason, item.partition(":")[2], say)


def _option_label(edition: Edition, item: str, code: str, say: Say) -> str:
    options = edition.items[item].options if item in edition.items else ()
    return next((say(option.text) for option in options if option.code == code), code)
