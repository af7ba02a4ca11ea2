"""What is held back, merged or left waiting, and why, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from feedback import N_
from feedback.publication.pages.board import Board
from feedback.publication.pages.words import Words
from feedback.publication.records import Release
from feedback.results.rules.steps import WHY, outcome

PROTECTED = N_(
    "Numbers come out in batches. Each new release adds at least %(k)s people to every group it touches, or "
    "nobody, so that nobody can be found by comparing releases, groups or services."
)
COARSE = N_(
    "This is the last release of the round and holds every answer. Groups with too few people were joined, one "
    "step at a time."
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

MERGED = N_("%(where)s: %(what)s %(why)s")
MAIN_REASONS = N_("%(service)s, main reasons")


def held_back(release: Release, board: Board, words: Words, k: int, minimum: int) -> list[str]:
    """Sentences about everything that a reader might miss in a release."""
    sentences = [words.say(PROTECTED, k=k)]
    if release.closing:
        sentences.append(words.say(COARSE))
    sentences.append(_waiting(release.waiting, words, k))
    reasons = {cell.reason for cell in board.cells.values()}
    sentences += [
        words.say(text) % {"k": k, "minimum": minimum} if "%(" in text else words.say(text)
        for reason, text in REASONS.items()
        if reason in reasons
    ]
    return sentences


def merged(steps: Iterable[Mapping[str, Any]], words: Words) -> list[str]:
    """How each table ended up coarser than planned, tables with the same fate in one sentence."""
    last = {(step["series"], step["table"], step["dimension"]): step for step in steps}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for step in last.values():
        what = words.say(outcome(step["dimension"], step["before"], step["after"]))
        why = words.say(WHY[step["why"]]) if step["why"] in WHY else ""
        found.setdefault((what, why), {})[_table(str(step["table"]), words)] = None
    return [
        words.say(MERGED, where=", ".join(where), what=what, why=why).strip() for (what, why), where in found.items()
    ]


def _table(name: str, words: Words) -> str:
    service, _, part = name.partition(":")
    label = words.service(service)
    return words.say(MAIN_REASONS, service=label) if part else label


def _waiting(waiting: int, words: Words, k: int) -> str:
    if not waiting:
        return words.say(ALL_COUNTED)
    if waiting < 10:
        return words.say(WAIT_FEW, k=k)
    return words.say(WAIT_MANY, n=words.number(waiting // 10 * 10), k=k)
