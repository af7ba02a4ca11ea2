"""The code on a receipt: 80 random bits that survive being copied by hand."""

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.responses.rules import grouped, new_secret, normalise_secret, receipt_hash

SECRETS = st.binary(min_size=10, max_size=10).map(new_secret)


@given(SECRETS)
def test_a_code_is_sixteen_characters_that_cannot_be_misread(secret):
    assert len(secret) == 16
    assert not set("ILOU") & set(secret)


def test_every_bit_of_the_randomness_is_in_the_code():
    assert len({new_secret((1 << bit).to_bytes(10)) for bit in range(80)}) == 80
    assert new_secret(bytes(10)) == "0" * 16
    assert new_secret(b"\xff" * 10) == "Z" * 16


@given(SECRETS)
def test_a_code_copied_in_small_letters_groups_and_look_alikes_is_read_back(secret):
    typed = grouped(secret).lower().replace("1", "l").replace("0", "o").replace(" ", " - ")
    assert normalise_secret(typed) == secret


@given(st.text(alphabet=st.characters()))
def test_any_text_is_a_code_or_none(typed):
    secret = normalise_secret(typed)
    assert secret is None or normalise_secret(secret) == secret


@pytest.mark.parametrize("typed", ["", "K7QM 2F9D", "U" * 16, "0" * 17, "🙂" * 16])
def test_what_is_no_code_is_none(typed):
    assert normalise_secret(typed) is None


def test_the_server_keeps_only_the_digest():
    secret = new_secret(os.urandom(10))
    assert receipt_hash(secret) == hashlib.sha256(secret.encode()).digest()


def test_a_secret_needs_exactly_ten_bytes():
    with pytest.raises(ValueError, match="10 bytes"):
        new_secret(b"short")
