"""The desk: what a person may do here, what to do first, who works here and who did what."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, render_template, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from feedback import N_
from feedback.accounts.pages.guard import rule_of
from feedback.accounts.records import latest_audit, list_people
from feedback.accounts.rules import DUTIES, ROLES, allowed
from feedback.web import db, house, login, needs, who

PLACES = (
    ("/staff/rounds/", N_("Rounds"), N_("What is asked, in which languages, where and until when.")),
    (
        "/staff/clips/",
        N_("Voices"),
        N_("The questions as people speak and sign them, for those who do not read."),
    ),
    ("/staff/fieldwork/", N_("Collection"), N_("Phones, the people who collect, and how far the visits are.")),
    ("/staff/import", N_("Files of phones"), N_("Bring in what phones saved because they could not send it.")),
    ("/staff/remarks/", N_("Remarks"), N_("What people wrote or said at the end, in their own words.")),
    ("/staff/releases/", N_("Releases"), N_("Build, check, approve and publish results.")),
    ("/staff/quarantine/", N_("Quarantine"), N_("Answers that were kept but could not be counted, and why.")),
    ("/staff/people", N_("People"), N_("Who has an account, and which roles.")),
    ("/staff/audit", N_("Audit trail"), N_("Who did what, and when.")),
)
"""Where a desk may lead, in the order of the work; a place is shown when it exists and the person may go there."""

STEPS = (
    (
        "people",
        N_("Add an analyst, and an approver who is someone else: nobody approves a release of their own."),
        (
            'feedback account add kofi --name "Kofi Boateng" --role analyst --as {login}',
            'feedback account add esi --name "Esi Owusu" --role approver --as {login}',
        ),
    ),
    (
        "places",
        N_("Import the list of places, so that results can be shown for each district."),
        ("feedback places import gh-2026 places.csv --as {login}",),
    ),
    (
        "round",
        N_("Describe the round in a file and create it: what is asked, where, and for which use."),
        ("feedback round create round.toml --as kofi",),
    ),
    (
        "open",
        N_("Open the round. From then on people can answer, and the questions stay as they are."),
        ("feedback round open ROUND --as kofi",),
    ),
    (
        "release",
        N_("When answers are in, build a release; the approver checks it, and it is published."),
        ("feedback release build --round ROUND --as kofi",),
    ),
)
"""What to do first with an empty instance: a name, a sentence and the commands."""


@dataclass(frozen=True)
class Link:
    """One place that a desk leads to."""

    url: str
    title: str
    about: str
    here: bool


@dataclass(frozen=True)
class Step:
    """One of the first things to do, and whether it is done."""

    text: str
    commands: tuple[str, ...]
    done: bool


def staff_links() -> list[Link]:
    """Where the person who is signed in may go."""
    person = who()
    adapter = current_app.create_url_adapter(request)
    links = []
    for path, title, about in PLACES:
        try:
            endpoint, _values = adapter.match(path, method="GET") if adapter else ("", {})
        except HTTPException:
            continue
        rule = rule_of(endpoint)
        if person is not None and rule not in {"", "public"} and allowed(person.roles, rule):
            links.append(Link(f"{request.script_root}{path}", title, about, request.path == path))
    return links


def first_steps(session: Session, login: str) -> list[Step]:
    """What is left to do before the first results are out, with the commands; empty once a release is published."""
    done = _done(session)
    if done.get("release"):
        return []
    return [
        Step(text, tuple(c.format(login=login) for c in commands), done.get(name, False))
        for name, text, commands in STEPS
    ]


def _done(session: Session) -> Mapping[str, bool]:
    """Which first steps are behind us; `app.py` says so for what other rooms know."""
    progress = house().get("progress")
    roles = {role: {p.id for p in list_people(session) if p.state == "active" and role in p.roles} for role in ROLES}
    two = bool(roles["analyst"]) and bool(roles["approver"]) and len(roles["analyst"] | roles["approver"]) > 1
    return {"people": two, **(progress(session) if progress else {})}


@needs("desk.see")
def desk() -> str:
    """What the person who is signed in may do, and what to do first."""
    return render_template("accounts/desk.html", roles=ROLES, duties=DUTIES, steps=first_steps(db(), login()))


@needs("account.manage")
def people() -> str:
    """Everyone with an account."""
    return render_template("accounts/people.html", people=list_people(db()), roles=ROLES, duties=DUTIES)


@needs("audit.see")
def trail() -> str:
    """The last 200 things that people did."""
    return render_template("accounts/audit.html", rows=latest_audit(db(), 200))
