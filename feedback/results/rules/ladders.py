"""Ladders: every dimension can be published in ever coarser ways, each of which joins whole groups of the one before.

That the ways form a chain is what makes differences between tables and releases unions of protected groups.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feedback.results.rules.dimensions import LOOSE, Dimension
from feedback.results.rules.measures import NOT_STATED

JOIN_AT_MOST = 20
"""Percent of a group that may join it without having stated it: about a tenth of everyone where two groups are alike.
Less would cost a pilot its tables by sex, which the method asks for at the least; with more, the numbers of the group
would be those of people who are not known to be in it. The group's name always says who joined it."""
STATED_AT_LEAST = 10
"""Percent of all people who have to state a dimension; with fewer, its groups say nothing about people like them."""


@dataclass(frozen=True)
class Rung:
    """One way to publish a dimension: for each base level the domains it counts in, widest first.

    Base levels with the same domains form a *leaf*: the smallest group of people that this rung tells apart.
    """

    name: str
    step: int
    """How many times coarser than the finest."""
    merged: bool
    """Whether levels that say little (`_U`, `_O`) have joined the largest level."""
    keys: Mapping[str, tuple[str, ...]]
    refused: bool = False
    """Never published: more would join a level than `JOIN_AT_MOST` allows. Kept to tell why a rung was given up."""


def plain_rung(dimension: Dimension, step: int, bases: Iterable[str]) -> Rung:
    """A rung with every level, also those not stated, on its own."""
    keys = {b: tuple(f"{dimension.key}={level}" for level in dimension.groups(b, step)) for b in bases}
    return Rung(dimension.rung_name(step), step, False, keys)


def ladder(dimension: Dimension, members: Mapping[str, int], merge_from: int = 0) -> tuple[Rung, ...]:
    """All rungs from the finest on; `members` counts people per base level and names the largest levels.

    From the rung `merge_from` on, levels that say little join the largest level as soon as they are few beside it, and
    stay there on coarser rungs. Where some are too many, a refused rung with all of them follows. The others form a
    chain: each joins whole leaves of the one before.
    """
    bases = sorted(base for base, people in members.items() if people)
    homes: dict[str, str] = {}
    rungs = []
    for step in range(dimension.rungs):
        if not homes:
            rungs.append(plain_rung(dimension, step, bases))
        if step < merge_from:
            continue
        everyone, few = _homes(dimension, step, {base: members[base] for base in bases}, homes)
        homes |= few
        if homes:
            rungs.append(_merged_rung(dimension, step, bases, homes))
        if everyone.keys() - homes.keys():
            rungs.append(_merged_rung(dimension, step, bases, everyone | homes, refused=True))
    return tuple(rungs)


def says_nothing(stated: int, everyone: int) -> bool:
    """Whether so few people stated a dimension that nothing is published by it."""
    return 100 * stated < STATED_AT_LEAST * everyone


def crossed(place: Rung, sex: Rung, bases: Iterable[str]) -> Rung:
    """Places of the first level crossed with sex, each merged as it is on its own rung. Base levels: `R1;F`."""
    first = {base.split("/")[0]: keys[0] for base, keys in place.keys.items()}
    pairs = {base: base.split(";") for base in bases}
    keys = {base: (f"{first[where]};{sex.keys[who][0]}",) for base, (where, who) in pairs.items()}
    merged = place.merged or sex.merged
    return Rung("PLACE;SEX:1+_U" if merged else "PLACE;SEX:1", 0, merged, keys)


def leaves(rung: Rung) -> dict[tuple[str, ...], list[str]]:
    """The base levels in each leaf of a rung."""
    found: dict[tuple[str, ...], list[str]] = {}
    for base, keys in rung.keys.items():
        found.setdefault(keys, []).append(base)
    return found


def _merged_rung(
    dimension: Dimension, step: int, bases: list[str], homes: Mapping[str, str], refused: bool = False
) -> Rung:
    """A rung where each homeless base level counts as its home, and every level names what has joined it."""
    joined: dict[str, set[str]] = {}
    for base, home in homes.items():
        for level in set(dimension.groups(home, step)) - set(dimension.groups(base, step)):
            joined.setdefault(level, set()).add(base if base in LOOSE else NOT_STATED)
    label = {level: "+".join([level, *sorted(names)]) for level, names in joined.items()}
    keys = {
        base: tuple(
            f"{dimension.key}={label.get(level, level)}" for level in dimension.groups(homes.get(base, base), step)
        )
        for base in bases
    }
    return Rung(f"{dimension.rung_name(step)}+_U", step, True, keys, refused)


def _homes(
    dimension: Dimension, step: int, members: Mapping[str, int], joined: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """For each base level that says little the one it joins: of the largest level, for places within the place.

    joined: the homes found on finer rungs. Returns the homes of all others, and of those few enough to join theirs.
    """
    depth = dimension.depth - step
    vague = {b for b in members if b in LOOSE or (depth > 0 and len(b.split("/")) < depth)}
    everyone: dict[str, str] = {}
    few: dict[str, str] = {}
    guests: dict[tuple[str, ...], int] = {}
    for base in vague & joined.keys():
        level = dimension.groups(joined[base], step)
        guests[level] = guests.get(level, 0) + members[base]
    for base in sorted(vague - joined.keys(), key=lambda base: (members[base], base)):
        wider = () if base in LOOSE else dimension.groups(base, step)
        sizes: dict[tuple[str, ...], int] = {}
        example: dict[tuple[str, ...], str] = {}
        for other, people in members.items():
            level = dimension.groups(other, step)
            if other not in vague and level[: len(wider)] == wider:
                sizes[level] = sizes.get(level, 0) + people
                example[level] = min(other, example.get(level, other))
        if sizes:
            largest = min(sizes, key=lambda level: (-sizes[level], level))
            everyone[base] = example[largest]
            if 100 * (guests.get(largest, 0) + members[base]) <= JOIN_AT_MOST * sizes[largest]:
                few[base] = example[largest]
                guests[largest] = guests.get(largest, 0) + members[base]
    return everyone, few
