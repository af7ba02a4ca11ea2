"""The fast code of results, in numpy, for millions of responses; never loaded by the web process."""

from feedback.results.tables.batches import find_batch
from feedback.results.tables.blocks import add_up, pack_tally, unpack_grids
from feedback.results.tables.columns import ID_BYTES, Coded, Columns, read_columns
from feedback.results.tables.layout import Layout, layout_of
from feedback.results.tables.measuring import measures_of, members_of, plan_shapes, shapes_of
from feedback.results.tables.tallies import Grid, Tally, tallies

__all__ = [
    "ID_BYTES",
    "Coded",
    "Columns",
    "Grid",
    "Layout",
    "Tally",
    "add_up",
    "find_batch",
    "layout_of",
    "measures_of",
    "members_of",
    "pack_tally",
    "plan_shapes",
    "read_columns",
    "shapes_of",
    "tallies",
    "unpack_grids",
]
