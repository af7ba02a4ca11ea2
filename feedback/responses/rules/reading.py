"""The one reader: from a document of any door to a response, or to the list of what cannot be understood."""

from collections.abc import Container, Mapping
from typing import Any

from feedback import N_
from feedback.questionnaire.rules import Edition, prune
from feedback.responses.rules.accepted import Accepted, accepted
from feedback.responses.rules.documents import Problem
from feedback.responses.rules.frame import WRONG_KIND, read_frame
from feedback.responses.rules.response import Response, age_group_of

TEXT_LENGTH = 500
OLDEST = 120

NO_SUCH_ITEM = N_("There is no such question in this edition.")
NO_SUCH_ANSWER = N_("This question does not have this answer.")
NO_SUCH_TEXT = N_("No question of this edition asks for this text.")
TOO_LONG = N_("This text is longer than 500 characters.")
NOT_AN_AGE = N_("This is not an age in years.")


def read(edition: Edition, places: Container[str], document: Mapping[str, Any]) -> Response | list[Problem]:
    """One document as a response, its answers pruned to the route; or all its problems.

    `places` are the codes in the register of the round. The document has passed `parse`; it is never believed about
    mode, provenance, weight or sample (`claims`), nor about whether it may be kept (`may_be_kept`). Never raises.
    """
    known = accepted(edition)
    problems: list[Problem] = []
    fields = read_frame(edition.code, places, document, problems)
    given = _read_answers(known, document.get("answers"), False, problems)
    respondent = document.get("respondent")
    given |= _read_answers(known, respondent, True, problems)
    age = _read_age(respondent, problems)
    texts = _read_texts(known, document.get("texts"), problems)
    remark = _read_remark(document.get("remark"), problems)
    if problems:
        return problems
    if age is not None and "age_group" in known.codes:
        given["age_group"] = age_group_of(age)
    answers, _off_route = prune(edition, given)
    written = (key for key, (item, code) in known.texts.items() if key in texts and answers.get(item) == code)
    return Response(
        **fields,
        answers=answers,
        texts={key: texts[key] for key in written},
        remark=remark,
        age=age,
        partial=len({known.service_of[code] for code in answers if code in known.service_of}) < known.services,
    )


def is_empty(edition: Edition, response: Response) -> bool:
    """Whether not one question outside the background was answered, so that there is nothing to count."""
    return accepted(edition).background.issuperset(response.answers)


def _read_answers(known: Accepted, part: object, background: bool, problems: list[Problem]) -> dict[str, str]:
    """The codes in one part of a document by item: those about the person, or all others."""
    given: dict[str, str] = {}
    if part is not None and not isinstance(part, dict):
        problems.append(Problem("respondent" if background else "answers", WRONG_KIND))
        return given
    for item, answer in (part or {}).items():
        if answer is None or (background and item == "age"):
            continue
        code = str(answer) if type(answer) is int and 0 <= answer < 1000 else answer
        if item not in known.codes or (item in known.background) is not background:
            problems.append(Problem(item, NO_SUCH_ITEM))
        elif not isinstance(code, str) or code not in known.codes[item]:
            problems.append(Problem(item, NO_SUCH_ANSWER))
        else:
            given[item] = code
    return given


def _read_age(respondent: object, problems: list[Problem]) -> int | None:
    age = respondent.get("age") if isinstance(respondent, dict) else None
    if type(age) is int and 18 <= age <= OLDEST:
        return age
    if age is not None:
        problems.append(Problem("age", NOT_AN_AGE))
    return None


def _read_remark(given: object, problems: list[Problem]) -> str:
    """What was written to the open question at the end; "" for nothing."""
    if not isinstance(given, str):
        problems += [] if given is None else [Problem("remark", WRONG_KIND)]
        return ""
    if len(given.strip()) > TEXT_LENGTH:
        problems.append(Problem("remark", TOO_LONG))
    return given.strip()


def _read_texts(known: Accepted, part: object, problems: list[Problem]) -> dict[str, str]:
    """What was written beside "other" answers; blank texts count as none."""
    texts: dict[str, str] = {}
    if part is not None and not isinstance(part, dict):
        problems.append(Problem("texts", WRONG_KIND))
        return texts
    for key, text in (part or {}).items():
        if key not in known.texts:
            problems.append(Problem(key, NO_SUCH_TEXT))
        elif not isinstance(text, str):
            problems.append(Problem(key, WRONG_KIND))
        elif len(text.strip()) > TEXT_LENGTH:
            problems.append(Problem(key, TOO_LONG))
        elif text.strip():
            texts[key] = text.strip()
    return texts
