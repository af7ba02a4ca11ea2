"""The tables by which a phone chooses one adult of a household are those of the server."""

from itertools import product

from feedback.fieldwork.rules import kish_rank
from tests.fieldwork.talks import call


def test_a_phone_chooses_whom_the_server_would_choose_for_every_table_and_household(phone, address):
    page = phone(javascript=True)
    page.goto(address + "/field/")
    for table, adults in product(range(12), range(1, 31)):
        assert call(page, "kish", "rankOf", table, adults) == kish_rank(table, adults), (table, adults)
