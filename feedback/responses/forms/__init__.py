"""The questionnaire as a page of plain HTML, and what comes back from it."""

from feedback.responses.forms.aloud import HELPERS, USES, chapters_aloud
from feedback.responses.forms.blank import Choice, Jump, Part, Question, TextField, blank, in_order
from feedback.responses.forms.notices import (
    Notice,
    consent_notice,
    first_look,
    grouped_by_part,
    problem_notices,
)
from feedback.responses.forms.posted import Posted, document_from, read_posted
from feedback.responses.forms.words import WORDS, words

__all__ = [
    "HELPERS",
    "USES",
    "WORDS",
    "Choice",
    "Jump",
    "Notice",
    "Part",
    "Posted",
    "Question",
    "TextField",
    "blank",
    "chapters_aloud",
    "consent_notice",
    "document_from",
    "first_look",
    "grouped_by_part",
    "in_order",
    "problem_notices",
    "read_posted",
    "words",
]
