"""The rounds of the demonstration: described, opened, closed and released by the functions of real rounds."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from feedback.accounts.records import audit
from feedback.database import transaction
from feedback.demo.accounts import ANALYST, APPROVER
from feedback.languages import languages, translate
from feedback.publication.jobs import build
from feedback.publication.records import Release, approve, publish, release_files
from feedback.questionnaire.editions import load_edition, read_toml
from feedback.questionnaire.records import close_round, create_round, find_round, import_places, open_round
from feedback.questionnaire.rules import Edition, Round, read_places, read_specification

DATA = Path(__file__).parent / "data"
REGISTER = "kelandra"


class Unbuildable(Exception):
    """The demonstration and the rest of the house do not fit together; the message says where."""


def bring_places(engine: Engine, now: datetime) -> None:
    """Import the regions, districts and communities of the invented country."""
    lines, problems = read_places((DATA / "places.csv").read_text("utf-8"), "places.csv")
    with transaction(engine) as session:
        problems = problems or import_places(session, REGISTER, lines, now.date())
        if problems:
            raise Unbuildable(*map(str, problems))
        audit(session, ANALYST.login, "place.import", REGISTER, {"places": len(lines)}, now)


def begin_round(engine: Engine, file: str, starts: date, ends: date, now: datetime) -> Round:
    """Describe a round as its file says, and open it."""
    tables = read_toml(DATA / file)
    found = tables if isinstance(tables, list) else read_specification(tables, languages(), file)
    if isinstance(found, list):
        raise Unbuildable(*map(str, found))
    specification = replace(found[0], starts=starts, ends=ends)
    edition = load_edition(found[1], DATA)
    if not isinstance(edition, Edition):
        raise Unbuildable(*map(str, edition))
    code = specification.code
    with transaction(engine) as session:
        made = create_round(session, specification, edition, now, demonstration=True)
        opened = made if isinstance(made, list) else open_round(session, code, translate, now)
        if isinstance(opened, list):
            raise Unbuildable(*map(str, opened))
        audit(session, ANALYST.login, "round.create", code, {"edition": edition.code, "sha256": edition.sha256}, now)
        audit(session, ANALYST.login, "round.open", code, {"wording": opened.wording, "sha256": opened.sha256}, now)
    return opened


def end_round(engine: Engine, code: str, now: datetime) -> None:
    """Close a round altogether: open, closing, closed."""
    with transaction(engine) as session:
        for state in ("closing", "closed"):
            closed = close_round(session, code)
            if isinstance(closed, list):
                raise Unbuildable(*map(str, closed))
            audit(session, ANALYST.login, "round.close", code, {"state": state}, now)


def release(engine: Engine, code: str, closing: bool, now: datetime) -> int:
    """Build a release as the analyst, approve it as the approver, and publish it. Returns the number of the release."""
    outcome = build(engine, code, closing, ANALYST.login, now)
    if outcome.release is None:
        raise Unbuildable(str(outcome))
    subject = f"{code}/{outcome.number}"
    with transaction(engine) as session:
        this = find_round(session, code)
        why = approve(session, outcome.release, APPROVER.login, now)
        if why or this is None:
            raise Unbuildable(str(why))
        audit(session, APPROVER.login, "release.approve", subject, {"release": outcome.release}, now)
        files = release_files(session, this, session.get_one(Release, outcome.release), demonstration=True)
        why = publish(session, outcome.release, APPROVER.login, now, files)
        if why:
            raise Unbuildable(why)
        audit(session, APPROVER.login, "release.publish", subject, {"release": outcome.release}, now)
    return outcome.release
