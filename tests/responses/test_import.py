import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from feedback.accounts.records import latest_audit
from feedback.database import transaction
from feedback.questionnaire.records import RoundRow
from feedback.questionnaire.rules import Problem
from feedback.responses.jobs import Order, Report, import_file, report_csv, report_lines
from feedback.responses.records import ResponseRow, response_of
from tests.responses.conftest import OpenRound
from tests.responses.importing import MAPPING, ROWS, export


@pytest.fixture
def bring_in(
    engine: Engine, pilot: OpenRound, clock: datetime, tmp_path: Path
) -> Callable[..., Report | list[Problem]]:
    """Import an export with a mapping into the open round, as the command does."""

    def run(raw: bytes = export(), mapping: str = MAPPING, **how: Any) -> Report | list[Problem]:
        file, map_file = tmp_path / "export.csv", tmp_path / "map.toml"
        file.write_bytes(raw)
        map_file.write_text(mapping, "utf-8")
        order = replace(Order("PILOT-1", map_file, file, "analyst"), **how)
        return import_file(engine, order, clock, lambda _step, _done, _all: None)

    return run


def reported(found: Report | list[Problem]) -> Report:
    assert isinstance(found, Report), [str(problem) for problem in found]
    return found


def count(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(ResponseRow)) or 0


def test_an_export_becomes_responses_with_codes_background_and_sample(
    engine: Engine, pilot: OpenRound, bring_in: Callable[..., Any]
) -> None:
    report = reported(bring_in())
    assert (report.rows, report.new, report.held, report.findings, report.entered) == (3, 3, 0, (), True)
    with Session(engine) as session:
        rows = {row.age: row for row in session.scalars(select(ResponseRow))}
    first, third = rows[31], rows[None]
    assert response_of(first, pilot.edition, "PILOT-1", "N1").answers == {
        "1": "A",
        "2": "A",
        "4.1": "3",
        "5": "2",
        "6": "B",
        "11": "B",
        "sex": "M",
        "age_group": "Y25T34",
        "residence": "R",
    }
    assert (first.mode, first.provenance, first.state, first.date) == (
        "import",
        "assigned_enumerator",
        "kept",
        date(2026, 10, 5),
    )
    assert (first.stratum, first.psu, first.weight, first.release_id) == ("1", "101", None, None)
    assert (first.language, rows[64].language) == ("en", "fr")
    assert (third.place_id, third.age_group) == (None, "_U")
    assert first.receipt_hash == b""


def test_a_second_import_adds_nothing(engine: Engine, bring_in: Callable[..., Any]) -> None:
    bring_in()
    again = reported(bring_in())
    assert (again.new, again.held, again.entered, count(engine)) == (0, 3, False, 3)


def test_rows_that_came_later_are_added_to_those_held(engine: Engine, bring_in: Callable[..., Any]) -> None:
    bring_in(export(*ROWS[:2]))
    more = reported(bring_in())
    assert (more.new, more.held, count(engine)) == (1, 2, 3)


def test_a_row_that_has_changed_since_is_named_and_nothing_enters(engine: Engine, bring_in: Callable[..., Any]) -> None:
    bring_in(export(*ROWS[:2]))
    changed = reported(bring_in(export(ROWS[0].replace(",31,", ",41,"), *ROWS[1:])))
    assert [(found.line, found.outcome) for found in changed.findings] == [(2, "changed")]
    assert (changed.entered, count(engine)) == (False, 2)


def test_one_invalid_row_keeps_all_others_out(engine: Engine, bring_in: Callable[..., Any]) -> None:
    report = reported(bring_in(export(*ROWS, ROWS[0].replace("Tamale", "Nowhere").replace("u1", "u4"))))
    assert [(f.line, f.outcome, f.column, f.value) for f in report.findings] == [(5, "invalid", "district", "Nowhere")]
    assert (report.entered, count(engine)) == (False, 0)


def test_invalid_rows_are_skipped_when_that_is_asked_for(engine: Engine, bring_in: Callable[..., Any]) -> None:
    raw = export(*ROWS, ROWS[0].replace("Tamale", "Nowhere").replace("u1", "u4"))
    report = reported(bring_in(raw, skip_invalid=True))
    assert (report.new, report.count("invalid"), report.entered, count(engine)) == (3, 1, True, 3)


def test_a_dry_run_writes_nothing(engine: Engine, bring_in: Callable[..., Any]) -> None:
    report = reported(bring_in(dry_run=True))
    assert (report.new, report.entered, count(engine)) == (3, False, 0)
    with Session(engine) as session:
        assert latest_audit(session) == []


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (ROWS[0].replace("yes,English", "no,English"), "consent", "no consent"),
        (ROWS[0].replace(",31,", ",17,"), "age", "younger than 18"),
        (ROWS[0].replace("yes,yes,Strongly agree,2", ",,,"), "", "nothing to count"),
    ],
)
def test_who_did_not_agree_or_is_too_young_is_left_out_without_stopping_the_others(
    engine: Engine, bring_in: Callable[..., Any], row: str, column: str, reason: str
) -> None:
    mapping = MAPPING.replace('[answers."6"]\nconstant = "B"\n', "").replace('[answers."11"]\nconstant = "B"\n', "")
    report = reported(bring_in(export(row, *ROWS[1:]), mapping))
    assert [(f.line, f.outcome, f.column) for f in report.findings] == [(2, "left out", column)]
    assert reason in report.findings[0].reason
    assert (report.entered, count(engine)) == (True, 2)


