"""The list of rounds, and one round: what it asks, where, and its two buttons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback import N_
from feedback.accounts.records import audit
from feedback.accounts.rules import allowed
from feedback.languages import languages, translate
from feedback.questionnaire import records
from feedback.questionnaire.pages.plan import plan_lines
from feedback.questionnaire.rules import Problem, Round, change_text, edition_text
from feedback.web import db, house, language, login, needs, now, who
from feedback.work import Job, enqueue, latest_jobs

OPEN_SEALED = "responses.open"
"""The kind of job that opens sealed answers."""
FAILED = N_("The latest attempt to open them failed: %(error)s. Nothing is lost; try again.")
STATES = {
    "draft": N_("Draft"),
    "open": N_("Open"),
    "closing": N_("Closing"),
    "closed": N_("Closed"),
}
USES = {
    "official": N_("Official"),
    "complementary": N_("Complementary"),
    "independent": N_("Independent"),
}
LINKS = {
    "open_link": N_("An open link: everyone who wants to answer"),
    "service_point": N_("Asked at the place of service"),
    "none": N_("No link: answers come from the phones of teams, or by import"),
}


@dataclass(frozen=True)
class Sealed:
    """What is not opened yet of a sealed round."""

    waiting: int
    job: Job | None
    """The latest attempt to open them."""

    @property
    def problems(self) -> list[tuple[str, dict[str, Any]]]:
        """What somebody has to do before the rest can be opened, as texts with their values."""
        if self.job is None or not self.waiting or self.busy:
            return []
        return [(FAILED, {"error": self.job.error})] if self.job.error else (self.job.result or {}).get("problems", [])

    @property
    def busy(self) -> bool:
        return self.job is not None and self.job.state in ("waiting", "running")


@needs("round.see")
def rounds() -> str:
    """All rounds, newest first."""
    return render_template("questionnaire/staff/rounds.html", rounds=records.rounds(db()), states=STATES, uses=USES)


@needs("round.see")
def round(code: str) -> str:
    """One round with its edition, the changes in it, its languages, its link and what can be done now."""
    return _page(_found(code))


@needs("round.manage")
def open_round(code: str) -> Any:
    """Open a draft: from now on people can answer, and nothing about the questions changes."""
    before = _found(code)
    opened = records.open_round(db(), code, translate, now())
    if isinstance(opened, list):
        return _page(before, opened), 409
    return _noted(opened, "round.open", {"wording": opened.wording, "sha256": opened.sha256})


@needs("round.manage")
def close_round(code: str) -> Any:
    """Close a round by one step; the form says which state it saw, so that two clicks are not two steps."""
    before = _found(code)
    closed = records.close_round(db(), code, request.form.get("state", "open"))
    if isinstance(closed, list):
        return _page(before, closed), 409
    return _noted(closed, "round.close", {"state": closed.state})


@needs("responses.open")
def open_sealed(code: str) -> Any:
    """Ask the worker to open the sealed answers of a round with the keys that it has."""
    this = _found(code)
    found = _sealed(this)
    if found is not None and found.waiting and not found.busy:
        enqueue(db(), OPEN_SEALED, {"round": code}, login(), now())
        audit(db(), login(), "responses.open.ask", code, {"waiting": found.waiting}, now())
    return redirect(url_for("questionnaire.round", code=code), code=303)


def _found(code: str) -> Round:
    found = records.find_round(db(), code)
    if found is None:
        abort(404)
    return found


def _noted(this: Round, action: str, detail: dict[str, Any]) -> Response:
    audit(db(), login(), action, this.code, detail, now())
    return redirect(url_for("questionnaire.round", code=this.code), code=303)


def _sealed(this: Round) -> Sealed | None:
    """How many sealed answers wait to be opened, and what became of the latest attempt; None where none are sealed."""
    if not this.sealed:
        return None
    jobs = [job for job in latest_jobs(db(), OPEN_SEALED, 100) if job.arguments.get("round") == this.code]
    return Sealed(sum(house()["sealed"](db(), this.id).values()), jobs[0] if jobs else None)


def _page(this: Round, problems: Sequence[Problem] = ()) -> str:
    edition = records.round_edition(db(), this)
    places = records.place_map(db(), this.register).values() if this.register else ()
    levels = Counter(place.level_name for place in places)
    here, person = language(), who()
    roles = person.roles if person else ()
    return render_template(
        "questionnaire/staff/round.html",
        round=this,
        state=STATES[this.state],
        use=USES[this.use],
        reached=LINKS[this.link],
        edition=edition,
        title=edition_text(edition, edition.title, here, translate),
        changes=[change_text(edition, change, here, translate) for change in edition.departures],
        offered=[languages()[code] for code in this.languages if code in languages()],
        levels=levels,
        plan=plan_lines(this.plan or {}, list(levels)),
        link=f"{request.host_url}r/{this.code}/",
        problems=problems,
        key=records.sealing_key(db(), this.code) if this.sealed else None,
        sealed=_sealed(this),
        may_open=allowed(person.roles if person else (), "responses.open"),
        may_manage=allowed(roles, "round.manage"),
        may_collect=allowed(roles, "fieldwork.see"),
    )
