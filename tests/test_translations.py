"""What `feedback translations check` finds in a catalogue, for a language that is offered and for a draft."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback import languages as house
from feedback.cli.translations import command
from feedback.config import shared_folder
from feedback.languages import catalogue_path, languages, translate, translate_plural
from feedback.translations import check, extract, read_catalogue
from feedback.translations.checks import longest, placeholders, text_problems

PLANTED = [
    (
        "%(office)s asks.",
        r'msgid "%\(office\)s asks\."\nmsgstr ".*"',
        'msgstr "Une question."',
        "placeholders ['office']",
    ),
    (
        "There is %(n)s thing",
        r'msgid_plural "There are %\(n\)s things to look at"\nmsgstr\[0\] ".*"',
        'msgstr[0] ""',
        "is not translated",
    ),
    ("Go on", r'msgid "Go on"\nmsgstr ".*"', f'msgstr "{"Continuer " * 9}"', "there is room for 50"),
    ("Back", r'msgid "Back"\nmsgstr ".*"', 'msgstr ""', "is not translated"),
]


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The catalogues of the house in a folder of this test."""
    folder = tmp_path / "translations"
    shutil.copytree(shared_folder("translations"), folder)
    monkeypatch.setattr(house, "shared_folder", lambda _name: folder)
    languages.cache_clear()
    yield folder
    monkeypatch.undo()
    languages.cache_clear()


def checked() -> Result:
    """What `make check` runs last."""
    assert "\n\t$(BIN)/feedback translations check\n" in (Path(__file__).parents[1] / "Makefile").read_text("utf-8")
    return CliRunner().invoke(command, ["check"])


@pytest.mark.parametrize(("source", "pattern", "planted", "reason"), PLANTED)
def test_make_check_fails_on_a_planted_fault_and_names_text_and_reason(copied, source, pattern, planted, reason):
    path = catalogue_path("fr")
    text = path.read_text("utf-8")
    assert len(re.findall(pattern, text)) == 1
    path.write_text(re.sub(pattern, lambda found: f"{found[0].rpartition(chr(10))[0]}\n{planted}", text), "utf-8")
    result = checked()
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if reason in line and str(path) in line]


def test_make_check_is_content_with_the_catalogues_as_they_are(copied):
    assert checked().exit_code == 0


def test_every_language_that_is_offered_is_complete_and_nothing_is_wrong_in_any():
    template = extract()
    checked = [check(template, code) for code in languages() if code != "en"]
    assert [problem for each in checked for problem in each.problems] == []
    assert [each.code for each in checked if not each.draft and each.done < each.all] == []


def test_no_text_is_blank_in_any_language_with_any_number():
    texts = [message.id for message in extract() if message.id]
    for code in languages():
        for text in texts:
            if isinstance(text, str):
                assert translate(code, text).strip() or not text.strip(), (code, text)
                continue
            one, many = text
            rest = dict.fromkeys(placeholders(many) - {"n"}, "x")
            assert all(translate_plural(code, one, many, n, **rest).strip() for n in range(12)), (code, text)


def test_a_draft_may_lack_texts_where_an_offered_language_may_not():
    template = extract()
    template.add("A text that nobody has translated yet")
    assert check(template, "dag").problems == ()
    assert [problem.partition(": ")[2] for problem in check(template, "fr").problems] == [
        "'A text that nobody has translated yet' is missing; run `feedback translations update`."
    ]


def test_a_planted_missing_placeholder_is_found_also_in_a_draft():
    assert text_problems("tw", "Hello %(name)s", ["Maakye"]) == ["'Maakye' must hold the placeholders ['name']."]
    assert text_problems("tw", "In {country}", ["{county}"]) == ["'{county}' must hold the placeholders ['country']."]
    assert text_problems("tw", "Hello %(name)s", ["Maakye %(name)s"]) == []


def test_a_percent_sign_stays_as_it_is_written_in_english():
    assert text_problems("fr", "%(n)s %%", ["%(n)s %%"]) == []
    assert len(text_problems("fr", "%(n)s %%", ["%(n)s %"])) == 1
    assert text_problems("fr", "% waiting", ["% en attente"]) == []
    assert len(text_problems("fr", "% waiting", ["en attente"])) == 1


def test_every_plural_form_is_needed_and_one_or_two_may_go_without_their_number():
    source = ("%(n)s day", "%(n)s days")
    six = ["لا أيام", "يوم واحد", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم"]
    assert text_problems("ar", source, six) == []
    assert text_problems("ar", source, six[:2]) == ["'%(n)s day' needs 6 plural forms."]


def test_a_text_may_be_as_long_as_its_note_says_else_about_twice_the_english_one():
    assert longest("Start") == 50
    assert longest("Start", ["Translators: on a button, at most 12 characters."]) == 12
    problems = text_problems("fr", "Start", ["Commencer tout de suite"], ["at most 12 characters"])
    assert problems == ["'Commencer tout de suite' has 23 characters; there is room for 12."]


def test_catalogues_carry_the_language_of_the_address_and_the_plural_rule_of_the_table():
    for code in ("tw", "dag", "gaa"):
        assert read_catalogue(code).locale_identifier == code
    assert read_catalogue("ar").num_plurals == 6
    assert read_catalogue("tw").plural_expr == "(n > 1)"
