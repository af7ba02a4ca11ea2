"""A national adaptation changes what the method leaves open, names every change, or is refused with reasons."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feedback.languages import translate
from feedback.questionnaire.editions import adapt, from_document, official_edition, sealed, to_document
from feedback.questionnaire.editions.changing import without_item
from feedback.questionnaire.records import with_texts
from feedback.questionnaire.rules import (
    Edition,
    all_texts,
    asked,
    change_text,
    check_edition,
    edition_text,
    text_fields,
)
from tests.questionnaire.conftest import documented

EXAMPLE = documented("adaptation.md", "toml")
SMALLEST = {"base": "sdg-16.6.2", "country_code": "GHA", "number": 1, "country": {"en": "Ghana"}}


def adapted(**changes: Any) -> Edition:
    edition = adapt(official_edition(), SMALLEST | changes)
    assert isinstance(edition, Edition), edition
    return edition


@pytest.fixture
def ghana() -> Edition:
    edition = adapt(official_edition(), tomllib.loads(EXAMPLE))
    assert isinstance(edition, Edition), edition
    return edition


def say(edition: Edition, text: str, language: str) -> str:
    return edition_text(edition, text, language, translate)


def test_the_documented_example_becomes_a_consistent_national_edition(ghana: Edition):
    assert (ghana.code, ghana.base, ghana.official) == ("sdg-16.6.2+GHA.1", "sdg-16.6.2", True)
    assert check_edition(ghana) == []
    assert ghana.sha256 != official_edition().sha256


def test_the_base_edition_stays_as_it_was(ghana: Edition):
    assert official_edition() == adapt_nothing()
    assert "L1" not in official_edition().items


def adapt_nothing() -> Edition:
    official_edition.cache_clear()
    return official_edition()


def test_country_clinics_ages_and_documents_stand_in_the_questions(ghana: Edition):
    health, education, government = ghana.sections[:3]
    assert "CHPS compound" in say(ghana, health.intro, "en")
    assert "centre CHPS" in say(ghana, "{clinics}", "fr")
    assert "between 6 and 18 years" in say(ghana, ghana.items["6"].text, "en")
    assert "a Ghana Card, a passport" in say(ghana, ghana.items["11"].text, "en")
    assert "government services in Ghana" in say(ghana, government.intro, "en")
    assert education.title == "Schools"


def test_the_list_of_documents_keeps_another_document_at_its_end(ghana: Edition):
    codes = ghana.items["14a"].codes
    assert codes == ("ID", "PASSPORT", "LICENCE", "VOTER", "BIRTH", "DEATH", "MARRIAGE", "DIVORCE", "OTHER")
    assert say(ghana, ghana.items["14a"].options[4].text, "fr") == "Acte de naissance"


def test_reasons_are_dropped_and_added_before_the_other_reason(ghana: Edition):
    assert ghana.items["3"].codes == ("1", "2", "3", "4", "5", "6", "8", "9", "21", "10")
    assert say(ghana, "Health insurance not accepted", "fr") == "Assurance maladie refusée"


def test_plain_income_bands_are_groups_and_come_after_residence(ghana: Edition):
    you = next(section for section in ghana.sections if section.code == "you")
    assert you.items == ("sex", "age_group", "residence", "income")
    assert ghana.items["income"].codes == ("B1", "B2", "B3", "B4", "B5", "99")
    assert not ghana.quintiles
    assert "not quintiles" in " ".join(ghana.changes)


def test_income_bands_are_quintiles_only_with_bounds_and_source():
    words = ["a", "b", "c", "d", "e"]
    bands: list[dict[str, Any]] = [{"text": text, "upper": 10 * n} for n, text in enumerate(words[:4], 1)]
    bands.append({"text": words[4]})
    edition = adapted(income={"bands": bands, "source": "Living standards survey 2024"})
    assert edition.quintiles
    assert edition.income_source == "Living standards survey 2024"
    assert refused(income={"bands": bands})[0][0] == "income.source"
    bands[1]["upper"] = 5
    assert refused(income={"bands": bands, "source": "x"})[0][0] == "income.bands"


def test_local_questions_come_where_the_office_puts_them_and_follow_their_routes(ghana: Edition):
    assert ghana.local == ("L1", "L2")
    assert [section.code for section in ghana.sections] == [
        "health",
        "education",
        "government",
        "local",
        "you",
        "difficulties",
    ]
    assert list(ghana.items).index("L1") == list(ghana.items).index("5") + 1
    assert "L1" not in asked(ghana, {"1": "B"})
    assert "L1" in asked(ghana, {"1": "A", "2": "A"})
    assert ghana.items["L1"].codes == ("A", "B", "C", "98", "99")
    assert "L2_other" in text_fields(ghana)
    assert say(ghana, text_fields(ghana)["L2_other"].prompt, "fr") == "Quoi ?"


def test_a_local_question_can_be_rated_on_an_official_scale():
    edition = adapted(local=[{"code": "L1", "section": "you", "text": "The office listens.", "scale": "agreement"}])
    assert edition.items["L1"].kind == "rating"
    assert edition.items["L1"].codes == ("3", "2", "1", "0", "98", "99")


def test_the_question_on_applying_online_can_be_left_out():
    edition = adapted(ask_online=False)
    assert "14b" not in edition.items
    assert "Question 14b (applied online) is not asked." in edition.changes


def test_a_third_answer_on_sex_and_national_groups_are_added_only_on_request():
    edition = adapted(
        sex={"other": {"en": "Another", "fr": "Autre"}},
        groups={"options": [{"code": "G1", "text": {"en": "Northern peoples"}}]},
    )
    assert edition.items["sex"].codes == ("F", "M", "O", "99")
    assert edition.items["groups"].codes == ("G1", "99")
    assert "groups" not in adapted().items


def test_every_change_is_named_after_the_departures_of_the_base(ghana: Edition):
    base = official_edition().changes
    assert ghana.changes[: len(base)] == base
    national = "\n".join(ghana.changes[len(base) :])
    for named in (
        "The country is named: Ghana.",
        "Clinics are named: (CHPS compound",
        "School age is 6 to 18 years instead of 4 to 16.",
        "Documents are: Ghana Card;",
        "Question 3: reason 7 is dropped (Fear of medical doctors",
        "Question 3: reason 21 is added (Health insurance not accepted).",
        "Income is asked in five bands",
        "Question L1 is added: Was your health insurance card accepted?",
        "Texts in the office's own words, in the language fr: 1.",
    ):
        assert named in national


def test_every_change_can_be_said_in_another_language(ghana: Edition):
    marked = [change_text(ghana, change, "tw", lambda _, text: f"[{text}]") for change in ghana.departures]
    assert all(said.startswith("[") and said.endswith("]") for said in marked)
    french = "\n".join(change_text(ghana, change, "fr", translate) for change in ghana.departures)
    for named in (
        "Le pays est nommé ainsi\N{NO-BREAK SPACE}: Ghana.",
        "va de 6 à 18\N{NO-BREAK SPACE}ans au lieu de 4 à 16\N{NO-BREAK SPACE}ans.",
        "Question 3\N{NO-BREAK SPACE}: la raison 21 est ajoutée (Assurance maladie refusée).",
        "Question 3\N{NO-BREAK SPACE}: la raison 7 est supprimée (Peur des médecins",
        "Moins de 500 cedis\N{NO-BREAK SPACE}; 500 à 999 cedis",
    ):
        assert named in french


def test_the_changes_of_a_frozen_edition_come_back_whole_and_no_catalogue_can_change_them(ghana: Edition):
    frozen = sealed(with_texts(ghana, ["fr"], translate))
    again = from_document(json.loads(json.dumps(to_document(frozen))))
    assert again == frozen
    assert sealed(again).sha256 == frozen.sha256
    assert again.changes == ghana.changes
    for change in again.departures:
        said = change_text(again, change, "fr", lambda _, text: "corrected")
        assert said == change_text(ghana, change, "fr", translate)


def test_the_offices_own_words_come_before_the_catalogue(ghana: Edition):
    statement = ghana.items["4.3"].text
    assert say(ghana, statement, "fr") == "Le centre de santé était propre et en bon état."
    assert say(ghana, statement, "en") == statement


def test_a_new_english_wording_is_named_as_a_change_and_stands_in_where_nothing_is_translated():
    old = "The quality of teaching is good."
    edition = adapted(wording=[{"of": old, "en": "Teaching is good."}], further_changes=["Translated by two people."])
    assert say(edition, old, "en") == "Teaching is good."
    assert edition_text(edition, old, "tw", lambda _, text: text) == "Teaching is good."
    assert edition.changes[-2:] == (
        f"Instead of “{old}”, the English edition says “Teaching is good.”.",
        "Translated by two people.",
    )


def test_no_placeholder_is_left_open_in_a_national_edition(ghana: Edition):
    for language in ("en", "fr"):
        for key, text in all_texts(ghana):
            assert key == "changes" or "{" not in say(ghana, text, language)
        for change in ghana.departures:
            assert "{" not in change_text(ghana, change, language, translate)


def refused(**changes: Any) -> list[tuple[str, str]]:
    problems = adapt(official_edition(), SMALLEST | changes, "gh.toml")
    assert isinstance(problems, list), "the adaptation was not refused"
    assert {problem.file for problem in problems} == {"gh.toml"}
    return [(problem.key, problem.reason) for problem in problems]


YES_NO = [{"code": "A", "text": "Yes"}, {"code": "B", "text": "No"}]


@pytest.mark.parametrize(
    ("changes", "key", "reason"),
    [
        ({"base": "sdg-17"}, "base", "not one of sdg-16.6.2"),
        ({"country_code": "Ghana"}, "country_code", "three-letter"),
        ({"number": 0}, "number", "raise it with each change"),
        ({"number": True}, "number", "whole number"),
        ({"country": ""}, "country", "text, or a table of texts by language"),
        ({"country": {"fr": "Ghana"}}, "country", "The English text is missing"),
        ({"country": {"en": "Ghana", "FRENCH": "Ghana"}}, "country.FRENCH", "not a language code"),
        ({"school_age": {"from": 16, "to": 4}}, "school_age", "from below to"),
        ({"school_age": {"from": "4", "to": 16}}, "school_age", "whole years"),
        ({"documents": {"listed": "a card"}}, "documents.options", "The list of documents is missing."),
        ({"documents": {"options": YES_NO}}, "documents.listed", "This text is missing."),
        ({"documents": {"listed": "x", "options": [{"code": "99", "text": "x"}]}}, "documents.options.99", "kept for"),
        ({"reasons": {"7": {"drop": ["1"]}}}, "reasons.7", "these questions: 3, 8, 13"),
        ({"reasons": {"3": {"drop": ["77"]}}}, "reasons.3.drop", "has no reason '77'"),
        ({"reasons": {"8": {"drop": ["1"]}}}, "reasons.8.drop", "decides what is asked next"),
        ({"reasons": {"3": {"drop": ["10"]}}}, "reasons.3.drop", "for everything else"),
        (
            {"reasons": {"3": {"drop": ["7"], "add": [{"code": "7", "text": "x"}]}}},
            "reasons.3.add.7",
            "never used twice",
        ),
        (
            {"reasons": {"3": {"add": [{"code": "30", "text": "x", "other": True, "specify": "y"}]}}},
            "reasons.3.add.30",
            "for everything else already",
        ),
        ({"income": {"bands": [{"text": "a"}]}}, "income.bands", "There must be 5 bands"),
        ({"income": {"bands": "a"}}, "income.bands", "must be a list of tables"),
        ({"local": [{"code": "Q1", "text": "x", "options": YES_NO}]}, "local.Q1", "a code of its own"),
        ({"local": [{"code": "L1", "text": "x"}]}, "local.L1", "Give either options"),
        ({"local": [{"code": "L1", "text": "x", "scale": "stars"}]}, "local.L1", "one of the scales agreement"),
        (
            {"local": [{"code": "L1", "text": "x", "options": YES_NO, "section": "taxes"}]},
            "local.L1.section",
            "no such part",
        ),
        (
            {"local": [{"code": "L1", "text": "x", "options": YES_NO, "missing": ["9"]}]},
            "local.L1.missing",
            "'9' is not",
        ),
        (
            {
                "local": [
                    {"code": "L1", "text": "x", "options": [*YES_NO, {"code": "C", "text": "Other", "other": True}]}
                ]
            },
            "local.L1.options.C.specify",
            "This text is missing.",
        ),
        (
            {"local": [{"code": "L1", "text": "x", "section": "health", "options": YES_NO, "skip_when": {"6": ["A"]}}]},
            "items.L1.skip_when.6",
            "only the same part can decide",
        ),
        ({"wording": [{"of": "No such text", "fr": "x"}]}, "wording.1.of", "The edition has no such text"),
        ({"wording": [{"of": "Schools", "francais": "x"}]}, "wording.1.francais", "not a language code"),
        ({"wording": [{"of": "Schools", "en": "Schools in {land}"}]}, "sections.education.title", "given for {land}"),
        ({"cuontry": "Ghana"}, "cuontry", "This key is not known here."),
        ({"ask_online": "no"}, "ask_online", "true or false"),
        ({"sex": {"third": "x"}}, "sex.third", "not known here"),
        ({"groups": {"options": []}}, "items.groups.options", "no answer to choose"),
        ({"further_changes": "x"}, "further_changes", "a list of texts"),
    ],
)
def test_an_adaptation_that_cannot_be_used_is_refused_with_key_and_reason(
    changes: dict[str, Any], key: str, reason: str
):
    found = refused(**changes)
    assert [why for where, why in found if where == key and reason in why], found


def test_an_adaptation_finds_nothing_to_change_in_an_edition_without_those_questions():
    small = adapt(official_edition(), SMALLEST | {"ask_online": False})
    assert isinstance(small, Edition)
    again = adapt(small, SMALLEST | {"base": small.code, "ask_online": False})
    assert isinstance(again, list)
    assert again[0].reason == "The base edition has no question 14b."


def test_a_base_that_lacks_a_question_cannot_have_it_adapted():
    base = official_edition()
    for code in ("14a", "sex"):
        base = without_item(base, code)
    base = replace(base, optional={})
    changes: dict[str, Any] = {
        "documents": {"listed": "a card", "options": YES_NO},
        "sex": {"other": "Another"},
        "income": {"bands": [{"text": "a"}]},
        "groups": {"options": YES_NO},
    }
    problems = adapt(base, SMALLEST | changes)
    assert isinstance(problems, list)
    assert {problem.key for problem in problems} == {"documents", "sex", "income", "groups"}


def test_questions_on_income_and_groups_can_be_put_in_the_offices_words():
    bands = [{"text": text} for text in "abcde"]
    edition = adapted(income={"bands": bands, "text": {"en": "What do you earn?", "fr": "Que gagnez-vous ?"}})
    assert edition.items["income"].text == "What do you earn?"
    assert say(edition, "What do you earn?", "fr") == "Que gagnez-vous ?"


def test_a_list_of_documents_may_name_its_own_other_document():
    options = [
        {"code": "ID", "text": "Card"},
        {"code": "Z", "text": "Something else", "other": True, "specify": "Which?"},
    ]
    edition = adapted(documents={"listed": "a card", "options": options})
    assert edition.items["14a"].codes == ("ID", "Z")
    assert text_fields(edition)["14a_other"].option == "Z"
    options.append({"code": "Y", "text": "More", "other": True, "specify": "Which?"})
    assert ("documents.options", "Only one answer can be the other one that asks for a text.") in refused(
        documents={"listed": "a card", "options": options}
    )


def test_an_adaptation_that_is_no_toml_is_refused(tmp_path: Path):
    path = tmp_path / "gh.toml"
    path.write_text("base: sdg")
    problems = adapt(official_edition(), path)
    assert isinstance(problems, list)
    assert "This is not TOML" in problems[0].reason
