"""The one keeper: a response is kept once, by one statement that also asks whether its round takes answers."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPICursor

from feedback.questionnaire.rules import Edition, unpack
from feedback.responses.records.rows import REMARK, ResponseRow
from feedback.responses.records.statements import MARKS, run
from feedback.responses.rules import Response, pack_answers

Kept = Literal["kept", "held", "withdrawn", "other_content", "round_not_open"]

COLUMNS = (
    "id",
    "round_id",
    "wording",
    "language",
    "place_id",
    "mode",
    "provenance",
    "state",
    "date",
    "partial",
    "age",
    "sex",
    "age_group",
    "residence",
    "income",
    "disability",
    "unit",
    "stratum",
    "psu",
    "weight",
    "answers",
    "extra",
    "consent",
    "assistance",
    "others_present",
    "paradata",
    "digest",
    "receipt_hash",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A response together with what only the server may say about it."""

    response: Response
    edition: Edition
    round_id: int
    place_id: int | None
    mode: str
    provenance: str
    day: date
    digest: bytes
    stratum: str | None = None
    psu: str | None = None
    weight: float | None = None
    late: bool = False
    """Whether it was taken while the round was open and only opened now, when the round may be closed."""


def keep(engine: Engine, arrival: Arrival) -> Kept:
    """Keep a response once, durably: `kept`; or say that it is `held` or `withdrawn`, or why it cannot be counted.

    The same id with the same digest is the same response, also after withdrawal; with another digest it is other
    content. Raises OperationalError when the database does not answer.
    """
    id, day = arrival.response.id, arrival.day
    name = engine.dialect.name
    values = row(arrival)
    if name == "sqlite":
        values["id"], values["date"] = id.bytes, day.isoformat()
    for column in ("extra", "paradata"):
        if values[column] is not None:
            values[column] = json.dumps(values[column])
    insert, look = _texts(name)

    def ask(cursor: DBAPICursor) -> Kept:
        cursor.execute(insert, (*values.values(), arrival.round_id, arrival.late))
        if cursor.rowcount == 1:
            return "kept"
        cursor.execute(look, (values["id"],))
        found = cursor.fetchall()
        if not found:
            return "round_not_open"
        [(digest, state)] = found
        if bytes(digest) != arrival.digest:
            return "other_content"
        return "withdrawn" if state == "withdrawn" else "held"

    return run(engine, ask)


def row(arrival: Arrival) -> dict[str, Any]:
    """The columns of a response, in the order of COLUMNS."""
    response = arrival.response
    return {
        "id": response.id,
        "round_id": arrival.round_id,
        "wording": response.wording,
        "language": response.language,
        "place_id": arrival.place_id,
        "mode": arrival.mode,
        "provenance": arrival.provenance,
        "state": "kept",
        "date": arrival.day,
        "partial": response.partial,
        "age": response.age,
        "sex": response.sex,
        "age_group": response.age_group,
        "residence": response.residence,
        "income": response.income,
        "disability": response.disability,
        "unit": response.unit,
        "stratum": arrival.stratum,
        "psu": arrival.psu,
        "weight": arrival.weight,
        "answers": pack_answers(arrival.edition, response.answers),
        "extra": {**response.texts, **({REMARK: response.remark} if response.remark else {})} or None,
        "consent": f"{response.consent_version} {response.consent_language} {response.consent_how}",
        "assistance": response.assistance,
        "others_present": response.others_present,
        "paradata": dict(response.paradata) or None,
        "digest": arrival.digest,
        "receipt_hash": response.receipt_hash,
    }


def response_of(row: ResponseRow, edition: Edition, round: str, place: str | None) -> Response:
    """The response that a kept row was made of; `round` and `place` are the codes behind its numbers."""
    version, language, how = row.consent.split(" ")
    id: UUID = row.id
    return Response(
        id=id,
        round=round,
        edition=edition.code,
        wording=row.wording,
        language=row.language,
        place=place,
        unit=row.unit,
        consent_version=version,
        consent_language=language,
        consent_how=how,
        assistance=row.assistance,
        others_present=row.others_present,
        answers=unpack(edition, row.answers),
        texts={key: text for key, text in (row.extra or {}).items() if key != REMARK},
        remark=(row.extra or {}).get(REMARK, ""),
        age=row.age,
        paradata=row.paradata or {},
        receipt_hash=row.receipt_hash,
        partial=row.partial,
    )


@cache
def _texts(database: str) -> tuple[str, str]:
    """The two statements of `keep`, as the driver of this database takes them."""
    mark = MARKS[database]
    insert = (
        f"INSERT INTO response ({', '.join(COLUMNS)}) SELECT {', '.join([mark] * len(COLUMNS))} "  # noqa: S608 (names only)
        f"FROM round WHERE id = {mark} AND (state IN ('open', 'closing') OR {mark}) ON CONFLICT DO NOTHING"
    )
    return insert, f"SELECT digest, state FROM response WHERE id = {mark}"  # noqa: S608
