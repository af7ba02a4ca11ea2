"""The words of one release in the language of the reader: the edition's own texts, names of places, dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from feedback import N_
from feedback.languages import format_month, format_number, translate
from feedback.publication.rules.cells import Shown
from feedback.publication.rules.facts import Facts
from feedback.publication.rules.labels import domain_label, item_label, service_label
from feedback.questionnaire.rules import Change, Edition, change_text, edition_text

FROM_TO = N_("Answers from %(first)s to %(last)s.")
ONE_MONTH = N_("Answers from %(month)s.")
STOPPED = {
    "exact": N_("About %(n)s people stopped before the end; what they answered counts."),
    "fewer": N_("Fewer than %(n)s people stopped before the end; what they answered counts."),
}
SET_ASIDE = {
    "exact": N_("About %(n)s answers were kept aside and are not counted."),
    "fewer": N_("Fewer than %(n)s answers were kept aside and are not counted."),
}


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

    def change(self, change: Change) -> str:
        """One change of the questionnaire."""
        return change_text(self.edition, change, self.language, translate)

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

    def month(self, day: date) -> str:
        """A month in words with its year."""
        return format_month(self.language, day)

    def period(self, facts: Facts) -> str:
        """When the answers came, as a sentence; empty where it is not known."""
        if facts.first is None or facts.last is None:
            return ""
        if facts.first == facts.last:
            return self.say(ONE_MONTH, month=self.month(facts.first))
        return self.say(FROM_TO, first=self.month(facts.first), last=self.month(facts.last))

    def facts(self, facts: Facts) -> list[str]:
        """When the answers came, how many people stopped early, how many answers were kept aside: what is known."""
        return [
            text
            for text in (
                self.period(facts),
                self._people(STOPPED, facts.partial),
                self._people(SET_ASIDE, facts.set_aside),
            )
            if text
        ]

    def _people(self, texts: Mapping[str, str], shown: Shown | None) -> str:
        return self.say(texts[shown.kind], n=self.number(shown.number)) if shown and shown.number else ""
