"""Voices for tests: a machine speaks the texts of a round, each once for all tests of a run, and is named as one."""

import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.app import aloud
from feedback.database import transaction
from feedback.questionnaire.records import find_round
from feedback.questionnaire.records.clips import keep_clip, sign_clip
from feedback.questionnaire.rules.clips import Clip, Recording, all_texts_aloud, key_of
from tests.machine import missing

SPEAKER, SECOND = "eSpeak NG, a program", "Another program"
Speak = Callable[..., int]


def words_of(session: Session, code: str, language: str) -> list[str]:
    """Everything that a voice can say of a round."""
    found = find_round(session, code)
    assert found is not None
    return all_texts_aloud(aloud(session, found, language))


def spoken(text: str, language: str, folder: Path) -> bytes:
    """The words of a text as Ogg Opus, spoken fast, so that tests need not listen for long."""
    path = folder / f"{language}-{key_of(text)}.ogg"
    if not path.exists():
        speaking = [str(shutil.which("espeak-ng")), "-v", language, "-s", "450", "--stdout", "--", text]
        said = subprocess.run(speaking, check=True, capture_output=True).stdout
        packing = [str(shutil.which("opusenc")), "--quiet", "--bitrate", "8", "--speech", "-", str(path)]
        subprocess.run(packing, input=said, check=True, capture_output=True)
    return path.read_bytes()


@pytest.fixture(scope="session")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what the machine has spoken lies."""
    if not (shutil.which("espeak-ng") and shutil.which("opusenc")):
        missing("no speech synthesiser on this machine: install the packages espeak-ng and opus-tools")
    return tmp_path_factory.mktemp("voices")


@pytest.fixture
def speak(engine: Engine, voices: Path, clock) -> Speak:
    """Record the texts of a round in one language: `speak("PILOT-1")`; how many clips there are then."""

    def speaking(code: str, language: str = "en", *, signed: bool = True, only: Callable[[str], bool] = bool) -> int:
        about = Recording("voice", language, SPEAKER, synthetic=True)
        with transaction(engine) as session:
            texts = [text for text in words_of(session, code, language) if only(text)]
            with ThreadPoolExecutor(4) as pool:
                recorded = list(pool.map(lambda text: spoken(text, language, voices), texts))
            for text, content in zip(texts, recorded, strict=True):
                made = keep_clip(session, about, text, content, "test", clock)
                assert isinstance(made, Clip), made
                if signed:
                    assert isinstance(sign_clip(session, made.id, SECOND, clock), Clip)
        return len(texts)

    return speaking
