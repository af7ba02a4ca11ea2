"""Short explanations of questions in an office's own words; a round says who may see or hear them."""

from dataclasses import replace

from feedback import N_
from feedback.questionnaire.editions.changing import english, with_change, with_words
from feedback.questionnaire.rules import Edition, fields
from feedback.questionnaire.rules.fields import Report, Table

EXPLAINED = N_("Question {question} has a short explanation beside it: {text}")
LONGEST = 300
"""Characters of an explanation in any language: whoever needs more needs another question."""


def explain(edition: Edition, tables: Table, report: Report) -> Edition:
    """The edition with an explanation beside some of its questions, each named as a change of the instrument."""
    for number, table in enumerate(fields.tables(tables, "explanation", "", report), 1):
        where = f"explanation.{number}"
        fields.only(table, ("of", "text"), where, report)
        code = fields.text(table, "of", where, report, needed=True)
        words = fields.in_languages(table, "text", where, report, needed=True)
        item = edition.items.get(code)
        if item is None:
            report(f"{where}.of", f"The edition has no question {code!r}.")
        elif item.explanation:
            report(f"{where}.of", f"Question {code} has an explanation already.")
        elif any(len(said) > LONGEST for said in words.values()):
            report(f"{where}.text", f"An explanation is short: {LONGEST} characters at most.")
        elif words:
            text = english(words)
            items = {**edition.items, code: replace(item, explanation=text)}
            edition = with_words(replace(edition, items=items), text, words)
            edition = with_change(edition, EXPLAINED, question=code, text=(text,))
    return edition
