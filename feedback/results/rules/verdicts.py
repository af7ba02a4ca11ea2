"""Which measures are held back: quality after protection, then what would let a held-back share be worked out.

Protection decides before, by what a release contains at all. Here: fewer than `minimum_n` answers or effective answers
(NCHS Series 2 no. 175); fewer than 3 positive or negative answers (shown as a bound, or not at all); and, where all but
one share of a sum are shown, the next smallest beside it, because the sum (100 percent, or SATIS) would give it away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from feedback.results.rules.atoms import EVERYONE
from feedback.results.rules.measures import Measure

EDGE = 3
"""With fewer positive or fewer negative answers than this, no exact share is shown."""


def verdicts(measures: Iterable[Measure], minimum_n: int) -> list[Measure]:
    """The measures with the reason why each of them is held back, or none; order is kept."""
    judged = [_quality(m, minimum_n) for m in measures]
    families: dict[tuple[str, ...], list[int]] = {}
    for position, m in enumerate(judged):
        if family := _family(m):
            families.setdefault(family, []).append(position)
    for members in families.values():
        for position in _beside([judged[p] for p in members], members):
            judged[position] = replace(judged[position], reason="few")
    return judged


def _quality(m: Measure, minimum_n: int) -> Measure:
    if m.service == EVERYONE:
        return m
    if m.exact is None:
        return replace(m, reason="incomplete" if m.item == "SATIS" else "quality")
    return replace(m, reason="quality") if min(m.n, m.n_eff) < minimum_n else m


def _family(m: Measure) -> tuple[str, ...] | None:
    """The shares whose sum is known: the answers to one question, or the attributes behind one SATIS."""
    if m.item in ("SATIS", "OSATIS", "NEEDED", "WITHOUT", "RESPONDENTS"):
        return None
    return m.series, m.domain, m.service, m.item.partition(":")[0] if ":" in m.item else ""


def _beside(family: Sequence[Measure], positions: Sequence[int]) -> list[int]:
    """The shares to hold back so that those shown as bounds cannot be worked out from the sum.

    At least two are hidden, and their rarer answers together are at least 3; nothing when no share is at the edge.
    """
    shown = [(min(m.positives, m.negatives), p) for m, p in zip(family, positions, strict=True) if _open(m)]
    hidden = [rare for rare, _ in shown if rare < EDGE]
    if not hidden:
        return []
    also = []
    for rare, position in sorted(s for s in shown if s[0] >= EDGE):
        if len(hidden) > 1 and sum(hidden) >= EDGE:
            break
        hidden.append(rare)
        also.append(position)
    return also


def _open(m: Measure) -> bool:
    return m.reason in ("", "carried")
