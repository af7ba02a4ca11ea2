"""The frozen numbers of one release, found by what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from feedback.publication.rules.cells import PublishedCell, parse_key
from feedback.publication.rules.domains import DIMENSIONS, TOTAL, dimension
from feedback.publication.rules.series import Series, in_order

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Board:
    """A lookup over the cells of a release, or of the part of it that a page needs."""

    cells: dict[Key, PublishedCell] = field(default_factory=dict)

    def find(self, series: str, domain: str, service: str, item: str, measure: str = "share") -> PublishedCell | None:
        """One cell, or None when the release has no such cell."""
        return self.cells.get((series, domain, service, item, measure))

    def series(self) -> list[Series]:
        """The series in the release, in their fixed order."""
        return in_order({key[0] for key in self.cells})

    def items(self, series: str, domain: str, service: str) -> list[str]:
        """The items of a service that have a cell in this domain."""
        found = {key[3]: None for key in self.cells if key[:3] == (series, domain, service)}
        return list(found)

    def services(self, series: str) -> set[str]:
        """The services and local questions that have a cell."""
        return {key[2] for key in self.cells if key[0] == series}

    def domains(self, series: str, services: Iterable[str]) -> dict[str, list[str]]:
        """The domains of these services by dimension, dimensions in their fixed order, the total left out."""
        wanted = set(services)
        groups: dict[str, list[str]] = {}
        for domain in sorted({key[1] for key in self.cells if key[0] == series and key[2] in wanted} - {TOTAL}):
            groups.setdefault(dimension(domain), []).append(domain)
        order = {name: place for place, name in enumerate(DIMENSIONS)}
        return dict(sorted(groups.items(), key=lambda group: (";" in group[0], order.get(group[0].split(";")[0], 99))))


def read_board(cells: Iterable[PublishedCell]) -> Board:
    """A board over these cells."""
    found: dict[Key, PublishedCell] = {}
    for cell in cells:
        domain, service, item = parse_key(cell.cell)
        found[cell.series, domain, service, item, cell.measure] = cell
    return Board(found)
