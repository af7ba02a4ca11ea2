"""Write the sheets for the field as Markdown out of the sheets themselves, so that they never differ: `make docs`."""

from collections.abc import Iterator
from pathlib import Path

from feedback.fieldwork.editions import guide
from feedback.fieldwork.rules import Sheet, SheetPart

FOLDER = Path(__file__).parent / "field"
MARKS = {"points": "- ", "steps": "1. ", "boxes": "- [ ] ", "blanks": "- "}


def page(sheet: Sheet) -> str:
    """One sheet as Markdown."""
    print_it = f"To print it, open `/field/guide/{sheet.code}` in a browser, in French `/fr/field/guide/{sheet.code}`."
    parts = [f"# {sheet.title}", print_it, sheet.lead]
    for part in sheet.parts:
        parts += [f"## {part.heading}", "\n".join(_lines(part))]
    return "\n\n".join([*parts, f"Sources: {'; '.join(sheet.sources)}. This page is written by `make docs`."]) + "\n"


def _lines(part: SheetPart) -> Iterator[str]:
    if part.kind == "hours":
        yield "| | |"
        yield "|---|---|"
        yield from (f"| {line['at']} | {line['text']} |" for line in part.lines)
    else:
        blank = ": ____________" if part.kind == "blanks" else ""
        yield from (f"{MARKS[part.kind]}{line['text']}{blank}" for line in part.lines)


if __name__ == "__main__":
    for sheet in guide():
        (FOLDER / f"{sheet.code}.md").write_text(page(sheet), "utf-8")
