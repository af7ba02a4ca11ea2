"""What readers ask for: published releases, the places and files in them, and how a round's releases stand."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.publication.records.rows import CellRow, FileRow, Release
from feedback.publication.rules.cells import parse_key
from feedback.publication.rules.domains import DIMENSION_LABELS, dimension, parse_domain, parts_of
from feedback.questionnaire.records import place_map
from feedback.questionnaire.rules import Round


def published_releases(session: Session, round_id: int) -> list[Release]:
    """The published releases of a round, newest first."""
    found = select(Release).where(Release.round_id == round_id, Release.state == "published")
    return list(session.scalars(found.order_by(Release.number.desc())))


def find_published(session: Session, round_id: int, number: int | None = None) -> Release | None:
    """A published release by its number, or the latest of the round."""
    return next((r for r in published_releases(session, round_id) if number in (None, r.number)), None)


def latest_published(session: Session) -> dict[int, Release]:
    """The latest published release of each round that has one, by round, the latest publication first."""
    found = select(Release).where(Release.state == "published").order_by(Release.published_at, Release.number)
    latest = {release.round_id: release for release in session.scalars(found)}
    return dict(reversed(latest.items()))


def all_releases(session: Session, round_id: int) -> list[Release]:
    """Every release of a round, newest first; without builds that came to nothing and hold no numbers."""
    found = select(Release).where(Release.round_id == round_id, or_(Release.state != "discarded", Release.digest != ""))
    return list(session.scalars(found.order_by(Release.id.desc())))


def closing_release(session: Session, round_id: int) -> Release | None:
    """The published closing release of a round, after which there is no other."""
    return next((release for release in published_releases(session, round_id) if release.closing), None)


def file_of(session: Session, release_id: int, name: str) -> FileRow | None:
    """One file of a published release."""
    return session.get(FileRow, (release_id, name))


def files_of(session: Session, release_id: int) -> list[FileRow]:
    """All files of a published release, by name."""
    return list(session.scalars(select(FileRow).where(FileRow.release_id == release_id).order_by(FileRow.name)))


def reasons_in(session: Session, release_id: int) -> set[str]:
    """Why numbers of a release are held back or carried over, each reason once."""
    return set(session.scalars(select(CellRow.reason).where(CellRow.release_id == release_id).distinct()))


def series_in(session: Session, release_id: int) -> set[str]:
    """The series that a release has numbers of."""
    return set(session.scalars(select(CellRow.series).where(CellRow.release_id == release_id).distinct()))


def places_in(session: Session, release_id: int) -> set[str]:
    """The codes of all places that have a number of their own in a release."""
    keys = select(CellRow.cell).where(
        CellRow.release_id == release_id,
        CellRow.cell.startswith("PLACE=", autoescape=True),
        or_(CellRow.cell.endswith("|SATIS"), CellRow.cell.endswith("|RESPONDENTS")),
    )
    domains = (parse_domain(parse_key(key)[0]) for key in session.scalars(keys))
    return {part for pairs in domains if len(pairs) == 1 for part in parts_of(pairs[0][1])}


def dimensions_in(session: Session, release_id: int) -> list[str]:
    """The dimensions, or crossings of two, that a release has tables by, in the order in which pages show them."""
    kinds = ("|SATIS", "|NEEDED", "|RESPONDENTS")
    keys = select(CellRow.cell).where(
        CellRow.release_id == release_id, or_(*(CellRow.cell.endswith(kind) for kind in kinds))
    )
    found = {dimension(parse_key(key)[0]) for key in session.scalars(keys.distinct())}
    return [name for name in DIMENSION_LABELS if name in found]


def place_names(session: Session, this: Round, language: str, codes: Collection[str]) -> dict[str, str]:
    """The names of these places in a language, by code, in the order of the register."""
    places = place_map(session, this.register) if this.register else {}
    return {code: place.name_in(language) for code, place in places.items() if code in codes}


def register_levels(session: Session, this: Round) -> int:
    """How many levels of places the register of a round has; 0 without a register."""
    places = place_map(session, this.register) if this.register else {}
    return max((place.level for place in places.values()), default=0)


def inner_places(session: Session, this: Round, codes: Collection[str]) -> frozenset[str]:
    """Those of these places that lie inside another one of them."""
    places = place_map(session, this.register) if this.register else {}
    return frozenset(c for c in codes if c in places and any(above in codes for above in places[c].path[:-1]))
