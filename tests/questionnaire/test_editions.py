"""An edition file is taken or refused as a whole, with the file, the key and the reason."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feedback.questionnaire.editions import (
    FOLDER,
    OFFICIAL,
    edition_from_tables,
    from_document,
    load_edition,
    official_edition,
    read_edition,
    to_document,
)
from feedback.questionnaire.editions.documents import digest
from feedback.questionnaire.rules import Edition, check_edition

TABLES = tomllib.loads((FOLDER / f"{OFFICIAL}.toml").read_text("utf-8"))
Change = Callable[[dict[str, Any]], object]


def item(tables: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(i for section in tables["section"] for i in section["item"] if i["code"] == code)
    return found


def problems_after(change: Change) -> list[tuple[str, str]]:
    """What is wrong with the official edition after a change to its tables, as (key, reason)."""
    tables = tomllib.loads((FOLDER / f"{OFFICIAL}.toml").read_text("utf-8"))
    change(tables)
    problems = edition_from_tables(tables, "own.toml")
    assert isinstance(problems, list), "the edition was not refused"
    assert {problem.file for problem in problems} == {"own.toml"}
    return [(problem.key, problem.reason) for problem in problems]


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        (lambda t: t.pop("code"), "code", "This text is missing."),
        (lambda t: t.update(titel="x"), "titel", "This key is not known here."),
        (lambda t: item(t, "1").pop("text"), "items.1.text", "This text is missing."),
        (lambda t: item(t, "1").update(text=" "), "items.1.text", "This text is missing."),
        (lambda t: item(t, "1").update(kind="yesno"), "items.1.kind", "'yesno' is none of: filter"),
        (lambda t: item(t, "1")["options"][0].update(text=""), "items.1.options.A.text", "The text is empty."),
        (lambda t: item(t, "1")["options"][0].update(code="B"), "items.1.options.B", "Two answers have this code."),
        (lambda t: item(t, "1").update(options=[]), "items.1.options", "There is no answer to choose."),
        (lambda t: item(t, "1").update(options="A"), "items.1.options", "This must be a list of tables."),
        (lambda t: item(t, "1").update(missing=["96"]), "items.1.missing", "'96' is not among 97, 98 and 99"),
        (lambda t: item(t, "2").update(code="1"), "items.1", "Two questions have this code."),
        (lambda t: item(t, "4.1").update(scale="likert"), "items.4.1.scale", "There is no scale 'likert'."),
        (lambda t: item(t, "4.1").update(stem="hospital"), "items.4.1.stem", "There is no stem 'hospital'."),
        (lambda t: item(t, "4.1").update(level="T"), "items.4.1.level", "A level is P (primary) or S (secondary)."),
        (
            lambda t: item(t, "4.1").update(options=[{"code": "1", "text": "x"}]),
            "items.4.1.options",
            "takes its answers",
        ),
        (lambda t: item(t, "2")["skip_when"].update({"7": ["A"]}), "items.2.skip_when.7", "must come before"),
        (lambda t: item(t, "12")["skip_when"].update({"1": ["A"]}), "items.12.skip_when.1", "only the same part"),
        (lambda t: item(t, "2")["skip_when"].update({"0": ["A"]}), "items.2.skip_when.0", "There is no such question."),
        (
            lambda t: item(t, "2")["skip_when"].update({"1": ["Z"]}),
            "items.2.skip_when.1",
            "Question 1 has no answer 'Z'.",
        ),
        (
            lambda t: item(t, "2")["skip_when"].update({"1": "B"}),
            "items.2.skip_when.1",
            "This must be a list of texts.",
        ),
        (lambda t: item(t, "1").update(added="yes"), "items.1.added", "This must be true or false."),
        (
            lambda t: item(t, "3")["options"][-1].pop("specify"),
            "items.3.options.10.specify",
            "needs the words that ask",
        ),
        (lambda t: t["values"].pop("documents"), "items.11.text", "Nothing is given for {documents}."),
        (lambda t: t["values"].update(country={"fr": "Ghana"}), "values.country", "The English text is missing"),
        (lambda t: t["scales"]["agreement"].update(positive=[]), "scales.agreement.positive", "but not all"),
        (
            lambda t: t["scales"]["agreement"]["options"].append({"code": "97", "text": "x"}),
            "scales.agreement",
            "never",
        ),
        (lambda t: t["missing_words"].pop("98"), "items.7.missing", "has no words under [missing_words]"),
        (lambda t: t["rated"][0].update(attributes=[]), "rated.HLTH.attributes", "at least one attribute"),
        (lambda t: t["rated"][0]["attributes"].pop(), "rated.HLTH.attributes", "all five attributes"),
        (lambda t: t["rated"][0].update(overall=""), "rated.HLTH.attributes", "all five attributes"),
        (lambda t: t["rated"][0]["attributes"].append("15.1"), "rated.HLTH.15.1", "the service's own section"),
        (lambda t: t["rated"][1].update(code="HLTH"), "rated.HLTH", "Two rated services have this code."),
        (lambda t: t["access"][0].update(need="0"), "access.health.need", "There is no question '0'."),
        (lambda t: t["access"][0].update(need_yes=["Z"]), "access.health.need", "Question 1 has no answer Z."),
        (lambda t: t["access"][0].update(need_yes=[]), "access.health.need_yes", "No answer counts as yes."),
        (lambda t: t["access"][0].update(code="dentist"), "access.dentist", "There is no section with this code."),
        (lambda t: t["section"][1].update(code="health"), "sections.health", "Two sections have this code."),
        (lambda t: t["section"][0].pop("title"), "sections.health.title", "This text is missing."),
    ],
)
def test_an_inconsistent_edition_is_refused_with_key_and_reason(change: Change, key: str, reason: str):
    found = problems_after(change)
    assert [why for where, why in found if where == key and reason in why], found


def test_an_edition_that_asks_nothing_is_refused():
    found = problems_after(lambda tables: tables.update(section=[], rated=[], access=[]))
    assert ("section", "The edition asks nothing.") in found


def test_too_many_answers_coded_with_letters_are_refused():
    def many(tables: dict[str, Any]) -> None:
        item(tables, "14a")["options"] = [{"code": f"D{n}", "text": f"Document {n}"} for n in range(57)]

    assert problems_after(many) == [("items.14a.options.D56", "Answers coded with letters must be among the first 56.")]


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_text("code = own\n")
    problems = read_edition(path)
    assert isinstance(problems, list)
    assert "line 1" in str(problems[0])
    assert str(path) in str(problems[0])


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path):
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe")
    for name, reason in (("none.toml", "cannot be read"), ("own.toml", "not UTF-8")):
        problems = load_edition(name, tmp_path)
        assert isinstance(problems, list)
        assert reason in problems[0].reason


def test_an_edition_that_nobody_knows_is_refused_with_the_known_ones(tmp_path: Path):
    problems = load_edition("sdg-16", tmp_path)
    assert isinstance(problems, list)
    assert "sdg-16.6.2" in problems[0].reason


def test_an_edition_of_its_own_is_read_from_a_file(tmp_path: Path):
    (tmp_path / "own.toml").write_text(
        (FOLDER / f"{OFFICIAL}.toml").read_text("utf-8").replace(f'"{OFFICIAL}"', '"own"')
    )
    edition = load_edition("own.toml", tmp_path)
    assert isinstance(edition, Edition)
    assert edition.code == "own"


def test_the_digest_tells_contents_apart_and_not_the_order_of_keys():
    document = to_document(official_edition())
    assert digest(document) == official_edition().sha256
    assert digest(dict(reversed(document.items()))) == official_edition().sha256
    assert digest({**document, "title": "Another"}) != official_edition().sha256


def test_items_out_of_the_order_of_their_sections_are_refused():
    edition = official_edition()
    items = dict(reversed(list(edition.items.items())))
    assert "section" in {problem.key for problem in check_edition(replace(edition, items=items))}
    fewer = {code: found for code, found in edition.items.items() if code != "16"}
    assert "section" in {problem.key for problem in check_edition(replace(edition, items=fewer))}


def test_a_document_with_an_unknown_part_is_no_edition():
    with pytest.raises(TypeError):
        from_document(to_document(official_edition()) | {"surprise": 1})


def keys_after(**changes: Any) -> set[str]:
    """The keys that are wrong in the official edition after some of its parts were replaced."""
    return {problem.key for problem in check_edition(replace(official_edition(), **changes))}


def test_texts_that_are_empty_are_named_wherever_they_stand():
    edition = official_edition()
    first, *rest = edition.sections
    assert keys_after(sections=(replace(first, title=""), *rest)) == {"sections.health.title"}
    items = {**edition.items, "4.1": replace(edition.items["4.1"], text="")}
    assert keys_after(items=items) == {"items.4.1.text"}
    clinic, *others = edition.rated
    assert keys_after(rated=(replace(clinic, name=""), *others)) == {"rated.HLTH.name"}


def test_two_texts_are_never_kept_under_one_key():
    edition = official_edition()
    item = edition.items["8"]
    options = (*item.options[:-1], replace(item.options[-1], text_key="3_other"))
    assert keys_after(items={**edition.items, "8": replace(item, options=options)}) == {"3_other"}


def test_an_access_service_may_leave_out_what_the_edition_does_not_ask():
    edition = official_edition()
    health, *others = edition.access
    only_need = replace(health, always="", always_yes=frozenset(), without=frozenset(), had="", reason="")
    assert keys_after(access=(only_need, *others)) == set()


def test_the_base_of_an_adaptation_may_lie_beside_it(tmp_path: Path):
    text = (FOLDER / f"{OFFICIAL}.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text(text.replace(f'code = "{OFFICIAL}"', 'code = "own"'), "utf-8")
    path = tmp_path / "gh.toml"
    path.write_text('base = "own"\ncountry_code = "GHA"\nnumber = 3\ncountry = "Ghana"\n')
    edition = load_edition("gh.toml", tmp_path)
    assert isinstance(edition, Edition)
    assert (edition.code, edition.base) == ("own+GHA.3", "own")
    path.write_text('base = "gh"\ncountry_code = "GHA"\nnumber = 3\ncountry = "Ghana"\n')
    assert isinstance(load_edition("gh.toml", tmp_path), list)
    path.write_text('base = "none"\ncountry_code = "GHA"\nnumber = 3\ncountry = "Ghana"\n')
    problems = load_edition("gh.toml", tmp_path)
    assert isinstance(problems, list)
    assert "There is no edition 'none'" in problems[0].reason
