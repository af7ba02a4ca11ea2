"""What enumerators practise with: invented people to interview, and a check of what they know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Ending = Literal["interview", "partial", "refused"]


@dataclass(frozen=True)
class Case:
    """One invented person: what is said, how the interview has to end, and the right answer to each question asked."""

    code: str
    title: str
    story: Mapping[str, str]
    """What the person says by part of the questionnaire; "door" stands for all that comes before consent."""
    lesson: str
    ends: Ending
    answers: Mapping[str, str]
    """By item code of the official edition. A "partial" interview holds those of one part about a service only."""


@dataclass(frozen=True)
class Question:
    """One question of the check, its choices by code, which of them is right, and why."""

    code: str
    text: str
    options: Mapping[str, str]
    right: str
    why: str


@dataclass(frozen=True)
class Practice:
    """All that there is to practise with, in the order in which it is offered."""

    cases: tuple[Case, ...]
    questions: tuple[Question, ...]
