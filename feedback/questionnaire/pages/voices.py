"""Whether a page can be heard, and the recordings for pages that somebody asked to hear without script."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from sqlalchemy.orm import Session

from feedback.database import for_reading
from feedback.questionnaire.records.clips import clips_of, in_force, is_spoken
from feedback.questionnaire.rules import Round
from feedback.questionnaire.rules.clips import VOICE
from feedback.web import engine, language, settings


@dataclass(frozen=True)
class Voice:
    """What a page does about voices."""

    offered: bool
    """Whether there is a link to hear it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The clip of each text, where somebody pressed the link."""


def unsigned(round: Round) -> bool:
    """Whether clips are heard before a second speaker has checked them: only where no answer is real."""
    return round.demonstration or settings().demonstration


def has_voice(round: Round, code: str) -> bool:
    """Whether anything of a round can be heard or seen in a language."""
    with Session(for_reading(engine())) as session:
        return is_spoken(session, code, unsigned(round))


def voice_of(round: Round | None) -> Voice:
    """What the page of this request does about voices: nothing is said about them where nothing is recorded."""
    if round is None or request.method != "GET" or not has_voice(round, language()):
        return Voice(offered=False)
    if not request.args.get("hear"):
        return Voice(offered=True)
    with Session(for_reading(engine())) as session:
        clips = in_force(clips_of(session, language()), unsigned(round))
    return Voice(offered=True, files={clip.text: clip.file for clip in clips if clip.kind == VOICE})
