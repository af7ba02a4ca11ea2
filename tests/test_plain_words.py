"""Citizens' texts are read at eleven: the grade of Flesch and Kincaid text by text, with few named exceptions."""

import pytest
from click.testing import CliRunner

from feedback.cli.translations import command
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules.passages import passages
from feedback.translations import extract
from feedback.translations.plain import EXCEPTIONS, LABEL, LIMIT, TERMS, WORD, grade, hard, page_texts, syllables

HARD = "Participation necessitates the confirmation of eligibility prior to the submission of any information."


SAID = """people 2 answer 2 answered 2 needed 2 asked 1 services 3
 places 2 table 2 phone 1 before 2 because 2 everybody 4
something 2 somebody 3 language 2 makes 1 changes 2 released 2 the 1 we 1 16 1 don’t 1 statistics 2 indicator 4"""


@pytest.mark.parametrize(("word", "count"), [*zip(SAID.split()[::2], map(int, SAID.split()[1::2]), strict=True)])
def test_syllables_are_counted_as_they_are_said_and_terms_count_as_two(word, count):
    assert syllables(word) == count


def test_a_grade_is_that_of_the_formula():
    text = "The cat sat on the mat. The dog ran."
    assert grade(text) == pytest.approx(0.39 * 9 / 2 + 11.8 * 9 / 9 - 15.59)
    assert grade("%(office)s asks: {country}?") == grade("it asks: it?")
    assert grade("…") == 0


def test_every_text_of_citizens_is_below_the_limit_or_has_a_reason():
    own = [one.text for one in passages(official_edition()) if not one.printed]
    assert "Think of your last visit in the past 12 months." in own
    texts = [*page_texts(extract()), *own]
    assert hard(["%(share)s who answered and have a child in school said that they like it."]) == []
    assert len([text for text in texts if len(WORD.findall(text)) >= LABEL]) > 150
    assert hard(texts) == []


def test_an_exception_is_needed_and_is_still_a_text_of_citizens():
    known = {*page_texts(extract()), *(one.text for one in passages(official_edition()))}
    assert set(EXCEPTIONS) <= known
    assert [text for text in EXCEPTIONS if grade(text) < LIMIT] == []
    assert len(EXCEPTIONS) < 10
    assert len(TERMS) < 20


def test_the_check_names_a_text_that_is_too_hard(monkeypatch):
    assert grade(HARD) > LIMIT
    template = extract()
    template.add(HARD, locations=[("templates/engagement/receipt.html", 1)])
    monkeypatch.setattr("feedback.translations.extract", lambda: template)
    result = CliRunner().invoke(command, ["check"])
    assert result.exit_code == 1
    assert any(line.startswith(f"en: {HARD!r} is read at grade") for line in result.output.splitlines())


def test_official_words_stay_as_they_are_printed():
    printed = {one.text for one in passages(official_edition()) if one.printed}
    assert "Expenses for healthcare services were affordable to you/your household." in printed
    assert "Strongly agree" in printed
    assert official_edition().items["4.1"].note not in printed