@pytest.mark.parametrize(
    "row",
    [
        ROWS[0].replace("yes,English", "no,English"),
        ROWS[0].replace(",31,", ",17,"),
        ROWS[0].replace(",31,", ",0,"),
    ],
)
def test_who_is_left_out_is_neither_checked_further_nor_repeated(
    engine: Engine, bring_in: Callable[..., Any], row: str
) -> None:
    """The row is also invalid in three ways, and shares its key with a row that may enter."""
    faulty = row.replace("Tamale", "Nowhere").replace("Strongly agree", "Splendid").replace("2026-10-05T", "yesterday")
    report = reported(bring_in(export(faulty, *ROWS)))
    assert [(f.line, f.key, f.outcome, f.value) for f in report.findings] == [(2, "", "left out", "")]
    assert (report.count("invalid"), report.entered, count(engine)) == (0, True, 3)
    said = "\n".join(report_lines(report)) + report_csv(report).decode()
    for cell in ("Nowhere", "Splendid", "yesterday", "u1", "17"):
        assert cell not in said


def test_a_row_with_nothing_to_count_is_left_out_without_its_key(bring_in: Callable[..., Any]) -> None:
    mapping = MAPPING.replace('[answers."6"]\nconstant = "B"\n', "").replace('[answers."11"]\nconstant = "B"\n', "")
    report = reported(bring_in(export(ROWS[0].replace("yes,yes,Strongly agree,2", ",,,"), *ROWS[1:]), mapping))
    assert [(f.line, f.key, f.value) for f in report.findings] == [(2, "", "")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROWS[0].replace("Strongly agree", "Splendid"), "health/easy_to_reach"),
        (ROWS[0].replace("2026-10-05T10", "05.10.2026 10"), "end"),
        (ROWS[0].replace("2026-10-05T10", "2027-10-05T10"), "end"),
        (ROWS[0].replace("2026-10-05T10:11:12.000+00:00", ""), "end"),
        (ROWS[0].replace("English", "Deutsch"), "lang"),
        (ROWS[0].replace(",31,", ",old,"), "age"),
        (ROWS[0].replace(",1,101,", ",1,,"), "cluster"),
        (ROWS[0].replace("u1", ""), "_uuid"),
        (ROWS[0].replace("u1", "u2"), "_uuid"),
        (ROWS[0] + ",more", ""),
    ],
)
def test_an_invalid_row_is_reported_by_line_and_column(bring_in: Callable[..., Any], row: str, column: str) -> None:
    report = reported(bring_in(export(ROWS[1], row)))
    assert [(f.line, f.outcome, f.column) for f in report.findings] == [(3, "invalid", column)]


def test_answers_off_the_route_are_counted_and_not_kept(bring_in: Callable[..., Any]) -> None:
    report = reported(bring_in(export(*ROWS, ROWS[1].replace("no,.,,,", "no,yes,1,2,").replace("u2", "u4"))))
    assert report.off_route == {"2": 1, "4.1": 1, "5": 1}
    assert report.entered


def test_only_a_probability_sample_enters_an_official_round(bring_in: Callable[..., Any], engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(update(RoundRow).values(use="official", link="none"))
    found = bring_in()
    assert [(problem.file, problem.key) for problem in found] == [("map.toml", "study.provenance")]
    assert 'use = "complementary"' in found[0].reason
    assert count(engine) == 0
    assert reported(bring_in(mapping=MAPPING.replace("assigned_enumerator", "probability"))).new == 3


def test_a_weight_is_refused_in_a_round_without_weights(bring_in: Callable[..., Any]) -> None:
    found = bring_in(mapping=MAPPING + '\n[weight]\ncolumn = "age"\n')
    assert [(problem.file, problem.key) for problem in found] == [("map.toml", "weight")]


def test_a_column_that_the_file_does_not_have_is_named_with_the_key_of_the_mapping(
    bring_in: Callable[..., Any],
) -> None:
    found = bring_in(mapping=MAPPING.replace('column = "every_time"', 'column = "each_time"'))
    assert [problem.key for problem in found] == ["answers.2"]


def test_a_closed_round_takes_no_import(
    engine: Engine, bring_in: Callable[..., Any], close: Callable[[str], None]
) -> None:
    close("PILOT-1")
    assert [problem.key for problem in bring_in()] == ["round"]


def test_an_unknown_round_and_a_broken_mapping_are_refused(bring_in: Callable[..., Any]) -> None:
    assert [problem.key for problem in bring_in(round="NOWHERE")] == ["round"]
    assert "not TOML" in bring_in(mapping="[study\n")[0].reason


def test_the_audit_trail_names_the_person_the_files_and_what_the_office_states(
    engine: Engine, bring_in: Callable[..., Any]
) -> None:
    bring_in()
    with Session(engine) as session:
        row = latest_audit(session)[0]
    assert (row.who, row.action, row.subject) == ("analyst", "responses.import", "PILOT-1")
    assert row.detail["new"] == 3
    assert row.detail["provenance"] == "assigned_enumerator"
    assert len(row.detail["file_sha256"]) == 64
    assert "consent" in row.detail["consent"]


def test_a_formula_in_a_cell_is_plain_text_in_the_report(bring_in: Callable[..., Any]) -> None:
    formula = '=HYPERLINK("http://example.org")'
    cell = formula.replace('"', '""')
    report = reported(bring_in(export(ROWS[0].replace("Tamale", f'"{cell}"'))))
    rows = list(csv.DictReader(io.StringIO(report_csv(report).decode("utf-8-sig"))))
    assert [(row["line"], row["column"], row["value"]) for row in rows] == [("2", "district", f"'{formula}")]


def test_the_report_on_the_screen_gives_numbers_reasons_and_lines(bring_in: Callable[..., Any]) -> None:
    text = "\n".join(report_lines(reported(bring_in(export(ROWS[0].replace("Strongly agree", "Splendid"), ROWS[1])))))
    assert "2 rows read" in text
    assert "line 2 health/easy_to_reach = 'Splendid'" in text
