"""What an expected number of answers would show: the real rules of publication over made-up people."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from feedback.cli.round.expectation import Assumptions, Expectation, expect
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import Place
from feedback.results.rules import Plan

REGIONS = {
    f"R{n}": Place(n, f"R{n}", f"Region {n}", 1, None, (f"R{n}",), level_name="Region", population=n * 100_000)
    for n in range(1, 4)
}
DISTRICTS = {
    f"D{n}{m}": Place(10 * n + m, f"D{n}{m}", "District", 2, f"R{n}", (f"R{n}", f"D{n}{m}"), population=n * 10_000)
    for n in range(1, 4)
    for m in range(1, 6)
}


def expected(
    answers: int, seed: int = 1, places: Mapping[str, Place] | None = None, **assumed: Any
) -> list[Expectation]:
    where = REGIONS | DISTRICTS if places is None else places
    return expect(official_edition(), Plan(), where, answers, Assumptions(**assumed), np.random.default_rng(seed))


def by(found: list[Expectation], table: str, dimension: str) -> Expectation:
    return next(line for line in found if (line.table, line.dimension) == (table, dimension))


def test_many_answers_show_every_table_in_the_finest_way():
    found = expected(60_000)
    assert by(found, "HLTH", "_T").shown == 1
    assert by(found, "HLTH", "PLACE").rung == "PLACE:2"
    assert by(found, "HLTH", "AGE").rung == "AGE:6"
    assert by(found, "GOV", "SEX").shown == 3
    assert 30_000 < by(found, "HLTH", "_T").answers < 36_000


def test_few_answers_show_less_and_ten_show_nothing_about_a_service():
    few, many = expected(300), expected(60_000)
    assert by(few, "GOV", "PLACE").shown < by(many, "GOV", "PLACE").shown
    ten = expected(10)
    assert by(ten, "GOV", "_T").shown == 0


def test_people_are_spread_by_population():
    """Where nearly everyone lives in one place, nothing can be said about the other."""
    even = {code: REGIONS[code] for code in ("R1", "R2")}
    uneven = even | {"R1": replace(even["R1"], population=1)}
    assert by(expected(2_000, places=even), "ALL", "PLACE").shown == 3  # and those who did not say
    assert by(expected(2_000, places=uneven), "ALL", "PLACE").shown == 2


def test_a_service_that_nobody_needs_has_no_answers():
    found = expected(2_000, need={"health": 0.0, "education": 1.0, "government": 0.0})
    assert by(found, "HLTH", "_T").answers < 200
    assert by(found, "PRM", "_T").answers > 700


def test_the_same_seed_gives_the_same_people_and_another_one_others():
    assert expected(500) == expected(500)
    assert expected(500) != expected(500, seed=2)


def test_a_round_without_places_is_simulated_without_them():
    assert not [line for line in expected(500, places={}) if "PLACE" in line.dimension]


@pytest.mark.databases("sqlite")
def test_the_command_takes_a_file_or_a_code_and_stores_nothing(
    run: Callable[..., Result], register: str, round_file: Path
):
    from_file = run("round", "simulate", round_file, "--answers", 400, "--need", "government=90")
    assert from_file.exit_code == 0, from_file.stderr
    assert "400 made-up people (seed 1)" in from_file.stdout
    assert "government needed by 90 %" in from_file.stdout
    assert "How it was: the clinic (HLTH):" in from_file.stdout
    assert "down to level 2" in from_file.stdout
    assert "No round yet" in run("round", "list").stdout
    run("round", "create", round_file, "--as", "kofi")
    from_code = run("round", "simulate", "GH-2026", "--answers", 400, "--need", "government=90")
    assert from_code.stdout == from_file.stdout
    listed = json.loads(run("round", "simulate", "GH-2026", "--answers", 400, "--json").stdout)
    assert {"table", "dimension", "rung", "shown", "held", "answers"} == set(listed[0])


@pytest.mark.databases("sqlite")
def test_what_cannot_be_simulated_is_refused(run: Callable[..., Result], kofi: object, round_file: Path):
    assert "There is no round and no file GH-1999" in run("round", "simulate", "GH-1999", "--answers", 10).stderr
    assert "There is no register 'gh-2026'" in run("round", "simulate", round_file, "--answers", 10).stderr
    text = round_file.read_text("utf-8").replace('register = "gh-2026"', "")
    round_file.write_text(text, "utf-8")
    for need in ("dentist=10", "health=110", "health", "health=many"):
        refused = run("round", "simulate", round_file, "--answers", 10, "--need", need)
        assert refused.exit_code == 2
        assert "is not one of health, education, government" in refused.stderr
    assert run("round", "simulate", round_file, "--answers", 0).exit_code == 2
