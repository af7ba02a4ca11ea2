"""From additive counts to measures: every share of every table, in the domains its shape publishes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from feedback.questionnaire.rules import MISSING, AccessService, Edition, RatedService, choice_questions
from feedback.results.rules.atoms import EVERYONE, REASONS
from feedback.results.rules.estimates import Estimate, Sums, average, estimate
from feedback.results.rules.ladders import says_nothing
from feedback.results.rules.measures import NOT_STATED, TOTAL, Measure
from feedback.results.rules.shapes import Shape

NOTHING = Sums()


@dataclass(frozen=True)
class Counts:
    """What tallies know of one group of people: their number, and each item's answers by code. Additive."""

    members: Sums
    answers: Mapping[str, Mapping[str, Sums]]
    """Item -> answer code -> sums; codes that nobody gave may be left out."""

    def of(self, item: str, codes: Iterable[str]) -> Sums:
        """The sums over the answers to one item that have one of these codes."""
        given = self.answers.get(item, {})
        return sum((given.get(code, NOTHING) for code in codes), NOTHING)


Groups = Mapping[str, Mapping[str, Counts]]
"""Dimension -> domain -> counts, with `_T` under `_T`; only domains that the shape of the table publishes."""


@dataclass(frozen=True)
class _Base:
    """What the measures of one domain share."""

    edition: Edition
    series: str
    weighted: bool
    domain: str
    counts: Counts

    def measure(self, service: str, item: str, found: Estimate, question: str = "") -> Measure:
        missing = self._missing(question) if question and self.domain == TOTAL else {}
        return Measure(
            self.series, self.domain, service, item, "share", found.exact, found.unweighted,
            found.n, found.n_eff, found.positives, found.negatives, missing,
        )  # fmt: skip

    def share(self, item: str, positive: Collection[str]) -> Estimate:
        """The share of these codes among the valid answers to an item; 97, 98 and 99 are never valid."""
        valid = [code for code in self.edition.items[item].codes if code not in MISSING]
        return estimate(
            self.counts.of(item, [code for code in valid if code in positive]),
            self.counts.of(item, [code for code in valid if code not in positive]),
            self.weighted,
        )

    def _missing(self, item: str) -> dict[str, int]:
        accepted = self.edition.items[item].codes
        return {code: self.counts.of(item, [code]).n for code in MISSING if code in accepted}


def measure(edition: Edition, series: str, weighted: bool, table: str, shape: Shape, groups: Groups) -> list[Measure]:
    """All measures of one table of one series, unrounded, before any verdict on whether they may be shown."""
    everyone = groups[TOTAL][TOTAL].members if TOTAL in groups else NOTHING
    found: list[Measure] = []
    for domains in groups.values():
        if says_nothing(everyone.n - _unstated(domains), everyone.n):
            continue
        for domain, counts in domains.items():
            found += _table(_Base(edition, series, weighted, domain, counts), table, everyone)
    return [replace(m, reason="carried") for m in found] if shape.state == "carried" else found


def _unstated(domains: Mapping[str, Counts]) -> int:
    """How many people stated no level, or of crossed dimensions not both."""
    return sum(
        counts.members.n
        for domain, counts in domains.items()
        if any(pair.endswith(f"={NOT_STATED}") for pair in domain.split(";"))
    )


def _table(base: _Base, table: str, everyone: Sums) -> Iterator[Measure]:
    edition = base.edition
    if table == EVERYONE:
        found = estimate(base.counts.members, everyone - base.counts.members, base.weighted)
        found = replace(found, n=base.counts.members.n)
        yield base.measure(EVERYONE, "RESPONDENTS", found)
        return
    for rated in edition.rated:
        if rated.code == table:
            yield from _rated(base, rated)
    for access in edition.access:
        if access.code == table:
            yield from _access(base, access)
        elif access.code + REASONS == table:
            yield from _options(base, access.code, "REASON", access.reason)
    if table in (*choice_questions(edition), *edition.local):
        yield from _options(base, table, table, table)


def _rated(base: _Base, service: RatedService) -> Iterator[Measure]:
    """The three estimates of a service: each attribute, their average, and overall satisfaction."""
    attributes = []
    for item in service.attributes:
        attributes.append(base.share(item, _positive(base.edition, item)))
        yield base.measure(service.code, item, attributes[-1], item)
    if attributes:
        yield base.measure(service.code, "SATIS", average(attributes))
    if service.overall:
        found = base.share(service.overall, _positive(base.edition, service.overall))
        yield base.measure(service.code, "OSATIS", found, service.overall)


def _access(base: _Base, service: AccessService) -> Iterator[Measure]:
    """Who needed the service, of everyone who said; of those in need, who went without at least once."""
    yield base.measure(service.code, "NEEDED", base.share(service.need, service.need_yes), service.need)
    if service.always:
        yield base.measure(service.code, "WITHOUT", base.share(service.always, service.without), service.always)


def _options(base: _Base, service: str, name: str, item: str) -> Iterator[Measure]:
    """The share of each answer to a question with several answers; missing answers are told with the first."""
    valid = [code for code in base.edition.items[item].codes if code not in MISSING]
    for number, code in enumerate(valid):
        yield base.measure(service, f"{name}:{code}", base.share(item, {code}), "" if number else item)


def _positive(edition: Edition, item: str) -> Collection[str]:
    return edition.scales[edition.items[item].scale].positive
