"""What a coordinator looks at: each phone with what it made and what arrived, each person who collects, and doubts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from feedback.accounts.records import list_devices
from feedback.accounts.rules import Device
from feedback.fieldwork.records.enumerators import list_enumerators
from feedback.fieldwork.records.rows import DeviceReport, InterviewRow, PracticeRow, UnitRow, VisitRow
from feedback.fieldwork.rules import Enumerator, is_silent, kish_rank, kish_table, missing_numbers, numbers_twice
from feedback.questionnaire.records import RoundRow
from feedback.responses.records import QuarantineRow, ResponseRow, SealedRow


@dataclass(frozen=True)
class Phone:
    """A phone of a round: how many interviews and visits it made, which have arrived, and what it still holds."""

    device: Device
    made: int
    """The highest running number it has given, as far as is known."""
    arrived: int
    """Interviews and visits that the server has of it."""
    missing: tuple[int, ...]
    """Running numbers that have not arrived; none once checks have ended and the numbers are gone."""
    twice: tuple[int, ...]
    unsent: int
    seen: datetime | None
    storage: str
    clock_offset: int | None
    silent: bool
    """Whether it holds unsent interviews and has not been seen for three days."""


@dataclass(frozen=True)
class Collecting:
    """A person who collects: what was practised, how many interviews came, and how long they took."""

    enumerator: Enumerator
    cases: frozenset[str]
    """Practice interviews that ended without a mistake at least once."""
    checked: bool
    """Whether the self-check was passed."""
    interviews: int
    minutes: int | None
    """Median over the interviews; None where no times are known."""


@dataclass(frozen=True)
class Doubts:
    """What somebody should look into."""

    unknown_codes: Mapping[str, int]
    """Interviews by the code of somebody whom the round does not know."""
    announced: int
    """Visits that ended with an interview which has not arrived."""
    redrawn: tuple[str, ...]
    """Units for which a second, different choice of the adult came; the first one stands."""
    off_table: tuple[str, ...]
    """Units in which another adult was chosen than Kish's table of the unit says."""


def phones(session: Session, code: str, round_id: int, now: datetime) -> list[Phone]:
    """The phones of a round, by team and label, revoked ones last."""
    devices = list_devices(session, code)
    if not devices:
        return []  # most rounds have none, and all of their interviews would be looked through
    numbers, reduced = _numbers(session, round_id)
    ids = [device.id for device in devices]
    reports = {r.device_id: r for r in session.scalars(select(DeviceReport).where(DeviceReport.device_id.in_(ids)))}
    found = [_phone(d, numbers[d.id], d.id in reduced, reports.get(d.id), now) for d in devices]
    return sorted(found, key=lambda phone: phone.device.state == "revoked")


def collecting(session: Session, round_id: int) -> list[Collecting]:
    """The people who collect in a round, by team and code, and those who left after them."""
    cases: dict[str, set[str]] = defaultdict(set)
    checked: set[str] = set()
    passed = select(PracticeRow.enumerator, PracticeRow.kind, PracticeRow.name)
    for code, kind, name in session.execute(passed.where(PracticeRow.round_id == round_id, PracticeRow.passed)):
        if kind == "check":
            checked.add(code)
        else:
            cases[code].add(name)
    times: dict[str | None, list[float]] = defaultdict(list)
    counts: dict[str | None, int] = defaultdict(int)
    columns = (InterviewRow.enumerator, InterviewRow.started, InterviewRow.finished)
    for by, started, finished in session.execute(select(*columns).where(InterviewRow.round_id == round_id)):
        counts[by] += 1
        if started is not None and finished is not None and finished >= started:
            times[by].append((finished - started).total_seconds() / 60)
    found = [
        Collecting(
            enumerator=one,
            cases=frozenset(cases[one.code]),
            checked=one.code in checked,
            interviews=counts[one.code],
            minutes=round(median(times[one.code])) if times[one.code] else None,
        )
        for one in list_enumerators(session, round_id)
    ]
    return sorted(found, key=lambda one: one.enumerator.state != "active")


