"""How each language writes dates."""

from datetime import date

import pytest

from feedback.languages import format_date


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 2), "2 décembre 2026"),
        ("fr", date(2026, 12, 11), "11 décembre 2026"),
        ("en", date(2026, 12, 1), "December 1, 2026"),
        ("xx", date(2026, 12, 1), "December 1, 2026"),
    ],
)
def test_a_date_is_written_in_full_as_the_language_does(language: str, day: date, written: str):
    assert format_date(language, day) == written
