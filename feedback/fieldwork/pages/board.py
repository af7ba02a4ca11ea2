"""For coordinators: the rounds that are collected, and one of them with its phones, people, outcomes and doubts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template

from feedback import N_
from feedback.accounts.rules import allowed
from feedback.fieldwork.editions import practice
from feedback.fieldwork.pages.door import blueprint, this_round
from feedback.fieldwork.records import unit_teams
from feedback.fieldwork.records.board import Phone, collecting, counts_by_round, doubts, phones
from feedback.fieldwork.records.outcomes import outcomes
from feedback.fieldwork.rules import DEFINITION, STATUSES, together
from feedback.questionnaire.pages.rounds import STATES as ROUND_STATES
from feedback.questionnaire.records import rounds
from feedback.questionnaire.rules import Round
from feedback.responses.records import count_quarantine
from feedback.responses.rules import REASONS
from feedback.web import db, needs, now, who

STATES = {"waiting": N_("Not paired yet"), "paired": N_("Paired"), "revoked": N_("Revoked")}
WRONG_CLOCK = 600
"""Seconds from which a clock is called wrong."""
SPANS = 12
"""Spans of missing numbers that are written out."""


@dataclass(frozen=True)
class Line:
    """One phone as the page shows it."""

    phone: Phone
    seen: datetime | None
    """In the time of the round."""
    missing: str
    clock: int
    """Minutes by which its clock is wrong, 0 when it is about right."""

    @property
    def name(self) -> str:
        """What people call the phone."""
        return self.phone.device.label or self.phone.device.team

    @property
    def doubted(self) -> bool:
        """Whether somebody should look at the phone itself."""
        lost_soon = self.phone.storage == "best-effort" and self.phone.device.state == "paired"
        return bool(self.phone.twice or self.clock or lost_soon)


@blueprint.get("/staff/fieldwork/")
@needs("fieldwork.see")
def fieldwork() -> str:
    """All rounds with how many phones they have, how many of these to find, units and interviews, newest first."""
    counts = counts_by_round(db())
    lines = []
    for round in rounds(db()):
        carried = [phone for phone in phones(db(), round.code, round.id, now()) if phone.device.state != "revoked"]
        silent = sum(phone.silent for phone in carried)
        lines.append((round, len(carried), silent, *counts.get(round.id, (0, 0))))
    return render_template("fieldwork/staff/rounds.html", lines=lines, states=ROUND_STATES)


@blueprint.get("/staff/fieldwork/<code>")
@needs("fieldwork.see")
def board(code: str) -> str:
    """One round: its phones and what they owe, the people, the outcomes by stratum, and what to look into."""
    round = this_round(code)
    people = collecting(db(), round.id)
    lines = [_line(phone, round) for phone in phones(db(), code, round.id, now())]
    strata = outcomes(db(), round.id)
    shadows = doubts(db(), round.id, (one.enumerator.code for one in people))
    person = who()
    roles = person.roles if person else ()
    return render_template(
        "fieldwork/staff/board.html",
        round=round,
        lines=lines,
        states=STATES,
        people=people,
        cases=len(practice().cases),
        teams=unit_teams(db(), round.id),
        strata=[*strata, together(strata)] if len(strata) > 1 else strata,
        statuses=STATUSES,
        definition=DEFINITION,
        doubts=shadows,
        doubted=any((*vars(shadows).values(), *(line.doubted for line in lines))),
        aside=_aside(code),
        may_pair=allowed(roles, "device.manage"),
        may_read=allowed(roles, "quarantine.see"),
    )


def _line(phone: Phone, round: Round) -> Line:
    offset = phone.clock_offset or 0
    return Line(
        phone=phone,
        seen=phone.seen.astimezone(ZoneInfo(round.timezone)) if phone.seen else None,
        missing=spans(phone.missing),
        clock=abs(offset) // 60 if abs(offset) >= WRONG_CLOCK else 0,
    )


def spans(numbers: Sequence[int]) -> str:
    """Numbers in rising order as people write them: 3, 7–9."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    written = [f"{first}" if first == last else f"{first}–{last}" for first, last in found[:SPANS]]
    return ", ".join([*written, "…"] if len(found) > SPANS else written)


def _aside(code: str) -> list[tuple[str, int]]:
    """How many of the round wait in quarantine, by the sentence of the reason."""
    found: Counter[str] = Counter()
    for of, _door, reason, state, n in count_quarantine(db()):
        if of == code and state == "waiting":
            found[REASONS.get(reason, reason)] += n
    return found.most_common()
