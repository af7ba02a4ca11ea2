"""Why an answer is kept aside instead of being counted: the reasons that a quarantine may name."""

from collections.abc import Mapping

from feedback import N_

REASONS: Mapping[str, str] = {
    "unreadable": N_("The answers could not be read."),
    "claim": N_("The sender claimed something that only the office may set, such as a weight or a sample."),
    "round_unknown": N_("There is no round with this code."),
    "round_not_open": N_("The round was not open when the answers arrived."),
    "no_link": N_("This survey is not answered here: only people whom its office asks can be in it."),
    "edition_unknown": N_("The round does not use this edition or wording of the questionnaire."),
    "other_content": N_("Other answers had already been kept under the same id."),
    "empty": N_("No question about a service was answered."),
    "other_round": N_("The phone belongs to another round."),
    "unit_unknown": N_("There is no such household or person on the list of the round."),
    "unit_twice": N_("Another interview of this household or person had been kept before."),
    "adults_missing": N_("It was not said how many adults live in the household, so its weight is not known."),
    "proof": N_("The file says that a paired phone made this, and its proof does not fit any phone known here."),
    "key_unknown": N_("It is sealed to a key that this round does not have."),
    "key_lost": N_("It is sealed to a key that is lost; nobody can read it."),
    "not_asked": N_("The round does not ask for this."),
    "seal": N_("The seal does not open: it was made for something else, or changed on the way."),
}

CLAIMS = frozenset({"mode", "provenance", "weight", "stratum", "psu", "unit"})
"""What a sender may never say of itself: the server sets it from the door and the credential."""
FIELDS = frozenset(
    {
        "id",
        "round",
        "edition",
        "wording",
        "language",
        "place",
        "eligible",
        "consent",
        "assistance",
        "others_present",
        "answers",
        "texts",
        "remark",
        "respondent",
        "paradata",
        "receipt_hash",
    }
)
"""What a document may hold."""


def claims(document: Mapping[str, object], granted: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The fields in a document that its sender may not set, unknown ones included; `granted` by its credential."""
    return tuple(sorted(name for name in document.keys() - FIELDS - granted if document[name] is not None))


def may_be_kept(document: Mapping[str, object]) -> bool:
    """Whether an adult agreed: without that nothing of a document is stored anywhere.

    A person who gives an age below 18 is not eligible, whatever the document says besides.
    """
    respondent = document.get("respondent")
    age = respondent.get("age") if isinstance(respondent, dict) else None
    return document.get("eligible") is True and isinstance(document.get("consent"), dict) and not _is_below_18(age)


def _is_below_18(age: object) -> bool:
    if isinstance(age, str) and len(age) < 3 and age.isdecimal():
        return int(age) < 18
    return isinstance(age, (int, float)) and not isinstance(age, bool) and 0 <= age < 18
