"""A language as a table that a community group fills in a spreadsheet, and the way back, each row checked."""

import csv
import gettext
import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256

from babel.messages.catalog import Catalog, Message

from feedback.languages import PLURAL, languages
from feedback.translations.catalogues import read_catalogue, write_catalogue
from feedback.translations.checks import longest, text_problems
from feedback.translations.texts import forms

COLUMNS = ("key", "source", "context", "note", "maximum length", "translation", "back-translation")
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "'")
"""A cell that begins like this gets an apostrophe in front, which the way back takes off again."""
BACK = "Back-translation: "
"""How a back-translation stands among the comments of a catalogue."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file begins that Excel wrote as "Unicode text"."""
EXAMPLES = 4
HIGHEST = 130
"""Up to here numbers are tried as examples of a plural form: every rule of CLDR for whole numbers shows itself."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken: its line in the file, what it is about, and why."""

    line: int
    source: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.source!r}: {self.reason}"


@dataclass
class Filled:
    """What came back: how many texts are new or changed, how many the language has now out of how many, bad rows."""

    changed: int = 0
    done: int = 0
    all: int = 0
    bad: list[BadRow] = field(default_factory=list)


def to_sheet(template: Catalog, code: str) -> bytes:
    """All texts of the house with what a language has of them: one row a text, one a form where there are plurals.

    CSV in UTF-8 with a byte order mark, safe to open in a spreadsheet.
    """
    catalogue = read_catalogue(code)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for message in (each for each in template if each.id):
        found = catalogue.get(message.id)
        said = forms(found.string) if found is not None else []
        back = _back(found)
        for number, (source, note) in enumerate(wanted_forms(code, message)):
            cells = (
                _key(message, number),
                source,
                ", ".join(sorted({str(place) for place, _line in message.locations})),
                " ".join([*message.auto_comments, *([note] if note else [])]),
                str(longest(message.id, message.auto_comments)),
                said[number] if number < len(said) else "",
                back[number] if number < len(back) else "",
            )
            writer.writerow([_harmless(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def from_sheet(
    template: Catalog, code: str, sheet: bytes, translator: str, second_reader: str, skip_invalid: bool = False
) -> Filled:
    """Take a filled table into the catalogue of a language, with the names of who wrote it and who read it again.

    Nothing is taken while one row is wrong, unless `skip_invalid`. An empty translation leaves a text as it is.
    """
    catalogue, filled = read_catalogue(code), Filled()
    catalogue.update(deepcopy(template), no_fuzzy_matching=True, keep_user_comments=True, update_creation_date=False)
    catalogue.obsolete.clear()
    rows = _rows(sheet, filled)
    for message in [each for each in catalogue if each.id]:
        given = [rows.pop(_key(message, number), None) for number in range(len(wanted_forms(code, message)))]
        if any(row is not None for row in given):
            _take(code, message, given, filled)
    filled.bad += [BadRow(line, row["source"], "There is no such text in this version.") for line, row in rows.values()]
    filled.bad.sort(key=lambda bad: bad.line)
    wanted = [message for message in catalogue if message.id]
    filled.all = len(wanted)
    filled.done = sum(bool(forms(message.string)) and all(forms(message.string)) for message in wanted)
    if not filled.bad or skip_invalid:
        for message in wanted:
            if not any(forms(message.string)) and languages()[code].status == "draft":
                catalogue.delete(message.id)
        write_catalogue(code, catalogue, {"Last-Translator": translator, "X-Second-Reader": second_reader})
    return filled


Row = tuple[int, dict[str, str]]


def _take(code: str, message: Message, given: Sequence[Row | None], filled: Filled) -> None:
    """Put the forms of one text into the catalogue, if they are whole and right."""
    before = forms(message.string) + [""] * len(given)
    said = [_cell(row, "translation") or before[number] for number, row in enumerate(given)]
    line, source = next((row[0], row[1]["source"]) for row in given if row is not None)
    if not any(said):
        return
    if not all(said):
        filled.bad.append(BadRow(line, source, f"All {len(said)} plural forms are needed."))
        return
    problems = text_problems(code, message.id, said, message.auto_comments)
    filled.bad += [BadRow(line, source, problem) for problem in problems]
    if problems:
        return
    filled.changed += said != before[: len(said)]
    message.string = said[0] if isinstance(message.id, str) else tuple(said)
    old = _back(message) + [""] * len(given)
    back = [_cell(row, "back-translation") or old[number] for number, row in enumerate(given)]
    kept = [comment for comment in message.user_comments if not comment.startswith(BACK)]
    message.user_comments = kept + ([BACK + " | ".join(back)] if any(back) else [])


def _rows(sheet: bytes, filled: Filled) -> dict[str, Row]:
    """The rows of a table by their key; commas, semicolons or tabs may part the cells."""
    text = sheet.decode("utf-16" if sheet.startswith(UTF_16) else "utf-8-sig", errors="replace")
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ()) and name in ("key", "translation")]
    if missing:
        filled.bad.append(BadRow(1, "", f"The column {missing[0]!r} is missing."))
        return {}
    found: dict[str, Row] = {}
    for row in reader:
        cells = {name: _plain(row.get(name) or "") for name in COLUMNS}
        if cells["key"] in found:
            filled.bad.append(BadRow(reader.line_num, cells["source"], "This row is there twice."))
        elif "\ufffd" in cells["translation"]:
            filled.bad.append(
                BadRow(reader.line_num, cells["source"], "This is not UTF-8: save the file as CSV UTF-8.")
            )
        elif cells["key"]:
            found[cells["key"]] = (reader.line_num, cells)
    return found


def wanted_forms(code: str, message: Message) -> list[tuple[str, str]]:
    """What is to be translated of a text: the English words and a note, once for each plural form of the language."""
    if isinstance(message.id, str):
        return [(message.id, "")]
    one, many = message.id
    count, rule = PLURAL.fullmatch(languages()[code].plural).groups()  # type: ignore[union-attr]
    form_of = gettext.c2py(rule)
    numbers = [[n for n in range(HIGHEST) if form_of(n) == form][:EXAMPLES] for form in range(int(count))]
    return [
        (one if examples == [1] else many, f"For numbers such as {', '.join(map(str, examples))}.")
        for examples in numbers
    ]


def _key(message: Message, number: int) -> str:
    """What stands for a text and the number of its form, because a spreadsheet may alter quotes in the source.

    It begins with a letter that is no digit: a spreadsheet takes 3e0376925303 for a number too large to write.
    """
    return "k" + sha256(f"{number}\n{forms(message.id)[0]}".encode()).hexdigest()[:12]


def back_translations(code: str) -> dict[str, list[str]]:
    """What was written back into English for each text, by its first English form: one text a plural form."""
    return {forms(message.id)[0]: _back(message) for message in read_catalogue(code) if message.id and _back(message)}


def _back(message: Message | None) -> list[str]:
    found = [comment for comment in message.user_comments if comment.startswith(BACK)] if message else []
    return found[0].removeprefix(BACK).split(" | ") if found else []


def _cell(row: Row | None, column: str) -> str:
    return " ".join(row[1][column].split("\n")).strip("\r\n") if row else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULAS) else cell
