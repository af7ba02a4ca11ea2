"""Published numbers as sentences: people out of ten, never percent, and words instead of a number where few answered.

Translators: %(share)s stands for "7 of every 10 people", or for one of its two limits, at the start of a sentence.
Write the sentence so that it reads right for 1 and for 7 alike: here with "said" or "would say", never "is" or "are".
"""

from dataclasses import dataclass

from feedback import N_
from feedback.publication.rules.cells import HIGH, LOW, PublishedCell, half_up, parse_shown

OF_TEN = N_("%(n)s of every 10 people")
FEWER_THAN_ONE = N_("Fewer than 1 of every 10 people")
MORE_THAN_NINE = N_("More than 9 of every 10 people")


@dataclass(frozen=True)
class Sentence:
    """One statement in two voices: about people who chose to answer, and about everybody where a sample was drawn."""

    of_answers: str
    of_people: str

    def text(self, series: str) -> str:
        """The voice that fits where the answers came from."""
        return self.of_people if series == "probability" else self.of_answers


@dataclass(frozen=True)
class Tenths:
    """A share as people out of ten: the phrase, its number (None for a limit), and how many of ten shapes to fill."""

    phrase: str
    number: int | None
    filled: int


WITHOUT = {
    "health": Sentence(
        N_("%(share)s who answered and needed care went without it at least once in the past 12 months."),
        N_("%(share)s who needed care went without it at least once in the past 12 months."),
    ),
    "education": Sentence(
        N_(
            "%(share)s who answered and live with children of school age said that at least one of them does "
            "not go to a public school regularly."
        ),
        N_(
            "%(share)s who live with children of school age would say that at least one of them does not go to "
            "a public school regularly."
        ),
    ),
    "government": Sentence(
        N_("%(share)s who answered and needed a document did not try to get at least one of them."),
        N_("%(share)s who needed a document did not try to get at least one of them."),
    ),
}
"""Among those who needed a service: the share who went without at least once, by access service."""

SATISFIED = {
    "HLTH": Sentence(
        N_("%(share)s who answered and used the clinic said they were satisfied overall with their last visit."),
        N_("%(share)s who used the clinic would say they were satisfied overall with their last visit."),
    ),
    "PRM": Sentence(
        N_(
            "%(share)s who answered and have a child in a public primary school said they are satisfied overall "
            "with the school."
        ),
        N_(
            "%(share)s who have a child in a public primary school would say they are satisfied overall with "
            "the school."
        ),
    ),
    "SEC": Sentence(
        N_(
            "%(share)s who answered and have a child in a public secondary school said they are satisfied "
            "overall with the school."
        ),
        N_(
            "%(share)s who have a child in a public secondary school would say they are satisfied overall with "
            "the school."
        ),
    ),
    "GOV": Sentence(
        N_(
            "%(share)s who answered and asked for a document said they were satisfied overall with how they "
            "were served the last time."
        ),
        N_(
            "%(share)s who asked for a document would say they were satisfied overall with how they were served "
            "the last time."
        ),
    ),
}
"""Among those who used a service: the share satisfied overall, by rated service."""

AVERAGE = Sentence(
    N_("%(share)s who answered and used this service gave a good answer, on average over its questions."),
    N_("%(share)s who used this service gave a good answer, on average over its questions."),
)
OTHER_WITHOUT = Sentence(
    N_("%(share)s who answered and needed this service went without it at least once."),
    N_("%(share)s who needed this service went without it at least once."),
)
OTHER_SATISFIED = Sentence(
    N_("%(share)s who answered and used this service said they were satisfied overall with the last time."),
    N_("%(share)s who used this service would say they were satisfied overall with the last time."),
)

CHOSEN = Sentence(
    N_("%(share)s who answered this question chose: %(answer)s."),
    N_("%(share)s who were asked this question would choose: %(answer)s."),
)

TOO_FEW = N_("Too few people have answered here to show this without showing who they are.")
NOT_ENOUGH = N_(
    "We have only heard from about %(n)s people on this so far. We show a number when it rests on at least %(minimum)s."
)
NO_AVERAGE = N_("There is no average, because one of its questions has no number.")
NOBODY = N_("Nobody has answered this so far.")
NOT_HERE = N_("There is no number on this for this place alone.")
UNCHANGED = N_(
    "This number is the same as in the release before: the new answers are too few to add them without showing "
    "who they are."
)


def tenths(shown: str) -> Tenths | None:
    """A published share as people out of ten, made from the whole percent that the tables show; None when withheld."""
    meaning = parse_shown(shown)
    if meaning is None or meaning.kind == "fewer":
        return None
    if meaning.kind == "under" or (meaning.kind == "exact" and meaning.number < LOW):
        return Tenths(FEWER_THAN_ONE, None, 0)
    if meaning.kind == "over" or meaning.number >= HIGH:
        return Tenths(MORE_THAN_NINE, None, 10)
    n = int(half_up(meaning.number / 10))
    return Tenths(OF_TEN, n, n)


def why_nothing(cell: PublishedCell | None, at_place: bool = False) -> str:
    """The sentence that stands where a number is missing: no cell at all means that its table is held back."""
    if cell is None:
        return NOT_HERE if at_place else TOO_FEW
    if cell.n_shown == 0:
        return NOBODY
    if cell.reason == "incomplete":
        return NO_AVERAGE
    if cell.reason == "few" or cell.n_shown is None:
        return TOO_FEW
    return NOT_ENOUGH


def without(service: str) -> Sentence:
    """The sentence about going without, for an access service of any edition."""
    return WITHOUT.get(service, OTHER_WITHOUT)


def satisfied(service: str) -> Sentence:
    """The sentence about being satisfied overall, for a rated service of any edition."""
    return SATISFIED.get(service, OTHER_SATISFIED)
