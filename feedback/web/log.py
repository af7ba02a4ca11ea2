"""What may stand in a log: what went wrong and where in the code, to the hour; never who asked, or what they said."""

import logging
import sys
from typing import Any

from gunicorn.glogging import Logger

TO_THE_HOUR = "%Y-%m-%d %H:00 %z"


class HourlyLog(Logger):  # type: ignore[misc]
    """gunicorn's log without the minute, the address or the path of a request."""

    datefmt = f"[{TO_THE_HOUR}]"

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """A failure outside the application: its kind only, because the message may hold what was asked for."""
        problem = sys.exc_info()[0]
        self.error_log.error("A request could not be answered: %s", problem.__name__ if problem else "unknown")


def set_up_log() -> None:
    """Send the application's own log to standard error, to the hour; a second call changes nothing."""
    log = logging.getLogger("feedback")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", TO_THE_HOUR))
        log.addHandler(handler)
        log.propagate = False
