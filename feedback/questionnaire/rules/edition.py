"""The parts of an edition: options, scales, items, sections, services.

Source of the official instrument: UNSD metadata of indicator 16.6.2, text of 2021-04-19.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

Kind = Literal["filter", "single", "rating", "background"]

KINDS: tuple[Kind, ...] = ("filter", "single", "rating", "background")
MISSING = ("97", "98", "99")
"""Not applicable, don't know, refused: always recorded, never counted in a share."""


@dataclass(frozen=True)
class Problem:
    """Why something was refused: the file, the key inside it, and the reason in a plain sentence."""

    file: str
    key: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)
    """What fills the %(placeholders)s of a reason that is also shown on a page, in the language of the reader."""

    def __str__(self) -> str:
        reason = self.reason % self.values if self.values else self.reason
        return ": ".join(part for part in (self.file, self.key, reason) if part)


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen; `gloss` is the longer official sentence that explains it."""

    code: str
    text: str
    gloss: str = ""
    other: bool = False
    """An "other" answer that asks "please specify"."""
    added: bool = False
    """Not in the printed instrument."""
    specify: str = ""
    """The words that ask for a text when this answer is chosen ("" asks for none)."""
    text_key: str = ""
    """Where that text is kept among the texts of a response, for example "3_other"; "" when none is asked."""


@dataclass(frozen=True)
class Scale:
    """A closed scale: its options are the valid codes (97, 98 and 99 never are), `positive` those that count as yes."""

    code: str
    options: tuple[Option, ...]
    positive: frozenset[str]


@dataclass(frozen=True)
class Item:
    """One question or statement with every code it accepts, in the order shown, 97, 98 and 99 last where allowed."""

    code: str
    kind: Kind
    text: str
    section: str
    options: tuple[Option, ...]
    scale: str = ""
    attribute: str = ""
    level: Literal["", "P", "S"] = ""
    skip_when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Not asked when one of these earlier items was answered with one of these codes."""
    added: bool = False
    """Not in the printed instrument."""
    note: str = ""
    """The printed guidance for this question, in short."""
    explanation: str = ""
    """What the question means in other words, shown on request where a round allows it; never part of the question."""
    stem: str = ""
    """Words read once before the first of several items that share them ("... would you say that:")."""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)


@dataclass(frozen=True)
class Section:
    """A part of the questionnaire with its items in fixed order."""

    code: str
    title: str
    intro: str
    items: tuple[str, ...]
    reminder: str = ""
    """One quiet line shown once: which visits and which months are meant."""
    done: str = ""
    """What the resting point after this part says; "" when there is none."""


@dataclass(frozen=True)
class RatedService:
    """A service whose users rate it: attribute items, the overall item ("" when none), and the SDMX series codes."""

    code: str
    section: str
    name: str
    attributes: tuple[str, ...]
    overall: str = ""
    satis: str = ""
    osatis: str = ""


@dataclass(frozen=True)
class AccessService:
    """Who needed a service, who always had it, who went without and why; item codes are "" when not asked.

    `had` is the item that tells whether the service was used at least once, `had_yes` its codes for yes.
    """

    code: str
    need: str
    need_yes: frozenset[str]
    always: str = ""
    always_yes: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    had: str = ""
    had_yes: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True)
class Change:
    """One difference from the printed instrument: an English sentence with {placeholders}, and what fills them."""

    text: str
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """A text stands as it is in every language (a code, a number); a tuple is a list of texts of the edition."""

    def __str__(self) -> str:
        """The sentence in English, its own placeholders filled."""
        return PLACEHOLDER.sub(lambda found: self._said(found[1]) or found[0], self.text)

    def _said(self, name: str) -> str:
        given = self.values.get(name, "")
        return given if isinstance(given, str) else "; ".join(given)


@dataclass(frozen=True)
class Edition:
    """One version of the questionnaire: immutable, complete, and with the list of its departures from the source."""

    code: str
    title: str
    official: bool
    items: Mapping[str, Item]
    """By code, in the fixed order in which answers are packed."""
    scales: Mapping[str, Scale]
    sections: tuple[Section, ...]
    rated: tuple[RatedService, ...]
    access: tuple[AccessService, ...]
    local: tuple[str, ...] = ()
    """Codes of the questions that an office added for its own use."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What stands for {country}, {clinics} ... by language; the language "" holds for all."""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Texts by English wording and language that come before the catalogues: an office's own, or frozen ones."""
    departures: tuple[Change, ...] = ()
    """Departures from the printed instrument, then national changes."""
    base: str = ""
    source: str = ""
    introduction: str = ""
    eligibility: str = ""
    consent: str = ""
    consent_version: str = "1"
    optional: Mapping[str, Item] = field(default_factory=dict)
    """Items that an adaptation may switch on (income, groups); never asked as they stand here."""
    quintiles: bool = False
    """Whether income bands B1 to B5 are the country's quintiles, with bounds and source set by the office."""
    income_source: str = ""
    sha256: str = ""

    @property
    def changes(self) -> tuple[str, ...]:
        """The departures in plain English."""
        return tuple(map(str, self.departures))


def item_codes(edition: Edition) -> tuple[str, ...]:
    """The codes of all items in the fixed order in which answers are packed."""
    return tuple(edition.items)


def service_sections(edition: Edition) -> tuple[str, ...]:
    """The codes of the sections about a service, in the order of the edition."""
    services = {s.section for s in edition.rated} | {s.code for s in edition.access}
    return tuple(section.code for section in edition.sections if section.code in services)


def choice_questions(edition: Edition) -> tuple[str, ...]:
    """Questions about a service with one answer of several that are reported as they are, such as the last document."""
    reasons = {access.reason for access in edition.access}
    services = set(service_sections(edition))
    return tuple(
        item.code
        for item in edition.items.values()
        if item.kind == "single"
        and item.section in services
        and item.code not in reasons
        and item.code not in edition.local
    )
