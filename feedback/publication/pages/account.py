"""What is held back, merged or left waiting, and why, in words."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from feedback import N_
from feedback.publication.pages.words import Words
from feedback.publication.records import Release
from feedback.publication.rules.labels import find_access
from feedback.results.rules import Plan
from feedback.results.rules.steps import WHY, outcome

PROTECTED = N_(
    "Numbers come out in batches. Each new release adds at least %(k)s people to every group it touches, or "
    "nobody, so that nobody can be found by comparing releases, groups or services."
)
COARSE = N_(
    "This is the last release of the round and holds every answer. Groups of fewer than %(k)s people were joined with "
    "others, one step at a time, so that nobody can be recognised."
)
ALL_COUNTED = N_("Every answer that counts is in these numbers.")
WAIT_FEW = N_(
    "A few answers wait for a later release, because fewer than %(k)s people in their group have answered "
    "since the last one. Small groups wait longest, so they are under-counted until the round closes."
)
WAIT_MANY = N_(
    "At least %(n)s answers wait for a later release, because fewer than %(k)s people in their group have "
    "answered since the last one. Small groups wait longest, so they are under-counted until the round closes."
)
FEW = N_('Where a table says "too few", a number would show who the people are.')
QUALITY = N_(
    'Where a table says "not enough yet", fewer than %(minimum)s answers are behind the number, or they '
    "weigh too unevenly to say anything sure."
)
INCOMPLETE = N_(
    'Where a table says "no average", one of the questions has no number, and the official average needs them all.'
)
CARRIED = N_(
    "Some numbers are the same as in the release before, because too few new people answered to add them safely."
)
REASONS = {"few": FEW, "quality": QUALITY, "incomplete": INCOMPLETE, "carried": CARRIED}

WHERE = N_("%(what)s (%(where)s)")
NEEDS = N_("%(service)s: who needed it")
MAIN_REASONS = N_("%(service)s: main reasons")


def held_back(release: Release, reasons: Collection[str], words: Words, plan: Plan) -> list[str]:
    """Sentences about everything that a reader might miss in a release; `reasons` are those in its cells."""
    return [
        words.say(COARSE if release.closing else PROTECTED, k=plan.k),
        _waiting(release.waiting, words, plan.k),
        *(words.say(text, minimum=plan.minimum_n) for reason, text in REASONS.items() if reason in reasons),
    ]


def merged(steps: Iterable[Mapping[str, Any]], words: Words) -> list[tuple[str, list[str]]]:
    """Why tables ended up coarser than planned, and for each reason how: tables with the same fate in one sentence."""
    last = {(step["series"], step["table"], step["dimension"]): step for step in steps}
    found: dict[str, dict[str, dict[str, None]]] = {}
    for step in last.values():
        what = words.say(outcome(step["dimension"], step["before"], step["after"]))
        why = words.say(WHY[step["why"]]) if step["why"] in WHY else ""
        found.setdefault(why, {}).setdefault(what, {})[_table(str(step["table"]), words)] = None
    return [
        (why, [words.say(WHERE, what=what, where=", ".join(where)) for what, where in fates.items()])
        for why, fates in found.items()
    ]


def _table(name: str, words: Words) -> str:
    service, _, part = name.partition(":")
    label = words.service(service)
    if part:
        return words.say(MAIN_REASONS, service=label)
    return words.say(NEEDS, service=label) if find_access(words.edition, service) else label


def _waiting(waiting: int, words: Words, k: int) -> str:
    if not waiting:
        return words.say(ALL_COUNTED)
    if waiting < 10:
        return words.say(WAIT_FEW, k=k)
    return words.say(WAIT_MANY, n=words.number(waiting // 10 * 10), k=k)
