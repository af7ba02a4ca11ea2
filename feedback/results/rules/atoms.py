"""What parts the people of a table: used or not used, needed or not needed, asked or not asked.

Whoever knows two published numbers can subtract them. Where one set of people lies inside another by the logic of the
questionnaire (users among those in need, those who went without among those in need), the rest is protected as well:
each table lists the partitions whose every part has to be empty or large enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.questionnaire.rules import AccessService, Edition, RatedService, choice_questions
from feedback.results.rules.plan import Plan

EVERYONE = "ALL"
REASONS = ":reasons"


@dataclass(frozen=True)
class Condition:
    """A yes or no about a response that answers alone decide: any of these items has one of these codes."""

    name: str
    answers: tuple[tuple[str, frozenset[str] | None], ...]
    """Items with the codes that make it true; None stands for any code."""
    negated: bool = False


@dataclass(frozen=True)
class Partition:
    """A partition of all responses of a series by one or two conditions; without any, everyone is one part."""

    conditions: tuple[Condition, ...]

    @property
    def name(self) -> str:
        return " x ".join(c.name for c in self.conditions) or EVERYONE


@dataclass(frozen=True)
class Table:
    """One table of a release: its base, the dimensions it is published by, the partitions that have to be safe."""

    name: str
    """`ALL`, a rated service, an access service, `<access service>:reasons`, a choice question, or a local one."""
    dimensions: tuple[str, ...]
    partitions: tuple[Partition, ...]


def holds(condition: Condition, answers: Mapping[str, str]) -> bool:
    """Whether a condition is true of one person's answers (item code to answer code)."""
    found = any(item in answers and (codes is None or answers[item] in codes) for item, codes in condition.answers)
    return found is not condition.negated


def atom(partition: Partition, answers: Mapping[str, str]) -> int:
    """Which part of a partition one person is in: one binary digit per condition, the first one highest."""
    number = 0
    for condition in partition.conditions:
        number = 2 * number + holds(condition, answers)
    return number


def tables_of(edition: Edition, plan: Plan) -> tuple[Table, ...]:
    """All tables of an edition, in the order in which they are reported."""
    used = {service.code: _used(service) for service in edition.rated}
    needed = {service.code: _needed(service) for service in edition.access}
    beside: dict[str, list[Condition]] = {}
    for rated in edition.rated:
        beside.setdefault(rated.section, []).append(used[rated.code])
    tables = [Table(EVERYONE, plan.respondents, (Partition(()),))]
    tables += [Table(s.code, plan.rated, (Partition((used[s.code],)),)) for s in edition.rated]
    tables += [Table(s.code, plan.access, _linked(needed[s.code], beside.get(s.code, []))) for s in edition.access]
    tables += [
        Table(s.code + REASONS, (), _linked(_went_without(s), [needed[s.code], *beside.get(s.code, [])]))
        for s in edition.access
        if s.reason and s.always
    ]
    for code in (*choice_questions(edition), *edition.local):
        section = edition.items[code].section
        same = [*([needed[section]] if section in needed else []), *beside.get(section, [])]
        dimensions = plan.local if code in edition.local else ()
        tables.append(Table(code, dimensions, _linked(_asked(edition, code), same)))
    return tuple(tables)


def _linked(base: Condition, same_service: list[Condition]) -> tuple[Partition, ...]:
    """The base of a table crossed with each other base of the same service, or alone where there is no other."""
    return tuple(Partition((base, other)) for other in same_service) or (Partition((base,)),)


def _used(service: RatedService) -> Condition:
    """A user is whoever gave any code to the items of the service, 97, 98 and 99 included."""
    items = (*service.attributes, *((service.overall,) if service.overall else ()))
    return Condition(f"used {service.code}", tuple((item, None) for item in items))


def _needed(service: AccessService) -> Condition:
    return Condition(f"needed {service.code}", ((service.need, service.need_yes),))


def _went_without(service: AccessService) -> Condition:
    return Condition(f"without {service.code}", ((service.always, service.without),))


def _asked(edition: Edition, code: str) -> Condition:
    """Asked is whoever the routing does not send past the question, answered or not."""
    return Condition(f"asked {code}", tuple(edition.items[code].skip_when.items()), negated=True)
