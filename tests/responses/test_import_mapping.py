import re
import tomllib
from typing import Any

import pytest

from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import Problem
from feedback.responses.rules.mapping import ImportMapping, read_mapping
from tests.responses.importing import mapping
from tests.serving import CHECKOUT

LANGUAGES = ("en", "fr")


def problems(**changes: Any) -> list[Problem]:
    found = read_mapping(mapping(**changes), official_edition(), LANGUAGES, "map.toml")
    assert isinstance(found, list), found
    return found


def test_a_complete_mapping_is_read() -> None:
    found = read_mapping(mapping(), official_edition(), LANGUAGES, "map.toml")
    assert isinstance(found, ImportMapping), found
    assert found.provenance == "assigned_enumerator"
    assert found.answers["sex"].codes == {"1": "M", "2": "F"}
    assert found.consent.yes == {"yes"}


def test_without_values_the_codes_and_the_english_words_of_the_answers_are_understood() -> None:
    found = read_mapping(mapping(), official_edition(), LANGUAGES, "map.toml")
    assert isinstance(found, ImportMapping)
    assert found.answers["4.1"].codes["strongly agree"] == "3"
    assert found.answers["4.1"].codes["98"] == "98"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"weights": {}}, "weights"),
        ({"study": {"source": "A survey of services", "provenance": "official"}}, "study.provenance"),
        ({"study": {"provenance": "probability"}}, "study.source"),
        ({"study": {"source": "A survey of services", "provenance": "open_link", "mode": "self"}}, "study.mode"),
        ({"id": None}, "id.columns"),
        ({"id": {"columns": "_uuid"}}, "id.columns"),
        ({"consent": None}, "consent.statement"),
        ({"consent": {"statement": "Everyone was asked for it.", "how": "guessed"}}, "consent.how"),
        ({"consent": {"statement": "Everyone was asked for it.", "how": "heard", "column": "consent"}}, "consent"),
        ({"eligible": {"statement": "yes"}}, "eligible.statement"),
        ({"date": None}, "date"),
        ({"date": {"column": "end", "constant": "2026-10-01"}}, "date"),
        ({"language": {"constant": "de"}}, "language"),
        ({"weight": {"constant": "1"}}, "weight.constant"),
        ({"answers": {}}, "answers"),
        ({"answers": {"77": {"column": "q"}}}, "answers.77"),
        ({"answers": {"1": {"column": "q", "values": {"yes": "C"}}}}, 'answers."1".values.yes'),
        ({"answers": {"1": {"constant": "C"}}}, 'answers."1".constant'),
        ({"answers": {"1": {"column": "q", "values": {"yes": 1}}}}, 'answers."1".values'),
        ({"answers": {"1": {"column": "q", "values": {"1": "A", "1.0": "B"}}}}, 'answers."1".values'),
        ({"answers": {"1": {"column": "q", "values": {"7": "A"}, "missing": ["7"]}}}, 'answers."1".missing'),
        ({"answers": {"1": {"column": "q", "code": "A"}}}, 'answers."1".code'),
        ({"texts": {"4_other": {"column": "why"}}}, "texts.4_other"),
        ({"file": {"delimiter": "/"}}, "file.delimiter"),
        ({"study": "a survey"}, "study"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_named_by_file_and_key(changes: dict[str, Any], key: str) -> None:
    found = problems(**changes)
    assert ("map.toml", key) in [(problem.file, problem.key) for problem in found], found


def test_all_problems_of_a_mapping_are_told_at_once() -> None:
    keys = {problem.key for problem in problems(id=None, date=None, answers={"77": {"column": "q"}})}
    assert keys >= {"id.columns", "date", "answers.77"}


def test_the_mapping_in_the_documentation_is_a_good_one() -> None:
    text = (CHECKOUT / "docs" / "import.md").read_text("utf-8")
    block = re.search(r"```toml\n(.*?)```", text, re.S)
    assert block is not None
    found = read_mapping(tomllib.loads(block[1]), official_edition(), LANGUAGES, "docs/import.md")
    assert isinstance(found, ImportMapping), found
