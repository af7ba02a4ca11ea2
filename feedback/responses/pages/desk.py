"""For staff: the door for files of phones."""

from flask import render_template, request

from feedback import N_
from feedback.responses.pages.door import blueprint
from feedback.responses.records.handover import TITLES, take_file
from feedback.responses.rules import LARGEST_FILE, is_handed_over
from feedback.web import engine, house, needs, now, takes, who

HEAD = 4096
SHOWN = 200
"""Lines that could not be taken and are named one by one."""
NO_FILE = N_("Please choose the file first.")
NO_PHONE = N_("This is not a file of a phone. A table of answers is brought in with the command below.")
Page = str | tuple[str, int]


@blueprint.get("/staff/import")
@needs("responses.handover")
def file_form() -> str:
    """Ask for a file that a phone saved."""
    return render_template("responses/staff/import.html", problem="")


@blueprint.post("/staff/import")
@takes(LARGEST_FILE)
@needs("responses.handover")
def take() -> Page:
    """Take every line of the file as if the phone had sent it, and say what became of it."""
    person, given = who(), request.files.get("file")
    head = given.stream.read(HEAD) if given else b""
    if given is None or person is None or not is_handed_over(head):
        problem = NO_PHONE if head.strip() else NO_FILE
        return render_template("responses/staff/import.html", problem=problem), 422
    given.stream.seek(0)
    judge = house()["take_record"]
    report = take_file(engine(), given.stream, given.filename or "", person.login, now(), judge)
    return render_template("responses/staff/report.html", report=report, titles=TITLES, shown=SHOWN)
