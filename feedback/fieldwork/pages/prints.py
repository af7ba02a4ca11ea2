"""For coordinators: pages that are printed and carried into the field."""

import secrets
from dataclasses import dataclass

from flask import abort, render_template, request, url_for

from feedback.fieldwork.pages.devices import square
from feedback.fieldwork.pages.door import blueprint, this_round
from feedback.fieldwork.records import units_of_team
from feedback.fieldwork.rules import OUTCOMES
from feedback.questionnaire.records import place_map
from feedback.responses.rules import grouped, new_secret
from feedback.web import db, needs


@dataclass(frozen=True)
class Row:
    """One unit on the sheet of a team."""

    code: str
    label: str
    place: str


CARDS = 8
"""Cards on a sheet of A4."""
MOST_SHEETS = 25


@blueprint.get("/staff/fieldwork/<code>/cards")
@needs("fieldwork.manage")
def cards(code: str) -> str:
    """Receipt cards with fresh codes, which are stored nowhere: the phone that scans one keeps a hash of it alone."""
    round = this_round(code)
    wanted = request.args.get("sheets", "1")
    sheets = min(max(int(wanted), 1), MOST_SHEETS) if wanted.isascii() and wanted.isdecimal() else 1
    made = [[_card() for _ in range(CARDS)] for _ in range(sheets)]
    address = f"{request.host}{url_for('engagement.receipt')}".rstrip("/")
    return render_template("fieldwork/staff/cards.html", round=round, sheets=made, most=MOST_SHEETS, address=address)


def _card() -> tuple[str, str]:
    """The code of one card in groups of four, and drawn to be scanned."""
    secret = new_secret(secrets.token_bytes(10))
    return grouped(secret), square(secret, border=2)


@blueprint.get("/staff/fieldwork/<code>/sheet")
@needs("fieldwork.see")
def sheet(code: str) -> str:
    """The units of one team with columns to note each visit."""
    round, team = this_round(code), request.args.get("team", "")
    found = units_of_team(db(), round.id, team)
    if not found:
        abort(404)
    named = {place.id: place.name for place in place_map(db(), round.register).values()} if round.register else {}
    units = [
        Row(unit.code, unit.label if unit.label != unit.code else "", named.get(unit.place_id or 0, ""))
        for unit in found
    ]
    outcomes = OUTCOMES.values()
    return render_template("fieldwork/staff/sheet.html", round=round, team=team, units=units, outcomes=outcomes)
