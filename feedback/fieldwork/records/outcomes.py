"""How far the visits to the units of a round have come, by stratum."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.fieldwork.records.rows import UnitRow, VisitRow
from feedback.fieldwork.rules import Progress, progress, unit_status
from feedback.responses.records import ResponseRow


def outcomes(session: Session, round_id: int) -> list[Progress]:
    """What has become of the units of a round, counted by stratum; empty when it has no units."""
    last = select(VisitRow.unit_id, VisitRow.outcome).where(VisitRow.round_id == round_id)
    visits = {row[0]: row[1] for row in session.execute(last.order_by(VisitRow.visit, VisitRow.received))}
    columns = (UnitRow.id, UnitRow.stratum, ResponseRow.state, ResponseRow.partial)
    joined = select(*columns).outerjoin(ResponseRow, ResponseRow.id == UnitRow.response_id)
    return progress(
        (stratum, unit_status(state or "", bool(partial), visits.get(id, "")))
        for id, stratum, state, partial in session.execute(joined.where(UnitRow.round_id == round_id))
    )
