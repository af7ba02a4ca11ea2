"""From a measured share to the row that is shown: rounded once, here, and then frozen.

Every page, table and file reads the rows made here, so that the same cell shows the same number everywhere.
Whole percent for the public and one decimal for the statistical office, both rounded half up from the unrounded share.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from feedback.publication.rules.domains import TOTAL, parse_domain
from feedback.results.rules import Measure

STEP = 5
"""Numbers of people are rounded to the nearest five."""
FLOOR = 10
"""Below this a number of people is only said to be small."""
EDGE = 3
"""With fewer good or fewer bad answers than this, a share becomes a bound, or is held back."""
LOW, HIGH = 5, 95
MISSING = {"97": "NA", "98": "DK", "99": "RA"}
ACCESS = ("NEEDED", "WITHOUT", "REASON")

MeasureName = Literal["share", "share_unweighted", "n", "NA", "DK", "RA"]


@dataclass(frozen=True, order=True)
class PublishedCell:
    """One frozen number: what it is about, its value in percent with one decimal, and the words it is shown with."""

    series: str
    cell: str
    measure: str
    value: float | None
    shown: str
    """Whole percent, `under 5`, `over 95`, a number of people, `fewer than 10`, or empty when held back."""
    reason: str
    """Empty, or why there is no number (`few`, `quality`, `incomplete`), or `carried` from the release before."""
    n_shown: int | None
    """People behind the share, rounded to the nearest five; None where even that is not said."""


@dataclass(frozen=True)
class Shown:
    """What a `shown` text means: an exact whole number, or a bound."""

    kind: Literal["exact", "under", "over", "fewer"]
    number: int


def published_cells(measures: Sequence[Measure], weighted: bool) -> list[PublishedCell]:
    """The rows of a release, sorted by key. With weights, the unweighted share stands beside the weighted one."""
    people = _people(measures)
    cells = [cell for m in measures for cell in _rows(m, people[_base(m)], weighted)]
    return sorted(cells, key=lambda c: (c.series, c.cell, c.measure))


def cell_key(domain: str, service: str, item: str) -> str:
    """The text that names a cell: `<domain>|<service>|<item>`."""
    parse_domain(domain)
    if not service or not item or "|" in service + item:
        raise ValueError(f"not a cell: {domain!r}, {service!r}, {item!r}")
    return f"{domain}|{service}|{item}"


def parse_key(key: str) -> tuple[str, str, str]:
    """The domain, service and item of a cell. Raises ValueError for any other text."""
    domain, service, item = key.split("|")
    if cell_key(domain, service, item) != key:
        raise ValueError(f"not a cell: {key!r}")
    return domain, service, item


def parse_shown(text: str) -> Shown | None:
    """The meaning of a `shown` text; None when nothing is shown."""
    if not text:
        return None
    if text.isdigit():
        return Shown("exact", int(text))
    for words, kind in (("under ", "under"), ("over ", "over"), ("fewer than ", "fewer")):
        if text.startswith(words) and text.removeprefix(words).isdigit():
            return Shown(kind, int(text.removeprefix(words)))  # type: ignore[arg-type]
    raise ValueError(f"not a shown number: {text!r}")


def half_up(number: float, decimals: int = 0) -> float:
    """A number rounded half up, the way people round by hand; noise of the last binary digits is removed first."""
    exact = Decimal(repr(round(number, 9)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def nearest_five(people: int) -> int:
    """A number of people as it is shown."""
    return STEP * int(half_up(people / STEP))


def few_or_rounded(people: int) -> str:
    """A number of people in words: `fewer than 10`, or rounded to the nearest five."""
    return f"fewer than {FLOOR}" if people < FLOOR else str(nearest_five(people))


def digest_of(cells: Iterable[PublishedCell]) -> str:
    """SHA-256 over the cells in the order of their keys: what an approver approves is what is published."""
    lines = sorted(json.dumps(astuple(cell), ensure_ascii=False) for cell in cells)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _rows(m: Measure, people: int, weighted: bool) -> Iterator[PublishedCell]:
    key = cell_key(m.domain, m.service, m.item)
    n_shown = None if m.reason == "few" or 0 < people < FLOOR else nearest_five(people)
    if m.item == "RESPONDENTS":
        shown = "" if n_shown is None else str(n_shown)
        yield PublishedCell(m.series, key, "n", None, shown, m.reason, n_shown)
    else:
        yield _share(m, key, "share", m.exact, n_shown)
        if weighted:
            yield _share(m, key, "share_unweighted", m.unweighted, n_shown)
    if m.domain == TOTAL:
        for code, count in sorted(m.missing.items()):
            rounded = nearest_five(count) if count >= FLOOR else None
            yield PublishedCell(m.series, key, MISSING[code], None, few_or_rounded(count), "", rounded)


def _share(m: Measure, key: str, measure: MeasureName, exact: float | None, n_shown: int | None) -> PublishedCell:
    """One share as it is shown: a number, a bound, or nothing with a reason."""
    if exact is None or m.reason not in ("", "carried"):
        return PublishedCell(m.series, key, measure, None, "", m.reason or "incomplete", n_shown)
    if m.positives < EDGE or m.negatives < EDGE:
        bound = _bound(m, exact)
        return PublishedCell(
            m.series, key, measure, None, bound, m.reason if bound else "few", n_shown if bound else None
        )
    return PublishedCell(m.series, key, measure, half_up(exact, 1), str(int(half_up(exact))), m.reason, n_shown)


def _bound(m: Measure, exact: float) -> str:
    """The bound that hides the one or two people at the edge, where it is true of the share; else nothing."""
    if m.positives < EDGE and exact < LOW:
        return f"under {LOW}"
    if m.negatives < EDGE and exact > HIGH:
        return f"over {HIGH}"
    return ""


def _base(m: Measure) -> tuple[str, str, str, str]:
    """Measures that share one number of people: all items of a rated service, or one access question."""
    kind = m.item.partition(":")[0]
    return m.series, m.domain, m.service, kind if kind in ACCESS else ""


def _people(measures: Iterable[Measure]) -> dict[tuple[str, str, str, str], int]:
    """One number of people for each service and domain, because differences between items would tell too much."""
    people: dict[tuple[str, str, str, str], int] = {}
    for m in measures:
        people[_base(m)] = max(m.n, people.get(_base(m), 0))
    return people
