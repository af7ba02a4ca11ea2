"""The file of a round is taken or refused with key and reason."""

import tomllib
from datetime import date, datetime
from typing import Any

import pytest

from feedback.questionnaire.rules import read_specification
from tests.questionnaire.conftest import documented

EXAMPLE = documented("rounds.md", "toml")


def read(**changes: Any):
    return read_specification(tomllib.loads(EXAMPLE) | changes, ["en", "fr"], "round.toml")


def test_the_documented_example_is_a_round():
    read_it = read()
    assert not isinstance(read_it, list)
    specification, edition = read_it
    assert edition == "ghana.toml"
    assert specification.code == "GH-2026"
    assert specification.languages == ("en", "fr")
    assert specification.starts == date(2026, 11, 23)
    assert specification.plan == {"k": 10, "minimum_n": 30, "place_level": 2}
    assert specification.groups_basis is None


def test_office_and_reason_are_one_text_or_texts_by_language():
    read_it = read(office={"en": "Statistics Ghana", "fr": "Statistique du Ghana"}, reason="A test.")
    assert not isinstance(read_it, list)
    assert read_it[0].office == {"en": "Statistics Ghana", "fr": "Statistique du Ghana"}
    assert read_it[0].reason == {"en": "A test."}


def test_what_is_left_out_has_a_careful_default():
    tables = tomllib.loads(EXAMPLE)
    for key in ("register", "link", "weighted", "starts", "ends", "plan"):
        tables.pop(key)
    read_it = read_specification(tables, ["en", "fr"])
    assert not isinstance(read_it, list)
    specification, _ = read_it
    assert (specification.register, specification.link, specification.weighted) == ("", "open_link", False)
    assert (specification.starts, specification.ends, specification.plan) == (None, None, None)


def test_official_statistics_are_never_made_of_answers_through_a_link():
    for link in ("open_link", "service_point"):
        [(key, reason)] = refusals(use="official", link=link)
        assert key == "use"
        assert "people chose to give never become official statistics" in reason
        assert 'link = "none"' in reason
    read_it = read(use="official", link="none")
    assert not isinstance(read_it, list)
    assert (read_it[0].use, read_it[0].link) == ("official", "none")


def test_groups_need_a_legal_basis_and_the_risk_in_words():
    read_it = read(groups={"legal_basis": "Statistics Act, section 12", "risk": "Low; groups of more than a million."})
    assert not isinstance(read_it, list)
    assert read_it[0].groups_basis == {
        "legal_basis": "Statistics Act, section 12",
        "risk": "Low; groups of more than a million.",
    }
    assert refusals(groups={"legal_basis": "Statistics Act"}) == [("groups.risk", "This text is missing.")]


def test_the_plan_becomes_plain_values():
    read_it = read(plan={"interim": {"AGE": 1}, "order": ["AGE"], "k": 10, "since": date(2026, 1, 1)})
    assert not isinstance(read_it, list)
    assert read_it[0].plan == {"interim": {"AGE": 1}, "order": ["AGE"], "k": 10, "since": "2026-01-01"}


def refusals(**changes: Any) -> list[tuple[str, str]]:
    problems = read(**changes)
    assert isinstance(problems, list), "the round was not refused"
    return [(problem.key, problem.reason) for problem in problems]


@pytest.mark.parametrize(
    ("changes", "key", "reason"),
    [
        ({"code": "gh 2026"}, "code", "capital letters"),
        ({"code": 7}, "code", "between quotes"),
        ({"title": {"fr": "Services"}}, "title", "English text is missing"),
        ({"use": "private"}, "use", "none of: official, complementary, independent"),
        ({"reason": ""}, "reason", "must be a text"),
        ({"office": " "}, "office", "must be a text"),
        ({"office": {"fr": "Statistique"}}, "office", "English text is missing"),
        ({"timezone": "Ghana"}, "timezone", "is not a time zone"),
        ({"languages": []}, "languages", "at least one"),
        ({"languages": "en"}, "languages", "a list of texts"),
        ({"languages": ["en", "en"]}, "languages", "named twice"),
        ({"languages": ["xx"]}, "languages", "'xx' is not in translations/languages.toml"),
        ({"link": "probability"}, "link", "none of: open_link, service_point, none"),
        ({"provenance": "probability"}, "provenance", "not known here"),
        ({"weighted": "yes"}, "weighted", "true or false"),
        ({"register": "gh 2026"}, "register", "1 to 32 letters"),
        ({"starts": "2026-11-23"}, "starts", "a date without quotes"),
        ({"starts": datetime(2026, 11, 23)}, "starts", "a date without quotes"),  # noqa: DTZ001  # as TOML reads it
        ({"ends": date(2026, 11, 1)}, "ends", "ends before it starts"),
        ({"explanations": "all"}, "explanations", "none of: none, alone, read"),
        ({"plan": [1]}, "plan", "must be a table"),
        ({"weigthed": True}, "weigthed", "not known here"),
    ],
)
def test_a_round_that_cannot_be_used_is_refused_with_key_and_reason(changes: dict[str, Any], key: str, reason: str):
    found = refusals(**changes)
    assert [why for where, why in found if where == key and reason in why], found
