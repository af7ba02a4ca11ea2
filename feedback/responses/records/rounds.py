"""What never changes about an open round, remembered by the process: an answer is read without a query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.database import for_reading
from feedback.questionnaire.records import find_round, frozen_edition, place_map
from feedback.questionnaire.rules import Edition, Place
from feedback.responses.rules import is_code


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """The facts of a round that is no longer a draft; its state is asked in the statement that keeps an answer."""

    id: int
    code: str
    edition: str
    zone: ZoneInfo
    link: str
    """What an answer counts as that comes without a credential; one of OPT_IN, or else none may come so."""
    closing: str
    """How people may add something at the end; one of CLOSINGS."""
    places: Mapping[str, Place]
    editions: dict[int, Edition] = field(default_factory=dict)
    """Editions by wording, as far as they have been asked for."""

    def day(self, now: datetime) -> date:
        """The day of a moment in the time zone of the round."""
        return now.astimezone(self.zone).date()


_known: WeakKeyDictionary[Engine, dict[str, RoundFacts]] = WeakKeyDictionary()


def round_facts(engine: Engine, code: str) -> RoundFacts | None:
    """The facts of the round with this code, or None when there is no such round or it is still a draft."""
    rounds = _known.setdefault(engine, {})
    if code not in rounds:
        if not is_code(code):  # such a text is no code, and PostgreSQL might not even take it
            return None
        with Session(for_reading(engine)) as session:
            round = find_round(session, code)
            if round is None or round.state == "draft":
                return None
            rounds[code] = RoundFacts(
                id=round.id,
                code=round.code,
                edition=round.edition,
                zone=ZoneInfo(round.timezone),
                link=round.link,
                closing=round.closing,
                places=place_map(session, round.register) if round.register else {},
            )
    return rounds[code]


def named_round(engine: Engine, document: Mapping[str, Any]) -> RoundFacts | None:
    """The facts of the round that a document names, or None when it names none that there is."""
    code = document.get("round")
    return round_facts(engine, code) if isinstance(code, str) else None


def edition_of(engine: Engine, facts: RoundFacts, wording: object) -> Edition | None:
    """The edition of a round in one of its wordings, or None when it has no such wording."""
    if type(wording) is not int or not 0 < wording < 10_000:
        return None
    if wording not in facts.editions:
        with Session(for_reading(engine)) as session:
            try:
                facts.editions[wording] = frozen_edition(session, facts.id, wording)
            except LookupError:
                return None
    return facts.editions[wording]
