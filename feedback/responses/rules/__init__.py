"""What is true of a response, whatever the door it came through; standard library only.

Source of what a response may say: UNSD metadata of indicator 16.6.2, text of 2021-04-19.
"""

from feedback.responses.rules.accepted import accepted, pack_answers
from feedback.responses.rules.documents import LARGEST, Problem, clean_text, parse
from feedback.responses.rules.envelopes import (
    ANOTHER,
    ENVELOPE,
    Envelope,
    belongs,
    is_envelope,
    read_envelope,
    unpacked,
)
from feedback.responses.rules.frame import is_code, read_id
from feedback.responses.rules.handover import LARGEST_FILE, HandedRecord, is_handed_over, numbered_lines, read_line
from feedback.responses.rules.reading import is_empty, read
from feedback.responses.rules.reasons import CLAIMS, FIELDS, REASONS, claims, may_be_kept
from feedback.responses.rules.receipts import grouped, new_secret, normalise_secret, receipt_hash
from feedback.responses.rules.response import ASSISTANCE, CONSENT_WAYS, NOT_STATED, Response
from feedback.responses.rules.writing import to_document

__all__ = [
    "ANOTHER",
    "ASSISTANCE",
    "CLAIMS",
    "CONSENT_WAYS",
    "ENVELOPE",
    "FIELDS",
    "LARGEST",
    "LARGEST_FILE",
    "NOT_STATED",
    "REASONS",
    "Envelope",
    "HandedRecord",
    "Problem",
    "Response",
    "accepted",
    "belongs",
    "claims",
    "clean_text",
    "grouped",
    "is_code",
    "is_empty",
    "is_envelope",
    "is_handed_over",
    "may_be_kept",
    "new_secret",
    "normalise_secret",
    "numbered_lines",
    "pack_answers",
    "parse",
    "read",
    "read_envelope",
    "read_id",
    "read_line",
    "receipt_hash",
    "to_document",
    "unpacked",
]
