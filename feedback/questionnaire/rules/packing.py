"""Answers as one byte per item, in the fixed item order of the edition."""

from collections.abc import Mapping

from feedback.questionnaire.rules.edition import Edition, Item

LETTERS = 200
"""Codes that are not whole numbers are stored as 200 plus their position among the options of the item."""


def pack(edition: Edition, answers: Mapping[str, str]) -> bytes:
    """One byte per item: 0 where there is no code, n + 1 for the number n, 200 + position for any other code.

    Answers to items that the edition does not have are left out. Raises ValueError for a code the item does not accept.
    """
    return bytes(_byte(item, answers[code]) if code in answers else 0 for code, item in edition.items.items())


def unpack(edition: Edition, packed: bytes) -> dict[str, str]:
    """The answers in a packed row, by item code. Raises ValueError when the row is not of this edition."""
    if len(packed) != len(edition.items):
        raise ValueError(f"{len(packed)} bytes for the {len(edition.items)} items of {edition.code}")
    return {code: _code(item, byte) for (code, item), byte in zip(edition.items.items(), packed, strict=True) if byte}


def code_bytes(item: Item) -> dict[str, int]:
    """The byte that stands for each code the item accepts."""
    return {
        option.code: int(option.code) + 1 if is_number(option.code) else LETTERS + position
        for position, option in enumerate(item.options)
    }


def is_number(code: str) -> bool:
    """Whether a code is a whole number from 0 to 198 in its plain form, so that it fits below the letters."""
    return code.isascii() and code.isdecimal() and str(int(code)) == code and int(code) < LETTERS - 1


def _byte(item: Item, code: str) -> int:
    if code not in item.codes:
        raise ValueError(f"item {item.code} does not accept {code!r}")
    return int(code) + 1 if is_number(code) else LETTERS + item.codes.index(code)


def _code(item: Item, byte: int) -> str:
    if byte >= LETTERS:
        return item.codes[byte - LETTERS]
    code = str(byte - 1)
    if code not in item.codes:
        raise ValueError(f"item {item.code} has no code {code!r}")
    return code
