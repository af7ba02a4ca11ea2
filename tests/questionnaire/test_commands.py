"""`feedback round` and `feedback places`: what they do, whom they ask, and how they refuse."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import Person, latest_audit
from feedback.database import for_reading
from feedback.questionnaire.records import find_round, place_map, round_edition, rounds
from tests.questionnaire.conftest import documented

Run = Callable[..., Result]


def trail(engine: Engine) -> list[tuple[str, str, str]]:
    with Session(for_reading(engine)) as session:
        return [(row.who, row.action, row.subject) for row in reversed(latest_audit(session))]


def test_the_documented_round_is_created_opened_and_closed_and_each_step_is_audited(
    run: Run, engine: Engine, register: str, round_file: Path
):
    created = run("round", "create", round_file, "--as", "kofi")
    assert created.exit_code == 0, created.stderr
    assert "Created the round GH-2026 with the edition sdg-16.6.2+GHA.1" in created.stdout
    assert "- The country is named: Ghana." in created.stdout
    assert "is open at /r/GH-2026/ in en, fr" in run("round", "open", "GH-2026", "--as", "kofi").stdout
    assert "is closing" in run("round", "close", "GH-2026", "--as", "kofi").stdout
    assert "is closed" in run("round", "close", "GH-2026", "--as", "kofi").stdout
    assert trail(engine) == [
        ("kofi", "place.import", "gh-2026"),
        ("kofi", "round.create", "GH-2026"),
        ("kofi", "round.open", "GH-2026"),
        ("kofi", "round.close", "GH-2026"),
        ("kofi", "round.close", "GH-2026"),
    ]


def test_the_documented_commands_run_as_they_stand_over_the_documented_files(
    run: Run, engine: Engine, round_file: Path, add: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
):
    add("ama", "administrator")
    add("kofi", "analyst")
    (round_file.parent / "places.csv").write_text(documented("rounds.md", "csv"), "utf-8")
    monkeypatch.chdir(round_file.parent)
    lines = documented("rounds.md", "").strip().splitlines()
    assert [line.split()[2] for line in lines] == ["import", "create", "simulate", "open", "close", "list"]
    for line in lines:
        done = run(*shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.stderr)
        if "open" in line:
            with Session(for_reading(engine)) as session:
                assert [this.state for this in rounds(session)] == ["open"]


def test_a_language_that_nobody_signed_is_reported_when_the_round_is_created(
    run: Run, engine: Engine, register: str, round_file: Path
):
    lines = round_file.read_text("utf-8").splitlines()
    round_file.write_text("\n".join(line for line in lines if not line.startswith("unsigned_languages")), "utf-8")
    refused = run("round", "create", round_file, "--as", "kofi")
    assert refused.exit_code == 1
    assert f"{round_file}: languages: No two speakers have signed the texts in: fr." in refused.stderr
    assert 'unsigned_languages = "' in refused.stderr
    with Session(for_reading(engine)) as session:
        assert rounds(session) == []


def test_a_draft_with_a_slip_is_replaced_and_no_code_is_burnt(
    run: Run, engine: Engine, register: str, round_file: Path
):
    run("round", "create", round_file, "--as", "kofi")
    adaptation = round_file.parent / "ghana.toml"
    adaptation.write_text(adaptation.read_text("utf-8").replace("from = 6,", "from = 4,"), "utf-8")
    refused = run("round", "create", round_file, "--as", "kofi")
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    replaced = run("round", "create", round_file, "--as", "kofi", "--replace")
    assert replaced.exit_code == 0, replaced.stderr
    assert "Replaced the draft GH-2026" in replaced.stdout
    assert run("round", "open", "GH-2026", "--as", "kofi").exit_code == 0
    too_late = run("round", "create", round_file, "--as", "kofi", "--replace")
    assert too_late.exit_code == 1
    assert "has been opened" in too_late.stderr
    assert [action for _who, action, _subject in trail(engine)[1:]] == ["round.create", "round.replace", "round.open"]


def test_a_replacement_that_cannot_be_used_leaves_the_draft_as_it_was(
    run: Run, engine: Engine, register: str, round_file: Path
):
    run("round", "create", round_file, "--as", "kofi")
    text = round_file.read_text("utf-8")
    round_file.write_text(text.replace('register = "gh-2026"', 'register = "gh-1999"'), "utf-8")
    assert run("round", "create", round_file, "--as", "kofi", "--replace").exit_code == 1
    with Session(for_reading(engine)) as session:
        [this] = rounds(session)
        assert (this.register, round_edition(session, this).code) == ("gh-2026", "sdg-16.6.2+GHA.1")


def test_the_roles_that_may_are_named_when_an_account_may_not(
    run: Run, register: str, round_file: Path, add: Callable[..., Person]
):
    add("esi", "approver")
    refused = run("round", "create", round_file, "--as", "esi")
    assert "'esi' may not do this: it needs the role administrator or analyst." in refused.stderr
    built = run("release", "build", "--round", "GH-2026", "--as", "esi")
    assert "it needs the role analyst." in built.stderr


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_place_file_is_read_as_the_spreadsheets_of_many_countries_write_it(
    run: Run, engine: Engine, kofi: Person, tmp_path: Path, delimiter: str
):
    path = tmp_path / "places.csv"
    path.write_text(documented("rounds.md", "csv").replace(",", delimiter), "utf-8")
    done = run("places", "import", "gh-2026", path, "--as", "kofi")
    assert done.exit_code == 0, done.stderr
    with Session(for_reading(engine)) as session:
        assert place_map(session, "gh-2026")["R1"].population == 5455692


def test_rounds_are_listed_for_people_and_for_programs(run: Run, register: str, round_file: Path):
    assert "No round yet" in run("round", "list").stdout
    run("round", "create", round_file, "--as", "kofi")
    assert "GH-2026" in run("round", "list").stdout
    [listed] = json.loads(run("round", "list", "--json").stdout)
    assert (listed["code"], listed["state"], listed["starts"]) == ("GH-2026", "draft", "2026-11-23")


def test_a_round_that_cannot_be_used_is_refused_with_every_problem(
    run: Run, engine: Engine, register: str, round_file: Path
):
    round_file.write_text(round_file.read_text("utf-8").replace("official", "private").replace("k = 10", "k = 1"))
    text = round_file.read_text("utf-8").replace('use = "complementary"', 'use = "private"')
    round_file.write_text(text, "utf-8")
    refused = run("round", "create", round_file, "--as", "kofi")
    assert refused.exit_code == 1
    assert f"{round_file}: use: 'private' is none of" in refused.stderr
    with Session(for_reading(engine)) as session:
        assert rounds(session) == []


def test_a_wrong_adaptation_is_refused_with_its_own_file(run: Run, register: str, round_file: Path):
    adaptation = round_file.parent / "ghana.toml"
    adaptation.write_text(adaptation.read_text("utf-8").replace("school_age = { from = 6", "school_age = { from = 60"))
    refused = run("round", "create", round_file, "--as", "kofi")
    assert refused.exit_code == 1
    assert f"{adaptation}: school_age: Give from and to as whole years" in refused.stderr


def test_a_wrong_publication_plan_is_refused_before_anyone_answers(run: Run, register: str, round_file: Path):
    round_file.write_text(round_file.read_text("utf-8").replace("k = 10", "k = 1"), "utf-8")
    refused = run("round", "create", round_file, "--as", "kofi")
    assert refused.exit_code == 1
    assert f"{round_file}: plan: k:" in refused.stderr


def test_a_missing_edition_or_register_is_named(run: Run, kofi: Person, round_file: Path):
    missing = run("round", "create", round_file, "--as", "kofi")
    assert missing.exit_code == 1
    assert f"{round_file}: register: There is no register 'gh-2026'" in missing.stderr
    (round_file.parent / "ghana.toml").unlink()
    assert "ghana.toml: The file cannot be read" in run("round", "create", round_file, "--as", "kofi").stderr


def test_a_file_that_is_no_toml_is_refused(run: Run, kofi: Person, tmp_path: Path):
    path = tmp_path / "round.toml"
    path.write_text("code: GH-2026")
    refused = run("round", "create", path, "--as", "kofi")
    assert refused.exit_code == 1
    assert "This is not TOML" in refused.stderr


def test_only_people_whose_role_allows_it_change_rounds_and_places(
    run: Run, engine: Engine, register: str, round_file: Path, add: Callable[..., Person], tmp_path: Path
):
    add("esi", "approver")
    run("round", "create", round_file, "--as", "kofi")
    before = trail(engine)
    for arguments in (
        ("round", "create", round_file),
        ("round", "open", "GH-2026"),
        ("round", "close", "GH-2026"),
        ("places", "import", "gh-2027", tmp_path / "places.csv"),
    ):
        refused = run(*arguments, "--as", "esi")
        assert refused.exit_code == 1
        assert "may not do this" in refused.stderr
        assert run(*arguments, "--as", "nobody").exit_code == 1
        assert run(*arguments).exit_code == 2
    assert trail(engine) == before
    with Session(for_reading(engine)) as session:
        held = find_round(session, "GH-2026")
    assert held is not None
    assert held.state == "draft"


def test_opening_an_unknown_round_says_where_to_look(run: Run, kofi: Person):
    for verb in ("open", "close"):
        refused = run("round", verb, "GH-1999", "--as", "kofi")
        assert refused.exit_code == 1
        assert "There is no round GH-1999. `feedback round list` shows the rounds." in refused.stderr


def test_places_with_mistakes_are_refused_line_by_line_and_nothing_is_imported(
    run: Run, engine: Engine, kofi: Person, tmp_path: Path
):
    path = tmp_path / "places.csv"
    path.write_text("code,parent,name,level\nR1,,Accra,Region\nD1,R9,Ga,District\nR1,,Volta,Region\n", "utf-8")
    refused = run("places", "import", "gh-2026", path, "--as", "kofi")
    assert refused.exit_code == 1
    assert f"{path}: line 3: The parent 'R9' is not in this file." in refused.stderr
    assert f"{path}: line 4: The code R1 already stands in line 2." in refused.stderr
    assert "Nothing was imported (2 to mend)." in refused.stderr
    with Session(for_reading(engine)) as session:
        assert place_map(session, "gh-2026") == {}


def test_a_place_file_in_another_encoding_is_refused(run: Run, kofi: Person, tmp_path: Path):
    path = tmp_path / "places.csv"
    path.write_bytes("code,parent,name,level\nR1,,Région,Région\n".encode("latin-1"))
    refused = run("places", "import", "gh-2026", path, "--as", "kofi")
    assert refused.exit_code == 1
    assert "not UTF-8" in refused.stderr


def test_registers_are_listed(run: Run, kofi: Person):
    assert "No register yet" in run("places", "list").stdout


def test_a_register_cannot_be_imported_twice(run: Run, register: str, tmp_path: Path):
    refused = run("places", "import", register, tmp_path / "places.csv", "--as", "kofi")
    assert refused.exit_code == 1
    assert "never changes" in refused.stderr
    assert register in run("places", "list").stdout


def test_commands_explain_themselves(run: Run):
    for arguments in (("round",), ("round", "create"), ("round", "simulate"), ("places", "import")):
        shown = run(*arguments, "--help")
        assert shown.exit_code == 0
        assert len(shown.stdout) > 100
