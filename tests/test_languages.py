"""How each language writes dates and numbers, which are offered, and what stands in for a text that is missing."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from feedback import languages as house
from feedback.languages import (
    catalogue_path,
    format_date,
    format_month,
    format_number,
    languages,
    offered,
    table_problems,
    translate,
    translate_plural,
)

ROW = """
[{code}]
autonym = "{code}"
direction = "ltr"
digits = "{digits}"
plural = "nplurals=2; plural=(n > 1);"
formatting = "{formatting}"
status = "{status}"
signatures = []
"""
CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

"""
Add = Callable[..., None]


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Add]:
    """A table of languages of our own: `add("bm", {"Yes": "Awo"}, formatting="fr_ML")`."""

    def forget() -> None:
        languages.cache_clear()
        house._catalogue.cache_clear()

    def add(code: str, texts: dict[str, str], formatting: str = "en", digits: str = "latn", status: str = "draft"):
        with (tmp_path / "languages.toml").open("a", encoding="utf-8") as table:
            table.write(ROW.format(code=code, digits=digits, formatting=formatting, status=status))
        lines = [f'msgid "{source}"\nmsgstr "{said}"\n' for source, said in texts.items()]
        catalogue_path(code).parent.mkdir(parents=True)
        catalogue_path(code).write_text(CATALOGUE + "\n".join(lines), "utf-8")
        forget()

    monkeypatch.setattr(house, "shared_folder", lambda _name: tmp_path)
    forget()
    yield add
    monkeypatch.undo()
    forget()


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


def test_the_table_of_languages_is_sound_and_names_the_first_wave():
    assert table_problems(languages().values()) == []
    assert list(languages()) == ["en", "fr", "ar", "es", "pt", "sw", "ru", "zh", "tw", "gaa", "ee", "dag", "ha"]
    assert [code for code, language in languages().items() if language.direction == "rtl"] == ["ar"]


def test_a_draft_is_offered_nowhere_but_in_a_round_that_names_it():
    assert not {"tw", "gaa", "ee", "dag", "ha"} & {each.code for each in offered()}
    assert [each.code for each in offered(("dag", "fr"))] == ["fr", "dag"]


def test_signed_needs_the_names_of_two_speakers(add: Add):
    add("fr", {}, status="signed")
    assert table_problems(languages().values()) == [
        "translations/languages.toml: fr: signed needs the signatures of two speakers, each with name and day."
    ]


def test_a_missing_text_falls_back_to_the_language_of_the_formats_and_then_to_english(add: Add):
    add("en", {}, status="source")
    add("fr", {"Yes": "Oui", "No": "Non"})
    add("bm", {"Yes": "Awɔ", "No": ""}, formatting="fr_ML")
    assert [translate("bm", text) for text in ("Yes", "No", "Start", "")] == ["Awɔ", "Non", "Start", ""]


def test_the_plural_rule_is_that_of_the_table_also_where_cldr_knows_no_such_language(add: Add):
    add("en", {}, status="source")
    add("dag", {})
    with catalogue_path("dag").open("a", encoding="utf-8") as file:
        file.write('\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "one %(n)s"\nmsgstr[1] "many %(n)s"\n')
    said = [translate_plural("dag", "%(n)s day", "%(n)s days", n) for n in (0, 1, 2)]
    assert said == ["one 0", "one 1", "many 2"]


def test_numbers_dates_and_months_are_written_with_the_digits_of_the_language(add: Add):
    add("ar", {}, formatting="ar_EG", digits="arab")
    assert format_number("ar", 2345.6) == "٢٬٣٤٥٫٦"  # noqa: RUF001
    assert format_date("ar", date(2026, 12, 31)) == "٣١ ديسمبر ٢٠٢٦"
    assert format_month("ar", date(2026, 12, 31)) == "ديسمبر ٢٠٢٦"
