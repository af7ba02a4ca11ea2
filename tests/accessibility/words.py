"""The words of a page: what a person reads or hears, and which of them were left in English."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from feedback.languages import catalogue_path

READ_OUT = ("title", "alt", "placeholder", "aria-label", "aria-description", "label")
"""Attributes that a browser shows or a screen reader says."""
SILENT = frozenset({"script", "style", "code"})
VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "use", "path", "rect", "col", "wbr"})
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
OTHER_SCRIPTS = {"ar", "ru", "zh"}
"""Languages in which a word in Latin letters is an exception that only a translator makes."""
PLACEHOLDER = re.compile(r"%\(\w+\)s")
NO_WORDS = re.compile(r"\S+@\S+|^/\S*$|(?<![0-9A-Z])(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}|SHA-256 [0-9a-f]{64}")
"""Addresses, codes of receipts and checksums."""


class _Reader(HTMLParser):
    """Collects the texts that are in the language of the page itself, not in one of their own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.inside: list[tuple[str, str]] = []
        """Tag and language of every element that is open."""
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        before = self.inside[-1][1] if self.inside else self.page
        spoken = given.get("lang") or before
        if tag not in VOID:
            self.inside.append((tag, spoken))
        if spoken == self.page:
            self.texts += [text for name in READ_OUT if (text := given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what HTML lets stand open inside it, such as the items of a list."""
        if any(tag == open for open, _ in self.inside):
            while self.inside.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tag, spoken = self.inside[-1] if self.inside else ("", self.page)
        if spoken == self.page and tag not in SILENT and data.strip():
            self.texts.append(" ".join(data.split()))


def texts_of(html: str, page: str) -> list[str]:
    """Every text of a page in its own language, attributes that are read out among them, in order."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.texts


def left_in_english(html: str, english: str, code: str, names: Collection[str]) -> Iterator[str]:
    """Texts of a page that stand on the English page too, word for word, and are no names.

    What the catalogue says on purpose in the words of the English ("Total") passes. In other scripts every word in
    Latin letters is looked at, and passes when a translator wrote it ("Chrome").
    """
    same = set(texts_of(english, "en"))
    for text in dict.fromkeys(texts_of(html, code)):
        rest = NO_WORDS.sub(" ", text)
        for name in names:
            rest = rest.replace(name, " ")
        if text in same and LATIN.search(rest) and not meant(code, text):
            yield text
        elif code in OTHER_SCRIPTS and (strange := set(LATIN.findall(rest)) - latin_words(code)):
            yield f"{', '.join(sorted(strange))}: {text}"


def meant(code: str, text: str) -> bool:
    """Whether the catalogue has this text in the words of the English, as it has "Total" in several languages."""
    found = read_catalogue(code).get(text)
    return found is not None and found.string == text


@cache
def latin_words(code: str) -> set[str]:
    """Every word in Latin letters that the translators of a language wrote, names of placeholders left out."""
    said: list[str] = []
    for one in read_catalogue(code):
        said += [one.string] if isinstance(one.string, str) else one.string or ()
    return set(LATIN.findall(PLACEHOLDER.sub(" ", " ".join(said))))


@cache
def read_catalogue(code: str) -> Catalog:
    """The texts of a language, as translators write them."""
    return read_po(BytesIO(catalogue_path(code).read_bytes()))
