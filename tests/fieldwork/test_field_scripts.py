"""The scripts of the field: short, loaded by no citizen's page, and with all the words that they say."""

import re

import pytest

from feedback.web.scripts import lean
from tests.serving import CHECKOUT

JS = CHECKOUT / "static" / "js"
FIELD = sorted(path.name for path in (JS / "field").glob("*.js"))
CITIZENS = {"finish.js"}
"""What a citizen's interview ends with; its words are not needed where an enumerator ends it."""


def reached(entry: str) -> set[str]:
    """The modules that a script of the field brings along, by path under static/js."""
    found: set[str] = set()
    waiting = [JS / "field" / entry]
    while waiting:
        path = waiting.pop()
        name = path.relative_to(JS).as_posix()
        if name in found or "vendor" in name or name in CITIZENS:
            continue
        found.add(name)
        waiting += [(path.parent / to).resolve() for to in re.findall(r'from "(.+?)"', path.read_text("utf-8"))]
    return found


def said(names: set[str]) -> set[str]:
    """The names of words that scripts ask for as such."""
    texts = [(JS / name).read_text("utf-8") for name in names]
    asked = (re.findall(r'\b(?:word|button|notice|mention|instead)\((?:[^()"]*, )?"(\w+)"', text) for text in texts)
    return {word for words in asked for word in words}


def words_on(page: str) -> set[str]:
    text = (CHECKOUT / "templates" / "fieldwork" / page).read_text("utf-8")
    return set(re.findall(r'<i id="(\w+)">', text))


def test_the_words_of_an_interview_stand_on_its_page():
    assert said(reached("talk.js")) <= words_on("talk_words.html")


@pytest.mark.parametrize("name", FIELD)
def test_a_script_of_the_field_says_what_it_is_for_and_has_at_most_100_lines(name: str):
    lines = (JS / "field" / name).read_text("utf-8").splitlines()
    assert lines[0].startswith("// ")
    assert len(lines) <= 100
    assert lean("\n".join(lines))


def test_no_script_of_the_field_uses_what_old_browsers_do_not_know():
    for path in (JS / "field").glob("*.js"):
        text = re.sub(r"`[^`]*`|//[^\n]*|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\?\.[a-z(\[]|\?\?|innerHTML|insertAdjacentHTML", text), path.name
