"""Bytes become a document or a problem, never an exception."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.responses.rules import LARGEST, Problem, clean_text, parse
from feedback.responses.rules.documents import NOT_AN_OBJECT, NOT_FINITE, NOT_JSON, TOO_DEEP, TOO_LARGE, TWICE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_become_a_document_or_a_problem(raw):
    assert isinstance(parse(raw), (dict, Problem))


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_whatever_is_read_can_be_written_in_utf_8_without_nul(value):
    document = parse(json.dumps(value).encode())
    if isinstance(document, dict):
        assert "\\u0000" not in json.dumps(document)
        json.dumps(document, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", NOT_JSON),
        (b"{", NOT_JSON),
        (b'{"a": "\xff"}', NOT_JSON),
        (b"\xef\xbb\xbf{}", NOT_JSON),
        (b'{"a": ' + b"9" * 5000 + b"}", NOT_JSON),
        (b'{"a": "\x00"}', NOT_JSON),
        (b'{"a": NaN}', NOT_FINITE),
        (b'{"a": -Infinity}', NOT_FINITE),
        (b'{"a": 1e999}', NOT_FINITE),
        (b'{"a": 1, "a": 1}', TWICE),
        (b'{"a\\u0000": 1, "a": 1}', TWICE),
        (b"[]", NOT_AN_OBJECT),
        (b"3", NOT_AN_OBJECT),
        (b'{"a":' * 9 + b"1" + b"}" * 9, TOO_DEEP),
        (b"[" * 30_000, NOT_JSON),
        (b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}", NOT_JSON),
        (b" " * (LARGEST + 1), TOO_LARGE),
    ],
)
def test_what_could_trip_a_later_reader_is_a_problem(raw, reason):
    assert parse(raw) == Problem("", reason)


def test_eight_levels_and_64_kilobytes_are_read():
    assert isinstance(parse(b'{"a":' * 8 + b"1" + b"}" * 8), dict)
    assert parse(b"{}".ljust(LARGEST)) == {}


def test_nul_is_removed_lone_surrogates_are_replaced_and_text_is_composed():
    raw = b'{"a\\u0000b": "caf\\u0065\\u0301 \\ud83d \\u0000\\ud83d\\ude00"}'
    assert parse(raw) == {"ab": "caf\u00e9 \ufffd \U0001f600"}


@given(st.text(alphabet=st.characters()))
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)
