"""Building a release: the batch and its tallies first, then the numbers as they will be shown, frozen in one step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback import N_
from feedback.accounts.records import audit
from feedback.config import Settings
from feedback.database import transaction
from feedback.fieldwork.records import samples
from feedback.fieldwork.records.outcomes import outcomes
from feedback.fieldwork.rules import together
from feedback.languages import languages
from feedback.publication.records import (
    Basis,
    Release,
    begin_release,
    closing_release,
    discard,
    finish_build,
    open_release,
)
from feedback.publication.rules import published_cells, same_person
from feedback.publication.rules.cells import few_or_rounded
from feedback.questionnaire.records import find_round
from feedback.questionnaire.rules import Round
from feedback.results.jobs import ONLY_CLOSING, Built, build_tallies, measures
from feedback.results.records import Facts, earlier_tallies, find_tally, unopened_count
from feedback.results.rules import Plan, read_plan
from feedback.work import Job

NO_ROUND = N_("There is no round %(round)s that has begun.")
STILL_OPEN = N_(
    "The release was not built: release %(n)s of this round is not public yet. Publish or discard it first."
)
NOT_CLOSED = N_("The release was not built: a closing release holds every answer, so the round has to be closed first.")
CLOSED_ROUND = N_("The release was not built: this round is closed. Build its closing release instead.")
FINAL = N_("The release was not built: this round has had its closing release, which holds every answer.")
SEALED = N_(
    "The release was not built: sealed answers are not opened yet (%(n)s), and a closing release holds every answer. "
    "The page of the round says what they wait for."
)
NO_ANSWERS = N_("The release was not built: no new answers wait.")
TOO_FEW = N_(
    "The release was not built: %(n)s answers wait, but no group has %(k)s new people yet. "
    "Try again after more interviews, or close the round."
)
SAMPLE = N_(
    "The release was not built: %(n)s answers wait. People drawn at random come out in one closing release, "
    "when the round is closed."
)
ENOUGH_UNITS = 30
"""Units that may be eligible, below which no response rate is told."""


@dataclass(frozen=True)
class Outcome:
    """What came of a build: the release, or the sentence that says why there is none."""

    release: int | None
    number: int | None = None
    text: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    counted: int = 0
    waiting: int = 0

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


def build_release(engine: Engine, settings: Settings, job: Job, progress: Callable[[int], None]) -> dict[str, Any]:
    """Build the release that a staff page asked for; a build that was cut off is taken up again from the start."""
    arguments = job.arguments
    outcome = build(
        engine, arguments["round"], bool(arguments["closing"]), job.by, datetime.now(UTC), progress, resume=True
    )
    return {"release": outcome.release, "number": outcome.number, "text": outcome.text, "values": outcome.values}


def build(
    engine: Engine,
    round_code: str,
    closing: bool,
    login: str,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
    *,
    resume: bool = False,
) -> Outcome:
    """Build a draft from the answers that wait, in this person's name, and audit it; or say why there is none.

    progress: called with percent. resume: take up an unfinished draft of the same person instead of refusing.
    """
    with transaction(engine) as session:
        begun = _unopened(session, round_code, closing) or _begin(session, round_code, closing, login, now, resume)
        if isinstance(begun, Outcome):
            return begun
        this, release_id = begun
    try:
        built = build_tallies(engine, this.id, release_id, closing, lambda percent: progress(percent * 9 // 10))
        with transaction(engine) as session:
            outcome = _finish(session, this, release_id, built, login, now)
    except Exception:
        with transaction(engine) as session:
            discard(session, release_id, login)
        raise
    progress(100)
    return outcome


def _unopened(session: Session, code: str, closing: bool) -> Outcome | None:
    """What is against a closing release while sealed answers wait that nobody has opened."""
    this = find_round(session, code) if closing else None
    sealed = unopened_count(session, this.id) if this else 0
    return Outcome(None, text=SEALED, values={"n": sealed}) if sealed else None


def _begin(
    session: Session, code: str, closing: bool, login: str, now: datetime, resume: bool
) -> tuple[Round, int] | Outcome:
    this = find_round(session, code)
    if this is None or this.state == "draft":
        return Outcome(None, text=NO_ROUND, values={"round": code})
    if closing != (this.state == "closed"):
        return Outcome(None, text=NOT_CLOSED if closing else CLOSED_ROUND)
    unfinished = open_release(session, this.id)
    if unfinished is not None:
        if resume and not unfinished.digest and same_person(unfinished.built_by, login):
            return this, unfinished.id
        return Outcome(None, text=STILL_OPEN, values={"n": unfinished.number})
    if closing_release(session, this.id):
        return Outcome(None, text=FINAL)
    return this, begin_release(session, this.id, closing, login, now).id


def _finish(session: Session, this: Round, release_id: int, built: Built, login: str, now: datetime) -> Outcome:
    """Freeze the numbers of a tallied release; one that would say nothing new is discarded."""
    release = session.get_one(Release, release_id)
    plan = read_plan(this.plan or {})
    k = plan.k if isinstance(plan, Plan) else Plan.k
    counted, waiting = sum(built.counted.values()), sum(built.waiting.values())
    tally = find_tally(session, release_id)
    before = sum(row.responses for row in earlier_tallies(session, this.id, release_id))
    total = before + (tally.responses if tally else 0)
    if not counted and not (release.closing and total):
        discard(session, release_id, login)
        only_sample = {series for series, n in built.waiting.items() if n} <= ONLY_CLOSING
        text = NO_ANSWERS if not waiting else SAMPLE if only_sample else TOO_FEW
        return Outcome(None, text=text, values={"n": waiting, "k": k} if waiting else {}, waiting=waiting)
    cells = published_cells(measures(session, release_id), this.weighted)
    texts = _texts(this, built.facts) | ({"sample": _sample(session, this)} if release.closing else {})
    basis = Basis(total, waiting, this.wording, this.sha256, built.steps, texts)
    finish_build(session, release, cells, basis)
    subject = f"{this.code}/{release.number}"
    audit(session, login, "release.build", subject, {"release": release.id, "digest": release.digest}, now)
    return Outcome(release.id, release.number, counted=counted, waiting=waiting)


def _texts(this: Round, facts: Facts) -> dict[str, Any]:
    """What is told about a release in words, kept in `Release.texts`.

    "languages": the languages of the round with the state of each translation today.
    "facts": {"first": "2026-10", "last": "2026-11", "partial": "25", "set_aside": "fewer than 10"}: the months of the
    first and the last answer counted so far (null where there is none), and how many of them are partial and how many
    answers lie in quarantine, as `parse_shown` reads them.
    """
    known = languages()
    found = [(code, known[code]) for code in this.languages if code in known]
    return {
        "languages": [
            {
                "code": code,
                "name": language.autonym,
                "status": language.status,
                "signatures": [{"name": one.name, "day": one.day.isoformat()} for one in language.signatures],
            }
            for code, language in found
        ],
        "facts": {
            "first": facts.first and f"{facts.first:%Y-%m}",
            "last": facts.last and f"{facts.last:%Y-%m}",
            "partial": few_or_rounded(facts.partial),
            "set_aside": few_or_rounded(facts.set_aside),
        },
    }


def _sample(session: Session, this: Round) -> dict[str, Any]:
    """How the units of a closed round were drawn, and how many of them answered, kept in `Release.texts`.

    {"statements": ["Two stages ..."], "units": "250", "response_rate": 73}: units rounded like people; the rate (AAPOR
    Response Rate 2) in whole percent, null for few units and where some of them were not drawn at random.
    """
    lists = samples(session, this.id)
    whole = together(outcomes(session, this.id))
    drawn = lists and all(one.provenance == "probability" for one in lists) and whole.eligible >= ENOUGH_UNITS
    rate = whole.response_rate if drawn else None
    return {
        "statements": [one.statement for one in lists],
        "units": few_or_rounded(whole.units),
        "response_rate": None if rate is None else round(100 * rate),
    }
