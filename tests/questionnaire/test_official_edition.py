"""The official instrument as it comes with the package, compared with the metadata's own text where that is at hand."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feedback.languages import translate
from feedback.questionnaire.editions import from_document, official_edition, to_document
from feedback.questionnaire.rules import (
    all_texts,
    check_edition,
    edition_text,
    item_codes,
    service_sections,
    text_fields,
)

EDITION = official_edition()
PRINTED = Path(__file__).parents[3] / "shared" / "reference" / "instrument_16_6_2_en.json"
NAMED = {
    "between 4 and 16 years": "between {age_from} and {age_to} years",
    "[country name]": "{country}",
    "[name of the document identified by the respondent in 14a]": "{last_document}",
    f"[{EDITION.values['documents']['en']}]": "{documents}",
    "[full list of relevant documents, based on national context]": "{documents}",
    "[use specific name of public health facilities providing primary healthcare services in the country]": "{clinics}",
    " [if applicable in the country]": "",
    "[xx \N{EN DASH} size of sample]": "{sample}",
    " Do you wish to proceed?": "",
    ": _____": "",
    # misprints of the source, named among the changes of the edition
    "provided a government": "provided by a government",
    "in in my household": "in my household",
    # brackets and a small letter of the source, named there too
    "(i.e. the last time you [or a child in your household]": "(i.e. the last time you or a child in your household",
    "[or a child in your household]": "(or a child in your household)",
    "[or a child in my household]": "(or a child in my household)",
    "[toll free]": "(toll free)",
    "there was at least one occasion when I": "There was at least one occasion when I",
}


def as_ours(printed: str) -> str:
    for theirs, ours in NAMED.items():
        printed = printed.replace(theirs, ours)
    return printed


@pytest.fixture
def printed() -> Any:
    if not PRINTED.is_file():
        pytest.skip("the metadata's own text is not beside this checkout")
    return json.loads(PRINTED.read_text("utf-8"))


def questions(printed: Any) -> Iterator[dict[str, Any]]:
    for service in printed["services"]:
        yield from service["questions"]


def test_every_printed_question_is_asked_word_for_word(printed: Any):
    for question in questions(printed):
        levels = ("p", "s") if question["id"] == "10" else ("",)
        items = [i for i in EDITION.items.values() if i.code in [f"{question['id']}{level}" for level in levels]]
        if question["type"] == "battery":
            stems = {i.stem for i in EDITION.items.values() if i.code.startswith(f"{question['id']}") and i.stem}
            assert as_ours(question["text"]) in stems
            items = []
        for item in items:
            assert item.text == as_ours(question["text"])
        for printed_item in question.get("items", ()):
            found = [i for i in EDITION.items.values() if i.code.rstrip("ps") == printed_item["id"]]
            assert len(found) == len(question.get("repeat", [""]))
            assert {i.text for i in found} == {as_ours(printed_item["text"])}
            assert {i.attribute for i in found} == {printed_item["attribute"]}


def test_every_printed_answer_has_its_code_words_and_explanation(printed: Any):
    for question in questions(printed):
        for option in question.get("options", ()):
            held = next(o for o in EDITION.items[question["id"]].options if o.code == str(option["code"]))
            if held.code not in {"97", "98", "99"}:
                assert (held.text, held.gloss) == (as_ours(option["label"]), as_ours(option.get("gloss", "")))
            assert not held.added


def test_every_printed_route_is_followed(printed: Any):
    ends = {"health": ("4.1", "5"), "education": ("9.1p", "10s"), "government": ("14a", "16")}
    for service in printed["services"]:
        for question in service["questions"]:
            for option in question.get("options", ()):
                if option.get("goto") == "END_SERVICE":
                    for code in ends[service["id"]]:
                        assert str(option["code"]) in EDITION.items[code].skip_when[question["id"]]


def test_the_parts_begin_with_the_printed_introductions(printed: Any):
    assert {s.code: s.intro for s in EDITION.sections if s.code in service_sections(EDITION)} == {
        s["id"]: as_ours(s["intro"]) for s in printed["services"]
    }
    assert EDITION.introduction == as_ours(printed["introduction"])


def test_the_scales_are_the_printed_ones(printed: Any):
    for name in ("agreement", "satisfaction"):
        scale = EDITION.scales[name]
        assert [(o.code, o.text) for o in scale.options] == [
            (str(o["code"]), o["label"]) for o in printed["scales"][name]
        ]
        assert scale.positive == {"3", "2"}


def test_the_edition_is_complete_and_consistent():
    assert check_edition(EDITION) == []
    assert EDITION.official
    assert "2021-04-19" in EDITION.source


def test_the_four_services_have_five_attributes_an_overall_question_and_their_series():
    assert [(s.code, s.satis, s.osatis) for s in EDITION.rated] == [
        (code, f"SP_PSR_SATIS_{code}", f"SP_PSR_OSATIS_{code}") for code in ("HLTH", "PRM", "SEC", "GOV")
    ]
    for service in EDITION.rated:
        assert len({EDITION.items[code].attribute for code in service.attributes}) == 5
        assert all(EDITION.items[code].scale == "agreement" for code in service.attributes)
        assert EDITION.items[service.overall].scale == "satisfaction"
        assert list(EDITION.items).index(service.overall) > list(EDITION.items).index(service.attributes[-1])


def test_every_rating_accepts_its_scale_and_then_97_98_and_99():
    for item in EDITION.items.values():
        if item.kind == "rating":
            assert item.codes == ("3", "2", "1", "0", "97", "98", "99")


def test_school_levels_are_items_of_their_own():
    assert {item.level for code, item in EDITION.items.items() if code[0].isdigit() and code[-1] == "p"} == {"P"}
    assert {item.level for code, item in EDITION.items.items() if code[0].isdigit() and code[-1] == "s"} == {"S"}


def test_only_the_bridges_are_added_questions_and_each_departure_is_named():
    assert [code for code, item in EDITION.items.items() if item.added] == ["2b", "12b"]
    named = " ".join(EDITION.changes)
    for word in (
        "Question 2b",
        "Question 12b",
        "Question 9",
        "97, 98 and 99",
        "misprints",
        "order of the three services",
        "18 or older and lives here",
        "size of the sample",
        "guidance for interviewers is shortened",
        "Washington Group Short Set",
        "stop early",
        "one number of people is published",
        "question by question",
        "longer sentences printed behind",
        "in brackets",
        "read the questions and choose the answers themselves",
        "without an answer",
    ):
        assert word in named


def test_each_departure_is_a_whole_sentence_in_both_languages():
    for change in EDITION.changes:
        french = edition_text(EDITION, change, "fr", translate)
        assert french != change
        for said in (change, french):
            assert said[0].isupper()
            assert said.endswith(".")


def test_everything_about_the_person_can_be_skipped_with_an_answer():
    for item in EDITION.items.values():
        if item.kind == "background":
            assert item.codes[-1] == "99"


def test_the_six_difficulties_are_asked_in_order_and_never_say_disability():
    section = next(section for section in EDITION.sections if section.code == "difficulties")
    assert section.items == ("WG1", "WG2", "WG3", "WG4", "WG5", "WG6")
    said = " ".join(text for key, text in all_texts(EDITION) if "WG" in key or "difficulties" in key)
    assert "disab" not in said.lower()
    assert {EDITION.items[code].codes for code in section.items} == {("1", "2", "3", "4", "99")}


def test_income_and_groups_wait_for_an_adaptation():
    assert set(EDITION.optional) == {"income", "groups"}
    assert not set(EDITION.optional) & set(item_codes(EDITION))


def test_answers_that_ask_for_words_have_a_place_for_them():
    assert list(text_fields(EDITION)) == ["3_other", "8_other", "12_documents", "13_other", "14a_other"]
    assert text_fields(EDITION)["12_documents"].option == "B"


def test_the_document_of_an_edition_gives_it_back():
    document = json.loads(json.dumps(to_document(EDITION)))
    assert from_document(document) == EDITION


def test_no_bracket_of_the_printed_source_is_shown_to_anyone():
    for language in ("en", "fr"):
        for key, text in all_texts(EDITION):
            said = edition_text(EDITION, text, language, translate)
            assert "[" not in said, (key, said)
            assert not re.search(r"\([^()]*\((?!s\))", said), (key, said)


def test_no_placeholder_is_left_open_in_any_text():
    for _, text in all_texts(EDITION):
        assert "{" not in edition_text(EDITION, text, "en", lambda _, english: english)
