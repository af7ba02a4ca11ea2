"""Short explanations of questions: folded away for people who answer alone; enumerators only where a round says so."""

import re

import pytest

from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.editions import adapt, official_edition
from feedback.questionnaire.records import create_round, open_round
from feedback.questionnaire.rules import Edition, Problem, Round, RoundSpecification
from tests.responses.conftest import OPENED

MEANING = {"en": "Nobody had to wait longer or pay more.", "fr": "Personne n’a dû attendre plus ou payer plus."}
ADAPTATION = {
    "base": "sdg-16.6.2",
    "country_code": "GHA",
    "number": 1,
    "country": {"en": "Ghana", "fr": "Ghana"},
    "explanation": [{"of": "4.4", "text": MEANING}],
}
FOLDED = re.compile(r"<details><summary>([^<]*)</summary>(?:<p class=\"quiet\">([^<]*)</p>)?<p>([^<]*)</p></details>")


def adapted(*explanations: object) -> Edition | list[Problem]:
    return adapt(official_edition(), ADAPTATION | {"explanation": list(explanations)})


@pytest.fixture
def asks(engine):
    """An open round whose question 4.4 is explained: `asks("alone")`."""

    def asks(explanations: str) -> Round:
        edition = adapt(official_edition(), ADAPTATION)
        assert isinstance(edition, Edition), edition
        specification = RoundSpecification(
            code="PILOT-1",
            title={"en": "Public services"},
            use="complementary",
            reason={"en": "A pilot"},
            office={"en": "Statistical Office"},
            contact="feedback@example.org",
            timezone="Africa/Accra",
            languages=("en", "fr"),
            explanations=explanations,
            language_reason="A pilot",
        )
        with transaction(engine) as session:
            assert isinstance(create_round(session, specification, edition, OPENED), Round)
            opened = open_round(session, "PILOT-1", translate, OPENED)
        assert isinstance(opened, Round)
        return opened

    return asks


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("explanations", "alone", "read"), [("none", 0, 0), ("alone", 1, 0), ("read", 1, 1)])
def test_a_round_says_who_gets_explanations(client, asks, explanations, alone, read):
    assert asks(explanations).explanations == explanations
    for path in ("/r/PILOT-1/-", "/blank/PILOT-1"):
        assert len(FOLDED.findall(client.get(path).text)) == alone
    assert len(FOLDED.findall(client.get("/field/r/PILOT-1").text)) == read
    assert MEANING["en"] not in client.get("/field/showcards/PILOT-1").text


@pytest.mark.databases("sqlite")
def test_an_explanation_is_folded_beside_its_question_and_enumerators_are_told_when_to_read_it(client, asks):
    asks("read")
    page = client.get("/fr/r/PILOT-1/-").text
    assert FOLDED.findall(page) == [("Qu’est-ce que cela veut dire\N{NO-BREAK SPACE}?", "", MEANING["fr"])]
    assert FOLDED.search(page.partition('<fieldset id="4.4"')[2].partition("</fieldset>")[0])
    said = FOLDED.findall(client.get("/field/r/PILOT-1").text)
    assert said == [("What does this mean?", "Only if the person asks: read it out word for word.", MEANING["en"])]


def test_an_explanation_changes_no_question_and_is_named_as_a_change():
    edition = adapt(official_edition(), ADAPTATION)
    assert isinstance(edition, Edition)
    assert edition.items["4.4"].text == official_edition().items["4.4"].text
    assert edition.items["4.4"].explanation == MEANING["en"]
    assert edition.changes[-1] == f"Question 4.4 has a short explanation beside it: {MEANING['en']}"
    assert not any(item.explanation for item in official_edition().items.values())


def test_an_explanation_without_question_or_text_twice_or_long_is_refused():
    good = {"of": "4.4", "text": MEANING}
    refused = [
        ({"of": "44", "text": MEANING}, "explanation.1.of", "no question '44'"),
        ({"of": "4.4"}, "explanation.1.text", "missing"),
        ({"of": "4.4", "text": {"fr": "Rien"}}, "explanation.1.text", "English text is missing"),
        ({"of": "4.4", "text": "long " * 70}, "explanation.1.text", "300 characters at most"),
        ({"of": "4.4", "text": MEANING, "item": "4.4"}, "explanation.1.item", "not known"),
    ]
    for table, key, reason in refused:
        found = adapted(table)
        assert isinstance(found, list)
        assert any(problem.key == key and reason in problem.reason for problem in found), (table, found)
    twice = adapted(good, good)
    assert isinstance(twice, list)
    assert "already" in twice[0].reason


@pytest.mark.databases("sqlite")
def test_a_folded_explanation_opens_without_script(client, asks, server, phone):
    asks("alone")
    page = phone()
    page.goto(f"{server.url}/r/PILOT-1/-")
    words = page.get_by_text(MEANING["en"])
    assert not words.is_visible()
    page.get_by_text("What does this mean?").click()
    assert words.is_visible()
    box = page.locator("summary", has_text="What does this mean?").bounding_box()
    assert box is not None
    assert box["height"] >= 48
