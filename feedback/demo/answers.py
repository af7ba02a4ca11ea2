"""What an invented person answers, question by question; routing and reading are left to the real rules."""

from math import exp
from random import Random

from feedback.demo.people import Citizen, Model, pick

Answers = dict[str, str]
ACCESS = frozenset({"4.1", "9.1p", "9.1s", "15.1"})
"""The statements about getting there: harder in the countryside."""


def answers_of(model: Model, citizen: Citizen, chance: Random) -> dict[str, Answers]:
    """The answers of one person by section: the three services, and what should be mended first."""
    return {
        "health": _clinic(model, citizen, chance),
        "education": _school(model, citizen, chance),
        "government": _office(model, citizen, chance),
        "local": {"L2": pick(model["first"]["choice"], chance)},
    }


def about(model: Model, citizen: Citizen, chance: Random) -> dict[str, str | int]:
    """What the person says about herself or himself; some things stay open."""
    stated = {name: chance.random() > share for name, share in model["unstated"].items()}
    told: dict[str, str | int] = {}
    if stated["sex"]:
        told["sex"] = citizen.sex
    if stated["age"]:
        told["age"] = citizen.age
    if stated["residence"]:
        told["residence"] = "U" if citizen.town else "R"
    if stated["income"]:
        told["income"] = f"B{citizen.band}"
    return told | (dict(citizen.difficulties) if stated["difficulties"] else {})


def _clinic(model: Model, citizen: Citizen, chance: Random) -> Answers:
    here = model["health"]
    if chance.random() > here["need"]:
        return {"1": "B"}
    answers = {"1": "A", "2": "A"}
    if chance.random() > here["every_time"] + 0.04 * (citizen.band - 3):
        answers |= {"2": "B", "3": pick(here["reasons"], chance)}
        answers["2b"] = "A" if chance.random() < here["at_least_once"] else "B"
    if answers.get("2b") == "B":
        return answers
    answers |= _ratings(model, citizen, "health", here["ratings"], chance)
    return answers | {"L1": chance.choices("ABC", weights=here["medicines"])[0]}


def _school(model: Model, citizen: Citizen, chance: Random) -> Answers:
    here = model["education"]
    if chance.random() > here["children"]:
        return {"6": "B"}
    answers = {"6": "A", "7": "A"}
    if chance.random() > here["public"] + 0.03 * (citizen.band - 3):
        answers |= {"7": "B", "8": pick(here["reasons"], chance)}
    if answers.get("8") in {"1", "2"}:
        return answers
    level = answers["9"] = pick(here["levels"], chance)
    for code, names in (("primary", {"1", "3"}), ("secondary", {"2", "3"})):
        if level in names:
            answers |= _ratings(model, citizen, "education", here[code], chance)
    return answers


def _office(model: Model, citizen: Citizen, chance: Random) -> Answers:
    here = model["government"]
    if chance.random() > here["need"]:
        return {"11": "B"}
    answers = {"11": "A", "12": "A"}
    if chance.random() > here["tried_all"] + 0.03 * (citizen.band - 3):
        answers |= {"12": "B", "13": pick(here["reasons"], chance)}
        answers["12b"] = "A" if chance.random() < here["tried_one"] else "B"
    if answers.get("12b") == "B":
        return answers
    answers |= {"14a": pick(here["documents"], chance), "14b": "A" if chance.random() < here["online"] else "B"}
    return answers | _ratings(model, citizen, "government", here["ratings"], chance)


def _ratings(model: Model, citizen: Citizen, service: str, items: Model, chance: Random) -> Answers:
    """A code for each statement: 3 and 2 the likelier, the higher the log odds; now and then 97, 98 or 99."""
    here = citizen.inclination + model["tilt"]["regions"][citizen.region][service] + chance.gauss(0, 0.6)
    answers = {}
    for item, base in items.items():
        way = 0 if citizen.town or item not in ACCESS else model["tilt"]["countryside"]["access"]
        agrees = chance.random() < 1 / (1 + exp(-(base + here + way)))
        answers[item] = pick({"3": 0.36, "2": 0.64} if agrees else {"1": 0.66, "0": 0.34}, chance)
        if chance.random() < sum(model["missing"].values()):
            answers[item] = pick(model["missing"], chance)
    return answers
