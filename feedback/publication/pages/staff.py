"""Staff pages: which releases there are, asking for a new one, checking a draft, and moving it on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback import N_
from feedback.accounts.records import audit
from feedback.publication.pages.account import account_of, limits
from feedback.publication.pages.public import all_tables, parts
from feedback.publication.pages.view import view_of
from feedback.publication.records import (
    Release,
    all_releases,
    approve,
    closing_release,
    discard,
    open_release,
    publish,
    release_files,
)
from feedback.publication.rules import OPEN, Step, refusal
from feedback.questionnaire.records import find_round, rounds
from feedback.questionnaire.rules import Round
from feedback.results.records import waiting_count
from feedback.web import db, house, language, needs, now, settings, who
from feedback.work import Job, enqueue, latest_jobs

KIND = "release.build"
BUSY = ("waiting", "running")
ALREADY = N_("A release of this round is being built already.")
STILL_OPEN = N_("Release %(n)s of this round is not public yet. Publish or discard it first.")

FINISHED = N_("This round has had its closing release: it holds every answer.")


@dataclass(frozen=True)
class Line:
    """A round with its releases and the latest request to build one."""

    round: Round
    releases: list[Release]
    job: Job | None
    waiting: int
    """Answers that no release has counted yet."""

    @property
    def busy(self) -> bool:
        return self.job is not None and self.job.state in BUSY

    @property
    def finished(self) -> bool:
        return any(r.closing and r.state == "published" for r in self.releases)

    @property
    def open(self) -> bool:
        return any(r.state in OPEN for r in self.releases)


@needs("release.see")
def releases() -> str:
    """Every round that has begun, with its releases."""
    return _list()


def _list(problem: str = "", **values: object) -> str:
    jobs = latest_jobs(db(), KIND, 200)
    lines = [
        Line(
            this,
            all_releases(db(), this.id),
            next((j for j in jobs if j.arguments.get("round") == this.code), None),
            waiting_count(db(), this.id),
        )
        for this in rounds(db(), ("open", "closing", "closed"))
    ]
    return render_template(
        "publication/staff/releases.html", lines=lines, problem=problem, values=values, may_build=_may("release.build")
    )


@needs("release.build")
def build(round: str) -> Response:
    """Ask for a release of a round; it is built outside the web process."""
    this = find_round(db(), round)
    if this is None or this.state == "draft":
        abort(404)
    if any(j.arguments.get("round") == round and j.state in BUSY for j in latest_jobs(db(), KIND, 200)):
        return make_response(_list(ALREADY), 409)
    waiting = open_release(db(), this.id)
    if waiting is not None:
        return make_response(_list(STILL_OPEN, n=waiting.number), 409)
    if closing_release(db(), this.id):
        return make_response(_list(FINISHED), 409)
    arguments = {"round": round, "closing": this.state == "closed"}
    enqueue(db(), KIND, arguments, _login(), now())
    audit(db(), _login(), "release.ask", round, arguments, now())
    return redirect(url_for("publication.releases"), code=303)


@needs("release.see")
def draft(id: int) -> str:
    """One release in any state, its numbers as they will be shown."""
    return _draft(id)


def _draft(id: int, problem: str = "") -> str:
    release, this = _found(id)
    if not release.digest:
        return render_template("publication/staff/unfinished.html", release=release, round=this, problem=problem)
    view = view_of(db(), this, release, language())
    return render_template(
        "publication/staff/draft.html",
        view=view,
        parts=parts(view),
        shown=all_tables(view),
        limits=limits(view),
        facts=view.words.facts(view.facts),
        account=account_of(db(), view),
        problem=problem,
        not_mine=refusal(release, "approve", _login()),
        may_approve=_may("release.approve"),
        may_publish=_may("release.publish"),
    )


@needs("release.approve")
def approve_release(id: int) -> Response:
    """A second person approves a draft."""
    return _move(id, "approve", approve)


@needs("release.publish")
def publish_release(id: int) -> Response:
    """Make an approved release public."""
    _release, this = _found(id)

    def with_files(session: Session, release_id: int, login: str, moment: datetime) -> str | None:
        files = release_files(session, this, session.get_one(Release, release_id), settings().demonstration)
        return publish(session, release_id, login, moment, files)

    return _move(id, "publish", with_files)


@needs("release.publish")
def discard_release(id: int) -> Response:
    """Give up a release that is not public: first asked once more, then done."""
    release, this = _found(id)
    if request.form.get("sure") != "yes" and refusal(release, "discard", _login()) is None:
        return make_response(render_template("publication/staff/sure.html", release=release, round=this))
    return _move(id, "discard", lambda session, release_id, login, _now: discard(session, release_id, login))


def _move(id: int, step: Step, move: Callable[[Session, int, str, datetime], str | None]) -> Response:
    release, this = _found(id)
    if release.state == "draft" and step == "publish":
        return make_response(_draft(id, refusal(release, step, _login()) or ""), 409)
    why = move(db(), id, _login(), now())
    if why is not None:
        return make_response(_draft(id, why), 409)
    audit(
        db(),
        _login(),
        f"release.{step}",
        f"{this.code}/{release.number}",
        {"release": id, "digest": release.digest},
        now(),
    )
    return redirect(
        url_for("publication.draft", id=id) if step != "discard" else url_for("publication.releases"), code=303
    )


def _found(id: int) -> tuple[Release, Round]:
    release = db().get(Release, id)
    this = next((r for r in rounds(db()) if release and r.id == release.round_id), None)
    if release is None or this is None:
        abort(404)
    return release, this


def _may(permission: str) -> bool:
    """Whether the person who is signed in has a role for this."""
    person = who()
    return person is not None and bool(house()["allowed"](person.roles, permission))


def _login() -> str:
    person = who()
    if person is None:
        abort(403)
    return person.login
