"""What a release publishes: for each table the rung of each dimension, and for a closing release how it was found.

A closing release holds every response. Each dimension of each table climbs its ladder until every group it tells apart
has 0 or at least k members, and so has every group's growth since the last release; see docs/protection.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from feedback.results.rules.atoms import EVERYONE, Table
from feedback.results.rules.dimensions import Dimension
from feedback.results.rules.ladders import Rung, crossed, ladder, leaves, plain_rung, says_nothing
from feedback.results.rules.measures import NOT_STATED, TOTAL
from feedback.results.rules.plan import CROSS, Plan
from feedback.results.rules.steps import Step, Why

Members = Mapping[str, Mapping[str, Mapping[str, tuple[int, ...]]]]
"""Dimension (`_T` for all) -> base level -> partition -> people in each of its parts. Additive over batches."""


@dataclass(frozen=True)
class Shape:
    """How one table is published: from this release or carried from the one before, and on which rungs."""

    state: Literal["shown", "carried", "withheld"]
    rungs: Mapping[str, Rung]


def people(members: Members, dimension: str) -> dict[str, int]:
    """How many people each base level of a dimension has."""
    return {base: sum(parts[EVERYONE]) for base, parts in members.get(dimension, {}).items()}


def interim_rungs(
    plan: Plan, dimensions: Mapping[str, Dimension], bases: Mapping[str, Iterable[str]]
) -> dict[str, Rung]:
    """The rungs that releases of a running round publish, the same for every table that has the dimension."""
    found: dict[str, Rung] = {}
    for name, dimension in dimensions.items():
        step = plan.interim_rung(name)
        if step is not None and name != CROSS:
            found[name] = plain_rung(dimension, min(step, dimension.rungs - 1), bases.get(name, ()))
    if plan.interim_rung(CROSS) is not None and {"PLACE", "SEX"} <= set(found) and CROSS in dimensions:
        found[CROSS] = crossed(found["PLACE"], found["SEX"], bases.get(CROSS, ()))
    return found


def interim_shapes(tables: Iterable[Table], rungs: Mapping[str, Rung]) -> dict[str, Shape]:
    """Every table as a release of a running round publishes it; its batch is chosen so that nothing needs merging."""
    return {t.name: Shape("shown", {name: rungs[name] for name in t.dimensions if name in rungs}) for t in tables}


def closing_shapes(
    plan: Plan, tables: Iterable[Table], dimensions: Mapping[str, Dimension], now: Members, before: Members | None
) -> tuple[dict[str, Shape], list[Step]]:
    """Every table of the closing release of one series, with each step of coarsening that led there.

    now: all responses of the series; before: those in the last release, None where there was none.
    """
    interim = interim_rungs(plan, dimensions, {name: now[name] for name in dimensions}) if before else {}
    ladders = {
        name: _ladder(dimension, people(now, name), interim[name].step if name in interim else 0)
        for name, dimension in dimensions.items()
        if name != CROSS
    }
    last = interim_shapes(tables := tuple(tables), interim)
    shapes: dict[str, Shape] = {}
    steps: list[Step] = []
    for table in tables:
        check = _checker(plan.k, table, now, before, interim)
        why = check(TOTAL, None)
        if why:
            steps.append(Step(table.name, TOTAL, TOTAL, "carried" if before else "withheld", why))
            shapes[table.name] = Shape("carried", last[table.name].rungs) if before else Shape("withheld", {})
            continue
        climbed = _climb(table, ladders, now, check)
        shapes[table.name] = Shape("shown", {name: rung for name, (rung, _) in climbed.items() if rung})
        steps += [step for name in plan.order if name in climbed for step in climbed[name][1]]
    return shapes, steps


def _ladder(dimension: Dimension, members: Mapping[str, int], merge_from: int) -> tuple[Rung, ...]:
    """The ladder of a dimension over the whole series; one refused rung where nearly nobody stated it."""
    everyone = sum(members.values())
    if says_nothing(everyone - members.get(NOT_STATED, 0), everyone):
        return (replace(plain_rung(dimension, 0, members), refused=True),)
    return ladder(dimension, members, merge_from)


Check = Callable[[str, Rung | None], Why]


def _climb(
    table: Table, ladders: Mapping[str, tuple[Rung, ...]], now: Members, check: Check
) -> dict[str, tuple[Rung | None, list[Step]]]:
    """For each dimension the first rung that is safe, None where none is, and the steps up to it."""
    climbed = {name: _first_safe(table, name, ladders[name], check) for name in table.dimensions if name in ladders}
    if CROSS in table.dimensions and CROSS in now:
        (place, place_steps), (sex, sex_steps) = climbed["PLACE"], climbed["SEX"]
        if place is None or sex is None:
            why = (sex_steps if place else place_steps)[-1].why
            climbed[CROSS] = None, [Step(table.name, CROSS, f"{CROSS}:1", "none", why)]
        else:
            rungs = _crossings((place, _last(ladders["PLACE"])), (sex, _last(ladders["SEX"])), now)
            climbed[CROSS] = _first_safe(table, CROSS, rungs, check)
    return climbed


def _last(rungs: tuple[Rung, ...]) -> Rung:
    """The coarsest rung that may be published."""
    return [rung for rung in rungs if not rung.refused][-1]


def _crossings(places: tuple[Rung, Rung], sexes: tuple[Rung, Rung], now: Members) -> tuple[Rung, ...]:
    """Places crossed with sex: as the table publishes the two, then with everything merged that can be."""
    chosen, merged = (crossed(place, sex, now[CROSS]) for place, sex in zip(places, sexes, strict=True))
    return (chosen,) if chosen.keys == merged.keys else (chosen, merged)


def _first_safe(table: Table, name: str, rungs: tuple[Rung, ...], check: Check) -> tuple[Rung | None, list[Step]]:
    """The first rung that may be published and is safe, and the steps up to it; a refused one may tell why it fails."""
    steps: list[Step] = []
    for number, rung in enumerate(rungs):
        why = check(name, rung)
        if rung.refused:
            if not steps:
                steps.append(Step(table.name, name, rung.name, "none", "unstated"))
            elif not why:
                steps[-1] = replace(steps[-1], why="unstated")
            continue
        if not why:
            return rung, steps
        following = next((other.name for other in rungs[number + 1 :] if not other.refused), "none")
        steps.append(Step(table.name, name, rung.name, following, why))
    return None, steps


def _checker(k: int, table: Table, now: Members, before: Members | None, interim: Mapping[str, Rung]) -> Check:
    def check(name: str, rung: Rung | None) -> Why:
        """Why a rung is not safe: a group is too small, or grew too little since the last release; empty when safe."""
        if not _safe(k, table, now[name], rung):
            return "few"
        if before and (rung is None or name in interim):
            coarser = rung if rung is None or rung.step > interim[name].step or rung.merged else interim[name]
            if not _safe(k, table, growth(now[name], before.get(name, {})), coarser):
                return "growth"
        return ""

    return check


def growth(
    now: Mapping[str, Mapping[str, tuple[int, ...]]], before: Mapping[str, Mapping[str, tuple[int, ...]]]
) -> dict[str, dict[str, tuple[int, ...]]]:
    """How many people each part of each base level gained."""
    return {
        base: {
            name: tuple(a - b for a, b in zip(parts, before[base][name], strict=True)) if base in before else parts
            for name, parts in found.items()
        }
        for base, found in now.items()
    }


def _safe(k: int, table: Table, members: Mapping[str, Mapping[str, tuple[int, ...]]], rung: Rung | None) -> bool:
    """Whether every part of every leaf has 0 or at least k members; without a rung everyone is one leaf."""
    groups = [list(members)] if rung is None else leaves(rung).values()
    return all(
        total == 0 or total >= k
        for group in groups
        for partition in table.partitions
        for total in map(sum, zip(*(members[base][partition.name] for base in group), strict=True))
    )
