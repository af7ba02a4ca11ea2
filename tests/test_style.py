"""The style of the citizen's pages: few bytes, and readable in browsers that know neither variables nor :has."""

import re

import brotli
import pytest

from feedback.config import shared_folder

SITE = (shared_folder("static") / "css" / "site.css").read_text("utf-8")
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", SITE)
LOGICAL = re.compile(r"\b(?:margin|padding)-(?:inline|block)[a-z-]*:|\binset[a-z-]*:|\bborder-inline[a-z-]*:")


def test_the_style_weighs_at_most_3500_bytes():
    assert len(brotli.compress(SITE.encode(), quality=11)) <= 3_500


def test_no_colour_or_place_depends_on_what_old_browsers_do_not_know():
    assert "var(" not in SITE
    assert LOGICAL.findall(SITE) == []


def test_every_alignment_has_words_that_old_browsers_know():
    for _selector, body in RULES:
        for value, known in (("start", "left"), ("end", "right")):
            if f"text-align:{value}" in body:
                assert f"text-align:{known};text-align:{value}" in body


@pytest.mark.parametrize("new", [":has(", ":focus-visible"])
def test_a_rule_with_a_new_selector_stands_alone_so_that_nothing_else_is_lost_with_it(new):
    for selector, _body in RULES:
        if new in selector:
            assert "," not in selector
