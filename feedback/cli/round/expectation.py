"""What an expected number of answers would show: made-up people, and the real closing of a round over them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from feedback.questionnaire.rules import MISSING, Edition, Place, left_out, pack
from feedback.results.rules import NOT_STATED, TOTAL, Measure, Plan
from feedback.results.tables import Grid, Layout, add_up, layout_of, measures_of, read_columns, shapes_of, tallies

PATTERNS = 5_000
"""Different sets of answers that people are drawn from; more would only take longer."""
CHUNK = 10_000
NO_SAMPLE = (None, None, None)
"""No stratum, no PSU, no weight."""
BACKGROUND = ("sex", "age_group", "residence", "income")
NEED = {"health": 0.6, "education": 0.45, "government": 0.3}


@dataclass(frozen=True)
class Assumptions:
    """What is assumed about people, as shares between 0 and 1."""

    need: Mapping[str, float] = field(default_factory=lambda: dict(NEED))
    """Who needed each service in the past 12 months."""
    always: float = 0.7
    """Of those, who always had it."""
    once: float = 0.8
    """Of the others, who had it at least once."""
    disability: float = 0.12
    unstated: float = 0.03
    """Who leaves a question about themselves open; also who answers with 97, 98 or 99."""


@dataclass(frozen=True)
class Expectation:
    """How one table could be shown by one dimension (`_T` is the total)."""

    table: str
    dimension: str
    rung: str
    """How finely: `AGE:3` is three age groups; "" when the dimension is left out."""
    shown: int
    """Groups with at least one share that may be shown."""
    held: int
    """Groups with so few answers that every share is held back."""
    answers: int
    """The most answers that any share of the table has in total."""


def expect(
    edition: Edition,
    plan: Plan,
    places: Mapping[str, Place],
    answers: int,
    assumptions: Assumptions,
    chance: Generator,
) -> list[Expectation]:
    """Draw people, close the round over them, and say how each table could be shown."""
    layout = layout_of(edition, plan, max((place.level for place in places.values()), default=0))
    people = _people(edition, places, answers, assumptions, chance)
    paths = {place.id: "/".join(place.path) for place in places.values()}
    columns = read_columns(people, layout, paths, weighted=False)
    sums = add_up(layout, (tally.grids for tally in tallies(layout, columns)))
    return list(_expectations(layout, sums))


def _expectations(layout: Layout, sums: Mapping[str, Grid]) -> Iterator[Expectation]:
    shapes, _ = shapes_of(layout, sums, None, closing=True)
    measures = measures_of(layout, "expected", sums, None, closing=True)
    for table in layout.tables:
        shape = shapes[table.name]
        mine = [measure for measure in measures if _belongs(measure, table.name)]
        if shape.state == "withheld":
            yield Expectation(table.name, TOTAL, "", 0, 1, 0)
            continue
        yield _count(table.name, TOTAL, TOTAL, {TOTAL}, mine)
        for name in table.dimensions:
            if name in layout.dimensions:
                rung = shape.rungs.get(name)
                domains = {domain for found in rung.keys.values() for domain in found} if rung else set()
                yield _count(table.name, name, rung.name if rung else "", domains, mine)


def _count(table: str, dimension: str, rung: str, domains: set[str], measures: list[Measure]) -> Expectation:
    present = {measure.domain for measure in measures if measure.domain in domains}
    shown = {measure.domain for measure in measures if measure.domain in domains and not measure.reason}
    answers = max((measure.n for measure in measures if measure.domain == TOTAL), default=0)
    return Expectation(table, dimension, rung, len(shown), len(present - shown), answers)


def _belongs(measure: Measure, table: str) -> bool:
    """Whether a measure stands in a table; reasons stand apart from the rest of their service."""
    service, _, part = table.partition(":")
    if measure.service != service:
        return False
    return measure.item.startswith("REASON:") if part else not measure.item.startswith("REASON:")


def _people(
    edition: Edition, places: Mapping[str, Place], number: int, assumptions: Assumptions, chance: Generator
) -> Iterator[list[tuple[object, ...]]]:
    """Rows as the waiting responses of a round are read: made-up ids, background and packed answers."""
    patterns = [pack(edition, _answers(edition, assumptions, chance)) for _ in range(min(number, PATTERNS))]
    where, shares = _where(places, assumptions)
    ids = iter(range(number))
    for start in range(0, number, CHUNK):
        size = min(CHUNK, number - start)
        background = [_stated(_levels(edition, item), assumptions, size, chance) for item in BACKGROUND]
        disability = chance.choice(
            ["PD", "PWD", NOT_STATED], size, p=_with_unstated([assumptions.disability], assumptions.unstated)
        ).tolist()
        place = [where[n] for n in chance.choice(len(where), size, p=shares)]
        pattern = chance.integers(len(patterns), size=size).tolist()
        yield [
            (
                next(ids).to_bytes(16),
                "expected",
                place[n],
                *(column[n] for column in background),
                disability[n],
                *NO_SAMPLE,
                patterns[pattern[n]],
            )
            for n in range(size)
        ]


def _answers(edition: Edition, assumptions: Assumptions, chance: Generator) -> dict[str, str]:
    """The answers of one person who is asked one question after the other."""
    needed = {service.need: assumptions.need.get(service.code, 0.5) for service in edition.access}
    yes = {service.need: service.need_yes for service in edition.access}
    for service in edition.access:
        needed |= {service.always: assumptions.always, service.had: assumptions.once}
        yes |= {service.always: service.always_yes, service.had: service.had_yes}
    answers: dict[str, str] = {}
    for code, item in edition.items.items():
        if item.kind == "background" or left_out(item, answers):
            continue
        missing = [option for option in item.codes if option in MISSING]
        valid = [option for option in item.codes if option not in MISSING]
        if missing and chance.random() < assumptions.unstated:
            answers[code] = missing[int(chance.integers(len(missing)))]
            continue
        if code in needed:
            wanted = chance.random() < needed[code]
            valid = [option for option in valid if (option in yes[code]) == wanted] or valid
        answers[code] = valid[int(chance.integers(len(valid)))]
    return answers


def _where(places: Mapping[str, Place], assumptions: Assumptions) -> tuple[list[int | None], list[float]]:
    """The places that nothing lies inside, by population where the register has it for all of them."""
    if not places:
        return [None], [1.0]
    above = {place.parent_code for place in places.values()}
    deepest = [place for place in places.values() if place.code not in above]
    population = [place.population or 0 for place in deepest]
    sizes = population if all(population) else [1] * len(deepest)
    shares = [(1 - assumptions.unstated) * size / sum(sizes) for size in sizes]
    return [*(place.id for place in deepest), None], [*shares, max(0.0, 1 - sum(shares))]


def _levels(edition: Edition, item: str) -> list[str]:
    return [code for code in edition.items[item].codes if code not in MISSING] if item in edition.items else []


def _stated(levels: list[str], assumptions: Assumptions, size: int, chance: Generator) -> list[str]:
    """Levels drawn with equal chances, a few of them not stated."""
    if not levels:
        return [NOT_STATED] * size
    shares = _with_unstated([1 / len(levels)] * (len(levels) - 1), assumptions.unstated)
    drawn: list[str] = chance.choice([*levels, NOT_STATED], size, p=shares).tolist()
    return drawn


def _with_unstated(shares: list[float], unstated: float) -> list[float]:
    """Shares of all levels but the last, completed by the last level and by those who do not say."""
    stated = [*shares, 1 - sum(shares)]
    return [*(np.array(stated) * (1 - unstated)).tolist(), unstated]
