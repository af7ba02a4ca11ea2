"""A language goes to translators as a table and comes back: nothing is lost, what is wrong is refused with its row."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback import languages as house
from feedback.cli.translations import command
from feedback.languages import catalogue_path, languages
from feedback.translations import extract, from_sheet, read_catalogue, to_sheet
from feedback.translations.catalogues import write_catalogue
from feedback.translations.sheets import COLUMNS, _harmless, _plain

PLURAL = ("%(n)s day left", "%(n)s days left")
TABLE = """
[{code}]
autonym = "{code}"
direction = "ltr"
digits = "latn"
plural = "{plural}"
formatting = "en"
status = "draft"
signatures = []
"""
RULES = {
    "dag": "nplurals=2; plural=(n != 1);",
    "ar": languages()["ar"].plural,
}


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    """A house with four texts and two languages, in a folder of this test."""
    rows = "".join(TABLE.format(code=code, plural=plural) for code, plural in RULES.items())
    (tmp_path / "languages.toml").write_text(rows, "utf-8")
    monkeypatch.setattr(house, "shared_folder", lambda _name: tmp_path)
    languages.cache_clear()
    catalogue = Catalog()
    catalogue.add(
        "Start", locations=[("templates/home.html", 3)], auto_comments=["On a button, at most 12 characters."]
    )
    catalogue.add("=Hello %(name)s", locations=[("feedback/a.py", 1)])
    catalogue.add('Say "yes",\nthen go', locations=[("feedback/b.py", 1)])
    catalogue.add(PLURAL, locations=[("feedback/c.py", 1)])
    yield catalogue
    monkeypatch.undo()
    languages.cache_clear()


def rows_of(sheet: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"))))


def filled(sheet: bytes, translations: dict[str, str], back: str = "") -> bytes:
    """The table with translations by English text, as a spreadsheet writes it: semicolons, no byte order mark."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=";")
    writer.writeheader()
    for row in rows_of(sheet):
        if row["source"] in translations:
            row |= {"translation": translations[row["source"]], "back-translation": back}
        writer.writerow(row)
    return out.getvalue().encode()


HELLO = "'=Hello %(name)s"
GOOD = {"Start": "Piligu", HELLO: "'=N Yee %(name)s", "%(n)s day left": "%(n)s", "%(n)s days left": "%(n)s"}


def test_a_round_trip_loses_nothing(template: Catalog):
    sheet = filled(to_sheet(template, "dag"), GOOD, back="Back")
    assert from_sheet(template, "dag", sheet, "Amina", "Fuseini").bad == []
    first = catalogue_path("dag").read_text("utf-8")
    again = from_sheet(template, "dag", to_sheet(template, "dag"), "Amina", "Fuseini")
    assert (again.changed, again.done, again.all, again.bad) == (0, 3, 4, [])
    assert catalogue_path("dag").read_text("utf-8") == first
    assert read_catalogue("dag").get("=Hello %(name)s").string == "=N Yee %(name)s"  # type: ignore[union-attr]
    back = [row["back-translation"] for row in rows_of(to_sheet(template, "dag"))]
    assert back == ["Back", "Back", "", "Back", "Back"]


def test_the_names_of_translator_and_second_reader_stand_in_the_catalogue(template: Catalog):
    from_sheet(template, "dag", filled(to_sheet(template, "dag"), GOOD), 'Amina "Ami" A.', "Fuseini")
    head = catalogue_path("dag").read_text("utf-8").partition("\n\n")[0]
    assert '"Last-Translator: Amina \\"Ami\\" A.\\n"' in head
    assert '"X-Second-Reader: Fuseini\\n"' in head


def test_a_broken_placeholder_is_refused_with_row_and_reason_and_nothing_is_taken(template: Catalog):
    sheet = filled(to_sheet(template, "dag"), GOOD | {"'=Hello %(name)s": "N Yee %(nam)s"})
    found = from_sheet(template, "dag", sheet, "Amina", "Fuseini")
    assert [str(bad) for bad in found.bad] == [
        "line 3: '=Hello %(name)s': 'N Yee %(nam)s' must hold the placeholders ['name']."
    ]
    assert not catalogue_path("dag").exists()
    taken = from_sheet(template, "dag", sheet, "Amina", "Fuseini", skip_invalid=True)
    assert (taken.changed, taken.done) == (2, 2)


