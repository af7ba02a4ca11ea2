"""People who never lived: a small edition, places, and answers that follow its routes, for tests of the results."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from feedback.questionnaire.rules import (
    AccessService,
    Edition,
    Item,
    Option,
    RatedService,
    Scale,
    Section,
    asked,
    pack,
)
from feedback.results.rules import CROSS, NOT_STATED, TOTAL, Measure, level_of
from feedback.results.tables import Columns, Grid, Layout, add_up, measures_of, read_columns, tallies

MISSING = ("97", "98", "99")
PATHS = {1: "R1/D11", 2: "R1/D12", 3: "R1", 4: "R2/D21", 5: "R2/D22/V221", 6: "R3"}
"""Place id to the path of the place."""
BACKGROUND = ("sex", "age_group", "residence", "income")


def options(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code, f"Answer {code}") for code in codes)


def item(code: str, kind: Any, codes: Sequence[str], section: str = "health", **more: Any) -> Item:
    return Item(code, kind, f"Question {code}", section, options(*codes), **more)


def small_edition(attributes: int = 2, quintiles: bool = False) -> Edition:
    """One service with two attributes, an overall question and the kind of visit, who needed it, who went without and
    why, two questions of an office, and everything about the person but disability."""
    scale = ("3", "2", "1", "0")
    out = {"need": frozenset({"B", "99"}), "had": frozenset({"B"})}
    rated = [f"q{number}" for number in range(1, attributes + 1)]
    items = [
        item("need", "filter", ("A", "B", "99")),
        item("always", "filter", ("A", "B", "99"), skip_when={"need": out["need"]}),
        item("why", "single", ("1", "2", "3", "99"), skip_when={**out, "always": frozenset({"A"})}),
        item("had", "filter", ("A", "B"), skip_when={"need": out["need"], "always": frozenset({"A"})}),
        *(item(code, "rating", (*scale, *MISSING), scale="agreement", skip_when=out) for code in rated),
        item("overall", "rating", (*scale, *MISSING), scale="agreement", skip_when=out),
        item("kind", "single", ("1", "2", "98"), skip_when=out),
        item("L1", "single", ("A", "B", "C", "98"), skip_when=out),
        item("L2", "single", ("A", "B"), "you"),
        item("sex", "background", ("F", "M", "O", "99"), "you"),
        item("age_group", "background", ("Y18T24", "Y25T34", "Y35T44", "Y45T54", "Y55T64", "Y_GE65", "99"), "you"),
        item("residence", "background", ("U", "R", "99"), "you"),
        item("income", "background", ("B1", "B2", "B3", "B4", "B5", "99"), "you"),
    ]
    return Edition(
        code="small",
        title="A small edition",
        official=False,
        items={i.code: i for i in items},
        scales={"agreement": Scale("agreement", options(*scale), frozenset({"3", "2"}))},
        sections=tuple(Section(s, s, "", tuple(i.code for i in items if i.section == s)) for s in ("health", "you")),
        rated=(RatedService("HLTH", "health", "the clinic", tuple(rated), "overall"),),
        access=(
            AccessService(
                "health", "need", frozenset("A"), "always", frozenset("A"), frozenset("B"), "had", frozenset("A"), "why"
            ),
        ),
        local=("L1", "L2"),
        quintiles=quintiles,
    )


@dataclass(frozen=True)
class Person:
    """One response as it waits."""

    id: bytes
    answers: Mapping[str, str]
    place: int | None
    weight: float = 1.0
    stratum: str | None = None
    psu: str | None = None
    series: str = "open_link"
    disability: str = NOT_STATED

    def row(self, edition: Edition) -> tuple[Any, ...]:
        """The person as a row of waiting responses."""
        said = [self.answers.get(name, "99") for name in BACKGROUND]
        return (
            self.id,
            self.series,
            self.place,
            *(NOT_STATED if code == "99" else code for code in said),
            self.disability,
            self.stratum,
            self.psu,
            self.weight,
            pack(edition, self.answers),
        )


def answer(
    edition: Edition, rng: random.Random, shares: Mapping[str, Mapping[str, float]] = MappingProxyType({})
) -> dict[str, str]:
    """Answers along the routes, a few left out that decide no route.

    shares: for some items, how often each of their codes is given.
    """
    answers: dict[str, str] = {}
    for code, found in edition.items.items():
        if code in asked(edition, answers) and (found.kind == "filter" or rng.random() < 0.97):
            usual = {option: 0.2 if option in MISSING else 3 / (1 + n) for n, option in enumerate(found.codes)}
            wanted = shares.get(code, usual)
            answers[code] = rng.choices(list(wanted), list(wanted.values()))[0]
    return answers


def people(edition: Edition, seed: int, number: int, places: Sequence[int | None] = (None, *PATHS)) -> list[Person]:
    """People of skewed places, ages and needs, some of whom say little."""
    rng = random.Random(seed)
    weights = [1 / (1 + n) for n in range(len(places))]
    return [
        Person(
            rng.randbytes(16),
            answer(edition, rng),
            rng.choices(places, weights)[0],
            rng.choice((0.5, 1.0, 1.75, 3.0)),
            rng.choice(("north", "south", None)),
            rng.choice(("1", "2", "3", None)),
        )
        for _ in range(number)
    ]


def columns(layout: Layout, waiting: Iterable[Person], weighted: bool = False, chunk: int = 7) -> Columns:
    """Waiting people as columns, read in small chunks."""
    rows = [person.row(layout.edition) for person in waiting]
    chunks = [rows[at : at + chunk] for at in range(0, len(rows), chunk)]
    return read_columns(chunks, layout, PATHS, weighted)


def levels(layout: Layout, person: Person) -> dict[str, str]:
    """The base level of a person in every dimension of a layout, worked out one by one."""
    found = {TOTAL: TOTAL, "DISABILITY_STATUS": person.disability}
    for name, code in (("SEX", "sex"), ("AGE", "age_group"), ("URBANISATION", "residence"), ("INCOME", "income")):
        said = person.answers.get(code, "99")
        found[name] = NOT_STATED if said == "99" else level_of(name, said, layout.edition)
    if "PLACE" in layout.dimensions:
        path = PATHS[person.place].split("/") if person.place else [NOT_STATED]
        found["PLACE"] = "/".join(path[: layout.dimensions["PLACE"].depth])
        found[CROSS] = f"{path[0]};{found['SEX']}"
    return {name: level for name, level in found.items() if name == TOTAL or name in layout.dimensions}


def sums(layout: Layout, some: Iterable[Person], weighted: bool = False) -> dict[str, Grid]:
    """The summed tallies of some people."""
    return add_up(layout, (tally.grids for tally in tallies(layout, columns(layout, some, weighted))))


def closed(layout: Layout, some: Iterable[Person], weighted: bool = False) -> list[Measure]:
    """The measures of a closing release that is the first of its round."""
    return measures_of(layout, "open_link", sums(layout, some, weighted), None, closing=True)
