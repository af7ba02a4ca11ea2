"""Rounds: written down as a draft, opened (from then on nothing about the questions changes), closed in two steps."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from feedback import N_
from feedback.languages import languages
from feedback.questionnaire.records.editions import (
    draft_edition,
    drop_edition,
    freeze_edition,
    frozen_edition,
    keep_edition,
)
from feedback.questionnaire.records.keys import sealing_key
from feedback.questionnaire.records.rows import RegisterRow, RoundRow, RoundWordingRow
from feedback.questionnaire.rules import Edition, Problem, Round, RoundSpecification
from feedback.questionnaire.rules.rounds import NOT_OFFICIAL
from feedback.questionnaire.rules.texts import Translate

SIGNED = ("source", "signed")
NEXT = {"open": "closing", "closing": "closed"}
OPENED = N_("The round %(code)s has been opened before: only a draft can be opened.")
UNSIGNED = N_(
    "No two speakers have signed the texts in: %(languages)s. Leave these languages out, have them signed, or write "
    'into the file: unsigned_languages = "why people need them now". The reason is printed with the results.'
)
UNPROVEN = N_(
    "The round %(code)s asks for sealed answers, and no second copy of its key has been proven. A lost key is lost "
    "answers. In a terminal: feedback round key make, copy the file to another place, feedback round key prove."
)
NOT_A_DRAFT = "The round %(code)s has been opened: it stays as it is. Give the other one a code of its own."
MOVED_ON = N_("The round %(code)s is no longer as you saw it. Look at it again.")
SAME_WORDING = N_("No text of the round %(code)s has changed: it keeps its wording.")
NOT_OPEN = N_("The round %(code)s is not open: only the texts of an open round can be published anew.")
NOT_RUNNING = N_("The round %(code)s cannot be closed: only an open or closing round can.")


def create_round(
    session: Session, specification: RoundSpecification, edition: Edition, now: datetime, *, demonstration: bool = False
) -> Round | list[Problem]:
    """Write down a round as a draft, with its edition, or say why not."""
    problems = []
    if find_round(session, specification.code) is not None:
        reason = f"There is already a round {specification.code}. Codes are never used twice, but `--replace` "
        problems.append(Problem("", "code", f"{reason}replaces a draft that was never opened."))
    if specification.use == "official" and specification.link != "none":
        problems.append(Problem("", "use", NOT_OFFICIAL))
    if not demonstration:
        problems += _unsigned(specification.languages, specification.language_reason)
    if specification.register and session.get(RegisterRow, specification.register) is None:
        problems.append(
            Problem(
                "",
                "register",
                f"There is no register {specification.register!r}: first run `feedback places import`.",
            )
        )
    problems = problems or keep_edition(session, edition, now)
    if problems:
        return problems
    row = RoundRow(
        code=specification.code,
        title=dict(specification.title),
        edition=edition.code,
        wording=0,
        register=specification.register or None,
        use=specification.use,
        reason=dict(specification.reason),
        office=dict(specification.office),
        contact=specification.contact,
        timezone=specification.timezone,
        languages=list(specification.languages),
        link=specification.link,
        weighted=specification.weighted,
        sealed=specification.sealed,
        closing=specification.closing,
        explanations=specification.explanations,
        starts=specification.starts,
        ends=specification.ends,
        state="draft",
        plan=None if specification.plan is None else dict(specification.plan),
        demonstration=demonstration,
        groups_basis=None if specification.groups_basis is None else dict(specification.groups_basis),
        language_reason=specification.language_reason,
    )
    session.add(row)
    session.flush()
    return as_round(row)


def discard_draft(session: Session, code: str) -> list[Problem]:
    """Give up a draft, if there is one, with its edition unless another round has it; then their codes are free again.

    A round that has ever been opened stays for good: people may have answered it.
    """
    row = _locked(session, code)
    if row is None:
        return []
    if row.state != "draft" or row.wording:
        return [Problem("", "code", NOT_A_DRAFT, {"code": code})]
    session.delete(row)
    session.flush()
    if not session.scalar(select(RoundRow.id).where(RoundRow.edition == row.edition).limit(1)):
        drop_edition(session, row.edition)
    return []


def open_round(session: Session, code: str, translate: Translate, now: datetime) -> Round | list[Problem]:
    """Open a draft: the edition and its texts in every language of the round are frozen together.

    A real round offers a language that no two speakers have signed only with a reason.
    """
    row = _locked(session, code)
    if row is None:
        return [_unknown(code)]
    if row.state != "draft":
        return [Problem("", "state", OPENED, {"code": code})]
    problems = [] if row.demonstration else _unsigned(row.languages, row.language_reason)
    if row.sealed and sealing_key(session, code) is None:
        problems.append(Problem("", "sealed", UNPROVEN, {"code": code}))
    if problems:
        return problems
    edition = freeze_edition(session, row, row.languages, translate, now)
    row.state = "open"
    session.flush()
    return as_round(row, edition.sha256)


def reword_round(session: Session, code: str, translate: Translate, now: datetime) -> Round | list[Problem]:
    """Publish the texts of an open round anew, as the catalogues have them now, under the next number of wording.

    Questions and codes stay. Answers to an earlier wording stay acceptable for good: each says which one it answers.
    """
    row = _locked(session, code)
    if row is None:
        return [_unknown(code)]
    if row.state != "open":
        return [Problem("", "state", NOT_OPEN, {"code": code})]
    before = frozen_edition(session, row.id, row.wording).sha256
    point = session.begin_nested()
    edition = freeze_edition(session, row, row.languages, translate, now)
    if edition.sha256 == before:
        point.rollback()
        return [Problem("", "wording", SAME_WORDING, {"code": code})]
    point.commit()
    return as_round(row, edition.sha256)


def close_round(session: Session, code: str, seen: str = "") -> Round | list[Problem]:
    """One step: an open round is closing (late arrivals still count), a closing round is closed (they do not).

    `seen` is the state that the person who closes has seen, so that two clicks at once are not two steps.
    """
    row = _locked(session, code)
    if row is None:
        return [_unknown(code)]
    if seen and row.state != seen:
        return [Problem("", "state", MOVED_ON, {"code": code})]
    if row.state not in NEXT:
        return [Problem("", "state", NOT_RUNNING, {"code": code})]
    row.state = NEXT[row.state]
    session.flush()
    return as_round(row)


def find_round(session: Session, code: str) -> Round | None:
    """The round with this code."""
    found = session.execute(_with_digest().where(RoundRow.code == code)).one_or_none()
    return None if found is None else as_round(found[0], found[1])


def rounds(session: Session, states: Collection[str] = ()) -> list[Round]:
    """The rounds in these states, or all of them, newest first."""
    wanted = _with_digest().order_by(RoundRow.id.desc())
    if states:
        wanted = wanted.where(RoundRow.state.in_(states))
    return [as_round(row, sha256) for row, sha256 in session.execute(wanted)]


def round_edition(session: Session, this: Round) -> Edition:
    """The edition of a round: as frozen once it has opened, as given before."""
    if this.wording:
        return frozen_edition(session, this.id, this.wording, this.sha256)
    return draft_edition(session, this.edition)


def as_round(row: RoundRow, sha256: str | None = None) -> Round:
    """A row as the value that everyone else works with."""
    return Round(
        id=row.id,
        code=row.code,
        title=row.title,
        edition=row.edition,
        wording=row.wording,
        register=row.register or "",
        use=row.use,
        reason=row.reason,
        office=row.office,
        contact=row.contact,
        timezone=row.timezone,
        languages=tuple(row.languages),
        link=row.link,
        weighted=row.weighted,
        starts=row.starts,
        ends=row.ends,
        state=row.state,
        plan=row.plan,
        demonstration=row.demonstration,
        groups_basis=row.groups_basis,
        language_reason=row.language_reason,
        sha256=sha256 or "",
        sealed=row.sealed,
        closing=row.closing,
        explanations=row.explanations,
    )


def _unsigned(offered: Collection[str], reason: str) -> list[Problem]:
    """What is against offering these languages for real answers."""
    known = languages()
    unsigned = [code for code in offered if code not in known or known[code].status not in SIGNED]
    if not unsigned or reason:
        return []
    return [Problem("", "languages", UNSIGNED, {"languages": ", ".join(unsigned)})]


def _with_digest() -> Select[RoundRow, str]:
    present = and_(RoundWordingRow.round_id == RoundRow.id, RoundWordingRow.wording == RoundRow.wording)
    return select(RoundRow, RoundWordingRow.sha256).outerjoin(RoundWordingRow, present)


def _locked(session: Session, code: str) -> RoundRow | None:
    wanted = select(RoundRow).where(RoundRow.code == code).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def _unknown(code: str) -> Problem:
    return Problem("", "code", f"There is no round {code}. `feedback round list` shows the rounds.")
