"""Catalogues: one gettext file a language, as translators and Weblate edit it."""

import re
from collections.abc import Mapping
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from feedback.languages import catalogue_path, languages
from feedback.translations.texts import forms

OURS = ("Language", "Plural-Forms")
"""Lines of the header that come from `translations/languages.toml`."""
LEFT_OUT = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By")
"""Lines of the header that would only make every change of the file look bigger."""
HEAD_LINE = re.compile(r'^"([\w-]+): (.*)\\n"$', re.M)
NOBODY: Mapping[str, str] = {}
NEW = """# {autonym}: unofficial translation, not yet signed by two speakers.
#
msgid ""
msgstr ""
"Project-Id-Version: feedback\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def read_catalogue(code: str) -> Catalog:
    """The catalogue of a language as it lies in its file; an empty one where there is no file yet."""
    return read_po(BytesIO(_with_header(code, _text(code)).encode()))


def update_catalogue(template: Catalog, code: str) -> None:
    """Add new texts to a language's catalogue and drop those that are gone; what is translated stays.

    The catalogue of a draft holds only what is translated, so that nobody who adds an English text has to touch it.
    """
    catalogue = read_catalogue(code)
    catalogue.update(template, no_fuzzy_matching=True, keep_user_comments=True, update_creation_date=False)
    catalogue.obsolete.clear()
    if languages()[code].status == "draft":
        for message in [message for message in catalogue if message.id and not any(forms(message.string))]:
            catalogue.delete(message.id)
    write_catalogue(code, catalogue)


def write_catalogue(code: str, catalogue: Catalog, names: Mapping[str, str] = NOBODY) -> None:
    """Write a catalogue to its file; the header and its comment stay as they were there, but for `names` in it."""
    memory = BytesIO()
    write_po(memory, catalogue, no_location=True, omit_header=True, width=0, sort_output=False)
    header = _with_header(code, _text(code), names).partition("\n\n")[0]
    path = catalogue_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{header}\n\n{memory.getvalue().decode()}", "utf-8")


def names_in(code: str) -> tuple[str, str]:
    """Translator and second reader as the head of a catalogue names them; "" where it does not."""
    head = dict(HEAD_LINE.findall(_text(code).partition("\n\n")[0]))
    translator, reader = (
        re.sub(r"\\(.)", r"\1", head.get(role, "")) for role in ("Last-Translator", "X-Second-Reader")
    )
    return translator, reader


def _text(code: str) -> str:
    path = catalogue_path(code)
    return path.read_text("utf-8") if path.exists() else NEW.format(autonym=languages()[code].autonym)


def _with_header(code: str, text: str, names: Mapping[str, str] = NOBODY) -> str:
    """The text of a catalogue with language and plural rule as the table of languages has them, and these names."""
    header, _, rest = text.partition("\n\n")
    lines = [
        line for line in header.splitlines() if line.strip('"').partition(":")[0] not in (*OURS, *LEFT_OUT, *names)
    ]
    ours = [f"{role}: {_quoted(name)}" for role, name in names.items()]
    ours += [f"Language: {code}", f"Plural-Forms: {languages()[code].plural}"]
    lines[len(lines) :] = [f'"{line}\\n"' for line in ours]
    return "\n".join(lines) + "\n\n" + rest


def _quoted(name: str) -> str:
    """A name as it may stand in the header: one line, quotes escaped."""
    return " ".join(name.split()).replace("\\", "\\\\").replace('"', '\\"')
