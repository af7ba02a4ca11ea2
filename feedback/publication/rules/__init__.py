"""What is true of what we show: rounding, bounds, sentences, and who may release."""

from feedback.publication.rules.cells import PublishedCell, digest_of, parse_key, published_cells
from feedback.publication.rules.releases import OPEN, STATES, State, Step, may_approve, refusal, same_person

__all__ = [
    "OPEN",
    "STATES",
    "PublishedCell",
    "State",
    "Step",
    "digest_of",
    "may_approve",
    "parse_key",
    "published_cells",
    "refusal",
    "same_person",
]
