"""A pilot of 300 answers in eight communities is worth publishing, and holds every one of them."""

import random
from collections import Counter

import pytest

from feedback.questionnaire.editions import official_edition
from feedback.results.rules import NOT_STATED, Measure, Plan
from feedback.results.tables import add_up, layout_of, measures_of, read_columns, tallies
from tests.results.people import Person, answer

EDITION = official_edition()
COMMUNITIES = {number: f"D{1 + number // 4}/C{1 + number}" for number in range(8)}
SHARES = {
    "1": {"A": 76, "B": 23, "99": 1},
    "2": {"A": 80, "B": 20},
    "2b": {"A": 60, "B": 40},
    "6": {"A": 66, "B": 33, "99": 1},
    "7": {"A": 92, "B": 7, "98": 1},
    "9": {"1": 50, "2": 25, "3": 25},
    "11": {"A": 28, "B": 71, "99": 1},
    "12": {"A": 80, "B": 20},
    "12b": {"A": 50, "B": 50},
    "sex": {"F": 53, "M": 45, "99": 2},
    "residence": {"U": 40, "R": 58, "99": 2},
}
"""About 70, 45, 30 and 25 percent use the clinic, primary schools, secondary schools and the registry office."""


def pilot(seed: int) -> list[Person]:
    rng = random.Random(seed)
    return [
        Person(
            rng.randbytes(16),
            answer(EDITION, rng, SHARES),
            rng.choice((*COMMUNITIES, None)),
            disability=rng.choices(("PD", "PWD", NOT_STATED), (6, 88, 6))[0],
        )
        for _ in range(300)
    ]


def released(crowd: list[Person]) -> dict[tuple[str, str, str], Measure]:
    layout = layout_of(EDITION, Plan(), 2)
    columns = read_columns([[person.row(EDITION) for person in crowd]], layout, COMMUNITIES, weighted=False)
    grids = add_up(layout, (tally.grids for tally in tallies(layout, columns)))
    found = measures_of(layout, "community_token", grids, None, closing=True)
    return {(m.domain, m.service, m.item): m for m in found}


@pytest.mark.parametrize("seed", range(8))
def test_the_pilot_publishes_all_services_in_total_and_the_largest_by_what_nearly_all_stated(seed: int) -> None:
    crowd = pilot(seed)
    found = released(crowd)
    assert all(
        found["_T", service, item].reason == ""
        for service in ("HLTH", "PRM", "SEC", "GOV")
        for item in ("SATIS", "OSATIS")
    )
    domains = {domain for domain, service, _ in found if service == "HLTH"}
    for item, levels in (("sex", ("SEX=F", "SEX=M")), ("residence", ("URBANISATION=U", "URBANISATION=R"))):
        said = Counter(person.answers.get(item, "99") for person in crowd)
        if 5 * said.pop("99") > max(said.values()):
            continue
        for level in levels:
            domain = next(domain for domain in domains if domain.startswith(level))
            assert found[domain, "HLTH", "SATIS"].reason == found[domain, "HLTH", "OSATIS"].reason == ""


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_missing_from_the_total_or_from_any_dimension_of_those_who_answered(seed: int) -> None:
    crowd = pilot(seed)
    found = released(crowd)
    assert found["_T", "ALL", "RESPONDENTS"].n == 300
    for dimension in ("SEX", "AGE", "URBANISATION", "DISABILITY_STATUS"):
        prefix = f"{dimension}="
        people = [m.n for (domain, service, _), m in found.items() if service == "ALL" and domain.startswith(prefix)]
        assert sum(people) in {0, 300}
    for item in ("4.1", "4.2", "4.3", "4.4", "4.5", "5"):
        m = found["_T", "HLTH", "OSATIS" if item == "5" else item]
        assert m.n + sum(m.missing.values()) == sum(item in person.answers for person in crowd)
