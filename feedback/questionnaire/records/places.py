"""Places: a register is imported whole and never changes, so each process reads it once."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from feedback.questionnaire.records.rows import PlaceRow, RegisterRow
from feedback.questionnaire.rules import Place, PlaceLine, Problem, check_places
from feedback.questionnaire.rules.places import PLACE_CODE
from feedback.questionnaire.rules.registers import depths

_read: dict[tuple[str, str], Mapping[str, Place]] = {}


def import_places(session: Session, register: str, lines: Sequence[PlaceLine], imported: date) -> list[Problem]:
    """Import a register whole, or nothing of it with every problem by line. A register is never imported twice."""
    if not PLACE_CODE.fullmatch(register):
        return [Problem("", "register", f"The code {register!r} is not 1 to 32 letters, digits, dots, dashes.")]
    if session.get(RegisterRow, register) is not None:
        return [
            Problem(
                "",
                "register",
                f"The register {register} was imported before and never changes: give the newer one a code of its own.",
            )
        ]
    problems = check_places(lines)
    if problems:
        return problems
    session.add(RegisterRow(code=register, imported=imported))
    session.flush()
    _insert(session, register, lines)
    return []


def place_map(session: Session | Connection, register: str) -> Mapping[str, Place]:
    """All places of a register by code, higher ones first, then in the order of the file."""
    bind = session.get_bind() if isinstance(session, Session) else session
    key = (str(bind.engine.url), register)
    if key not in _read:
        places = _read_places(session, register)
        if not places:
            return places
        _read[key] = places
    return _read[key]


def children(session: Session | Connection, register: str, parent: str | None) -> list[Place]:
    """The places directly inside a place, or at the top of the register, in the order of the file."""
    return [place for place in place_map(session, register).values() if place.parent_code == parent]


def registers(session: Session) -> list[tuple[str, date]]:
    """The registers with the day of their import, newest first."""
    rows = select(RegisterRow.code, RegisterRow.imported).order_by(RegisterRow.imported.desc(), RegisterRow.code)
    return [(code, imported) for code, imported in session.execute(rows)]


def _insert(session: Session, register: str, lines: Sequence[PlaceLine]) -> None:
    """Insert the places level by level, so that a parent always has its number before its children need it."""
    depth = depths(lines)
    numbers: dict[str, int] = {}
    for level in range(1, max(depth.values()) + 1):
        rows = [
            {
                "register": register,
                "code": line.code,
                "parent_id": numbers.get(line.parent),
                "name": line.name,
                "names": dict(line.names),
                "level": level,
                "level_name": line.level,
                "population": line.population,
            }
            for line in lines
            if depth[line.code] == level
        ]
        session.execute(insert(PlaceRow), rows)
        here = (PlaceRow.register == register) & (PlaceRow.level == level)
        numbers.update(
            (code, number) for code, number in session.execute(select(PlaceRow.code, PlaceRow.id).where(here))
        )


def _read_places(session: Session | Connection, register: str) -> dict[str, Place]:
    columns = (
        PlaceRow.id,
        PlaceRow.code,
        PlaceRow.parent_id,
        PlaceRow.name,
        PlaceRow.names,
        PlaceRow.level,
        PlaceRow.level_name,
        PlaceRow.population,
    )
    rows = session.execute(select(*columns).where(PlaceRow.register == register).order_by(PlaceRow.level, PlaceRow.id))
    places: dict[str, Place] = {}
    by_id: dict[int, Place] = {}
    for row in rows:
        parent = None if row.parent_id is None else by_id[row.parent_id]
        by_id[row.id] = places[row.code] = Place(
            id=row.id,
            code=row.code,
            name=row.name,
            level=row.level,
            parent_code=None if parent is None else parent.code,
            path=(row.code,) if parent is None else (*parent.path, row.code),
            names=row.names,
            level_name=row.level_name,
            population=row.population,
        )
    return places
