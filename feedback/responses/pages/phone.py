"""What a phone keeps so that it works without network: the outbox, the blank questionnaire, the service worker."""

import json
import re

from flask import Response, make_response, render_template, request

from feedback.config import shared_folder
from feedback.questionnaire.records import rounds
from feedback.questionnaire.rules import TAKING, Round
from feedback.responses.pages.door import blueprint, reading
from feedback.web import is_sent, language, ours, public, settings, static_url, tree_hash

SEALING = "js/seal|js/veil"
HEARING = ("js/voice/hear.js", "css/hear.css")
"""What speaks without network, on phones that keep a voice."""
SCRIPT = "text/javascript; charset=utf-8"


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
    return " ".join(f"{_prefix(code)}{path}" for code in codes for path in ("/outbox", f"/blank/{round.code}"))


@blueprint.get("/outbox")
@public
def outbox() -> Response:
    """What this phone has not sent yet. The page is empty: a script fills it from the phone itself."""
    return kept_by_phones(make_response(render_template("responses/outbox.html")))


@blueprint.get("/service-worker.js")
@public
def service_worker() -> Response:
    """The worker of this very build; where offline is switched off, one that takes itself away and leaves answers."""
    if settings().offline:
        shell = [static_url(name) for name in _shell()]
        field = [static_url(name) for name in field_files() if name not in _shell()]
        voice = [static_url(name) for name in HEARING]
        given = f"{json.dumps([tree_hash(), *shell])}, {json.dumps(field)}, {json.dumps(voice)}"
        source = f'import {{ work }} from "{static_url("js/worker.js")}";\nwork({given});\n'
    else:
        source = (shared_folder("static") / "js" / "worker-off.js").read_text("utf-8")
    return make_response(source, 200, {"Content-Type": SCRIPT, "Cache-Control": "no-cache"})


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


def _seals() -> bool:
    """Whether a round that takes answers asks for seals."""
    with reading() as session:
        return any(round.sealed for round in rounds(session, TAKING))


def _scripts(kind: str) -> list[str]:
    """The scripts of pages whose names match; those that seal only while answers to some round are sealed."""
    folder = shared_folder("static")
    kind = kind if _seals() else f"^(?!.*({SEALING})).*{kind}"
    names = (path.relative_to(folder).as_posix() for path in folder.glob("js/**/*.js"))
    sent = (name for name in names if is_sent(name.removeprefix("js/").removesuffix(".js")))
    return sorted(name for name in sent if "worker" not in name and re.search(kind, name))
