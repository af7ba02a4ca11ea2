"""`feedback fieldwork`: a list enters whole or not at all, a PIN is shown once, progress can be read by programs."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from feedback.accounts.records import add_person, latest_audit
from feedback.cli import main
from feedback.database import transaction
from feedback.fieldwork.records import EnumeratorRow, InterviewRow, UnitRow, VisitRow
from feedback.fieldwork.rules import OUTCOMES, kish_rank, kish_table, pin_hash
from feedback.questionnaire.records import close_round
from tests.fieldwork.conftest import ROUND, UNITS, interview, visit
from tests.responses.conftest import make_round
from tests.serving import CHECKOUT, environment_of

DRAW = ("--provenance", "probability", "--kind", "household", "--selection", "kish")
STATED = ("--statement", "Two stages: PSUs by size, then every tenth household.")


@pytest.fixture
def run(settings, engine, clock) -> Callable[..., Result]:
    """Run `feedback fieldwork ...` on the test's own instance, where ama is a coordinator and esi an approver."""
    with transaction(engine) as session:
        for login, role in (("ama", "coordinator"), ("esi", "approver")):
            add_person(session, login, login.title(), [role], "no hash", clock)

    def run(*arguments: object) -> Result:
        asked = ["fieldwork", *map(str, arguments)]
        return CliRunner().invoke(main, asked, env=environment_of(settings))

    return run


@pytest.fixture
def empty(engine) -> str:
    """The code of a weighted round without units."""
    with transaction(engine) as session:
        make_round(session, ROUND, link="none", weighted=True)
    return ROUND


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "units.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def rows(session, table: Any) -> list[Any]:
    found = session.scalars(select(table)).all()
    session.expunge_all()
    session.rollback()
    return list(found)


def test_a_list_of_units_enters_with_the_statement_of_the_office(run, empty, listed, session) -> None:
    done = run("units", empty, listed(UNITS), *DRAW, *STATED, "--as", "ama")
    assert done.exit_code == 0, done.output
    assert "Imported 5 units for 2 teams" in done.stdout
    assert "No phone for team South yet" in done.stdout
    assert [(unit.code, unit.weight, unit.selection) for unit in rows(session, UnitRow)][2] == ("H3", 12.5, "kish")
    trail = latest_audit(session)[0]
    assert (trail.who, trail.action, trail.subject) == ("ama", "units.import", empty)
    assert trail.detail["statement"].startswith("Two stages")


def test_a_list_with_mistakes_does_not_enter_at_all(run, empty, listed, session) -> None:
    broken = UNITS.replace(",N1,North,10\nH2", ",X7,North,10\nH2").replace("South,20\nH5", "South,-1\nH5")
    refused = run("units", empty, listed(broken), *DRAW, *STATED, "--as", "ama")
    assert refused.exit_code == 1
    assert "line 2" in refused.stderr
    assert "X7" in refused.stderr
    assert "line 5" in refused.stderr
    assert "Nothing was imported (2 to mend)." in refused.stderr
    assert rows(session, UnitRow) == []
    run("units", empty, listed(UNITS), *DRAW, *STATED, "--as", "ama")
    again = run("units", empty, listed(UNITS), *DRAW, *STATED, "--as", "ama")
    assert again.stderr.count("is in the round already") == 5
    assert len(rows(session, UnitRow)) == 5


def test_a_list_needs_a_draw_that_makes_sense_and_somebody_who_may(run, empty, listed) -> None:
    file = listed(UNITS)
    person = ("--provenance", "probability", "--kind", "person", "--selection", "kish")
    assert "Persons are chosen already" in run("units", empty, file, *person, *STATED, "--as", "ama").stderr
    assert "Say in a sentence" in run("units", empty, file, *DRAW, "--statement", "x", "--as", "ama").stderr
    assert "may not do this" in run("units", empty, file, *DRAW, *STATED, "--as", "esi").stderr
    assert "There is no round" in run("units", "OTHER", file, *DRAW, *STATED, "--as", "ama").stderr
    file.write_bytes(b"unit,team\n\xff\xfe,North\n")
    assert "not UTF-8" in run("units", empty, file, *DRAW, *STATED, "--as", "ama").stderr


def test_an_enumerator_gets_a_pin_that_is_shown_once(run, empty, session) -> None:
    added = run("enumerator", "add", empty, "kojo", "--name", "Kojo Annan", "--team", "North", "--as", "ama")
    assert added.exit_code == 0, added.output
    pin = added.stdout.strip().rpartition(" ")[2]
    [row] = rows(session, EnumeratorRow)
    assert row.pin_hash == pin_hash(pin, row.pin_salt)
    assert run("enumerator", "add", empty, "kojo", "--name", "K", "--team", "North", "--as", "ama").exit_code == 1
    assert run("enumerator", "add", empty, "no good", "--name", "K", "--team", "North", "--as", "ama").exit_code == 1
    assert "active  North  Kojo Annan" in run("enumerator", "list", empty).stdout
    assert run("enumerator", "remove", empty, "kojo", "--as", "ama").exit_code == 0
    assert run("enumerator", "remove", empty, "kojo", "--as", "ama").exit_code == 1
    [known] = json.loads(run("enumerator", "list", empty, "--json").stdout)
    assert known == {"code": "kojo", "name": "Kojo Annan", "team": "North", "state": "gone"}
    assert run("enumerator", "add", empty, "kojo", "--name", "Kojo", "--team", "South", "--as", "ama").exit_code == 0
    assert pin not in str([entry.detail for entry in latest_audit(session)])


