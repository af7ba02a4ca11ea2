"""What is held back, merged or left waiting, and why, in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from feedback import N_
from feedback.publication.pages.contents import OWN_QUESTIONS
from feedback.publication.pages.view import View
from feedback.publication.pages.words import Words
from feedback.publication.records import Release, dimensions_in, reasons_in, register_levels
from feedback.publication.rules.cells import HIGH, LOW
from feedback.publication.rules.labels import WHO_ANSWERED, find_access
from feedback.questionnaire.rules.texts import COMMA
from feedback.results.rules import CROSS, DIMENSIONS, WHY, Dimension, Plan, dimensions_of, outcome
from feedback.results.rules.steps import JOINED, LEFT_OUT

PROTECTED = N_(
    "Numbers come out in batches. Each new release adds at least %(k)s people to every group it touches, or nobody. "
    "So nobody can be found by comparing releases, groups or services."
)
COARSE = N_(
    "This is the last release of the round and holds every answer. Groups of fewer than %(k)s people were joined with "
    "others, one step at a time, so that nobody can be recognised."
)
ALL_COUNTED = N_("Every answer that counts is in these numbers.")
WAIT_FEW = N_(
    "A few answers wait for a later release: fewer than %(k)s people in their group have answered since the last one. "
    "Small groups wait longest, so they are under-counted until the round closes."
)
WAIT_MANY = N_(
    "At least %(n)s answers wait for a later release: fewer than %(k)s people in their group have answered since the "
    "last one. Small groups wait longest, so they are under-counted until the round closes."
)
FEW = N_('Where a table says "too few", a number would show who the people are.')
QUALITY = N_(
    'Where a table says "not enough yet", fewer than %(minimum)s answers are behind the number. '
    "Or their weights differ too much to say anything sure."
)
INCOMPLETE = N_(
    'Where a table says "no average", one of the questions has no number. The official average needs them all.'
)
CARRIED = N_("Some numbers are the same as in the release before: too few new people answered to add them safely.")
REASONS = {"few": FEW, "quality": QUALITY, "incomplete": INCOMPLETE, "carried": CARRIED}

LIMITS = N_(
    'Where a table says "under %(low)s %%" or "over %(high)s %%", at most two people gave the rarer answer, and the '
    "number would show too much. An exact small number such as 1 %% rests on at least three people."
)

WHERE = N_("%(what)s (%(where)s)")
NEEDS = N_("%(service)s: who needed it")
MAIN_REASONS = N_("%(service)s: main reasons")
IN_GROUPS = {
    "AGE": N_("Age is shown in %(few)s groups instead of %(many)s."),
    "INCOME": N_("Household income is shown in %(few)s groups instead of %(many)s."),
}
MORE_LATER = N_("The last release of this round will show more of this, where enough people have answered.")
KINDS = {
    "respondents": WHO_ANSWERED,
    "rated": N_("What different people say about a service"),
    "access": N_("Who needed a service, and who went without"),
    "local": OWN_QUESTIONS,
}
"""The kinds of tables of a plan."""
FOR_EVERYONE = N_("The main reasons for going without are told for everyone together only.")
BY_PLAN = N_("The plan of this round, made before it began, leaves this out: the fewer tables, the fewer answers wait.")
NOT_IN_QUESTIONNAIRE = N_("The questionnaire of this round does not ask about it.")
NOT_SAID = N_("Nobody was asked about it, or nobody said.")


@dataclass(frozen=True)
class Account:
    """What a reader might miss in a release: sentences to read, and the list of what was joined or left out."""

    sentences: list[str]
    merged: list[tuple[str, list[str]]]
    """Why, and what."""


def account_of(session: Session, view: View) -> Account:
    """The whole account of a release."""
    release, words, plan = view.release, view.words, view.plan
    dimensions = dimensions_of(words.edition, plan, register_levels(session, view.round))
    coarser = [] if release.closing else until_the_end(plan, dimensions, words)
    held, reasons = dimensions_in(session, release.id), reasons_in(session, release.id)
    steps = {(str(step["table"]), str(step["dimension"])) for step in release.steps if step["after"] == "none"}
    untold = [
        name
        for name in plan.respondents
        if name in dimensions and dimensions[name].key not in held
        if name != CROSS and ("ALL", name) not in steps
        if release.closing or plan.interim_rung(name) is not None
    ]
    told = held_back(release, reasons, words, plan)
    later = [" ".join((*coarser, words.say(MORE_LATER)))] if coarser else []
    return Account(
        [*told[:2], *later, *told[2:], *limits(view)],
        merged(release.steps, words) + left_out(plan, dimensions, untold, words),
    )


def limits(view: View) -> list[str]:
    """Why some shares are told as limits, where a page shows any."""
    found = any(c.measure == "share" and not c.shown.isdigit() and c.shown for c in view.board.cells.values())
    return [view.words.say(LIMITS, low=LOW, high=HIGH)] if found else []


def until_the_end(plan: Plan, dimensions: Mapping[str, Dimension], words: Words) -> list[str]:
    """What releases of a running round show more coarsely than the last one, or not at all."""
    used = {name for kind in KINDS for name in plan.dimensions(kind)}
    found = []
    for name in (name for name in DIMENSIONS if name in used and name in dimensions):
        rung = plan.interim_rung(name)
        if rung is None:
            found.append(words.say(LEFT_OUT[name]))
        elif name != CROSS and (step := min(rung, dimensions[name].rungs - 1)):
            many, few = (dimensions[name].rung_name(at).partition(":")[2] for at in (0, step))
            found.append(words.say(IN_GROUPS.get(name, JOINED[name]), many=many, few=few))
    return found


def left_out(
    plan: Plan, dimensions: Mapping[str, Dimension], untold: Collection[str], words: Words
) -> list[tuple[str, list[str]]]:
    """Which dimensions have no table in any release of the round, and why. untold: those nobody said anything about."""
    kinds = [kind for kind in KINDS if kind != "local" or words.edition.local]
    by_plan = []
    for name in (name for name in DIMENSIONS if name in dimensions):
        without = [kind for kind in kinds if name not in plan.dimensions(kind)]
        where = words.say(COMMA).join(words.say(KINDS[kind]) for kind in without)
        what = words.say(LEFT_OUT[name])
        if without:
            by_plan.append(what if without == kinds else words.say(WHERE, what=what, where=where))
    by_plan.append(words.say(FOR_EVERYONE))
    unasked = [words.say(LEFT_OUT[name]) for name in DIMENSIONS if name not in dimensions and name != CROSS]
    unsaid = [words.say(LEFT_OUT[name]) for name in untold]
    reasons: Sequence[tuple[str, list[str]]] = (
        (BY_PLAN, by_plan), (NOT_IN_QUESTIONNAIRE, unasked), (NOT_SAID, unsaid),
    )  # fmt: skip
    return [(words.say(why), fates) for why, fates in reasons if fates]


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
        (why, [words.say(WHERE, what=what, where=words.say(COMMA).join(where)) for what, where in fates.items()])
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
