"""How long a session lives, and how long an account waits after too many wrong passwords."""

from collections.abc import Iterable
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
WINDOW = timedelta(minutes=5)


def session_alive(seen: datetime, expires: datetime, now: datetime) -> bool:
    """Whether a session is still good: used in the last 30 minutes, and not yet at the end of its 8 hours."""
    return now < seen + IDLE and now < expires


def wait_until(failures: Iterable[datetime], rate: int, now: datetime) -> datetime | None:
    """When an account may be tried again; None when it may be tried now.

    `failures` are the moments of failed tries; at most `rate` of them fit into any five minutes.
    """
    recent = sorted((moment for moment in failures if moment > now - WINDOW), reverse=True)
    return None if len(recent) < rate else recent[rate - 1] + WINDOW
