"""The practice that comes with the package."""

import tomllib
from functools import cache
from pathlib import Path

from feedback.fieldwork.rules.practice import Case, Practice, Question


@cache
def practice() -> Practice:
    """The invented people and the questions of the check, their texts in English."""
    document = tomllib.loads(Path(__file__).with_name("practice.toml").read_text(encoding="utf-8"))
    return Practice(
        cases=tuple(Case(**case) for case in document["case"]),
        questions=tuple(
            Question(**{**question, "options": {choice["code"]: choice["text"] for choice in question["options"]}})
            for question in document["question"]
        ),
    )
