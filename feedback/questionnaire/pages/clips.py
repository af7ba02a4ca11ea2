"""Recorded voices and sign-language videos: the clips themselves, and the pages on which people record and check."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import Response, abort, redirect, render_template, request, send_file, url_for

from feedback import N_
from feedback.accounts.records import audit
from feedback.languages import languages
from feedback.questionnaire import records
from feedback.questionnaire.records.clips import clips_of, drop_clip, keep_clip, read_clip, sign_clip
from feedback.questionnaire.rules import Problem, Round
from feedback.questionnaire.rules.clips import (
    KINDS,
    LARGEST,
    Chapter,
    Clip,
    Recording,
    all_texts_aloud,
    digest_of,
    key_of,
)
from feedback.web import db, house, login, may_use, needs, now, ours, public, takes

STATES = {
    "missing": N_("Nothing recorded yet"),
    "waiting": N_("Waits for a second speaker"),
    "signed": N_("Checked by a second speaker"),
}


@public
def clip(file: str) -> Response:
    """The bytes of one clip, or a part of them: their address says what they are, so that they never change."""
    found = read_clip(db(), file)
    if found is None:
        abort(404)
    content, kind = found
    answer = send_file(BytesIO(content), kind, conditional=True, etag=file, max_age=31536000)
    answer.headers["Cache-Control"] = "max-age=31536000, immutable"
    return ours(answer)


@needs("clip.manage")
def clip_rounds() -> str:
    """The rounds with their languages, and how much of each can be heard."""
    found = [(this, [_counted(this, code) for code in this.languages]) for this in records.rounds(db())]
    names = {code: one.autonym for code, one in languages().items()}
    return render_template("questionnaire/staff/clip_rounds.html", rounds=found, names=names)


@needs("clip.manage")
def clip_list(code: str, wanted: str) -> str:
    """The texts of a round in one language, in the order in which it asks, each with what is recorded of it."""
    this = _found(code, wanted)
    chapters = _chapters(this, wanted)
    by_digest = _by_digest(clips_of(db(), wanted))
    _code, done, waiting, all = _counted(this, wanted)
    return render_template(
        "questionnaire/staff/clip_list.html",
        round=this,
        shown=languages()[wanted],
        chapters=[(one.title, [_line(text.text, by_digest) for text in one.texts]) for one in chapters],
        states=STATES,
        done=done,
        waiting=waiting,
        all=all,
    )


@needs("clip.manage")
def clip_text(code: str, wanted: str, key: str, problems: Sequence[Problem] = ()) -> Response:
    """One text: what is recorded of it, recording it, and checking what somebody else recorded."""
    this = _found(code, wanted)
    texts = all_texts_aloud(_chapters(this, wanted))
    text = next((one for one in texts if key_of(one) == key), "") or abort(404)
    number = texts.index(text)
    page = render_template(
        "questionnaire/staff/clip.html",
        round=this,
        shown=languages()[wanted],
        text=text,
        key=key,
        number_of=number + 1,
        all=len(texts),
        next=key_of(texts[number + 1]) if number + 1 < len(texts) else "",
        clips=_by_digest(clips_of(db(), wanted)).get(digest_of(text), []),
        problems=problems,
        given=request.form,
        last=_last(wanted),
    )
    return may_use(Response(page, 422 if problems else 200), "microphone")


@takes(LARGEST)
@needs("clip.manage")
def keep(code: str, wanted: str, key: str) -> Any:
    """Keep a recording that was made on the page, or a file; then on to the next text."""
    text, given = _text(code, wanted, key), request.files.get("file")
    kind = request.form.get("kind", "")
    about = Recording(
        kind if kind in KINDS else abort(400),
        wanted,
        speaker=request.form.get("speaker", ""),
        signing=request.form.get("signing", "").strip() if kind == "sign" else "",
        synthetic=bool(request.form.get("synthetic")),
    )
    made = keep_clip(db(), about, text, given.read() if given else b"", login(), now())
    return _after(code, wanted, key, made, "clip.keep")


@needs("clip.manage")
def sign(code: str, wanted: str, key: str, id: int) -> Any:
    """A second speaker stands for what somebody else recorded."""
    _text(code, wanted, key)
    return _after(code, wanted, key, sign_clip(db(), id, request.form.get("second", ""), now()), "clip.sign")


@needs("clip.manage")
def drop(code: str, wanted: str, key: str, id: int) -> Any:
    """Take a clip away; what a phone has kept of it goes with the next list that it fetches."""
    _text(code, wanted, key)
    gone = drop_clip(db(), id)
    if gone is not None:
        audit(db(), login(), "clip.drop", gone.file, noted(gone), now())
    return redirect(url_for("questionnaire.clip_text", code=code, wanted=wanted, key=key), 303)


def noted(clip: Clip) -> dict[str, Any]:
    """What the audit trail says about a clip."""
    said = {"kind": clip.kind, "language": clip.language, "text": clip.text[:100], "speaker": clip.speaker}
    more = {"signing": clip.signing, "second": clip.second, "synthetic": clip.synthetic}
    return said | {name: value for name, value in more.items() if value}


def _after(code: str, wanted: str, key: str, made: Clip | list[Problem], action: str) -> Any:
    if isinstance(made, list):
        return clip_text(code, wanted, key, made)
    audit(db(), login(), action, made.file, noted(made), now())
    return redirect(url_for("questionnaire.clip_text", code=code, wanted=wanted, key=key), 303)


def _found(code: str, wanted: str) -> Round:
    this = records.find_round(db(), code)
    if this is None or wanted not in this.languages or wanted not in languages():
        abort(404)
    return this


def _text(code: str, wanted: str, key: str) -> str:
    texts = all_texts_aloud(_chapters(_found(code, wanted), wanted))
    return next((one for one in texts if key_of(one) == key), "") or abort(404)


def _chapters(this: Round, wanted: str) -> list[Chapter]:
    found: list[Chapter] = house()["aloud"](db(), this, wanted)
    return found


def _by_digest(clips: Sequence[Clip]) -> dict[bytes, list[Clip]]:
    found: dict[bytes, list[Clip]] = {}
    for clip in clips:
        found.setdefault(clip.digest, []).append(clip)
    return found


def _line(text: str, by_digest: dict[bytes, list[Clip]]) -> tuple[str, str, str, list[Clip]]:
    clips = by_digest.get(digest_of(text), [])
    voices = [clip for clip in clips if clip.kind == "voice"]
    state = "missing" if not voices else "signed" if voices[0].signed else "waiting"
    return key_of(text), text, state, [clip for clip in clips if clip.kind == "sign"]


def _counted(this: Round, wanted: str) -> tuple[str, int, int, int]:
    """A language with how many texts can be heard, how many wait for a second speaker, and how many there are."""
    texts = all_texts_aloud(_chapters(this, wanted))
    voices = [clip for clip in clips_of(db(), wanted, texts) if clip.kind == "voice"]
    done = sum(clip.signed is not None for clip in voices)
    return wanted, done, len(voices) - done, len(texts)


def _last(wanted: str) -> Clip | None:
    """The newest clip of a language: its speaker is probably the next one, too."""
    return max(clips_of(db(), wanted), key=lambda clip: clip.id, default=None)
