"""What waits on a phone drains in few bytes and is sent once, in a plain and in a sealed round: over a quick line."""

import pytest

from bench.drain import MOST_BYTES, drain

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("kind", MOST_BYTES)
def test_what_waits_is_sent_once_and_costs_what_is_promised(browser, kind):
    came = drain(browser, 6, kind == "sealed", rate=0, delay=0)
    assert (came.held, came.repeats, came.requests) == (6, 0, 7), "one for each, and one question for all"
    assert came.each <= MOST_BYTES[kind]
