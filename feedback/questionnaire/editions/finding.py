"""Where an edition comes from: the package, a file of its own, or an adaptation of another."""

from functools import cache
from pathlib import Path

from feedback.questionnaire.editions.adapting import adapt
from feedback.questionnaire.editions.files import read_toml
from feedback.questionnaire.editions.reading import edition_from_tables, read_edition
from feedback.questionnaire.rules import Edition, Problem

FOLDER = Path(__file__).resolve().parent
OFFICIAL = "sdg-16.6.2"


@cache
def official_edition() -> Edition:
    """The official instrument in English, as it comes with the package."""
    edition = read_edition(FOLDER / f"{OFFICIAL}.toml")
    if isinstance(edition, list):
        raise ValueError("\n".join(map(str, edition)))
    return edition


def load_edition(name: str, folder: Path) -> Edition | list[Problem]:
    """The edition that a file names: by the code of a packaged one, or by a TOML file in `folder`.

    A TOML file with the key `base` is an adaptation of the edition with that code; any other is a whole edition.
    """
    if not name.endswith(".toml"):
        return _whole(name, folder)
    path = folder / name
    tables = read_toml(path)
    if isinstance(tables, list):
        return tables
    if "base" not in tables:
        return edition_from_tables(tables, str(path))
    base = _whole(str(tables["base"]), path.parent)
    return base if isinstance(base, list) else adapt(base, tables, str(path))


def _whole(code: str, folder: Path) -> Edition | list[Problem]:
    """A whole edition by its code: a packaged one, or `<code>.toml` in the folder."""
    for path in (FOLDER / f"{code}.toml", folder / f"{code}.toml"):
        if path.is_file():
            return read_edition(path)
    known = ", ".join(sorted(path.stem for path in FOLDER.glob("*.toml")))
    return [Problem("", "edition", f"There is no edition {code!r}. Name a file that ends in .toml, or: {known}.")]
