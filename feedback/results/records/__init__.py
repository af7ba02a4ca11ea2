"""What is remembered of a release: its tallies. Building and measuring load numpy and live in `results.jobs`."""

from feedback.results.records.facts import Facts, counted_facts, unopened_count, waiting_count
from feedback.results.records.rows import TallyBlockRow, TallyRow
from feedback.results.records.tallies import (
    Block,
    add_blocks,
    blocks,
    discard_tallies,
    earlier_tallies,
    find_tally,
    finish_tallies,
    stale,
    start_tallies,
)

__all__ = [
    "Block",
    "Facts",
    "TallyBlockRow",
    "TallyRow",
    "add_blocks",
    "blocks",
    "counted_facts",
    "discard_tallies",
    "earlier_tallies",
    "find_tally",
    "finish_tallies",
    "stale",
    "start_tallies",
    "unopened_count",
    "waiting_count",
]
