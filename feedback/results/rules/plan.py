"""The publication plan, declared with a round before anyone answers: what is published, and how it may be coarsened.

Default thresholds: `k` from the rule of ten of official statistics, `minimum_n` from NCHS Series 2 no. 175.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

CROSS = "PLACE;SEX"
DIMENSIONS = ("SEX", "AGE", "URBANISATION", "PLACE", "INCOME", "DISABILITY_STATUS", CROSS)
"""Every dimension a plan may name; `PLACE;SEX` crosses the places of the first level with sex."""
ORDER = (CROSS, "PLACE", "DISABILITY_STATUS", "INCOME", "AGE", "URBANISATION", "SEX")
"""The order of coarsening: what is given up first stands first; the total comes after all of them."""
INTERIM = {"AGE": 1, "PLACE": 1, "INCOME": 1, CROSS: None}
"""How many rungs coarser than the finest the releases of a running round are; None leaves the dimension out."""
GROUPS = ("rated", "access", "local", "respondents")
WITHOUT_CROSS = DIMENSIONS[:-1]


@dataclass(frozen=True)
class Plan:
    """What one round publishes: thresholds, dimensions for each kind of table, and the order of coarsening."""

    k: int = 10
    """No published set of people, and no difference between two, has 1 to k - 1 members."""
    minimum_n: int = 30
    """No share is shown on fewer answers, counted plainly or as effective answers (Kish)."""
    place_level: int = 2
    """The deepest level of places that is published."""
    rated: tuple[str, ...] = DIMENSIONS
    access: tuple[str, ...] = WITHOUT_CROSS
    local: tuple[str, ...] = WITHOUT_CROSS
    respondents: tuple[str, ...] = DIMENSIONS
    order: tuple[str, ...] = ORDER
    interim: tuple[tuple[str, int | None], ...] = tuple(INTERIM.items())

    def dimensions(self, group: str) -> tuple[str, ...]:
        """The dimensions of one kind of table: `rated`, `access`, `local` or `respondents`."""
        chosen: dict[str, tuple[str, ...]] = {
            "rated": self.rated,
            "access": self.access,
            "local": self.local,
            "respondents": self.respondents,
        }
        return chosen[group]

    def interim_rung(self, dimension: str) -> int | None:
        """The rung that releases of a running round publish; None when they leave the dimension out."""
        return dict(self.interim).get(dimension, 0)


def read_plan(document: Mapping[str, Any]) -> Plan | list[str]:
    """Read the plan of a round from its specification; every key is optional. Problems come back as sentences."""
    problems = [f"{key}: no such key in a publication plan" for key in document if key not in KEYS]
    values: dict[str, Any] = {}
    for key, lowest, highest in (("k", 5, 1000), ("minimum_n", 10, 10_000), ("place_level", 1, 9)):
        if key in document:
            values[key] = _number(document[key], key, lowest, highest, problems)
    for key in GROUPS:
        if key in document:
            values[key] = _names(document[key], key, problems)
    if "order" in document:
        values["order"] = _order(document["order"], problems)
    if "interim" in document:
        values["interim"] = _interim(document["interim"], problems)
    if not problems and values.get("minimum_n", Plan.minimum_n) < values.get("k", Plan.k):
        problems.append("minimum_n: must not be below k")
    return problems or Plan(**values)


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as plain data, such that `read_plan` gives it back."""
    document = {key: getattr(plan, key) for key in KEYS}
    named = {key: list(value) if isinstance(value, tuple) else value for key, value in document.items()}
    return named | {"interim": {name: "none" if rung is None else rung for name, rung in plan.interim}}


def _number(value: object, key: str, lowest: int, highest: int, problems: list[str]) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
        return value
    problems.append(f"{key}: write a whole number from {lowest} to {highest}, not {value!r}")
    return lowest


def _names(value: object, key: str, problems: list[str]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        problems.append(f"{key}: write a list of dimensions, not {value!r}")
        return ()
    problems += [f"{key}: {name!r} is not one of {', '.join(DIMENSIONS)}" for name in value if name not in DIMENSIONS]
    if len({str(name) for name in value}) < len(value):
        problems.append(f"{key}: a dimension is named twice")
    if CROSS in value and not {"PLACE", "SEX"} <= set(value):
        problems.append(f"{key}: {CROSS} needs PLACE and SEX beside it")
    return tuple(str(name) for name in value)


def _order(value: object, problems: list[str]) -> tuple[str, ...]:
    """The order of coarsening; dimensions it leaves out keep their usual place after those it names."""
    names = _names(value, "order", [])
    if not names or set(names) - set(DIMENSIONS) or len(set(names)) < len(names):
        problems.append(f"order: write each of {', '.join(ORDER)} at most once")
    return names + tuple(name for name in ORDER if name not in names)


def _interim(value: object, problems: list[str]) -> tuple[tuple[str, int | None], ...]:
    if not isinstance(value, Mapping):
        problems.append("interim: write a table of dimensions, each with a number of rungs or 'none'")
        return ()
    rungs: dict[str, int | None] = dict(INTERIM)
    for name, rung in value.items():
        if name not in DIMENSIONS:
            problems.append(f"interim.{name}: not one of {', '.join(DIMENSIONS)}")
        elif rung == "none":
            rungs[name] = None
        elif isinstance(rung, int) and not isinstance(rung, bool) and 0 <= rung <= 9:
            rungs[name] = rung
        else:
            problems.append(f"interim.{name}: write a number of rungs from 0 to 9, or 'none'")
    if rungs[CROSS] is not None and None in (rungs["PLACE"], rungs.get("SEX", 0)):
        problems.append(f"interim.{CROSS}: needs PLACE and SEX beside it")
    return tuple(rungs.items())


KEYS = tuple(field.name for field in fields(Plan))
