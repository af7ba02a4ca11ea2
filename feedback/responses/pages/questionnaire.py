"""The questionnaire as one plain page, and what happens to what it posts."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Response, abort, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from feedback.languages import translate
from feedback.questionnaire.pages.voices import has_voice
from feedback.questionnaire.records import frozen_edition, place_map, sealing_key
from feedback.questionnaire.rules import Edition, Place, Round, edition_text
from feedback.responses.forms import (
    HELPERS,
    USES,
    Choice,
    Notice,
    Part,
    blank,
    consent_notice,
    document_from,
    first_look,
    grouped_by_part,
    in_order,
    problem_notices,
    read_posted,
    words,
)
from feedback.responses.pages.door import blueprint, full, reading
from feedback.responses.pages.home import in_its_languages, no_questions, this_round
from feedback.responses.pages.phone import kept_by_phones, phone_addresses
from feedback.responses.records import Delivery, Outcome, judge, judged, set_aside
from feedback.responses.rules import LARGEST, new_secret, normalise_secret, read_id
from feedback.seals import to_text
from feedback.web import (
    cross_site,
    engine,
    house,
    language,
    limited,
    may_use,
    no_store,
    now,
    ours,
    public,
    say,
    settings,
)
from feedback.web.compression import alike, pressed_well
from feedback.web.setup import lang_url

REFUSALS = ("no", "young")
KILOBYTES = 20
"""What the page, its style, the answers and the receipt weigh together, rounded up."""
KEPT, KEPT_EACH = 15, 10
"""What a phone fetches besides to work without network: the scripts, and the questionnaire in each language."""
_parts: dict[tuple[str, str], dict[str, Part]] = {}


@dataclass(frozen=True)
class Sheet:
    """One questionnaire page: its round, edition and place, and who fills it in."""

    round: Round
    edition: Edition
    place: str
    here: Place | None
    id: UUID | None
    """None on the blank sheet that a phone keeps: a script gives every copy an id and a secret of its own."""
    secret: str

    @property
    def parts(self) -> list[Part]:
        """The parts in the order of this page, in the language of the request."""
        key = (self.edition.sha256, language())
        if key not in _parts:
            _parts[key] = blank(self.edition, language(), translate)
        return in_order(self.edition, _parts[key], self.id) if self.id else list(_parts[key].values())


@blueprint.get("/r/<code>/<place>")
@public
def questionnaire(code: str, place: str) -> AnyResponse:
    """The questionnaire with a fresh id and secret, for one person."""
    round = this_round(code)
    if (elsewhere := in_its_languages(round)) is not None:
        return elsewhere
    if (shut := no_questions(round)) is not None:
        return ours(shut)
    return _show(_sheet(round, place, uuid4(), _secret()))


@blueprint.get("/blank/<code>")
@public
def blank_sheet(code: str) -> AnyResponse:
    """The questionnaire that a phone keeps for days without network: equal for everyone, without id, secret or place.

    410 when the round is over, so that a phone forgets its copy.
    """
    round = this_round(code)
    if (elsewhere := in_its_languages(round)) is not None:
        return elsewhere
    if (shut := no_questions(round)) is not None:
        shut.status_code = 410
        return ours(shut)
    return kept_by_phones(_show(_sheet(round, "-", None, "")))


@blueprint.post("/r/<code>/<place>")
@public
def receive(code: str, place: str) -> AnyResponse:
    """Take the answers of one person: keep them and lead to the receipt, or show the page again with all of them."""
    if cross_site():
        abort(403)
    limited("send")
    request.max_content_length = LARGEST
    posted = read_posted(request.get_data(cache=False))
    if posted is None:
        abort(413)
    fields = posted.fields
    round = this_round(code)
    if "language" not in fields and fields.get("consent") in REFUSALS:
        return no_store(make_response(render_template("responses/declined.html", round=round)))
    id, secret = read_id(fields.get("id")), normalise_secret(fields.get("secret", ""))
    sheet = _sheet(round, place, id or uuid4(), secret or _secret())
    if "language" in fields:
        return _in_another_language(sheet, fields)
    parts = sheet.parts
    notices = consent_notice(fields)
    if not fields.get("seen"):
        notices += first_look(sheet.edition, parts, fields)
    if notices or id is None or secret is None:
        return _show(sheet, fields, notices, 422)
    return _deliver(sheet, id, fields, posted.digest)


def _in_another_language(sheet: Sheet, fields: Mapping[str, str]) -> AnyResponse:
    """The page with every answer in the language of the address, or the way there for browsers that missed it."""
    wanted = fields["language"]
    if wanted != language() and wanted in sheet.round.languages:
        return no_store(make_response(redirect(lang_url(wanted), 307)))
    seen = fields.get("seen")
    if not seen:
        return _show(sheet, fields)
    if seen == "another":
        return _show(sheet, fields, (), 422, another=True)
    return _show(sheet, fields, consent_notice(fields) + first_look(sheet.edition, sheet.parts, fields), 422)


def _deliver(sheet: Sheet, id: UUID, fields: Mapping[str, str], digest: bytes) -> AnyResponse:
    """Hand the answers to the keeper, and turn what becomes of them into a page."""
    document = document_from(
        sheet.edition,
        fields,
        round=sheet.round.code,
        place=None if sheet.place == "-" else sheet.place,
        language=language(),
        secret=sheet.secret,
    )
    delivery = Delivery(id, digest, json.dumps(document).encode(), document, door="page")
    outcome = judged(lambda: judge(engine(), delivery, now()), "a response")
    if (page := _show_again(sheet, fields, outcome)) is not None:
        return page
    if outcome.state == "aside" and not set_aside(engine(), delivery, outcome, now()):
        abort(full())
    ticket = house()["ticket"].mint(sheet.secret)
    return no_store(make_response(redirect(f"{request.script_root}/receipt/t/{ticket}", 303)))


def _show_again(sheet: Sheet, fields: Mapping[str, str], outcome: Outcome) -> Response | None:
    """The page with the answers kept, where the person can mend something or is somebody else; None where not."""
    if outcome.reason == "other_content":
        another = Sheet(sheet.round, sheet.edition, sheet.place, sheet.here, uuid4(), _secret())
        return _show(another, fields, (), 422, another=True)
    notices = problem_notices(sheet.parts, outcome.problems)
    return _show(sheet, fields, notices, 422) if notices else None


def _sheet(round: Round, place: str, id: UUID | None, secret: str) -> Sheet:
    with reading() as session:
        edition = frozen_edition(session, round.id, round.wording, round.sha256)
        known = place_map(session, round.register) if round.register else {}
    if place != "-" and place not in known:
        abort(404)
    return Sheet(round, edition, place, known.get(place), id, secret)


def _show(
    sheet: Sheet,
    given: Mapping[str, str] | None = None,
    notices: Sequence[Notice] = (),
    status: int = 200,
    *,
    another: bool = False,
) -> Response:
    edition, fresh = sheet.edition, given is None
    with reading() as session:
        results = house()["has_results"](session, sheet.round.id)
        key = carried_key(session, sheet.round)
    page = render_template(
        "responses/questionnaire.html",
        sheet=sheet,
        round=sheet.round,
        parts=sheet.parts,
        results=results,
        introduction=edition_text(edition, edition.introduction, language(), translate),
        eligibility=edition_text(edition, edition.eligibility, language(), translate),
        consent=edition_text(edition, edition.consent, language(), translate),
        given=given or {},
        notices=notices,
        said={notice.anchor: notice.text for notice in notices},
        by_part=grouped_by_part(notices),
        must=any(notice.must for notice in notices),
        another=another,
        again=status == 422,
        use=USES[sheet.round.use],
        helpers=[Choice(code, say(text)) for code, text in HELPERS.items()],
        kilobytes=KILOBYTES + (KEPT + KEPT_EACH * len(sheet.round.languages) if settings().offline else 0),
        addresses=phone_addresses(sheet.round),
        key=key,
        explained=sheet.round.explanations != "none",
        plain=settings().default_language,
        fresh=fresh,
        words={} if sheet.id or not fresh else words(say, sealed=bool(key)),
        voice=has_voice(sheet.round, language()),
    )
    if not fresh:
        return no_store(ours(hearing(sheet.round, pressed_well(make_response(page, status)))))
    own = render_template("responses/own.html", sheet=sheet) if sheet.id else ""
    known = own[: own.find(str(sheet.id))] if own else ""
    return no_store(ours(hearing(sheet.round, alike(page + known, own.removeprefix(known)))))


def hearing(round: Round, page: Response) -> Response:
    """The page may ask for the microphone where its round takes voice answers."""
    return may_use(page, "microphone") if round.closing == "voice" else page


def carried_key(session: Session, round: Round) -> str:
    """Name and public key to which phones seal the answers to a round, as its pages carry them; "" without seals."""
    key = sealing_key(session, round.code) if round.sealed else None
    return f"{key.id}:{to_text(key.public)}" if key else ""


def _secret() -> str:
    return new_secret(secrets.token_bytes(10))
