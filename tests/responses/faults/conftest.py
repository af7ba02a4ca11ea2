"""The faults that lose or double answers elsewhere, each in a real browser; after each, everything arrives once.

A test is named after its case in the fault matrix (docs/offline.md): `test_4_...`; tests without a number are cases
that the matrix does not name. The invariant is in `nothing_is_lost`, the end in `everything_arrived`.
"""

import pytest

from tests.responses.full import full, small_disk
from tests.responses.mortal import Mortal
from tests.responses.phones import ALONE, PAGE, QUICK, SOON

__all__ = ["full", "small_disk"]


@pytest.fixture
def page(phone, address):
    """A phone at the questionnaire, without a service worker: one sender is enough to be wrong."""
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    page.goto(address + PAGE)
    return page


@pytest.fixture
def hasty(page):
    """The same phone, which soon gives a reply up."""
    page.context.add_init_script(SOON)
    page.reload()
    return page


@pytest.fixture
def ready(visit):
    """A phone that can do without network."""
    return visit(ALONE)


@pytest.fixture
def mortal(browser, tmp_path):
    """A browser that a test may kill."""
    made = Mortal(browser.browser_type, tmp_path / "profile")
    yield made
    made.kill()
    made.end()
