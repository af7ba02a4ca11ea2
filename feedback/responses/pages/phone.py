"""What a phone keeps so that it works without network: the outbox, the blank questionnaire, the service worker."""

import json
import re
from hashlib import sha256

from flask import Response, make_response, render_template, request

from feedback import N_
from feedback.config import shared_folder
from feedback.questionnaire.records import rounds
from feedback.questionnaire.rules import TAKING, Round
from feedback.responses.forms import words
from feedback.responses.pages.door import as_json, blueprint, reading
from feedback.web import is_sent, language, ours, public, say, sent_script, settings, static_url, tree_hash
from feedback.web.compression import alike

SEALING, RECORDING = "js/seal|js/veil", "js/closing|js/say|js/recorder"
HEARING = ("js/voice/hear.js", "css/hear.css")
"""What speaks without network, on phones that keep a voice."""
SAYING = {
    "consent": N_(
        "Only people of the office that asks will hear you. A voice can be recognised. It is never published, and it "
        "is erased once somebody has written down what it is about."
    ),
    "start": N_("Start recording"),
    "going": N_("Recording: %(n)s of 60 seconds"),
    "stop": N_("Stop"),
    "kept": N_("Recorded: %(n)s seconds. It goes with the answers."),
    "listen": N_("Listen"),
    "again": N_("Record again"),
    "delete": N_("Delete the recording"),
    "refused": N_("The microphone cannot be used here. You can write instead."),
    "answer": N_("voice answer"),
}
"""What the recorder of a voice answer says."""


def kept_by_phones(response: Response) -> Response:
    """A page equal for everyone: a phone may keep it, asks each time whether it changed, and no proxy keeps it.

    Without the mark, where offline is switched off, no phone keeps it.
    """
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers.pop("X-Feedback", None)
    if settings().offline:
        ours(response)
    response.add_etag()
    response.make_conditional(request)
    return response


def phone_addresses(round: Round) -> str:
    """What a phone downloads for this round: outbox and blank questionnaire, this language first; "" if off."""
    if not settings().offline:
        return ""
    codes = sorted(round.languages, key=lambda code: code != language())
    paths = ["/outbox", f"/blank/{round.code}", *(["/words/voice"] if round.closing == "voice" else [])]
    return " ".join(f"{_prefix(code)}{path}" for code in codes for path in paths)


@blueprint.get("/outbox")
@public
def outbox() -> Response:
    """What this phone has not sent yet. The page is empty: a script fills it from the phone itself."""
    return kept_by_phones(make_response(render_template("responses/outbox.html")))


@blueprint.get("/words")
@public
def page_words() -> Response:
    """What the scripts of the questionnaire say; apart from the page, where they would weigh a tenth."""
    return kept_by_phones(as_json(words(say, sealed="seals" in request.args), 200))


@blueprint.get("/words/voice")
@public
def voice_words() -> Response:
    """What the recorder of a voice answer says; apart from the page, because most people do not use it."""
    return kept_by_phones(as_json(spoken(), 200))


def spoken() -> dict[str, str]:
    """The words of the recorder in the language of this request; % stands for seconds."""
    return {name: say(text, n="%") for name, text in SAYING.items()}


@blueprint.get("/service-worker.js")
@public
def service_worker() -> Response:
    """The worker of this very build; where offline is switched off, one that takes itself away and leaves answers."""
    if settings().offline:
        shell = [static_url(name) for name in _shell()]
        field = [static_url(name) for name in field_files() if name not in _shell()]
        voice = [static_url(name) for name in HEARING]
        given = f"{json.dumps([tree_hash(), *shell])}, {json.dumps(field)}, {json.dumps(voice)}"
        source = f"{sent_script('js/worker.js')}work({given});"
    else:
        source = (shared_folder("static") / "js" / "worker-off.js").read_text("utf-8")
    response = alike(source, "")
    response.headers.update({"Content-Type": "text/javascript", "Cache-Control": "no-cache"})
    response.set_etag(sha256(source.encode()).hexdigest()[:12])  # a phone asks at each visit for a new one
    response.make_conditional(request)
    return response


def field_files() -> list[str]:
    """All static files that a phone of the field needs without network."""
    return [
        *_shell(),
        "css/field.css",
        "icons/field.webmanifest",
        "icons/icon-192.png",
        "js/voice/listen.js",
        *_scripts("/(field|vendor)/"),
    ]


def _prefix(code: str) -> str:
    """What stands before a path in this language."""
    return "" if code == settings().default_language else f"/{code}"


def _shell() -> list[str]:
    """The static files that citizens need without network; those of the field are kept by its phones alone."""
    return ["css/site.css", "icons/app.webmanifest", *_scripts("js/[^/]+$")]


def _needless() -> list[str]:
    """Scripts that no round needs that takes answers: those that seal, and those that record."""
    with reading() as session:
        taking = rounds(session, TAKING)
    seals, speaks = any(round.sealed for round in taking), any(round.closing == "voice" for round in taking)
    return [*([] if seals else [SEALING]), *([] if speaks else [RECORDING])]


def _scripts(kind: str) -> list[str]:
    """The scripts of pages whose names match, but for those that nobody needs now."""
    folder = shared_folder("static")
    needless = "|".join(_needless())
    kind = f"^(?!.*({needless})).*{kind}" if needless else kind
    names = (path.relative_to(folder).as_posix() for path in folder.glob("js/**/*.js"))
    sent = (name for name in names if is_sent(name.removeprefix("js/").removesuffix(".js")))
    return sorted(name for name in sent if "worker" not in name and re.search(kind, name))
