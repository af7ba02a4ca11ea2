"""What is remembered of citizens' answers: kept rows, quarantine, receipts."""

from feedback.responses.records.arrivals import Claim, Delivery, Outcome, Sample, judge, judged, set_aside
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
from feedback.responses.records.rounds import RoundFacts, edition_of, named_round, round_facts
from feedback.responses.records.rows import QuarantineRow, ResponseId, ResponseRow, SealedRow
from feedback.responses.records.sealed import (
    Taken,
    count_sealed,
    drop_sealed,
    erase_sealed,
    give_up_sealed,
    keep_sealed,
    rounds_with_sealed,
    sealed_rows,
)

__all__ = [
    "CAP",
    "COLUMNS",
    "Arrival",
    "Claim",
    "Delivery",
    "Held",
    "Outcome",
    "QuarantineRow",
    "Receipt",
    "ResponseId",
    "ResponseRow",
    "RoundFacts",
    "Sample",
    "SealedRow",
    "SetAside",
    "Taken",
    "count_quarantine",
    "count_sealed",
    "drop_sealed",
    "edition_of",
    "erase_sealed",
    "find_by_receipt",
    "find_quarantined",
    "give_up_sealed",
    "held",
    "judge",
    "judged",
    "keep",
    "keep_sealed",
    "list_quarantine",
    "named_round",
    "quarantine",
    "response_of",
    "round_facts",
    "rounds_with_sealed",
    "row",
    "sealed_rows",
    "set_aside",
    "withdraw",
]
