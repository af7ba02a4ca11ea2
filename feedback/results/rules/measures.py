"""A measure: one share of one item in one domain, unrounded, with what decides whether it may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Reason = Literal["", "few", "quality", "carried", "incomplete"]
TOTAL = "_T"
NOT_STATED = "_U"


@dataclass(frozen=True)
class Measure:
    """One estimate over all releases of a round up to one of them, in percent, before any rounding."""

    series: str
    """Provenance of the responses: each series is estimated apart."""
    domain: str
    """`_T`, `SEX=F`, `SEX=M+_U` (merged levels), `PLACE=R1;SEX=F`."""
    service: str
    """A rated service (`HLTH`), an access service (`health`), a local question (`L1`), or `ALL`."""
    item: str
    """`4.1`, `SATIS`, `OSATIS`, `NEEDED`, `WITHOUT`, `REASON:3`, `L1:A`, or `RESPONDENTS`."""
    measure: str
    """Always `share`: percent of the answers that count, positive over valid."""
    exact: float | None
    """Percent; weighted where the series has weights. None when nobody gave an answer that counts."""
    unweighted: float | None
    """Percent without weights."""
    n: int
    """Answers that count (for SATIS the smallest n of its items, for RESPONDENTS the members of the domain)."""
    n_eff: float
    """Effective answers (Kish): the squared sum of the weights over the sum of their squares; n without weights."""
    positives: int
    """Answers counted as positive, without weights."""
    negatives: int
    missing: Mapping[str, int] = field(default_factory=dict)
    """In `_T` only: answers 97 (not applicable), 98 (do not know), 99 (rather not say) to this item."""
    reason: Reason = ""
    """Empty: may be shown. `carried`: may be shown, unchanged from the release before. Else why it is held back."""
