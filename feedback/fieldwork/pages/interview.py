"""The questionnaire as an enumerator reads it out: blank, without an id, and equal for every phone."""

import json

from flask import make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from feedback import N_
from feedback.fieldwork.editions import practice
from feedback.fieldwork.pages.door import blueprint
from feedback.languages import translate
from feedback.questionnaire.pages.voices import has_voice
from feedback.questionnaire.records import frozen_edition
from feedback.questionnaire.rules import TAKING, edition_text
from feedback.responses.forms import USES, Choice, Part, blank
from feedback.responses.pages.door import reading
from feedback.responses.pages.home import in_its_languages, this_round
from feedback.responses.pages.phone import SAYING, kept_by_phones, spoken
from feedback.responses.pages.questionnaire import carried_key
from feedback.web import language, may_use, ours, public, say, settings
from feedback.web.compression import alike

HELPERS = {
    "none": N_("No: I asked the questions myself, in this language"),
    "interpreter": N_("Yes, somebody put them into the person’s language"),
    "carer": N_("Yes, somebody who looks after the person"),
}
ASK = N_("Say this, and record only if the person agrees:")
OTHERS = {"yes": N_("Yes"), "no": N_("No, we were alone")}
CODES = {"screen": N_("The person writes it down from this phone"), "card": N_("It stands on a printed card")}
_parts: dict[tuple[str, str], dict[str, Part]] = {}


@blueprint.get("/field/r/<code>")
@public
def interview(code: str) -> AnyResponse:
    """The questions of a round for its enumerators, also where no public link leads to them; 410 when it is over."""
    round = this_round(code)
    if (elsewhere := in_its_languages(round)) is not None:
        return elsewhere
    if round.state not in TAKING:
        return ours(make_response(render_template("responses/over.html", round=round), 410))
    with reading() as session:
        edition = frozen_edition(session, round.id, round.wording, round.sha256)
        sealed_to = carried_key(session, round)
    key = (edition.sha256, language())
    if key not in _parts:
        _parts[key] = blank(edition, language(), translate)
    page = render_template(
        "fieldwork/interview.html",
        round=round,
        edition=edition,
        parts=list(_parts[key].values()),
        introduction=edition_text(edition, edition.introduction, language(), translate),
        eligibility=edition_text(edition, edition.eligibility, language(), translate),
        consent=edition_text(edition, edition.consent, language(), translate),
        given={},
        said={},
        use=USES[round.use],
        helpers=_choices(HELPERS),
        others=_choices(OTHERS),
        codes=_choices(CODES),
        practice=practice(),
        key=sealed_to,
        plain=settings().default_language,
        voice=has_voice(round, language()),
        spoken=json.dumps(spoken() | {"consent": f"{say(ASK)} {say(SAYING['consent'])}"}),
        field=True,
        explained=round.explanations == "read",
    )
    heard = ["microphone"] if round.closing == "voice" else []
    return may_use(kept_by_phones(alike(page, "")), "camera", *heard)  # the camera reads the code of a printed card


def _choices(texts: dict[str, str]) -> list[Choice]:
    return [Choice(code, say(text)) for code, text in texts.items()]
