"""Long work on responses, in a process of its own: the import of microdata from elsewhere, the opening of sealed
answers."""

from feedback.responses.jobs.importing import Order, Report, import_file
from feedback.responses.jobs.opening import (
    OPEN_SEALED,
    Opening,
    ask_for_opening,
    open_answers,
    open_sealed,
    read_keys,
)
from feedback.responses.jobs.reports import report_csv, report_lines
from feedback.responses.jobs.rows import Finding
from feedback.responses.jobs.voices import erase_old_voices

__all__ = [
    "OPEN_SEALED",
    "Finding",
    "Opening",
    "Order",
    "Report",
    "ask_for_opening",
    "erase_old_voices",
    "import_file",
    "open_answers",
    "open_sealed",
    "read_keys",
    "report_csv",
    "report_lines",
]
