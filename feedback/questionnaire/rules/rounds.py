"""A round: one survey wave with its edition, area, dates, languages and use, and the file that describes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,31}")
USES = ("official", "complementary", "independent")
PROVENANCES = ("probability", "assigned_enumerator", "community_token", "service_point", "open_link")
OPT_IN = ("open_link", "service_point")
"""What answers count as that come without a credential, a token or the word of an office: people chose to answer."""
LINKS = (*OPT_IN, "none")
"""What answers through the public page of a round count as; a round without a link has no such page."""
EXPLANATIONS = ("none", "alone", "read")
"""Who gets short explanations of questions: nobody, whoever answers alone, or enumerators too, to read them out."""
STATES = ("draft", "open", "closing", "closed")
CLOSINGS = ("none", "text", "voice")
"""How a person may add something at the end in their own words: not at all, in writing, or also by voice."""
TAKING = ("open", "closing")
"""The states in which a round takes answers."""
NOT_OFFICIAL = (
    'Answers that people chose to give never become official statistics. Write link = "none", so that '
    'answers come in from a sample only, or use = "complementary".'
)


@dataclass(frozen=True)
class RoundSpecification:
    """Everything that an office decides about a round before it opens."""

    code: str
    title: Mapping[str, str]
    """By language, English always."""
    use: str
    """official, complementary or independent."""
    reason: Mapping[str, str]
    """Why the answers are used in this way; by language, like the office."""
    office: Mapping[str, str]
    contact: str
    timezone: str
    """IANA name; the days of the round are days there."""
    languages: tuple[str, ...]
    register: str = ""
    """The register of places; "" when the round asks for no place."""
    link: str = "open_link"
    """What answers through the public page of the round count as; "none" when it has no such page."""
    weighted: bool = False
    sealed: bool = False
    """Whether phones seal finished answers to the key of the round."""
    closing: str = "none"
    """How a person may add something at the end; one of CLOSINGS."""
    explanations: str = "none"
    """Who gets short explanations of questions; one of EXPLANATIONS."""
    starts: date | None = None
    ends: date | None = None
    plan: Mapping[str, Any] | None = None
    """The publication plan as its file says it; nothing for the plan that comes with the product."""
    groups_basis: Mapping[str, str] | None = None
    """Legal basis and risk for asking about national groups; nothing when they are not asked."""
    language_reason: str = ""
    """Why languages are offered that no two speakers have signed."""


@dataclass(frozen=True)
class Round:
    """A round as it is remembered; `wording` is 0 and `sha256` empty until it opens."""

    id: int
    code: str
    title: Mapping[str, str]
    edition: str
    wording: int
    register: str
    use: str
    reason: Mapping[str, str]
    office: Mapping[str, str]
    contact: str
    timezone: str
    languages: tuple[str, ...]
    link: str
    weighted: bool
    starts: date | None
    ends: date | None
    state: str
    plan: Mapping[str, Any] | None
    demonstration: bool
    groups_basis: Mapping[str, str] | None
    language_reason: str
    sha256: str = ""
    """The digest of the frozen edition in its present wording."""
    sealed: bool = False
    """Whether phones seal finished answers to the key of the round."""
    closing: str = "none"
    """How a person may add something at the end; one of CLOSINGS."""
    explanations: str = "none"
    """Who gets short explanations of questions; one of EXPLANATIONS."""

    @property
    def has_link(self) -> bool:
        """Whether everyone who wants to may answer; whatever else the row may say, it never means a sample."""
        return self.link in OPT_IN

    def title_in(self, language: str) -> str:
        """The title in this language, or in English."""
        return _in(self.title, language)

    def reason_in(self, language: str) -> str:
        """Why the answers are used in this way, in this language or in English."""
        return _in(self.reason, language)

    def office_in(self, language: str) -> str:
        """Who asks, in this language or in English."""
        return _in(self.office, language)


@dataclass(frozen=True)
class RoundKey:
    """A public key of a round. Phones seal to the newest that is proven; older ones still open what was sealed."""

    id: str
    """16 hexadecimal digits that follow from the public key."""
    public: bytes
    made: datetime
    made_by: str
    file: str
    """Where the first copy of the private key was written."""
    proven: datetime | None = None
    """When a second copy was shown to open a test record; until then nothing is sealed to it."""
    proven_by: str = ""
    lost: datetime | None = None
    """When the private key was given up."""


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words.get("en") or words[""]
