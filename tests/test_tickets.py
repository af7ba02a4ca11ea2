"""The ticket from a form to its receipt: ours only, for a quarter of an hour, and nothing to read in it."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.tickets import tickets

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SECRET = "K7QM2F9D04XTRB6W"


def at(minutes: float, key: str = "one key"):
    return tickets(key, lambda: NOW + timedelta(minutes=minutes))


def test_a_ticket_opens_for_a_quarter_of_an_hour():
    ticket = at(0).mint(SECRET)
    assert at(0).open(ticket) == at(14.9).open(ticket) == SECRET
    assert at(15.1).open(ticket) is None


def test_a_ticket_shows_nothing_of_the_secret_and_is_never_the_same_twice():
    first, second = at(0).mint(SECRET), at(0).mint(SECRET)
    assert first != second
    assert SECRET not in first


def test_a_ticket_of_another_key_is_none():
    assert at(0, "another key").open(at(0).mint(SECRET)) is None


def test_a_ticket_from_the_future_is_none():
    assert at(0).open(at(5).mint(SECRET)) is None


@pytest.mark.parametrize("position", range(0, 120, 7))
def test_a_changed_ticket_is_none(position):
    ticket = at(0).mint(SECRET)
    position %= len(ticket) - 2
    changed = ticket[:position] + ("A" if ticket[position] != "A" else "B") + ticket[position + 1 :]
    assert at(0).open(changed) is None


@pytest.mark.parametrize("ticket", ["", "x", "é", "\0", SECRET, "gAAAAA", "🙂" * 40])
def test_what_is_no_ticket_is_none(ticket):
    assert at(0).open(ticket) is None
