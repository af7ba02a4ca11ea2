"""Hear it, see it: the questionnaire as recorded voices and sign-language videos, part by part."""

import json

from flask import Response, abort, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from feedback import N_
from feedback.languages import translate
from feedback.questionnaire.pages.voices import unsigned
from feedback.questionnaire.records.clips import clips_of, in_force
from feedback.questionnaire.rules import Round
from feedback.questionnaire.rules.clips import SHORT, SIGN, VOICE, Chapter, all_texts_aloud, digest_of
from feedback.responses.pages.door import blueprint, reading
from feedback.responses.pages.home import in_its_languages, this_round
from feedback.responses.pages.phone import kept_by_phones
from feedback.web import house, language, public

WORDS = {
    "hear": N_("Hear it"),
    "stop": N_("Stop"),
    "see": N_("See it (%(kb)s KB)"),
    "keep": N_("Keep the voice on this phone (%(mb)s MB)"),
    "kept": N_("The voice is on this phone and speaks without network."),
    "forget": N_("Take the voice off this phone"),
    "failed": N_("The network is too weak just now. Try again later."),
    "none": N_("There is no voice in this language yet."),
}
"""What the script on the page says about voices, in the language of the page."""
CLOSED = ("results", "receipt")
"""What is spoken on the pages where it stands, and not read out before."""


@blueprint.get("/hear/<code>", defaults={"part": "consent"})
@blueprint.get("/hear/<code>/<part>")
@public
def hear(code: str, part: str) -> AnyResponse:
    """One part of the questionnaire with a recording beside each text, for browsers without script."""
    round = this_round(code)
    if (elsewhere := in_its_languages(round)) is not None:
        return elsewhere
    with reading() as session:
        chapters = [one for one in _chapters(round, language()) if one.code not in CLOSED]
        here = next((one for one in chapters if one.code == part), None) or abort(404)
        clips = in_force(clips_of(session, language(), [one.text for one in here.texts]), unsigned(round))
    after = chapters.index(here) + 1
    by_kind = {kind: {clip.digest: clip for clip in clips if clip.kind == kind} for kind in (VOICE, SIGN)}
    lines = [(one, *(by_kind[kind].get(digest_of(one.text)) for kind in (VOICE, SIGN))) for one in here.texts]
    page = render_template(
        "responses/hear.html",
        round=round,
        here=here,
        lines=lines,
        after=chapters[after] if after < len(chapters) else None,
        silent="" if clips else WORDS["none"],
    )
    return make_response(page)


@blueprint.get("/clips/<code>/<wanted>.json")
@public
def clip_list(code: str, wanted: str) -> Response:
    """Which text is said by which clip, by the beginning of its digest; and the words of the buttons."""
    round = this_round(code)
    if wanted not in round.languages:
        abort(404)
    with reading() as session:
        clips = clips_of(session, wanted, all_texts_aloud(_chapters(round, wanted)))
    voice: dict[str, list[object]] = {}
    seen: dict[str, list[list[object]]] = {}
    for clip in in_force(clips, unsigned(round)):
        if clip.kind == VOICE:
            voice[clip.digest.hex()[:SHORT]] = [clip.file, clip.size]
        else:
            seen.setdefault(clip.digest.hex()[:SHORT], []).append([clip.file, clip.size, clip.signing])
    words = {name: translate(wanted, text) for name, text in WORDS.items()}
    found = json.dumps({"words": words, "voice": voice, "sign": seen}, ensure_ascii=False, separators=(",", ":"))
    return kept_by_phones(Response(found, mimetype="application/json"))


def _chapters(round: Round, code: str) -> list[Chapter]:
    with reading() as session:
        found: list[Chapter] = house()["aloud"](session, round, code)
    return found
