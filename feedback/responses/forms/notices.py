"""What a person is told before the answers are sent: what is missing, and once what was left out or does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback import N_
from feedback.questionnaire.rules import Edition, asked, prune
from feedback.responses.forms.aloud import REMARK
from feedback.responses.forms.blank import Part
from feedback.responses.forms.words import WORDS
from feedback.responses.rules import Problem, accepted

CONSENT = N_(
    "Please say whether you want to answer, then press “Send my answers” again. Without your yes we keep nothing."
)
NOTHING = N_("You have not answered any question about a service yet.")
NOT_THIS_PART = N_("You left out this part.")
NOT_ANSWERED = WORDS["left"]
NOT_ASKED = N_("By your other answers this question is not for you. Your answer to it will not count.")
CHOOSE = WORDS["agree"]
SHORTER = N_("Please write less: 500 characters are the most we can keep.")


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at: where on the page, what about it, and whether it has to be mended before sending."""

    anchor: str
    words: str
    """The words of the question or part meant; "" when the text says it all."""
    text: str
    must: bool = False
    part: str = ""
    """The title of the part in which it stands; "" for what stands in none."""


def consent_notice(fields: Mapping[str, str]) -> list[Notice]:
    """Consent comes first and cannot be skipped."""
    return [] if fields.get("consent") == "yes" else [Notice("consent", "", CONSENT, must=True)]


def problem_notices(parts: Sequence[Part], problems: Sequence[Problem]) -> list[Notice]:
    """What has to be mended in the answers themselves."""
    found = {question.code: (question.text, part.title) for part in parts for question in part.questions}
    found["remark"] = (REMARK[0], "")
    owner = {field.key: question.code for part in parts for question in part.questions for field in question.texts}
    meant = [(owner.get(problem.where, problem.where), problem.where in owner) for problem in problems]
    return [
        Notice(code, found[code][0], SHORTER if is_text or code == "remark" else CHOOSE, must=True, part=found[code][1])
        for code, is_text in meant
        if code in found
    ]


def first_look(edition: Edition, parts: Sequence[Part], fields: Mapping[str, str]) -> list[Notice]:
    """What is worth mentioning once: nothing answered, questions left out, answers that do not fit the others.

    `parts` in the order of the page. Someone who stops at a resting point hears about the parts up to there only; the
    questions about the person may be left out without a word.
    """
    known = accepted(edition)
    answers = {item: fields[item] for item in known.position if fields.get(item) in known.codes[item]}
    if known.background.issuperset(answers):
        first = next((part for part in parts if part.service), parts[0]).questions[0].code
        return [Notice(first, "", NOTHING)]
    _, off_route = prune(edition, answers)
    route = frozenset(asked(edition, answers)) - known.background
    notices = []
    for part in parts[: _last_part(parts, answers, fields.get("stop", ""))]:
        expected = [question for question in part.questions if question.code in route]
        if expected and not any(question.code in answers for question in expected):
            notices.append(Notice(expected[0].code, "", NOT_THIS_PART, part=part.title))
            continue
        notices += [
            Notice(
                question.code,
                question.text,
                NOT_ASKED if question.code in off_route else NOT_ANSWERED,
                part=part.title,
            )
            for question in part.questions
            if question.code in off_route or (question.code in route and _is_left_out(edition, question.code, answers))
        ]
    return notices


def grouped_by_part(notices: Sequence[Notice]) -> list[tuple[str, list[Notice]]]:
    """The titles of the parts with the notices in each, both in the order of the page."""
    found: dict[str, list[Notice]] = {}
    for notice in notices:
        found.setdefault(notice.part, []).append(notice)
    return list(found.items())


def _is_left_out(edition: Edition, code: str, answers: Mapping[str, str]) -> bool:
    """Whether a question on the route has no answer although everything it depends on was answered or not asked."""
    return code not in answers and all(
        gate in answers or gate not in asked(edition, answers) for gate in edition.items[code].skip_when
    )


def _last_part(parts: Sequence[Part], answers: Mapping[str, str], stop: str) -> int:
    """How many parts count as gone through: all, or those up to the resting point and to the last answer given."""
    reached = [
        number
        for number, part in enumerate(parts, 1)
        if part.code == stop or any(question.code in answers for question in part.questions)
    ]
    return max(reached) if any(part.code == stop for part in parts) else len(parts)
