"""Files: every published cell comes back from the CSV as it was, and no text becomes a formula."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from feedback.publication.formats import (
    CODEBOOK_COLUMNS,
    COLUMNS,
    plain_text,
    read_csv,
    read_release,
    safe_text,
    write_codebook,
    write_csv,
    write_release,
)
from feedback.publication.rules import published_cells
from feedback.publication.rules.cells import PublishedCell, cell_key, half_up
from feedback.publication.rules.domains import DIMENSIONS, format_domain
from tests.publication.samples import measures_of, official

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
CODES = st.text("ABCXYZ0123456789._", min_size=1, max_size=8).filter(lambda code: code != "_T")


@st.composite
def cells(draw: st.DrawFn) -> PublishedCell:
    levels = draw(st.dictionaries(st.sampled_from(DIMENSIONS), CODES, max_size=2))
    value = draw(st.none() | st.integers(0, 1000).map(lambda tenths: tenths / 10))
    shown = draw(st.sampled_from(["", "under 5", "over 95"])) if value is None else str(int(half_up(value)))
    return PublishedCell(
        series=draw(CODES),
        cell=cell_key(format_domain(tuple(levels.items())), draw(CODES), draw(CODES)),
        measure="share",
        value=value,
        shown=shown,
        reason=draw(st.sampled_from(["", "few", "quality"])),
        n_shown=draw(st.none() | st.integers(0, 10**6)),
    )


@given(st.lists(cells(), max_size=5), TEXTS, st.booleans())
def test_the_office_file_gives_every_cell_back_exactly(made, label, demonstration):
    data = write_release("R-1", 3, made, lambda _service, _item: label, demonstration, decimals=1)
    rows = read_release(data)
    assert [row.cell for row in rows] == made
    assert {(row.round, row.release, row.label, row.demonstration) for row in rows} <= {
        ("R-1", 3, label, demonstration)
    }


@given(st.lists(cells(), max_size=5))
def test_the_public_file_says_what_the_pages_show_and_not_one_decimal_more(made):
    for row, cell in zip(read_release(write_release("R", 1, made, lambda *_: "", False)), made, strict=True):
        assert row.cell.shown == cell.shown
        assert row.cell.value == (None if cell.value is None else int(cell.shown))


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4))
def test_any_text_survives_a_file_and_none_begins_a_formula(lines):
    data = write_codebook(lines)
    assert [tuple(row.values()) for row in read_csv(data)] == lines
    for row in csv.reader(io.StringIO(data.decode(), newline="")):
        assert not any(text.startswith(tuple(FORMULA)) for text in row)


@given(TEXTS)
def test_what_makes_a_text_safe_can_be_undone(text):
    assert plain_text(safe_text(text)) == text


def test_numbers_stay_numbers():
    data = write_csv(("value", "label"), [(-3, "-3")])
    assert data.decode().splitlines() == ["value,label", "-3,'-3"]


def test_a_whole_release_has_one_line_for_each_cell_and_its_columns_in_order():
    made = published_cells(measures_of(official()), weighted=True)
    data = write_release("PILOT", 1, made, lambda service, item: f"{service} {item}", True)
    heading, *lines = data.decode().splitlines()
    assert heading == ",".join(COLUMNS)
    assert len(lines) == len(made)
    assert {row["demonstration"] for row in read_csv(data)} == {"yes"}
    assert CODEBOOK_COLUMNS == ("column", "code", "meaning")
