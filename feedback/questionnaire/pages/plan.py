"""The publication plan of a round as its office reads it: what is shown, how finely, and what is given up first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from feedback import N_
from feedback.questionnaire.rules.texts import BETWEEN
from feedback.web import say, say_plural

DIMENSIONS = {
    "SEX": N_("women and men"),
    "AGE": N_("age"),
    "URBANISATION": N_("town and countryside"),
    "PLACE": N_("place"),
    "INCOME": N_("household income"),
    "DISABILITY_STATUS": N_("difficulties in doing things"),
    "PLACE;SEX": N_("place, women and men"),
}
TABLES = {
    "rated": N_("How it was, shown by"),
    "access": N_("Who needed it and who went without, shown by"),
    "local": N_("Questions of the office, shown by"),
    "respondents": N_("Who answered, shown by"),
}
NUMBERS = {
    "k": (N_("Smallest group"), N_("at least %(n)s people in every group, and in every difference between releases")),
    "minimum_n": (N_("Smallest base"), N_("at least %(n)s answers behind every share")),
}
LEVELS = (N_("Region"), N_("Province"), N_("District"), N_("Department"), N_("Commune"), N_("Community"), N_("Village"))
"""What levels of places are often called in a register; these are also said in the language of the reader."""
Line = tuple[str, str]


def plan_lines(plan: Mapping[str, Any], levels: Sequence[str]) -> list[Line]:
    """A heading and a sentence for everything that a plan says; `levels` are what the levels of places are called."""
    lines = [(say(NUMBERS[key][0]), say(NUMBERS[key][1], n=plan[key])) for key in NUMBERS if key in plan]
    if "place_level" in plan:
        depth = int(plan["place_level"])
        name = say(levels[depth - 1]) if 0 < depth <= len(levels) else say(N_("level %(n)s"), n=depth)
        lines.append((say(N_("Places")), say(N_("down to: %(level)s"), level=name)))
    total = say(N_("only in total"))
    lines += [(say(title), _named(plan[key], say(BETWEEN)) or total) for key, title in TABLES.items() if key in plan]
    if "order" in plan:
        first = _named(plan["order"], say(N_(", then ")))
        lines.append((say(N_("Given up first when answers are few")), first))
    if "interim" in plan:
        coarser = say(BETWEEN).join(_coarser(name, rungs) for name, rungs in plan["interim"].items())
        lines.append((say(N_("While the round runs")), coarser))
    return lines


def _named(names: Iterable[str], between: str) -> str:
    return between.join(say(DIMENSIONS[name]) if name in DIMENSIONS else name for name in names)


def _coarser(name: str, rungs: Any) -> str:
    what = _named([name], "")
    if rungs == "none":
        return say(N_("%(what)s: left out"), what=what)
    if not rungs:
        return say(N_("%(what)s: as finely as at the end"), what=what)
    return say_plural("%(what)s: %(n)s step coarser", "%(what)s: %(n)s steps coarser", int(rungs), what=what)