def doubts(session: Session, round_id: int, known: Iterable[str]) -> Doubts:
    """What speaks against some of the collection of a round; `known` are the codes of its enumerators."""
    here = (InterviewRow.round_id == round_id) & InterviewRow.enumerator.is_not(None)
    counted = select(InterviewRow.enumerator, func.count()).where(here).group_by(InterviewRow.enumerator)
    codes = set(known)
    arrived = select(InterviewRow.response_id).where(InterviewRow.response_id == VisitRow.interview)
    announced = select(func.count()).where(
        VisitRow.round_id == round_id, VisitRow.interview.is_not(None), ~arrived.exists()
    )
    chosen = select(UnitRow.code, UnitRow.drawn, VisitRow.selection).join(UnitRow, UnitRow.id == VisitRow.unit_id)
    rows = session.execute(chosen.where(VisitRow.round_id == round_id).order_by(UnitRow.code)).all()
    round = session.scalar(select(RoundRow.code).where(RoundRow.id == round_id)) or ""
    return Doubts(
        unknown_codes={code: n for code, n in session.execute(counted) if code and code not in codes},
        announced=session.scalar(announced) or 0,
        redrawn=tuple(dict.fromkeys(code for code, drawn, selection in rows if selection and selection != drawn)),
        off_table=tuple(dict.fromkeys(code for code, drawn, _ in rows if drawn and _is_off_table(round, code, drawn))),
    )


def _is_off_table(round: str, unit: str, drawn: Mapping[str, Any]) -> bool:
    """Whether somebody else was chosen by Kish's table than it gives for this household."""
    adults = drawn["men"] + drawn["women"]
    return bool(drawn["method"] == "kish" and drawn["rank"] != kish_rank(kish_table(round, unit), adults))


def counts_by_round(session: Session) -> dict[int, tuple[int, int]]:
    """How many units a round has and how many interviews have come, by the number of the round."""
    units, came = (
        {row[0]: row[1] for row in session.execute(select(table.round_id, func.count()).group_by(table.round_id))}
        for table in (UnitRow, InterviewRow)
    )
    return {id: (units.get(id, 0), came.get(id, 0)) for id in units.keys() | came.keys()}


def _numbers(session: Session, round_id: int) -> tuple[Mapping[UUID, Sequence[int | None]], set[UUID]]:
    """The running numbers that arrived by phone, and the phones whose numbers were taken out when checks ended."""
    numbers: dict[UUID, list[int | None]] = defaultdict(list)
    reduced: set[UUID] = set()
    columns = (InterviewRow.device_id, InterviewRow.number, InterviewRow.received)
    of_visits = (VisitRow.device_id, VisitRow.number, VisitRow.received)
    for rows in (
        select(*columns).where(InterviewRow.round_id == round_id, _is_held()),
        select(*of_visits).where(VisitRow.round_id == round_id),
    ):
        for device, number, received in session.execute(rows):
            numbers[device].append(number)
            if received is None:
                reduced.add(device)
    return numbers, reduced


def _is_held() -> ColumnElement[bool]:
    """Whether the answers of an interview are here: it is noted a moment before, and the server may die in between."""
    rows = ((ResponseRow, ResponseRow.id), (SealedRow, SealedRow.id), (QuarantineRow, QuarantineRow.response_id))
    return or_(*(select(1).select_from(table).where(id == InterviewRow.response_id).exists() for table, id in rows))


def _phone(
    device: Device, numbers: Sequence[int | None], reduced: bool, report: DeviceReport | None, now: datetime
) -> Phone:
    held = [number for number in numbers if number is not None]
    said = report.made if report else 0
    missing = () if reduced else missing_numbers(said, held)
    unsent, seen = (report.unsent, report.seen) if report else (0, None)
    return Phone(
        device=device,
        made=max([said, *held]),
        arrived=len(numbers),
        missing=missing,
        twice=numbers_twice(held),
        unsent=unsent,
        seen=seen,
        storage=report.storage if report else "",
        clock_offset=report.clock_offset if report else None,
        silent=device.state == "paired" and is_silent(seen, unsent, len(missing), now),
    )
