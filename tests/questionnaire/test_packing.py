"""Answers as bytes: the round trip, and the refusal of everything that does not belong to the edition."""

import pytest
from hypothesis import given

from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import code_bytes, item_codes, pack, unpack
from tests.questionnaire.strategies import any_answers

EDITION = official_edition()


@given(any_answers(EDITION))
def test_unpacking_gives_back_what_was_packed(answers: dict[str, str]):
    packed = pack(EDITION, answers)
    assert len(packed) == len(EDITION.items)
    assert unpack(EDITION, packed) == answers


def test_each_code_has_the_byte_that_the_row_format_promises():
    packed = dict(zip(item_codes(EDITION), pack(EDITION, {"4.1": "0", "5": "3", "8": "13", "7": "98"}), strict=True))
    assert (packed["4.1"], packed["5"], packed["8"], packed["7"], packed["1"]) == (1, 4, 14, 99, 0)


def test_codes_that_are_letters_follow_the_order_of_the_answers():
    assert code_bytes(EDITION.items["1"]) == {"A": 200, "B": 201, "99": 100}
    assert code_bytes(EDITION.items["14a"])["OTHER"] == 208


def test_bytes_and_codes_of_an_item_are_one_to_one():
    for item in EDITION.items.values():
        known = code_bytes(item)
        assert len(set(known.values())) == len(known) == len(item.codes)
        assert 0 not in known.values()
        assert max(known.values()) < 256


def test_a_code_that_the_item_does_not_accept_is_refused():
    with pytest.raises(ValueError, match=r"item 4\.1 does not accept '4'"):
        pack(EDITION, {"4.1": "4"})


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="bytes for the 47 items"):
        unpack(EDITION, b"\0")


def test_a_byte_that_is_no_code_of_the_item_is_refused():
    row = bytearray(len(EDITION.items))
    row[item_codes(EDITION).index("4.1")] = 9
    with pytest.raises(ValueError, match="has no code"):
        unpack(EDITION, bytes(row))
