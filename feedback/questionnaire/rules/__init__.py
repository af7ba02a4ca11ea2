"""Editions, their routing, their packing into bytes, and the order of services (UNSD metadata 16.6.2, 2021-04-19)."""

from feedback.questionnaire.rules.checks import check_edition
from feedback.questionnaire.rules.edition import (
    KINDS,
    MISSING,
    AccessService,
    Change,
    Edition,
    Item,
    Kind,
    Option,
    Problem,
    RatedService,
    Scale,
    Section,
    choice_questions,
    item_codes,
    service_sections,
)
from feedback.questionnaire.rules.order import ORDERS, SERVICES, ordered_sections, service_order
from feedback.questionnaire.rules.packing import code_bytes, pack, unpack
from feedback.questionnaire.rules.places import PLACE_CODE, Place
from feedback.questionnaire.rules.registers import PlaceLine, check_places, read_places
from feedback.questionnaire.rules.rounds import LINKS, OPT_IN, PROVENANCES, STATES, USES, Round, RoundSpecification
from feedback.questionnaire.rules.routing import asked, left_out, prune
from feedback.questionnaire.rules.specifications import read_specification
from feedback.questionnaire.rules.texts import (
    TextField,
    all_texts,
    change_text,
    edition_text,
    placeholders,
    text_fields,
    value,
)

__all__ = [
    "KINDS",
    "LINKS",
    "MISSING",
    "OPT_IN",
    "ORDERS",
    "PLACE_CODE",
    "PROVENANCES",
    "SERVICES",
    "STATES",
    "USES",
    "AccessService",
    "Change",
    "Edition",
    "Item",
    "Kind",
    "Option",
    "Place",
    "PlaceLine",
    "Problem",
    "RatedService",
    "Round",
    "RoundSpecification",
    "Scale",
    "Section",
    "TextField",
    "all_texts",
    "asked",
    "change_text",
    "check_edition",
    "check_places",
    "choice_questions",
    "code_bytes",
    "edition_text",
    "item_codes",
    "left_out",
    "ordered_sections",
    "pack",
    "placeholders",
    "prune",
    "read_places",
    "read_specification",
    "service_order",
    "service_sections",
    "text_fields",
    "unpack",
    "value",
]
