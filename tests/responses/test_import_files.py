import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaire.rules import Problem
from feedback.responses.tables import Source, Table, open_source, read_table, translated


def opened(raw: bytes, **how: str) -> Source:
    source = open_source(raw, "data.csv", **how)
    assert isinstance(source, Source), source
    return source


def table(raw: bytes, *columns: str) -> Table:
    found = read_table(opened(raw), columns, lambda _done, _all: None)
    assert isinstance(found, Table), found
    return found


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(sign: str) -> None:
    raw = f"id{sign}q1{sign}note\n1{sign}3{sign}\n2{sign}2{sign}ok\n".encode()
    assert opened(raw).delimiter == sign
    assert opened(raw).headers == ("id", "q1", "note")


def test_commas_inside_quoted_notes_are_not_taken_for_the_delimiter() -> None:
    assert opened(b'id;note\n1;"a, b, c"\n2;"d, e, f"\n').delimiter == ";"


def test_a_decimal_comma_is_not_taken_for_the_delimiter() -> None:
    assert opened(b"id;w\n1;0,5\n2;1,25\n").delimiter == ";"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (codecs.BOM_UTF8 + "id,région\n1,Été\n".encode(), "utf-8"),
        ("id,région\n1,Été\n".encode(), "utf-8"),
        ("id,région\n1,Été\n".encode("utf-16"), "utf-16"),
        ("id,région\n1,Été\n".encode("windows-1252"), "windows-1252"),
    ],
)
def test_the_encoding_is_found_out_and_a_byte_order_mark_is_no_part_of_a_name(raw: bytes, encoding: str) -> None:
    source = opened(raw)
    assert (source.encoding, source.headers) == (encoding, ("id", "région"))
    assert table(raw, "région").frame["région"].tolist() == ["Été"]


def test_the_line_that_excel_puts_above_the_header_is_understood() -> None:
    found = table(b"sep=;\r\nid;q1\r\n1;3\r\n", "q1")
    assert found.lines == (3,)
    assert found.frame["q1"].tolist() == ["3"]


def test_lines_are_counted_as_in_the_file_also_after_a_note_of_several_lines() -> None:
    found = table(b'id,note\n1,"one\ntwo"\n\n2,x\n', "id")
    assert found.lines == (2, 5)


def test_a_row_with_too_many_or_too_few_cells_is_named_by_its_line() -> None:
    found = table(b"id,q1\n1,2\n2\n3,4,5\n6,7\n", "id")
    assert found.frame["id"].tolist() == ["1", "6"]
    assert [line for line, _ in found.broken] == [3, 4]


def test_two_columns_of_the_same_name_are_refused() -> None:
    problem = open_source(b"id,q1,q1\n1,2,3\n", "data.csv")
    assert isinstance(problem, Problem)
    assert "q1" in problem.reason


@pytest.mark.parametrize("raw", [b"", b"\n", b"\n1,2\n"])
def test_a_file_without_names_of_columns_is_refused(raw: bytes) -> None:
    assert isinstance(open_source(raw, "data.csv"), Problem)


def test_a_wrong_encoding_is_refused_with_the_line() -> None:
    problem = open_source(b"id\n1\n\xe9\n", "data.csv", encoding="utf-8")
    assert isinstance(problem, Problem)
    assert problem.key == "line 3"


def test_an_unknown_encoding_is_refused() -> None:
    assert isinstance(open_source(b"id\n1\n", "data.csv", encoding="klingon"), Problem)


def test_an_unclosed_quote_is_refused_with_the_line() -> None:
    problem = read_table(opened(b'id,q1\n1,2\n2,"open\n3,4\n'), ("id",), lambda _done, _all: None)
    assert isinstance(problem, Problem)
    assert problem.key == "line 3"


def test_each_distinct_cell_is_read_once() -> None:
    seen: list[str] = []

    def read(cell: str) -> str:
        seen.append(cell)
        return cell.upper()

    assert translated(table(b"id,q1\n1,a\n2,b\n3,a\n", "q1"), "q1", read) == ["A", "B", "A"]
    assert seen == ["a", "b"]


@given(st.binary(max_size=300))
def test_no_bytes_whatsoever_stop_the_reading_of_a_file(raw: bytes) -> None:
    source = open_source(raw, "data.csv")
    if isinstance(source, Source):
        read_table(source, source.headers[:1], lambda _done, _all: None)
