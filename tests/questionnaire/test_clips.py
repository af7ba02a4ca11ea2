"""Clips: bound to the very words they say, checked for what phones play, replaced, signed by somebody else."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.database import for_reading
from feedback.questionnaire.records.clips import clips_of, drop_clip, in_force, keep_clip, read_clip, sign_clip
from feedback.questionnaire.rules import Problem
from feedback.questionnaire.rules.clips import (
    NOT_PLAYED,
    SAME_PERSON,
    Aloud,
    Chapter,
    Clip,
    Recording,
    all_texts_aloud,
    check_clip,
    digest_of,
    key_of,
    type_of,
)
from tests.speaking import spoken

WEBM = b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x86\x81\x01B\x82\x84webm"
VOICE = WEBM + b"\xae\x86\x86A_OPUS" + bytes(200)
VIDEO = WEBM + b"\xae\x86\x85V_VP8" + bytes(200)
ABOUT = Recording("voice", "en", "Abena Mensah")


def keep(
    session: Session, clock: datetime, text: str = "Go on", content: bytes = VOICE, about: Recording = ABOUT
) -> Clip:
    made = keep_clip(session, about, text, content, "kofi", clock)
    assert isinstance(made, Clip), made
    return made


@given(st.text(max_size=30))
def test_white_space_and_the_form_of_letters_do_not_change_what_a_clip_belongs_to(text: str):
    assert digest_of(f"  {text}\n ") == digest_of(text)
    assert digest_of("Ne\u0301 \u00a0 a") == digest_of("N\u00e9 a")


def test_one_changed_letter_or_sign_is_another_text():
    assert len({digest_of(text) for text in ("Go on", "go on", "Go on.", "Goon")}) == 4


def test_what_is_in_a_file_says_what_it_is_and_not_its_name(voices: Path):
    assert type_of(spoken("Go on", "en", voices), "voice") == "ogg"
    assert [type_of(VOICE, kind) for kind in ("voice", "sign")] == ["webm", ""]
    assert [type_of(VIDEO, kind) for kind in ("voice", "sign")] == ["", "webm"]
    assert [type_of(b"\0\0\0\x18ftypM4A soun" + bytes(99), kind) for kind in ("voice", "sign")] == ["mp4", ""]
    assert [type_of(b"\0\0\0\x18ftypmp42videsoun", kind) for kind in ("voice", "sign")] == ["", "mp4"]
    assert type_of(b"ID3\x04" + bytes(99), "voice") == type_of(b"\xff\xfb\x90\x64" + bytes(99), "voice") == "mp3"
    for content in (b"", b"RIFF....WAVEfmt ", b"<html>", b"OggS" + bytes(60) + b"vorbis", b"\x89PNG\r\n"):
        assert type_of(content, "voice") == type_of(content, "sign") == ""


def test_a_recording_that_is_too_large_is_refused_with_what_to_do():
    [problem] = check_clip(ABOUT, VOICE + bytes(90_000))
    assert "89 KB; 80 KB are the most" in str(problem)
    assert "16 kbit/s" in str(problem)
    assert check_clip(Recording("sign", "en", "Abena", "gse"), VIDEO + bytes(300_000)) == []


def test_a_recording_needs_a_speaker_a_sign_language_and_something_that_plays():
    assert [one.key for one in check_clip(Recording("sign", "en", " ", "Ghana"), VIDEO)] == ["speaker", "signing"]
    assert [one.reason for one in check_clip(ABOUT, b"RIFF")] == [NOT_PLAYED["voice"]]


def test_each_text_stands_once_in_the_order_in_which_it_is_asked():
    chapters = [
        Chapter("a", "A", (Aloud("question", "One?"), Aloud("answer", "Yes"))),
        Chapter("b", "B", (Aloud("question", "Two?"), Aloud("answer", " Yes "))),
    ]
    assert all_texts_aloud(chapters) == ["One?", "Yes", "Two?"]


def test_a_clip_is_kept_and_read_by_its_address(session: Session, clock: datetime):
    made = keep(session, clock)
    assert made.text == "Go on"
    assert made.file.endswith(".webm")
    assert read_clip(session, made.file) == (VOICE, "audio/webm")
    assert read_clip(session, "0" * 32 + ".webm") is None
    assert clips_of(session, "en") == clips_of(session, "en", [" Go  on"]) == [made]
    assert clips_of(session, "en", ["Go on!"]) == clips_of(session, "fr") == []


def test_a_clip_is_in_force_when_somebody_else_has_signed_it(session: Session, clock: datetime):
    made = keep(session, clock)
    assert (in_force([made], False), in_force([made], True)) == ([], [made])
    for same in ("Abena  Mensah", "", "  "):
        refused = sign_clip(session, made.id, same, clock)
        assert isinstance(refused, list)
        assert [problem.reason for problem in refused] == [SAME_PERSON]
    signed = sign_clip(session, made.id, "Yaw Boateng", clock)
    assert isinstance(signed, Clip)
    assert (signed.second, signed.signed) == ("Yaw Boateng", clock)
    assert in_force(clips_of(session, "en"), False) == [signed]


def test_a_new_recording_replaces_the_old_one_and_its_signature(engine: Engine, session: Session, clock: datetime):
    sign_clip(session, keep(session, clock).id, "Yaw Boateng", clock)
    session.commit()
    newer = keep(session, clock, content=VOICE + b"2")
    session.commit()
    with Session(for_reading(engine)) as other:
        assert clips_of(other, "en") == [newer]
    assert newer.signed is None


def test_a_voice_and_two_sign_languages_of_one_text_stand_side_by_side(session: Session, clock: datetime):
    keep(session, clock)
    for signing in ("gse", "ase"):
        keep(session, clock, content=VIDEO, about=Recording("sign", "en", "Abena", signing))
    assert [(clip.kind, clip.signing) for clip in clips_of(session, "en")] == [
        ("voice", ""),
        ("sign", "gse"),
        ("sign", "ase"),
    ]
    for clip in clips_of(session, "en"):
        assert drop_clip(session, clip.id) == clip
        assert drop_clip(session, clip.id) is None
    assert clips_of(session, "en") == []
    assert isinstance(sign_clip(session, 77, "Yaw", clock), list)


def test_the_name_of_a_file_follows_from_its_words_and_is_no_number_for_a_spreadsheet():
    assert key_of("Go on") == "t" + digest_of("Go on").hex()[:12]


@pytest.mark.parametrize("kind", ["voice", "sign"])
def test_a_refusal_is_a_sentence(kind: str):
    [problem] = check_clip(Recording(kind, "en", "Abena", "gse"), b"")
    assert isinstance(problem, Problem)
    assert str(problem).endswith(".")
