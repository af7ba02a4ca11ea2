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


@pytest.mark.parametrize(
    ("script", "fonts"),
    [
        ("Arabic", ("Noto Sans Arabic", "Geeza Pro", "Segoe UI")),
        ("Ethiopic", ("Noto Sans Ethiopic", "Kefa", "Nyala")),
        ("Chinese", ("Noto Sans SC", "PingFang SC", "Microsoft YaHei")),
        ("N’Ko", ("Noto Sans NKo", "Ebrima")),
    ],
)
def test_each_script_has_fonts_of_android_apple_and_windows_before_the_last_resort(script, fonts):
    stack = next(body for selector, body in RULES if selector.strip() == "html").partition(";")[0]
    names = [name.strip('" ') for name in stack.split(",")]
    assert names[-1] == "sans-serif"
    assert all(font in names for font in fonts), script


@pytest.mark.parametrize("path", ["site.css", "field.css", "hear.css"])
@pytest.mark.parametrize("new", ["gap", "inset", "aspect-ratio", "row-gap", "column-gap"])
def test_no_room_between_things_comes_from_what_old_browsers_do_not_know(path, new):
    style = (shared_folder("static") / "css" / path).read_text("utf-8")
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        said = [line.partition(":")[0].strip() for line in body.split(";")]
        if new in said:
            assert "margin" in body, selector
