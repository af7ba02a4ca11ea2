"""A response written back as the document it was read from."""

from typing import Any

from feedback.questionnaire.rules import Edition
from feedback.responses.rules.accepted import accepted
from feedback.responses.rules.response import Response


def to_document(edition: Edition, response: Response) -> dict[str, Any]:
    """The document that reads back as this very response."""
    background = accepted(edition).background
    respondent: dict[str, Any] = {item: code for item, code in response.answers.items() if item in background}
    if response.age is not None:
        respondent.pop("age_group", None)
        respondent["age"] = response.age
    return {
        "id": str(response.id),
        "round": response.round,
        "edition": response.edition,
        "wording": response.wording,
        "language": response.language,
        "place": response.place,
        "unit": response.unit,
        "eligible": True,
        "consent": {
            "version": response.consent_version,
            "language": response.consent_language,
            "how": response.consent_how,
        },
        "assistance": response.assistance,
        "others_present": response.others_present,
        "answers": {item: code for item, code in response.answers.items() if item not in background},
        "texts": dict(response.texts),
        "remark": response.remark or None,
        "respondent": respondent,
        "paradata": dict(response.paradata),
        "receipt_hash": response.receipt_hash.hex() or None,
    }
