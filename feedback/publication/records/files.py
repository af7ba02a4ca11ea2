"""The files of a release: made from its frozen numbers, in English, and kept with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from feedback.publication.formats import Decimals, write_codebook, write_release
from feedback.publication.records.reading import place_names
from feedback.publication.records.releases import File, cells_of
from feedback.publication.records.rows import Release
from feedback.publication.rules import PublishedCell, parse_key
from feedback.publication.rules.codebooks import codebook
from feedback.publication.rules.domains import parse_domain, parts_of
from feedback.publication.rules.facts import languages_in, read_facts
from feedback.publication.rules.labels import domain_label, item_label, sdmx_series, service_label
from feedback.publication.rules.series import SERIES, in_order
from feedback.questionnaire.records import frozen_edition
from feedback.questionnaire.rules import Change, Edition, Round, change_text, edition_text

CSV = "text/csv; charset=utf-8"
ENGLISH = "en"


def release_files(session: Session, this: Round, release: Release, demonstration: bool) -> list[File]:
    """The files that everyone may download: the numbers in whole percent, and the codebook."""
    cells = cells_of(session, release.id)
    name = f"{this.code}-{release.number}"
    return [
        File(f"{name}.csv", CSV, _tidy(session, this, release, cells, demonstration, 0)),
        File(f"{name}-codebook.csv", CSV, write_codebook(_codebook(session, this, release, cells, demonstration))),
    ]


def office_file(session: Session, this: Round, release: Release, demonstration: bool) -> File:
    """The same numbers with one decimal, for the statistical office."""
    cells = cells_of(session, release.id)
    data = _tidy(session, this, release, cells, demonstration, 1)
    return File(f"{this.code}-{release.number}-office.csv", CSV, data)


def say_in_english(edition: Edition, text: str) -> str:
    """A text of the edition as it stands, its placeholders filled."""
    return edition_text(edition, text, ENGLISH, lambda _language, english: english)


def change_in_english(edition: Edition, change: Change) -> str:
    """A change of the questionnaire as it stands, its placeholders filled."""
    return change_text(edition, change, ENGLISH, lambda _language, english: english)


def _tidy(
    session: Session,
    this: Round,
    release: Release,
    cells: Sequence[PublishedCell],
    demonstration: bool,
    decimals: Decimals,
) -> bytes:
    edition = frozen_edition(session, this.id, release.wording, release.edition_sha)

    def label(service: str, item: str) -> str:
        return item_label(edition, service, item, lambda text: say_in_english(edition, text))

    made, period = demonstration or this.demonstration, read_facts(release.texts).period
    return write_release(this.code, release.number, cells, label, made, decimals, period)


def _codebook(
    session: Session, this: Round, release: Release, cells: Sequence[PublishedCell], demonstration: bool
) -> list[tuple[str, str, str]]:
    edition = frozen_edition(session, this.id, release.wording, release.edition_sha)
    pairs = [pair for cell in cells for pair in parse_domain(parse_key(cell.cell)[0])]
    codes = {part for name, level in pairs if name == "PLACE" for part in parts_of(level)}
    names = place_names(session, this, ENGLISH, codes)

    def say(text: str) -> str:
        return say_in_english(edition, text)

    def item_meaning(service: str, item: str) -> str:
        series = sdmx_series(edition, service, item)
        return item_label(edition, service, item, say) + (f" (SDMX series {series})" if series else "")

    made = demonstration or this.demonstration
    about = [
        *([("demonstration", "Demonstration. Nothing here is real.")] if made else []),
        ("round", this.title_in(ENGLISH)),
        ("office", this.office_in(ENGLISH)),
        ("contact", this.contact),
        ("use", f"{this.use}: {this.reason_in(ENGLISH)}"),
        ("edition", f"{edition.code}, wording {release.wording}, SHA-256 {release.edition_sha}"),
        ("source", edition.source),
        *(("change", change_in_english(edition, change)) for change in edition.departures),
        (
            "release",
            f"{release.number}{' (closing)' if release.closing else ''}, SHA-256 of its numbers {release.digest}",
        ),
        *_facts(release),
        *(("language", _in_force(text)) for text in languages_in(release.texts)),
        *([("language reason", this.language_reason)] if this.language_reason else []),
    ]
    entries = codebook(
        cells,
        about,
        lambda service: service_label(edition, service, say),
        item_meaning,
        lambda domain: domain_label(edition, domain, names, say),
    )
    series = [("series", s.code, f"{s.name}. {s.meaning}") for s in in_order({c.series for c in cells} & SERIES.keys())]
    return entries + series


def _in_force(text: Mapping[str, Any]) -> str:
    """A language of the round as it was when the release was built: code, name, state, and who had signed it."""
    named = f"{text['code']} ({text['name']}): {text['status']}"
    if text["status"] == "source":
        return named
    signed = "; ".join(f"{one['name']}, {one['day']}" for one in text.get("signatures", ()))
    return f"{named}, unofficial translation, signed by {signed or 'nobody'}"


def _facts(release: Release) -> list[tuple[str, str]]:
    """When the answers came, how many people stopped early and how many answers are counted nowhere, where told."""
    facts = read_facts(release.texts)
    people = (("stopped early", facts.partial), ("kept aside", facts.set_aside))
    told = [(name, f"{'fewer than' if n.kind == 'fewer' else 'about'} {n.number}") for name, n in people if n]
    return [*([("period", facts.period)] if facts.period else []), *told]
