"""Invented people: where they live, who they are, and how they are inclined. Seeded, so that each build is the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from feedback.questionnaire.rules import Place

Model = Mapping[str, Any]
DIFFICULTIES = ("WG1", "WG2", "WG3", "WG4", "WG5", "WG6")


@dataclass(frozen=True)
class Citizen:
    """One invented person; `inclination` is added to the log odds of every kind word."""

    home: str
    """Code of the community where the person lives, told or not."""
    place: str | None
    region: str
    town: bool
    sex: str
    age: int
    band: int
    difficulties: Mapping[str, str]
    inclination: float
    language: str

    @property
    def disabled(self) -> bool:
        return "3" in self.difficulties.values() or "4" in self.difficulties.values()


def communities_of(places: Mapping[str, Place], only: Sequence[str] = ()) -> tuple[list[Place], list[int]]:
    """The communities that people are drawn from, with running totals of their populations.

    Chosen communities (`only`) count alike: a pilot goes to as many people in each of them.
    """
    found = [place for place in places.values() if place.level == 3 and (not only or place.code in only)]
    return found, list(accumulate(1 if only else place.population or 1 for place in found))


def draw_citizen(model: Model, communities: tuple[list[Place], list[int]], chance: Random) -> Citizen:
    """One person from these communities."""
    people, tilt = model["people"], model["tilt"]
    home = chance.choices(communities[0], cum_weights=communities[1])[0]
    town = chance.random() < people["town"]["first" if home.code.endswith("01") else "other"]
    sex = "F" if chance.random() < people["women"] else "M"
    youngest = pick(people["ages"], chance)
    age = int(youngest) + chance.randrange(7 if youngest == "18" else 10)
    bands = people["bands_town" if town else "bands_country"]
    band = chance.choices(range(1, 6), weights=bands)[0]
    difficulties = _difficulties(people, list(people["ages"]).index(youngest), chance)
    inclination = chance.gauss(0, tilt["mood"]) + tilt["band"] * (band - 3)
    inclination += (tilt["women"] if sex == "F" else 0) + (tilt["town"] if town else 0)
    inclination += tilt["difficulty"] if {"3", "4"} & set(difficulties.values()) else 0
    return Citizen(
        home=home.code,
        place=home.code if chance.random() > model["unstated"]["place"] else None,
        region=home.path[0],
        town=town,
        sex=sex,
        age=age,
        band=band,
        difficulties=difficulties,
        inclination=inclination,
        language="fr" if chance.random() < people["french"] else "en",
    )


def pick(shares: Mapping[str, float], chance: Random) -> str:
    """One of several codes, each as likely as its share."""
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def _difficulties(people: Model, age_group: int, chance: Random) -> dict[str, str]:
    """Answers to the Washington Group questions: a lot of difficulty is rarer among the young."""
    severe = chance.random() < people["difficulty"] + people["difficulty_by_age"] * age_group
    worst = chance.choice(DIFFICULTIES) if severe else ""
    mild = 0.04 + 0.04 * age_group
    return {
        code: pick({"3": 0.8, "4": 0.2}, chance) if code == worst else "2" if chance.random() < mild else "1"
        for code in DIFFICULTIES
    }