def test_a_text_that_is_too_long_or_lacks_a_plural_form_is_refused(template: Catalog):
    sheet = filled(to_sheet(template, "dag"), {"Start": "Piligu pumpɔŋɔ zaa", "%(n)s day left": "%(n)s"})
    reasons = [bad.reason for bad in from_sheet(template, "dag", sheet, "Amina", "Fuseini").bad]
    assert reasons == [
        "'Piligu pumpɔŋɔ zaa' has 18 characters; there is room for 12.",
        "All 2 plural forms are needed.",
    ]


def test_each_plural_form_is_a_row_with_numbers_for_which_it_is_said(template: Catalog):
    rows = [row for row in rows_of(to_sheet(template, "ar")) if "day" in row["source"]]
    assert [row["note"] for row in rows] == [
        "For numbers such as 0.",
        "For numbers such as 1.",
        "For numbers such as 2.",
        "For numbers such as 3, 4, 5, 6.",
        "For numbers such as 11, 12, 13, 14.",
        "For numbers such as 100, 101, 102.",
    ]
    assert [row["source"] for row in rows] == [PLURAL[1], PLURAL[0], *[PLURAL[1]] * 4]


def test_an_empty_row_leaves_a_text_and_a_strange_or_repeated_row_is_named(template: Catalog):
    catalogue = read_catalogue("dag")
    catalogue.add("Start", "Piligu")
    write_catalogue("dag", catalogue)
    empty = to_sheet(template, "dag").replace(b"Piligu", b"")
    assert from_sheet(template, "dag", empty, "Amina", "Fuseini").done == 1
    lines = empty.splitlines(keepends=True)
    twice = b"".join([*lines, lines[1], b"0123456789ab,Old text,,,,X,\r\n"])
    reasons = [bad.reason for bad in from_sheet(template, "dag", twice, "Amina", "Fuseini").bad]
    assert reasons == ["This row is there twice.", "There is no such text in this version."]


def test_a_file_in_another_encoding_or_without_keys_is_named(template: Catalog):
    latin = filled(to_sheet(template, "dag"), {"Start": "PÃligu"}).decode().replace("PÃ", "é").encode("latin-1")
    assert "UTF-8" in from_sheet(template, "dag", latin, "Amina", "Fuseini").bad[0].reason
    assert from_sheet(template, "dag", b"a,b\r\n1,2\r\n", "A", "B").bad[0].reason == "The column 'key' is missing."


def test_no_key_is_taken_for_a_number_by_a_spreadsheet():
    keys = [row["key"] for row in rows_of(to_sheet(extract(), "dag"))]
    assert len(keys) == len(set(keys)) > 1000
    assert all(key[0] == "k" for key in keys), "3e0376925303 comes back as 1.79769313486232E+308"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_table_comes_back_as_excel_and_libreoffice_write_it(template: Catalog, delimiter, quoting, encoding):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerow(["", "comments of our own", *COLUMNS])
    said = GOOD | {'Say "yes",\nthen go': 'Yelima; "iin", ka chaŋ'}
    for row in rows_of(to_sheet(template, "dag")):
        row |= {"translation": said[row["source"]], "back-translation": f"back of {row['source']}"}
        writer.writerow(["x", "", *(row[name] for name in COLUMNS)])
    writer.writerows([[""] * (len(COLUMNS) + 2)] * 3)
    sheet = out.getvalue().encode(encoding)
    taken = from_sheet(template, "dag", sheet, "Amina", "Fuseini")
    assert (taken.bad, taken.done, taken.all) == ([], 4, 4)
    assert {row["source"]: row["translation"] for row in rows_of(to_sheet(template, "dag"))} == said


@settings(max_examples=300)
@given(st.text(max_size=12))
def test_no_cell_begins_a_formula_and_every_cell_comes_back(text: str):
    assert not _harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert _plain(_harmless(text)) == text


def test_the_commands_say_what_is_wrong_and_what_was_taken(template: Catalog, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("feedback.translations.extract", lambda: template)
    file, run = tmp_path / "dag.csv", CliRunner()
    assert run.invoke(command, ["export", "dag", str(file)]).exit_code == 0
    file.write_bytes(filled(file.read_bytes(), GOOD))
    names = ["--translator", "Amina", "--second-reader"]
    assert run.invoke(command, ["import", "dag", str(file), *names, "Amina"]).exit_code == 1
    taken = run.invoke(command, ["import", "dag", str(file), *names, "Fuseini"])
    assert taken.output == "3 texts are new or changed; dag now has 3 of 4 texts.\n"
    file.write_bytes(filled(to_sheet(template, "dag"), {HELLO: "Broken"}))
    refused = run.invoke(command, ["import", "dag", str(file), *names, "Fuseini"])
    assert refused.exit_code == 1
    assert "line 3" in refused.output
