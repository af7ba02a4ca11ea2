"""The estimates of SDG 16.6.2 as the metadata defines them (UNSD metadata 16.6.2, text of 2021-04-19, computation).

Share of an item: 100 times the weights of positive answers over the weights of valid answers; not applicable, do not
know and refused are left out question by question. SATIS: the plain mean of the attribute shares. Nothing is rounded.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sums:
    """Additive sums over a set of answers: how many, their weights, and the squares of their weights."""

    n: int = 0
    w: float = 0.0
    w2: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.n + other.n, self.w + other.w, self.w2 + other.w2)

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(self.n - other.n, self.w - other.w, self.w2 - other.w2)


@dataclass(frozen=True)
class Estimate:
    """One share in percent with the numbers behind it."""

    exact: float | None
    unweighted: float | None
    n: int
    n_eff: float
    positives: int
    negatives: int


def share(
    answers: Sequence[str], weights: Sequence[float], positive: Collection[str], valid: Collection[str]
) -> Estimate:
    """The share of one item from rows: the reference for everything that works on tallies.

    answers: one code per person, "" where never asked; weights: one per person, not all zero.
    """
    pairs = list(zip(answers, weights, strict=True))
    return estimate(
        sums_of(w for a, w in pairs if a in valid and a in positive),
        sums_of(w for a, w in pairs if a in valid and a not in positive),
        weighted=True,
    )


def sums_of(weights: Iterable[float]) -> Sums:
    """The sums over answers with these weights."""
    listed = list(weights)
    return Sums(len(listed), sum(listed), sum(w * w for w in listed))


def estimate(positive: Sums, negative: Sums, weighted: bool) -> Estimate:
    """The share of positive answers among valid ones; None where there is no valid answer, or none with a weight."""
    valid = positive + negative
    plain = 100 * positive.n / valid.n if valid.n else None
    if not weighted:
        return Estimate(plain, plain, valid.n, float(valid.n), positive.n, negative.n)
    exact = 100 * positive.w / valid.w if valid.w else None
    n_eff = valid.w**2 / valid.w2 if valid.w2 else 0.0
    return Estimate(exact, plain, valid.n, n_eff, positive.n, negative.n)


def average(attributes: Sequence[Estimate]) -> Estimate:
    """SATIS: the plain mean of the attribute shares, each on its own base; None when one of them has no share.

    Its n and effective n are the smallest among the attributes; positive and negative answers are added up.
    """
    return Estimate(
        _mean([a.exact for a in attributes]),
        _mean([a.unweighted for a in attributes]),
        min(a.n for a in attributes),
        min(a.n_eff for a in attributes),
        sum(a.positives for a in attributes),
        sum(a.negatives for a in attributes),
    )


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known and len(known) == len(shares) else None
