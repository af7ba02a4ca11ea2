"""The dimensions of a round: into which levels a response falls, and how levels join when answers are few.

Source: UNSD metadata of 16.6.2 on disaggregation (sex, residence, income, disability, age); codes are those of SDMX.
A *base level* is the finest level that tallies keep: an answer code, or a path of places such as `R1/D11`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.questionnaire.rules import MISSING, Edition
from feedback.results.rules.measures import NOT_STATED
from feedback.results.rules.plan import CROSS, Plan

ITEMS = {"SEX": "sex", "AGE": "age_group", "URBANISATION": "residence", "INCOME": "income"}
"""Which background item each dimension comes from."""
DISABILITY_ITEMS = tuple(f"WG{number}" for number in range(1, 7))
AGES = ("Y18T24", "Y25T34", "Y35T44", "Y45T54", "Y55T64", "Y_GE65")
THREE_AGES = dict(zip(AGES, ("Y18T34", "Y18T34", "Y35T54", "Y35T54", "Y_GE55", "Y_GE55"), strict=True))
TWO_AGES = dict(zip(AGES, ("Y18T34", "Y18T34", "Y_GE35", "Y_GE35", "Y_GE35", "Y_GE35"), strict=True))
QUINTILES = {"Q1": "B40", "Q2": "B40", "Q3": "R60", "Q4": "R60", "Q5": "R60"}


@dataclass(frozen=True)
class Dimension:
    """One way to part everyone who answered: every response has exactly one base level, `_U` when it is not stated."""

    name: str
    """As the plan names it."""
    key: str
    """As domains name it."""
    levels: tuple[str, ...] = ()
    """The stated levels, in order; empty for places, whose levels are paths."""
    joined: tuple[Mapping[str, str], ...] = ()
    """Coarser and coarser groups of the levels."""
    depth: int = 0
    """For places: how many levels of the hierarchy are published."""

    @property
    def rungs(self) -> int:
        """How many ever coarser ways there are to publish this dimension."""
        return self.depth or 1 + len(self.joined)

    def groups(self, base: str, rung: int) -> tuple[str, ...]:
        """What a base level is published as on a rung (0 is the finest): for places all levels from the top down."""
        if self.depth and base != NOT_STATED:
            return tuple(base.split("/"))[: self.depth - rung]
        return (base if not rung or base in LOOSE else self.joined[rung - 1].get(base, base),)

    def rung_name(self, rung: int) -> str:
        """What a rung is called in the account of what was merged: `AGE:3` is three age bands, `PLACE:1` level 1."""
        if self.depth:
            return f"{self.name}:{self.depth - rung}"
        return f"{self.name}:{len(set(self.joined[rung - 1].values()) if rung else self.levels)}"


LOOSE = (NOT_STATED, "_O")
"""Levels that say little about anyone; they join the largest level before a dimension becomes coarser."""


def dimensions_of(edition: Edition, plan: Plan, place_levels: int) -> dict[str, Dimension]:
    """The dimensions that an edition can give, by the plan's names; places only where the register has levels."""
    found: dict[str, Dimension] = {}
    for name, item in ITEMS.items():
        if item in edition.items:
            levels = tuple(level_of(name, code, edition) for code in edition.items[item].codes if code not in MISSING)
            key = "INCOME_WEALTH_QUANTILE" if name == "INCOME" and edition.quintiles else name
            found[name] = Dimension(name, key, levels, _joined(name, levels, edition.quintiles))
    if set(DISABILITY_ITEMS) <= set(edition.items):
        found["DISABILITY_STATUS"] = Dimension("DISABILITY_STATUS", "DISABILITY_STATUS", ("PD", "PWD"))
    if depth := min(plan.place_level, place_levels):
        found["PLACE"] = Dimension("PLACE", "PLACE", depth=depth)
    if {"PLACE", "SEX"} <= set(found):
        found[CROSS] = Dimension(CROSS, CROSS)
    return found


def level_of(dimension: str, code: str, edition: Edition) -> str:
    """The base level for the code of a background answer, as SDMX writes it where SDMX has a code."""
    if dimension == "SEX" and code == "O":
        return "_O"
    if dimension == "INCOME" and edition.quintiles and code.startswith("B"):
        return f"Q{code[1:]}"
    return code


def _joined(name: str, levels: tuple[str, ...], quintiles: bool) -> tuple[Mapping[str, str], ...]:
    if name == "AGE" and set(levels) == set(AGES):
        return THREE_AGES, TWO_AGES
    if name == "INCOME" and quintiles:
        return (QUINTILES,)
    if name == "INCOME" and len(levels) > 2:
        lower = max(1, round(0.4 * len(levels)))
        halves = levels[:lower], levels[lower:]
        return ({level: "+".join(half) for half in halves for level in half},)
    return ()
