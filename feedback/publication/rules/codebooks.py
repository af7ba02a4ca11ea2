"""The codebook of a release: what every column and every code in its file means."""

from collections.abc import Callable, Iterable

from feedback.publication.rules.cells import PublishedCell, parse_key
from feedback.publication.rules.domains import DIMENSION_LABELS, DIMENSIONS, TOTAL, parse_domain

Entry = tuple[str, str, str]

FIRST_COLUMNS: tuple[Entry, ...] = (
    ("round", "", "Code of the survey round."),
    ("release", "", "Number of the release within the round. A published release never changes."),
    ("period", "", "First and last month in which the answers came, as 2026-10/2026-11; empty where not recorded."),
    ("series", "", "How the answers came. Different series are never added together."),
)
SERVICE_MEANING = "A rated service, an access service, a question of the office, or ALL for everyone who answered."
ITEM_MEANING = (
    "A question by its code, or SATIS, OSATIS, NEEDED, WITHOUT, REASON:<code>, <question>:<code>, RESPONDENTS."
)
SHOWN_MEANING = (
    "The number as pages show it: whole percent rounded half up from the unrounded share, 'under 5', 'over 95', "
    "a number of people, or 'fewer than 10'."
)
N_MEANING = (
    "People behind the number, rounded to the nearest five: for a rated service the largest number of answers that "
    "count to any of its questions."
)
QUALITY_MEANING = "Held back: it rests on too few answers, or on too few effective answers after weighting."
OTHER_COLUMNS: tuple[Entry, ...] = (
    ("service", "", SERVICE_MEANING),
    ("item", "", ITEM_MEANING),
    ("label", "", "What the item is called, in English."),
    ("measure", "share", "Percent of the answers that count; weighted where the round is weighted."),
    ("measure", "share_unweighted", "The same without weights."),
    ("measure", "n", "Number of people, in the columns shown and n."),
    ("measure", "NA", "Number of people who said that the question does not apply (97), for everyone only."),
    ("measure", "DK", "Number of people who did not know (98), for everyone only."),
    ("measure", "RA", "Number of people who would rather not say (99), for everyone only."),
    ("value", "", "Percent, rounded half up from the unrounded share. Empty for limits and numbers of people."),
    ("shown", "", SHOWN_MEANING),
    ("n", "", N_MEANING),
    ("reason", "", "Empty for an ordinary number."),
    ("reason", "few", "Held back: it would show who the people are."),
    ("reason", "quality", QUALITY_MEANING),
    ("reason", "incomplete", "No average, because one of the questions has no number."),
    ("reason", "carried", "The same as in the release before: too few new people answered to add them."),
    ("demonstration", "yes", "Invented answers. Nothing in this file is real."),
    ("demonstration", "no", "Answers of people."),
)
READING_NOTE = (
    "A text that begins with = + - @, a tabulator, a line break or an apostrophe has one more apostrophe in front, "
    "so that no spreadsheet takes it for a formula; take it away when reading by program."
)


def codebook(
    cells: Iterable[PublishedCell],
    about: Iterable[tuple[str, str]],
    service: Callable[[str], str],
    item: Callable[[str, str], str],
    domain: Callable[[str], str],
) -> list[Entry]:
    """All entries: first facts about the whole file, then the columns, then every code that the file uses."""
    keys = [(cell.series, *parse_key(cell.cell)) for cell in cells]
    services = dict.fromkeys(key[2] for key in keys)
    items = dict.fromkeys((key[2], key[3]) for key in keys)
    levels = sorted({pair for key in keys for pair in parse_domain(key[1])})
    return [
        *(("", name, text) for name, text in about),
        ("", "reading", READING_NOTE),
        *FIRST_COLUMNS,
        *((name, "", DIMENSION_LABELS[name]) for name in DIMENSIONS),
        *((name, TOTAL, "Everyone, whatever this column says.") for name in DIMENSIONS),
        *((name, level, domain(f"{name}={level}")) for name, level in levels),
        *OTHER_COLUMNS,
        *(("service", code, service(code)) for code in services),
        *(("item", f"{code}|{name}", item(code, name)) for code, name in items),
    ]
