"""The receipt page: where an answer stands, what happens next, taking it back, and what others said so far.

The code is posted or comes in a ticket that dies after fifteen minutes; it is never part of an address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from feedback.database import for_reading
from feedback.engagement.rules import STANDINGS, TOO_LATE, FoundReceipt, Standing, is_over, may_take_back, standing
from feedback.publication.pages import parts, view_of
from feedback.publication.records import Release, find_published
from feedback.questionnaire.pages.voices import voice_of
from feedback.questionnaire.records import find_round, rounds
from feedback.questionnaire.rules import Round
from feedback.responses.rules import REASONS, grouped, normalise_secret, receipt_hash
from feedback.tickets import Tickets
from feedback.web import cross_site, db, engine, house, language, limited, no_store, now, public

blueprint = Blueprint("engagement", __name__)


@dataclass(frozen=True)
class Doors:
    """What `app.py` hands over from `responses`: questions about one secret, never a stored answer."""

    find: Callable[[Session, bytes], FoundReceipt | None]
    """What is held under the hash of a secret."""
    sealed: Callable[[Session], bool]
    """Whether sealed answers wait to be opened, in whatever round."""
    withdraw: Callable[[Session, bytes], bool]
    """Take the answer back; False when it is too late or there is none."""


@blueprint.route("/receipt/", methods=["GET", "POST"])
@public
def receipt() -> Response:
    """Type the code and see where the answer stands."""
    if request.method == "GET":
        return no_store(make_response(render_template("engagement/find.html", typed="", problem=False)))
    _refuse_strangers()
    typed = request.form.get("code", "")[:200]
    secret = normalise_secret(typed)
    if not typed.strip():
        return no_store(make_response(render_template("engagement/find.html", typed="", problem=True), 422))
    with Session(for_reading(engine())) as session:  # looking something up never waits for those who write
        return _show(session, secret or "")


@blueprint.get("/receipt/t/<ticket>")
@public
def by_ticket(ticket: str) -> Response:
    """The page right after answering; the ticket in its address is worth nothing after fifteen minutes."""
    secret = _tickets().open(ticket)
    if secret is None:
        return no_store(make_response(render_template("engagement/old.html"), 410))
    return _show(db(), secret, fresh=True)


@blueprint.get("/receipt/withdraw")
@public
def ask_again() -> AnyResponse:
    """Whoever changes the language of a posted page comes back without the ticket, and types the code."""
    return redirect(url_for("engagement.receipt"), 303)


@blueprint.post("/receipt/withdraw")
@public
def take_back() -> Response:
    """Take an answer back: first asked once more, then done."""
    _refuse_strangers()
    secret = _tickets().open(request.form.get("ticket", ""))
    if secret is None:
        return no_store(make_response(render_template("engagement/old.html"), 410))
    hash = receipt_hash(secret)
    _found, where, _release = _stand(db(), hash)
    if not may_take_back(where):
        return _show(db(), secret, late=where not in ("withdrawn", "unknown", "sealed"))
    if request.form.get("sure") != "yes":
        page = render_template("engagement/sure.html", ticket=_tickets().mint(secret))
        return no_store(make_response(page))
    done = _doors().withdraw(db(), hash)
    return _show(db(), secret, late=not done)


def _show(session: Session, secret: str, fresh: bool = False, late: bool = False) -> Response:
    """The receipt page of a secret. An unknown code costs the same and reads like any other."""
    found, where, release = _stand(session, receipt_hash(secret))
    this = _round_of(session, found)
    latest = find_published(session, this.id) if this else None
    view = view_of(session, this, latest, language(), "_T|") if this and latest else None
    page = render_template(
        "engagement/receipt.html",
        code=grouped(secret) if where not in ("unknown", "sealed") else "",
        ticket=_tickets().mint(secret) if may_take_back(where) else "",
        fresh=fresh,
        late=TOO_LATE if late else "",
        where=where,
        standing=STANDINGS[where],
        reason=REASONS.get(found.reason, "") if found else "",
        release=release,
        round=this,
        over=bool(this and is_over(this.ends, _today(this))),
        view=view,
        voice=voice_of(this),
        parts=parts(view) if view else [],
    )
    return no_store(make_response(page))


def _stand(session: Session, hash: bytes) -> tuple[FoundReceipt | None, Standing, Release | None]:
    found = _doors().find(session, hash)
    release = session.get(Release, found.release_id) if found and found.release_id is not None else None
    sealed = found is None and _doors().sealed(session)
    return found, standing(found, release.state if release else None, sealed), release


def _round_of(session: Session, found: FoundReceipt | None) -> Round | None:
    if found is None:
        return None
    if found.round_id is None:
        return find_round(session, found.round)
    return next((this for this in rounds(session) if this.id == found.round_id), None)


def _today(this: Round) -> date:
    return now().astimezone(ZoneInfo(this.timezone)).date()


def _refuse_strangers() -> None:
    """A form from another site is refused, and so is a flood of codes."""
    if cross_site():
        abort(403)
    limited("receipt")


def _doors() -> Doors:
    return cast(Doors, house()["receipts"])


def _tickets() -> Tickets:
    return cast(Tickets, house()["ticket"])
