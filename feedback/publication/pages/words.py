"""The words of one release in the language of the reader: the edition's own texts, names of places, dates."""

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.languages import format_number, translate
from feedback.publication.rules.labels import domain_label, item_label, service_label
from feedback.questionnaire.rules import Edition, edition_text


@dataclass(frozen=True)
class Words:
    """How to say everything about one release in one language."""

    edition: Edition
    language: str
    places: Mapping[str, str]
    """Names of places by code, in the order of the register."""
    inner: frozenset[str] = frozenset()
    """Places inside another one that has numbers: they have pages of their own and are left out of tables."""

    def say(self, text: str, /, **values: object) -> str:
        """A text of the interface or of the edition, translated and filled."""
        found = edition_text(self.edition, text, self.language, translate)
        return found % values if values else found

    def number(self, n: int) -> str:
        """A whole number as the language writes it."""
        return format_number(self.language, n)

    def item(self, service: str, item: str) -> str:
        """What an item is called."""
        return item_label(self.edition, service, item, self.say)

    def service(self, service: str) -> str:
        """What a service or a local question is called."""
        return service_label(self.edition, service, self.say)

    def domain(self, domain: str) -> str:
        """Who a domain is about."""
        return domain_label(self.edition, domain, self.places, self.say)
