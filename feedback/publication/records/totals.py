"""What sums up a release in a few lines, for a terminal: each service for everyone, with the people behind it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.publication.records.files import say_in_english
from feedback.publication.records.releases import cells_of
from feedback.publication.records.rows import Release
from feedback.publication.rules import PublishedCell, parse_key
from feedback.publication.rules.domains import TOTAL
from feedback.publication.rules.labels import item_label, service_label
from feedback.publication.rules.series import Series, in_order
from feedback.questionnaire.records import frozen_edition
from feedback.questionnaire.rules import Edition, Round, service_sections

SUMS = ("RESPONDENTS", "NEEDED", "WITHOUT", "SATIS", "OSATIS")


@dataclass(frozen=True)
class Sum:
    """One line: what it is about in English, and its cell."""

    label: str
    cell: PublishedCell


def totals(session: Session, this: Round, release: Release) -> list[tuple[Series, list[Sum]]]:
    """The sums of a release series by series: who answered, then each service in the order of the questionnaire."""
    cells = cells_of(session, release.id, f"{TOTAL}|") if release.digest else []
    if not cells:
        return []
    edition = frozen_edition(session, this.id, release.wording, release.edition_sha)
    keys = _keys(edition)
    found = {(cell.series, *parse_key(cell.cell)[1:]): cell for cell in cells if cell.measure in ("share", "n")}
    return [
        (series, [Sum(_label(edition, *key), found[series.code, *key]) for key in keys if (series.code, *key) in found])
        for series in in_order({cell.series for cell in cells})
    ]


def _keys(edition: Edition) -> list[tuple[str, str]]:
    """Service and item of every sum, in their order."""
    services = ["ALL"]
    for section in service_sections(edition):
        services += [section, *(rated.code for rated in edition.rated if rated.section == section)]
    return [(service, item) for service in services for item in SUMS]


def _label(edition: Edition, service: str, item: str) -> str:
    def say(text: str) -> str:
        return say_in_english(edition, text)

    name = item_label(edition, service, item, say)
    return name if service == "ALL" else f"{service_label(edition, service, say)}: {name}"
