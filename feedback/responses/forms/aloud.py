"""What the questionnaire and its end say to a person, text by text in the order of the page: what a voice can say."""

from collections.abc import Callable, Iterator

from feedback import N_
from feedback.questionnaire.rules import Edition, Round, edition_text
from feedback.questionnaire.rules.clips import Aloud, Chapter
from feedback.responses.forms.blank import Part, Question, blank
from feedback.responses.forms.words import WORDS

HELPERS = {
    "none": N_("No, I answered alone"),
    "reader": N_("Yes, somebody read the questions to me"),
    "interpreter": N_("Yes, somebody put them into my language"),
    "carer": N_("Yes, somebody who looks after me"),
}
USES = {
    "official": N_("Your answers become part of the official statistics."),
    "complementary": N_("Your answers are checked for quality. They are published beside the official statistics."),
    "independent": N_("Your answers are published, but they are not official statistics."),
}
ASKS = N_("%(office)s asks. If you have a question: %(contact)s.")
NO_NAME = N_("We do not ask your name. We keep no trace of your phone, and the day of your answer but not the hour.")
CODE = N_("You get a code. With it you find the results again, and you can take your answer back until it is counted.")
AGREE = (
    N_("Yes, I am 18 or older, I live here and I want to answer"),
    N_("I am younger than 18, or I do not live here"),
    N_("No, I do not want to answer"),
)
CLOSE = N_("If you chose no or are younger than 18, you can close this page now. We keep nothing.")
REMARK = (
    N_("Is there anything else you want to say about your last visit?"),
    N_("Please do not give names. This goes to the office that asks, and is never published."),
)
HELPED = N_("Did somebody help you with these questions?")
BUTTONS = (WORDS["go"], WORDS["back"], N_("Stop here and send"), N_("Send my answers"))
ENDED = tuple(WORDS[name] for name in ("saved", "later", "sent", "code", "write", "another"))
TITLE_OF_END = N_("At the end")


def chapters_aloud(
    edition: Edition, round: Round, language: str, translate: Callable[[str, str], str]
) -> list[Chapter]:
    """The texts of a round in one language: consent, each part, and the end."""

    def say(text: str) -> str:
        return edition_text(edition, text, language, translate)

    asks = translate(language, ASKS) % {"office": round.office_in(language), "contact": round.contact}
    promise = (asks, f"{say(USES[round.use])} {say(NO_NAME)}", say(CODE))
    consent = [
        Aloud("title", round.title_in(language)),
        *(Aloud("text", text) for text in (*promise, say(edition.introduction))),
        Aloud("question", f"{say(edition.eligibility)} {say(edition.consent)}"),
        *(Aloud("answer", say(text)) for text in AGREE),
        Aloud("text", say(CLOSE)),
    ]
    remark = REMARK if round.closing != "none" else ()
    end = [
        *(Aloud(role, say(text)) for role, text in zip(("question", "text"), remark, strict=False)),
        Aloud("question", say(HELPED)),
        *(Aloud("answer", say(text)) for text in HELPERS.values()),
        *(Aloud("text", say(text)) for text in (*BUTTONS, *ENDED)),
    ]
    parts = blank(edition, language, translate).values()
    return [
        _chapter("consent", round.title_in(language), consent),
        *(_chapter(part.code, part.title, list(_part(part, round.explanations != "none"))) for part in parts),
        _chapter("end", say(TITLE_OF_END), end),
    ]


def _chapter(code: str, title: str, texts: list[Aloud]) -> Chapter:
    return Chapter(code, title, tuple(one for one in texts if one.text.strip()))


def _part(part: Part, explained: bool) -> Iterator[Aloud]:
    yield from (Aloud("title", part.title), Aloud("text", part.intro), Aloud("text", part.reminder))
    for question in part.questions:
        yield from _question(question, explained)
    yield Aloud("text", part.done)


def _question(question: Question, explained: bool) -> Iterator[Aloud]:
    yield Aloud("text", question.stem)
    yield from (Aloud("question", text) for text in (question.heading, question.text))
    yield from (Aloud("text", text) for text in (question.note, question.explanation if explained else ""))
    for choice in (*question.choices, *question.quiet):
        yield from (Aloud("answer", text) for text in (choice.text, choice.gloss))
    yield from (Aloud("text", field.prompt) for field in question.texts)
