"""What is remembered of citizens' answers: kept rows, quarantine, receipts."""

from feedback.responses.records.arrivals import Delivery, Outcome, judge, set_aside
from feedback.responses.records.keeping import COLUMNS, Arrival, keep, response_of, row
from feedback.responses.records.quarantine import (
    CAP,
    SetAside,
    count_quarantine,
    find_quarantined,
    list_quarantine,
    quarantine,
)
from feedback.responses.records.receipts import Held, Receipt, find_by_receipt, held, withdraw
from feedback.responses.records.rounds import RoundFacts, edition_of, round_facts
from feedback.responses.records.rows import QuarantineRow, ResponseId, ResponseRow

__all__ = [
    "CAP",
    "COLUMNS",
    "Arrival",
    "Delivery",
    "Held",
    "Outcome",
    "QuarantineRow",
    "Receipt",
    "ResponseId",
    "ResponseRow",
    "RoundFacts",
    "SetAside",
    "count_quarantine",
    "edition_of",
    "find_by_receipt",
    "find_quarantined",
    "held",
    "judge",
    "keep",
    "list_quarantine",
    "quarantine",
    "response_of",
    "round_facts",
    "row",
    "set_aside",
    "withdraw",
]
