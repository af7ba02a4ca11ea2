"""Running numbers of a phone: each interview and each visit has the next one, so that one that never arrives shows."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

HIGHEST = 1_000_000
SILENT_AFTER = timedelta(days=3)


def missing_numbers(made: int, arrived: Iterable[int]) -> tuple[int, ...]:
    """The numbers that a phone has given and that never arrived; made: the highest number it says it has given."""
    held = set(arrived)
    last = min(max(made, max(held, default=0)), HIGHEST)
    return tuple(number for number in range(1, last + 1) if number not in held)


def numbers_twice(arrived: Iterable[int]) -> tuple[int, ...]:
    """The numbers that came more than once, as after a phone was copied."""
    return tuple(sorted(number for number, times in Counter(arrived).items() if times > 1))


def is_silent(seen: datetime | None, unsent: int, missing: int, now: datetime) -> bool:
    """Whether a phone that is known to hold interviews has not been seen for three days."""
    return bool(unsent or missing) and (seen is None or now - seen >= SILENT_AFTER)
