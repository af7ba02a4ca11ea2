"""The order of the services: a function of the id, and each order as likely as the others."""

from collections import Counter
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import ORDERS, SERVICES, ordered_sections, service_order

EDITION = official_edition()


@given(st.uuids(version=4))
def test_everyone_meets_all_three_services_and_the_same_id_always_in_the_same_order(id: UUID):
    assert sorted(service_order(id)) == sorted(SERVICES)
    assert service_order(id) == service_order(UUID(str(id)))


def test_the_six_orders_are_equally_likely():
    ids = (UUID(bytes=sha256(str(n).encode()).digest()[:16], version=4) for n in range(60_000))
    counts = Counter(service_order(id) for id in ids)
    assert set(counts) == set(ORDERS)
    chi_square = sum((count - 10_000) ** 2 / 10_000 for count in counts.values())
    assert chi_square < 20.5  # the 0.1 % point for five degrees of freedom


@given(st.uuids(version=4))
def test_services_come_first_and_the_person_last(id: UUID):
    codes = tuple(section.code for section in ordered_sections(EDITION, id))
    assert codes == (*service_order(id), "you", "difficulties")
