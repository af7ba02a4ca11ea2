"""How hard an English text is to read, as the school grade of Flesch and Kincaid; citizens' texts stay below a limit.

The grade is 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (J. P. Kincaid and others, 1975). Grade 4 is read
at nine or ten years, grade 6 at eleven or twelve. A sentence ends where a thought does: at a full stop, a question
mark, a colon, a semicolon. Syllables are counted by rule, so the grade of a text of a few words means nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from babel.messages.catalog import Catalog

from feedback.translations.citizens import CHAPTERS, citizens
from feedback.translations.texts import forms

LIMIT = 7.0
"""Grade that no text of citizens reaches: whoever is eleven reads it without help."""
SHARE, SHARE_SAID, SHARE_LIMIT = "%(share)s", "7 of every 10 people", 12.0
"""A sentence about a share says a number and everybody whom it counts at once, or it would claim too much: its limit is
higher, with the words that mostly stand for the share."""
LABEL = 8
"""Texts of fewer words are labels and calls; they have no grade."""
TERMS = frozenset(
    {"official", "unofficial", "statistics", "satisfied", "primary", "secondary", "document", "documents"}
    | {"examination", "medical", "questionnaire", "household", "households", "interview", "interviewer", "difficulty"}
)
"""Words that name a thing of the questionnaire or the office and have no shorter one; they count as two syllables."""
NAMES = "It names the indicator, the kind of statistics or the rule of rounding as statisticians do."
GUIDANCE = "The printed guidance says it in these words."
VERBATIM = "The Washington Group asks this in these words."
EXCEPTIONS: Mapping[str, str] = {
    "Citizen data, complementary to official statistics and checked for quality. Responsible: %(office)s.": NAMES,
    "Independent citizen data, not official statistics. Responsible: %(office)s.": NAMES,
    "The questions and the calculation follow SDG indicator 16.6.2 of the United Nations.": NAMES,
    "Numbers of people are rounded to the nearest five, shares to whole percent. Where fewer than three people gave "
    "the good or the bad answer, the share is only said to be under 5 or over 95 percent, or held back.": NAMES,
    "Unequal treatment as you see it: by origin, language, religion, or any other such ground.": GUIDANCE,
    "Using your usual (customary) language, do you have difficulty communicating, for example understanding or "
    "being understood?": VERBATIM,
}
"""Texts above the limit, each with the reason."""
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d+")
END = re.compile(r"[.!?:;]+(?=\s|$|[”\"])")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
JOINED = re.compile(r"^(some|there|where|here|before)(?=[a-z]{3})|^(every)(?=[a-z]{3})")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = (
    re.compile(r"(?<=[^aeiouy])e$(?<![^aeiouy]le)"),
    re.compile(r"(?<=[^aeiouytd])e(?=d$)"),
    re.compile(r"(?<=[^aeiouysxzcgh])e(?=s$)"),
)
"""An e at the end of a word that nobody says, also before d and s."""


def grade(text: str) -> float:
    """The school grade at which a text is read; 0 where it holds no word."""
    plain = PLACEHOLDER.sub("it", text.replace(SHARE, SHARE_SAID))
    words = WORD.findall(plain)
    if not words:
        return 0.0
    sentences = sum(bool(WORD.search(sentence)) for sentence in END.split(plain))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule; a number counts as one."""
    said = re.split("['’]", word.lower())[0]
    joined = JOINED.match(said)
    if joined:  # everybody, something: the first e is not said either
        first = "evry" if joined[2] else joined[1][:-1]
        said = first + said[joined.end() :]
    for silent in SILENT:
        if len(VOWELS.findall(said)) > 1:
            said = silent.sub("", said)
    count = max(len(VOWELS.findall(said)), 1)
    return min(count, 2) if word.lower() in TERMS else count


def hard(texts: Iterable[str]) -> list[str]:
    """What is wrong with texts that are too hard to read, one sentence each."""
    return [
        f"en: {text!r} is read at grade {grade(text):.1f}, and it has to be below {_limit(text):.0f}: use shorter "
        "sentences and everyday words, or name the reason in feedback/translations/plain.py."
        for text in dict.fromkeys(texts)
        if text not in EXCEPTIONS and len(WORD.findall(text)) >= LABEL and grade(text) >= _limit(text)
    ]


def page_texts(template: Catalog) -> Iterator[str]:
    """Every English text of the pages of citizens."""
    for chapter in CHAPTERS:
        for message in citizens(template, chapter):
            yield from forms(message.id)


def _limit(text: str) -> float:
    return SHARE_LIMIT if SHARE in text else LIMIT
