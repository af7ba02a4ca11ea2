"""Interviews of paired phones: kept by the one keeper, noted with who made them, matched with their units."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from feedback.accounts.records import Device, find_device
from feedback.database import for_reading, insert_into, transaction
from feedback.fieldwork.records.rows import DeviceReport, InterviewRow, UnitRow
from feedback.fieldwork.rules import Extras, split_extras
from feedback.responses.records import Delivery, Outcome, RoundFacts, Sample, judge, named_round, round_facts
from feedback.responses.rules import Problem, Response, is_envelope, may_be_kept

GIVEN_BACK = frozenset({"round_not_open", "other_content"})
"""Reasons after which an interview that has just taken its unit leaves it to others."""

INSIDE = ("enumerator", "number", "unit_id", "started", "finished")
"""What is noted of a sealed interview only when it is opened."""


@dataclass
class _Taking:
    """Notes an interview and takes its unit in one transaction, just before the response is kept.

    A server killed between the two leaves an interview without response; the phone sends again, finds its own note and
    its own unit, and the response is kept then.
    """

    engine: Engine
    device: Device
    extras: Extras
    now: datetime
    opened: bool = False
    """Whether it was sealed when it arrived, so that only its number could be noted then."""
    noted: bool = False
    took: int | None = None
    """The unit that was free before."""

    def __call__(self, facts: RoundFacts, response: Response) -> Sample | str:
        self.noted = True
        with transaction(self.engine) as session:
            unit = _unit(session, facts.id, response.unit)
            self.note(session, facts.id, response.id, unit)
            if response.unit is None:
                return Sample("assigned_enumerator")
            if unit is None:
                return "unit_unknown"
            weight = _weight(unit, self.extras.adults)
            if isinstance(weight, str):
                return weight
            if not self._take(session, unit, response.id):
                return "unit_twice"
            return Sample(unit.provenance, unit.stratum or None, unit.psu or None, weight, unit.place_id)

    def note(self, session: Session, round_id: int, id: UUID, unit: UnitRow | None) -> None:
        """Write down who made an interview, on which phone and when, once."""
        report = session.get(DeviceReport, self.device.id)
        values = {
            "response_id": id,
            "round_id": round_id,
            "device_id": self.device.id,
            "enumerator": self.extras.collector,
            "number": self.extras.number,
            "unit_id": unit.id if unit else None,
            "started": self.extras.started,
            "finished": self.extras.finished,
            "clock_offset": report.clock_offset if report else None,
            "received": self.now,
        }
        insert = insert_into(session, InterviewRow).values(values)
        known = {name: values[name] for name in INSIDE if values[name] is not None}
        if self.opened and known:
            session.execute(insert.on_conflict_do_update(index_elements=["response_id"], set_=known))
        else:
            session.execute(insert.on_conflict_do_nothing())

    def _take(self, session: Session, unit: UnitRow, id: UUID) -> bool:
        """Whether this interview is the one that counts for the unit, from now on or since it was first sent."""
        free = (UnitRow.id == unit.id) & UnitRow.response_id.is_(None)
        if session.execute(update(UnitRow).where(free).values(response_id=id).returning(UnitRow.id)).first():
            self.took = unit.id
            return True
        return session.scalar(select(UnitRow.response_id).where(UnitRow.id == unit.id)) == id


def judge_interview(engine: Engine, device: Device, delivery: Delivery, now: datetime) -> Outcome:
    """Keep an interview that came with the credential of a phone if it can be counted; otherwise say why not.

    It is noted for its phone in either case, so that no running number seems lost; a sealed one when it arrives, with
    its number, and once more when it is opened. Of two interviews of one unit the first that arrived counts.
    """
    document = delivery.document
    sent = replace(delivery, mode="enumerator", device=device.id)
    if isinstance(document, Problem) or not (is_envelope(document) or may_be_kept(document)):
        return judge(engine, sent, now)
    plain, extras = split_extras(document)
    taking = _Taking(engine, device, extras, now, delivery.arrived is not None)
    if document.get("round") == device.round:
        outcome = judge(engine, replace(sent, document=plain), now, taking)
    else:
        named = named_round(engine, document)
        outcome = Outcome("aside", "other_round", round=named or round_facts(engine, device.round))
    if not taking.noted and (home := round_facts(engine, device.round)) is not None:
        with transaction(engine) as session:
            taking.note(session, home.id, delivery.id, None)
    if outcome.reason in GIVEN_BACK and taking.took is not None:
        with transaction(engine) as session:
            mine = (UnitRow.id == taking.took) & (UnitRow.response_id == delivery.id)
            session.execute(update(UnitRow).where(mine).values(response_id=None))
    return outcome


def judge_opened(engine: Engine, delivery: Delivery, now: datetime) -> Outcome:
    """Judge what was sealed, once it is open: as its phone's, also when that was revoked since, or as a citizen's."""
    if delivery.device is None:
        return judge(engine, delivery, now)
    with Session(for_reading(engine)) as session:
        device = find_device(session, delivery.device)
    return judge_interview(engine, device, delivery, now) if device else Outcome("aside", "proof")


def _unit(session: Session, round_id: int, code: str | None) -> UnitRow | None:
    if code is None:
        return None
    return session.scalar(select(UnitRow).where(UnitRow.round_id == round_id, UnitRow.code == code))


def _weight(unit: UnitRow, adults: int | None) -> float | str | None:
    """The design weight of the one adult asked: that of the unit, times the adults it was chosen from."""
    if unit.weight is None or unit.kind == "person":
        return unit.weight
    living = adults or (unit.drawn["men"] + unit.drawn["women"] if unit.drawn else 0)
    return unit.weight * living if living else "adults_missing"
