"""Is this edition complete and consistent? Every fault is named by file, key and reason."""

from collections import Counter
from collections.abc import Iterator

from feedback.questionnaire.rules.edition import KINDS, MISSING, AccessService, Edition, Item, Problem, service_sections
from feedback.questionnaire.rules.packing import LETTERS, is_number
from feedback.questionnaire.rules.texts import all_texts, placeholders

OFFICIAL_ATTRIBUTES = 5


def check_edition(edition: Edition, file: str = "") -> list[Problem]:
    """Everything that is wrong with an edition; nothing when it may be asked."""
    faults = (
        *_sections(edition),
        *(fault for item in edition.items.values() for fault in _item(edition, item)),
        *_text_keys(edition),
        *_placeholders(edition),
        *_rated(edition),
        *(fault for service in edition.access for fault in _access(edition, service)),
    )
    return [Problem(file, key, reason) for key, reason in faults]


def _sections(edition: Edition) -> Iterator[tuple[str, str]]:
    if not edition.items:
        yield "section", "The edition asks nothing."
    for code, times in Counter(section.code for section in edition.sections).items():
        if times > 1:
            yield f"sections.{code}", "Two sections have this code."
    for section in edition.sections:
        if not section.title:
            yield f"sections.{section.code}.title", "The text is empty."
    listed = tuple(code for section in edition.sections for code in section.items)
    if Counter(listed) != Counter(tuple(edition.items)):
        yield "section", "The sections do not hold every item exactly once."
    elif listed != tuple(edition.items):
        yield "section", "The items do not stand in the order of their sections."


def _item(edition: Edition, item: Item) -> Iterator[tuple[str, str]]:
    key = f"items.{item.code}"
    if item.kind not in KINDS:
        yield f"{key}.kind", f"{item.kind!r} is none of: {', '.join(KINDS)}."
    if not item.text:
        yield f"{key}.text", "The text is empty."
    if not [option for option in item.options if option.code not in MISSING]:
        yield f"{key}.options", "There is no answer to choose."
    for code, times in Counter(item.codes).items():
        if times > 1:
            yield f"{key}.options.{code}", "Two answers have this code."
    for position, option in enumerate(item.options):
        if not option.text:
            yield f"{key}.options.{option.code}.text", "The text is empty."
        if not is_number(option.code) and LETTERS + position > 255:
            yield f"{key}.options.{option.code}", "Answers coded with letters must be among the first 56."
    yield from _scale(edition, item)
    yield from _gates(edition, item)


def _scale(edition: Edition, item: Item) -> Iterator[tuple[str, str]]:
    key = f"items.{item.code}.scale"
    scale = edition.scales.get(item.scale)
    if item.kind == "rating" and scale is None:
        yield key, f"There is no scale {item.scale!r}."
        return
    if scale is None:
        return
    valid = tuple(option.code for option in scale.options)
    if tuple(code for code in item.codes if code not in MISSING) != valid:
        yield key, "The answers are not those of the scale."
    if set(valid) & set(MISSING):
        yield f"scales.{scale.code}", "97, 98 and 99 are never answers of a scale."
    if not scale.positive or not scale.positive < set(valid):
        yield f"scales.{scale.code}.positive", "Some answers of the scale, but not all, must count as positive."


def _gates(edition: Edition, item: Item) -> Iterator[tuple[str, str]]:
    order = list(edition.items)
    services = service_sections(edition)
    for gate, codes in item.skip_when.items():
        key = f"items.{item.code}.skip_when.{gate}"
        if gate not in edition.items:
            yield key, "There is no such question."
            continue
        if order.index(gate) >= order.index(item.code):
            yield key, "The question that decides must come before the one it leaves out."
        if item.section in services and edition.items[gate].section != item.section:
            yield key, "Services come in a different order for each person, so only the same part can decide."
        for code in sorted(codes - set(edition.items[gate].codes)):
            yield key, f"Question {gate} has no answer {code!r}."


def _text_keys(edition: Edition) -> Iterator[tuple[str, str]]:
    keys = [option.text_key for item in edition.items.values() for option in item.options if option.text_key]
    for key, times in Counter(keys).items():
        if times > 1:
            yield key, "Two answers keep their text under this key."
    for item in edition.items.values():
        for option in item.options:
            if bool(option.text_key) != bool(option.specify):
                key = f"items.{item.code}.options.{option.code}.specify"
                yield key, "An answer that asks for a text needs the words that ask and a key to keep it under."


def _placeholders(edition: Edition) -> Iterator[tuple[str, str]]:
    own = {name for change in edition.departures for name in change.values}
    for key, text in all_texts(edition):
        said = (text, *edition.texts.get(text, {}).values())
        wanted = {name for words in said for name in placeholders(words)}
        for name in sorted(wanted - own if key == "changes" else wanted):
            if not any(edition.values.get(name, {}).get(language) for language in ("", "en")):
                yield key, f"Nothing is given for {{{name}}}."


def _rated(edition: Edition) -> Iterator[tuple[str, str]]:
    for code, times in Counter(service.code for service in edition.rated).items():
        if times > 1:
            yield f"rated.{code}", "Two rated services have this code."
    for service in edition.rated:
        key = f"rated.{service.code}"
        if not service.name:
            yield f"{key}.name", "The text is empty."
        if not service.attributes:
            yield f"{key}.attributes", "A rated service needs at least one attribute."
        if edition.official and (len(service.attributes) != OFFICIAL_ATTRIBUTES or not service.overall):
            yield f"{key}.attributes", "The official indicator needs all five attributes and the overall question."
        for code in (*service.attributes, *filter(None, [service.overall])):
            item = edition.items.get(code)
            if item is None or item.kind != "rating" or item.section != service.section:
                yield f"{key}.{code}", "This is not a rated question of the service's own section."


def _access(edition: Edition, service: AccessService) -> Iterator[tuple[str, str]]:
    key = f"access.{service.code}"
    if service.code not in {section.code for section in edition.sections}:
        yield key, "There is no section with this code."
    yes = {
        "need": (service.need, service.need_yes),
        "always": (service.always, service.always_yes | service.without),
        "had": (service.had, service.had_yes),
        "reason": (service.reason, frozenset[str]()),
    }
    for name, (code, codes) in yes.items():
        if not code and name != "need":
            continue
        item = edition.items.get(code)
        if item is None:
            yield f"{key}.{name}", f"There is no question {code!r}."
        elif codes - set(item.codes):
            yield f"{key}.{name}", f"Question {code} has no answer {', '.join(sorted(codes - set(item.codes)))}."
        elif name != "reason" and not codes:
            yield f"{key}.{name}_yes", "No answer counts as yes."
