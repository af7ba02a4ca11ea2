"""What is true of tallies, shares and small groups, in plain Python: the reference for the fast code in `tables`."""

from feedback.results.rules.atoms import EVERYONE, REASONS, Condition, Partition, Table, atom, holds, tables_of
from feedback.results.rules.batches import batch, cells
from feedback.results.rules.dimensions import Dimension, dimensions_of, level_of
from feedback.results.rules.estimates import Estimate, Sums, average, estimate, share, sums_of
from feedback.results.rules.ladders import Rung, crossed, ladder, leaves, plain_rung
from feedback.results.rules.measures import NOT_STATED, TOTAL, Measure, Reason
from feedback.results.rules.measuring import Counts, measure
from feedback.results.rules.plan import CROSS, DIMENSIONS, Plan, plan_document, read_plan
from feedback.results.rules.shapes import Members, Shape, closing_shapes, interim_rungs, interim_shapes, people
from feedback.results.rules.steps import WHY, Step, outcome
from feedback.results.rules.verdicts import verdicts

__all__ = [
    "CROSS",
    "DIMENSIONS",
    "EVERYONE",
    "NOT_STATED",
    "REASONS",
    "TOTAL",
    "WHY",
    "Condition",
    "Counts",
    "Dimension",
    "Estimate",
    "Measure",
    "Members",
    "Partition",
    "Plan",
    "Reason",
    "Rung",
    "Shape",
    "Step",
    "Sums",
    "Table",
    "atom",
    "average",
    "batch",
    "cells",
    "closing_shapes",
    "crossed",
    "dimensions_of",
    "estimate",
    "holds",
    "interim_rungs",
    "interim_shapes",
    "ladder",
    "leaves",
    "level_of",
    "measure",
    "outcome",
    "people",
    "plain_rung",
    "plan_document",
    "read_plan",
    "share",
    "sums_of",
    "tables_of",
    "verdicts",
]