def test_outcomes_are_shown_by_stratum_with_the_definition_of_the_rate(run, north, south) -> None:
    north.put("responses", interview(1))
    north.put("visits", visit(2, "H2", "refused"))
    south.put("visits", visit(3, "H5", "ineligible"))
    shown = run("outcomes", ROUND).stdout
    assert "north: 3 units, response rate 33.3%" in shown
    assert "AAPOR Response Rate 2" in shown
    found = json.loads(run("outcomes", ROUND, "--json").stdout)
    assert [(s["stratum"], s["units"], s["eligible"], s["response_rate"]) for s in found["strata"]] == [
        ("north", 3, 3, 0.3333),
        ("south", 2, 1, 0.0),
    ]
    assert found["all"]["outcomes"] | {"interview": 1, "refused": 1, "ineligible": 1} == found["all"]["outcomes"]
    assert found["samples"][0]["statement"].startswith("Two stages")


def test_a_round_without_units_says_what_comes_first(run, empty) -> None:
    assert "feedback fieldwork units" in run("outcomes", empty).stdout
    assert "feedback account device add" in run("board", empty).stdout
    assert "enumerator add" in run("enumerator", "list", empty).stdout


def test_the_board_names_missing_numbers_and_silent_phones(run, north, session) -> None:
    north.put("responses", interview(1, number=1, paradata={"collector": "nobody"}))
    north.put("visits", visit(1, number=3) | {"interview": interview(7)["id"]})
    north.receipts([], unsent=1, made=4, now="2026-11-20T09:30:00Z")
    shown = run("board", ROUND)  # the clock of these tests stands still, days before the command looks
    assert "4 made, 2 arrived, missing 2, 4, 1 unsent" in shown.stdout
    assert "1 interviews by nobody" in shown.stdout
    assert "1 visits ended with an interview that has not arrived" in shown.stdout
    [phone] = json.loads(run("board", ROUND, "--json").stdout)
    assert (phone["made"], phone["arrived"], phone["missing"], phone["team"]) == (4, 2, [2, 4], "North")
    assert (shown.exit_code == 1) == phone["silent"]


def test_the_board_names_households_in_which_the_choice_of_the_adult_is_doubtful(run, north) -> None:
    ranks = {unit: kish_rank(kish_table(ROUND, unit), 2) for unit in ("H1", "H2", "H3")}
    for number, (unit, rank) in enumerate(ranks.items(), 1):
        north.put("visits", visit(number, unit, "refused", selection=chosen(rank if unit != "H2" else 3 - rank)))
    north.put("visits", visit(4, "H1", "refused", visit=2, selection=chosen(3 - ranks["H1"])))
    shown = run("board", ROUND).stdout
    assert "unit H1: another adult was chosen later; the first choice stands" in shown
    assert "unit H2: another adult was chosen than Kish's table says" in shown
    assert shown.count("another adult") == 2


def chosen(rank: int) -> dict[str, Any]:
    return {"method": "kish", "men": 1, "women": 1, "rank": rank}


def test_when_checks_end_nobody_and_no_time_stays_and_outcomes_do(run, north, engine, session) -> None:
    north.put("responses", interview(1))
    north.put("visits", visit(2, note="The green door"))
    before = run("outcomes", ROUND, "--json").stdout
    refused = run("reduce", ROUND, "--as", "ama")
    assert refused.exit_code == 1
    assert "close it first" in refused.stderr
    with transaction(engine) as writing:
        close_round(writing, ROUND)
        close_round(writing, ROUND)
    assert "out of 1 interviews and 1 visits" in run("reduce", ROUND, "--as", "ama").stdout
    [made], [went] = rows(session, InterviewRow), rows(session, VisitRow)
    assert (made.enumerator, made.number, made.started, made.clock_offset, made.received) == (None,) * 5
    assert (went.enumerator, went.number, went.finished, went.received, went.note) == (None, None, None, None, "")
    assert run("outcomes", ROUND, "--json").stdout == before
    assert north.put("responses", interview(1)).status_code == 200
    assert rows(session, InterviewRow)[0].enumerator is None
    assert "out of 0 interviews and 0 visits" in run("reduce", ROUND, "--as", "ama").stdout
    assert latest_audit(session)[0].action == "fieldwork.reduce"


def test_the_way_that_the_documentation_shows_works_as_it_stands(
    run, settings, empty, session, engine, tmp_path
) -> None:
    page = (CHECKOUT / "docs" / "fieldwork.md").read_text("utf-8")
    units = page.split("```csv\n")[1].split("```")[0].replace("D11", "N1").replace("D12", "S")
    (tmp_path / "units.csv").write_text(units, "utf-8")
    shown = (
        page.split("```\n")[1]
        .replace("\\\n", "")
        .replace("GH-2026", empty)
        .replace("units.csv", f"{tmp_path}/units.csv")
    )
    commands = [shlex.split(line) for line in shown.strip().splitlines()]
    assert len(commands) == 6
    for _feedback, room, *arguments in commands:
        words = [{"kofi": "ama", "esi": "ama"}.get(word, word) for word in arguments]
        if words[0] == "reduce":
            with transaction(engine) as writing:
                close_round(writing, empty)
                close_round(writing, empty)
        done = CliRunner().invoke(main, [room, *words], env=environment_of(settings))
        assert done.exit_code == 0, done.output
    assert sorted(unit.weight for unit in rows(session, UnitRow)) == [25.0, 25.0, 40.0]
    missing = {*OUTCOMES} - set(re.findall(r"`(\w+)`", (CHECKOUT / "docs" / "api.md").read_text("utf-8")))
    assert missing == set()
