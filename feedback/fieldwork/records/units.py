"""The units of a round: a list enters whole or not at all, and never changes afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from feedback.fieldwork.records.rows import SampleRow, UnitRow
from feedback.fieldwork.rules import KINDS, PROVENANCES, SELECTIONS, UnitLine
from feedback.questionnaire.records import place_map
from feedback.questionnaire.rules import Problem, Round

CHUNK = 1_000


@dataclass(frozen=True)
class Draw:
    """How the units of a list were chosen, and how one adult of each is: what the office answers for."""

    provenance: str
    kind: str
    selection: str
    """kish, next_birthday or none."""
    statement: str
    """How the sample was drawn, in a sentence or more; printed with the results."""


def draw_problems(this: Round, draw: Draw) -> list[Problem]:
    """What is against a list with this draw in this round."""
    checks = (
        ("state", this.state != "closed", f"The round {this.code} is closed: it takes no more units."),
        ("provenance", draw.provenance in PROVENANCES, f"The provenance must be one of {', '.join(PROVENANCES)}."),
        ("kind", draw.kind in KINDS, f"The kind must be one of {', '.join(KINDS)}."),
        ("selection", draw.selection in SELECTIONS, f"The selection must be one of {', '.join(SELECTIONS)}."),
        (
            "selection",
            draw.kind != "person" or draw.selection == "none",
            "Persons are chosen already: write --selection none.",
        ),
        (
            "provenance",
            this.use != "official" or draw.provenance == "probability",
            "Only a probability sample becomes official statistics, and the round is official.",
        ),
        ("statement", len(draw.statement.strip()) >= 10, "Say in a sentence how the sample was drawn."),
    )
    return [Problem("", key, reason) for key, holds, reason in checks if not holds]


def import_units(
    session: Session, this: Round, lines: Sequence[UnitLine], draw: Draw, by: str, today: date
) -> list[Problem]:
    """Add a checked list of units to a round, or say what is against it; then nothing is added."""
    problems = draw_problems(this, draw)
    held = set(session.scalars(select(UnitRow.code).where(UnitRow.round_id == this.id)))
    twice = "The unit {} is in the round already: a list that has entered never changes."
    problems += [Problem("", f"line {line.line}", twice.format(line.unit)) for line in lines if line.unit in held]
    if problems:
        return problems
    places = place_map(session, this.register) if this.register else {}
    rows = [
        {
            "round_id": this.id,
            "code": line.unit,
            "label": line.label,
            "stratum": line.stratum,
            "psu": line.psu,
            "place_id": places[line.place].id if line.place else None,
            "team": line.team,
            "weight": line.weight,
            "kind": draw.kind,
            "selection": "" if draw.selection == "none" else draw.selection,
            "provenance": draw.provenance,
        }
        for line in lines
    ]
    for start in range(0, len(rows), CHUNK):
        session.execute(insert(UnitRow), rows[start : start + CHUNK])
    session.add(
        SampleRow(
            round_id=this.id,
            provenance=draw.provenance,
            kind=draw.kind,
            selection=draw.selection,
            statement=draw.statement.strip(),
            units=len(rows),
            imported=today,
            imported_by=by,
        )
    )
    session.flush()
    return []


def samples(session: Session, round_id: int) -> list[SampleRow]:
    """The lists of units of a round with the statements of the office, oldest first."""
    return list(session.scalars(select(SampleRow).where(SampleRow.round_id == round_id).order_by(SampleRow.id)))


def units_of_team(session: Session, round_id: int, team: str) -> list[UnitRow]:
    """The units that the phones of a team show, by code."""
    here = (UnitRow.round_id == round_id) & (UnitRow.team == team)
    return list(session.scalars(select(UnitRow).where(here).order_by(UnitRow.code)))


def unit_teams(session: Session, round_id: int) -> dict[str, int]:
    """How many units each team of a round has, by team."""
    counted = select(UnitRow.team, func.count()).where(UnitRow.round_id == round_id)
    rows = session.execute(counted.group_by(UnitRow.team).order_by(UnitRow.team))
    return {row[0]: row[1] for row in rows}
