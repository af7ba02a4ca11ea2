"""Every page that everyone can open, and how to get there: the one place that knows them all.

`walk` is the list. Whoever adds a public page adds the way there: `test_every_page_is_known.py` compares the list with
the map of addresses and with the templates, and what is listed is then checked in every language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask, abort, template_rendered
from flask.testing import FlaskClient

from feedback.database import transaction
from feedback.demo.building import PILOT, ROUND
from feedback.demo.documents import secret_of
from feedback.fieldwork.editions import guide
from feedback.questionnaire.records import find_round
from feedback.questionnaire.records.clips import keep_clip
from feedback.questionnaire.rules.clips import Clip, Recording
from feedback.web.errors import TEXTS
from tests.demo.test_walk import ANSWERS
from tests.questionnaire.test_clips import VIDEO, VOICE

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOME = "XFA0101"
QUESTIONS = f"/r/{ROUND}/{HOME}"
COUNTED = 2
"""The number of an invented person whose answer is in the first release."""
NO_PAGES = {
    "alive": "for programs",
    "ready": "for programs",
    "files": "style, scripts and pictures of pages",
    "fieldwork.pair": "for phones",
    "fieldwork.download": "for phones",
    "fieldwork.put_record": "for phones",
    "responses.receipts": "for phones",
    "responses.put_response": "for phones",
    "responses.put_voice": "for phones",
    "responses.clip_list": "for phones",
    "responses.voice_words": "for phones",
    "responses.page_words": "for phones",
    "questionnaire.clip": "a recording",
    "responses.service_worker": "a script",
    "publication.csv": "a file",
    "publication.codebook": "a file",
    "engagement.ask_again": "leads to the page where the code is typed",
}
"""Public addresses that answer with no page of their own, and what they are instead."""


@dataclass(frozen=True)
class Shown:
    """One page as the server gave it."""

    name: str
    language: str
    path: str
    status: int
    html: str
    headers: Mapping[str, str]
    template: str
    like: str
    """The name of the page that has the same structure and other words; "" for one that stands for itself."""

    @property
    def scripted(self) -> bool:
        """Whether the page asks for a script."""
        return "<script" in self.html


@dataclass
class Visitor:
    """Somebody who opens one page after the other in one language, and remembers them."""

    app: Flask
    language: str
    seen: list[Shown] = field(default_factory=list)
    endpoints: set[tuple[str, str]] = field(default_factory=set)
    """Method and endpoint of every page that was opened."""

    def __post_init__(self) -> None:
        self.client: FlaskClient = self.app.test_client()
        self.addresses = self.app.url_map.bind("localhost")

    def see(
        self, name: str, path: str, form: Mapping[str, str] | None = None, status: int = 200, like: str = ""
    ) -> Shown:
        """Open a page, or post a form to it and follow where that leads; the page must answer with this status."""
        templates: list[str] = []

        def note(_app: Flask, template, **_context) -> None:
            templates.append(template.name)

        method, path = "GET" if form is None else "POST", self.prefix + path
        with template_rendered.connected_to(note, self.app):
            answer = self.client.open(path, method=method, data=form)
            self._note(method, path)
            if answer.status_code == 303:
                path = urlsplit(answer.headers["Location"]).path
                answer = self.client.get(path)
                self._note("GET", path)
        assert answer.status_code == status, f"{self.language} {name}: {answer.status_code} {answer.headers}"
        assert answer.mimetype == "text/html", name
        keep = {key: value for key, value in answer.headers.items() if key not in {"Content-Length", "Set-Cookie"}}
        made = Shown(name, self.language, path, status, answer.text, keep, templates[0], like)
        self.seen.append(made)
        return made

    @property
    def prefix(self) -> str:
        return "" if self.language == "en" else f"/{self.language}"

    def _note(self, method: str, path: str) -> None:
        inside = path.removeprefix(self.prefix)
        if self.addresses.test(inside, method):
            self.endpoints.add((method, self.addresses.match(inside, method)[0]))


def failing(app: Flask) -> Flask:
    """The same application with an address for every error, so that each page of an error can be looked at."""
    app.add_url_rule("/fails/<int:code>", "fails", abort)
    return app


def walk(now: Visitor, over: Visitor, empty: Visitor) -> list[Shown]:
    """Every public page in one language.

    now: the demonstration; over: the same after its round was closed; empty: an instance in which nothing is set up.
    """
    questionnaires(now)
    receipts(now)
    results(now)
    in_the_field(now)
    token = hidden_fields(now.see("sign in", "/staff/sign-in"))
    now.see("sign in, no password", "/staff/sign-in", token | {"login": "x", "password": ""}, 422)
    now.see("sign in, wrong", "/staff/sign-in", token | {"login": "x", "password": "y"}, 422)
    errors(now)
    afterwards(over)
    before(empty)
    return [*now.seen, *over.seen, *empty.seen]


def questionnaires(visitor: Visitor) -> None:
    """From the first page to the last question, and what happens to what was posted."""
    see = visitor.see
    see("hear it, nothing recorded", f"/hear/{ROUND}", like="hear it")
    record(visitor)
    see("hear it", f"/hear/{ROUND}")
    see("hear a service", f"/hear/{ROUND}/health", like="hear it")
    see("home", "/")
    see("regions", f"/r/{ROUND}/")
    see("districts", f"/r/{ROUND}/in/XFA01")
    form = hidden_fields(see("questionnaire", QUESTIONS))
    see("questionnaire without place", f"/r/{ROUND}/-", like="questionnaire")
    see("blank questionnaire", f"/blank/{ROUND}", like="questionnaire")
    see("questionnaire, nothing answered", QUESTIONS, form, 422)
    some = {"consent": "yes", "1": "A", "2": "A", "4.1": "3", "8": "13", "age_group": "Y35T44"}
    see("questionnaire, some left out", QUESTIONS, form | some, 422)
    see(
        "questionnaire in another language",
        QUESTIONS,
        form | some | {"language": visitor.language},
        like="questionnaire",
    )
    see("below age", QUESTIONS, form | {"consent": "young"})
    see("no consent", QUESTIONS, form | {"consent": "no"}, like="below age")
    see("answered", QUESTIONS, form | {"consent": "yes", "seen": "1"} | ANSWERS)
    see("another person", QUESTIONS, form | {"consent": "yes", "seen": "1"} | ANSWERS | {"5": "0"}, 422)
    see("not answered here", f"/r/{PILOT}/")
    see("outbox", "/outbox")


def record(visitor: Visitor) -> None:
    """A voice and a video in sign language for the first text of the questionnaire that is read out."""
    house = visitor.app.extensions["feedback"]
    with visitor.app.app_context(), transaction(house["engine"]) as session:
        this = find_round(session, ROUND)
        assert this is not None
        text = house["aloud"](session, this, visitor.language)[0].texts[0].text
        for about, content in ((("voice", ""), VOICE), (("sign", "gse"), VIDEO)):
            kind, signing = about
            made = keep_clip(session, Recording(kind, visitor.language, "Somebody", signing), text, content, "x", NOW)
            assert isinstance(made, Clip), made


def receipts(visitor: Visitor) -> None:
    """The code of an answer: where it stands, taking it back."""
    see = visitor.see
    form = hidden_fields(see("questionnaire again", QUESTIONS, like="questionnaire"))
    visitor.see("answered by another", QUESTIONS, form | {"consent": "yes", "seen": "1"} | ANSWERS, like="answered")
    see("receipt, type the code", "/receipt/")
    see("receipt, nothing typed", "/receipt/", {"code": ""}, 422)
    see("receipt, unknown code", "/receipt/", {"code": "0000 0000 0000 0000"})
    waiting = see("receipt, waiting", "/receipt/", {"code": form["secret"]})
    see("receipt, counted", "/receipt/", {"code": secret_of(ROUND, COUNTED)})
    see("receipt, counted cannot be taken back", "/receipt/withdraw", _ticket(visitor, secret_of(ROUND, COUNTED)))
    sure = hidden_fields(see("take back, are you sure", "/receipt/withdraw", hidden_fields(waiting)))
    see("taken back", "/receipt/withdraw", sure | {"sure": "yes"})
    see("receipt, ticket too old", "/receipt/t/old", status=410)


def results(visitor: Visitor) -> None:
    """Everything that is published."""
    see = visitor.see
    see("rounds with results", "/results/")
    for round in (ROUND, PILOT):
        like = "" if round == ROUND else "{} " + ROUND
        see(f"results of {round}", f"/results/{round}/")
        see(f"release of {round}", f"/results/{round}/1/", like=f"results of {round}")
        see(f"held back in {round}", f"/results/{round}/1/held", like=like.format("held back in"))
        see(f"tables of {round}", f"/results/{round}/1/table", like=like.format("tables of"))
        see(f"method of {round}", f"/results/{round}/1/method", like=like.format("method of"))
    see("a region", f"/results/{ROUND}/1/in/XFA01")
    see("a place without numbers", f"/results/{ROUND}/1/in/XFA010101")


def in_the_field(visitor: Visitor) -> None:
    """What opens on a phone that is not paired, and what is printed."""
    see = visitor.see
    see("field", "/field/")
    see("interview", f"/field/r/{ROUND}")
    see("sheets for the field", "/field/guide/")
    for number, sheet in enumerate(guide()):
        see(f"sheet {sheet.code}", f"/field/guide/{sheet.code}", like="" if number < 2 else f"sheet {guide()[0].code}")
    see("showcards", f"/field/showcards/{ROUND}")
    see("showcards of the pilot", f"/field/showcards/{PILOT}", like="showcards")


def errors(visitor: Visitor) -> None:
    """What is shown in place of a page."""
    visitor.see("no such page", "/nothing-here/", status=404)
    visitor.see("not in that way", "/outbox", {}, 405, like="no such page")
    too_large = {"code": "x" * 2_000_000}
    visitor.see("too large", "/receipt/", too_large, 413, like="no such page")
    for code in TEXTS:
        visitor.see(f"error {code}", f"/fails/{code}", status=code, like="no such page")


def afterwards(visitor: Visitor) -> None:
    """What stands there when the round is over."""
    visitor.see("home when nobody asks", "/")
    visitor.see("survey is over", f"/r/{ROUND}/")
    visitor.see("blank questionnaire is over", f"/blank/{ROUND}", status=410, like="survey is over")
    visitor.see("interviews are over", f"/field/r/{ROUND}", status=410, like="survey is over")


def before(visitor: Visitor) -> None:
    """What stands there when nothing is set up."""
    visitor.see("home of an empty instance", "/")
    visitor.see("results of an empty instance", "/results/")
    visitor.see("sign in to an empty instance", "/staff/sign-in")


def hidden_fields(shown: Shown) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown.html))


def _ticket(visitor: Visitor, secret: str) -> dict[str, str]:
    with visitor.app.app_context():
        return {"ticket": visitor.app.extensions["feedback"]["ticket"].mint(secret)}
