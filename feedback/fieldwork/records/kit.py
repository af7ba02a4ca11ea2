"""The kit: everything that a phone downloads to be ready for days without network, and nothing more."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.accounts.records import Device
from feedback.fieldwork.records.enumerators import pins_of_team
from feedback.fieldwork.records.rows import UnitRow, VisitRow
from feedback.fieldwork.records.units import units_of_team
from feedback.fieldwork.rules import ITERATIONS, kish_table
from feedback.questionnaire.records import find_round, place_map
from feedback.questionnaire.rules import Place, Round


def device_part(device: Device) -> dict[str, Any]:
    """What a phone may know about itself."""
    return {"id": str(device.id), "label": device.label, "round": device.round, "team": device.team}


def kit(session: Session, device: Device) -> dict[str, Any] | None:
    """The kit of a phone: its round, the enumerators and units of its team, and all places; never a weight or stratum.

    None when its round is still a draft.
    """
    this = find_round(session, device.round)
    if this is None or this.state == "draft":
        return None
    places = place_map(session, this.register) if this.register else {}
    pins = pins_of_team(session, this.id, device.team)
    return {
        "device": device_part(device),
        "round": _round_part(this),
        "enumerators": [
            {"code": p.code, "name": p.name, "salt": p.salt.hex(), "pin": p.hash.hex(), "iterations": ITERATIONS}
            for p in pins
        ],
        "units": _units_part(session, this, device.team, places),
        "places": [{"code": place.code, "name": place.name, "level": place.level} for place in places.values()],
    }


def kit_digest(content: Mapping[str, Any]) -> str:
    """The same for the same kit, so that a phone downloads it only when something changed."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def _round_part(this: Round) -> dict[str, Any]:
    return {
        "code": this.code,
        "title": dict(this.title),
        "edition": this.edition,
        "wording": this.wording,
        "languages": list(this.languages),
        "state": this.state,
        "timezone": this.timezone,
        "ends": this.ends.isoformat() if this.ends else None,
    }


def _units_part(session: Session, this: Round, team: str, places: Mapping[str, Place]) -> list[dict[str, Any]]:
    by_id = {place.id: place for place in places.values()}
    visits = _visits(session, this, team)
    return [
        {
            "code": unit.code,
            "label": unit.label,
            "place": by_id[unit.place_id].code if unit.place_id else None,
            "place_name": by_id[unit.place_id].name if unit.place_id else "",
            "kind": unit.kind,
            "selection": unit.selection,
            "table": kish_table(this.code, unit.code),
            "visits": visits.get(unit.id, []),
        }
        for unit in units_of_team(session, this.id, team)
    ]


def _visits(session: Session, this: Round, team: str) -> dict[int, list[dict[str, Any]]]:
    """The contact sheets of the units of a team, as far as they have arrived, in the order of the visits."""
    here = (UnitRow.round_id == this.id) & (UnitRow.team == team)
    rows = session.scalars(
        select(VisitRow).join(UnitRow, UnitRow.id == VisitRow.unit_id).where(here).order_by(VisitRow.visit, VisitRow.id)
    )
    zone = ZoneInfo(this.timezone)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        moment = row.finished or row.received
        found.setdefault(row.unit_id, []).append(
            {
                "visit": row.visit,
                "outcome": row.outcome,
                "day": moment.astimezone(zone).date().isoformat() if moment else None,
                "adults": row.adults,
                "selection": row.selection,
            }
        )
    return found
