import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from feedback.accounts.records import add_person, latest_audit
from feedback.cli import main
from feedback.config import Settings
from feedback.database import transaction
from feedback.responses.records import ResponseRow
from tests.responses.conftest import OpenRound
from tests.responses.importing import MAPPING, ROWS, export
from tests.serving import environment_of

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def run(settings: Settings, engine: Engine, pilot: OpenRound, clock: datetime, tmp_path: Path) -> Callable[..., Result]:
    """Run `feedback responses import` on an export, as the analyst ama or as somebody else."""
    with transaction(engine) as session:
        add_person(session, "ama", "Ama", ["analyst"], "no password", clock)
        add_person(session, "kofi", "Kofi", ["approver"], "no password", clock)
    (tmp_path / "map.toml").write_text(MAPPING, "utf-8")

    def run(*options: str, raw: bytes = export(), login: str = "ama") -> Result:
        (tmp_path / "export.csv").write_bytes(raw)
        files = (str(tmp_path / "export.csv"), "--mapping", str(tmp_path / "map.toml"))
        arguments = ["responses", "import", *files, "--round", "PILOT-1", "--as", login, *options]
        return CliRunner().invoke(main, arguments, env=environment_of(settings))

    return run


def count(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(ResponseRow)) or 0


def test_an_import_says_what_it_did_and_is_audited_under_the_name_of_the_person(
    engine: Engine, run: Callable[..., Result]
) -> None:
    done = run()
    assert (done.exit_code, count(engine)) == (0, 3), done.output
    assert "3 rows read (utf-8, cells parted by ,): 3 new" in done.output
    assert done.output.endswith("Imported 3 rows.\n")
    with Session(engine) as session:
        assert latest_audit(session)[0].who == "ama"


def test_a_dry_run_and_an_approver_write_nothing(engine: Engine, run: Callable[..., Result]) -> None:
    assert "nothing was written" in run("--dry-run").output
    refused = run(login="kofi")
    assert (refused.exit_code, count(engine)) == (1, 0)
    assert "it needs the role analyst" in refused.stderr


def test_every_finding_is_written_to_the_report(engine: Engine, run: Callable[..., Result], tmp_path: Path) -> None:
    raw = export(*ROWS, *(ROWS[0].replace("Tamale", "Nowhere").replace("u1", f"v{n}") for n in range(30)))
    done = run("--report", str(tmp_path / "report.csv"), raw=raw)
    assert (done.exit_code, count(engine)) == (1, 0)
    assert "30 that cannot enter" in done.output
    assert "and 10 more" in done.output
    with (tmp_path / "report.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 30


def test_with_skip_invalid_the_valid_rows_enter_and_the_exit_code_still_says_that_some_did_not(
    engine: Engine, run: Callable[..., Result]
) -> None:
    done = run("--skip-invalid", raw=export(*ROWS, ROWS[0].replace("Tamale", "Nowhere").replace("u1", "u4")))
    assert (done.exit_code, count(engine)) == (1, 3)


def test_a_second_run_says_that_nothing_is_new_and_asks_for_nothing_that_was_done(run: Callable[..., Result]) -> None:
    raw = export(*ROWS, ROWS[0].replace("Tamale", "Nowhere").replace("u1", "u4"))
    run("--skip-invalid", raw=raw)
    for again, code in ((run("--skip-invalid", raw=raw), 1), (run(), 0)):
        assert (again.output.splitlines()[-1], again.exit_code) == ("Nothing new: 3 rows are held already.", code)


def test_without_any_row_that_may_enter_there_is_nothing_to_skip(run: Callable[..., Result]) -> None:
    raw = export(ROWS[0].replace("Tamale", "Nowhere"))
    assert run("--skip-invalid", raw=raw).output.endswith("Nothing new: no row may enter.\n")
    assert run(raw=raw).output.endswith("Nothing was imported. Mend the rows named above.\n")


def test_a_dry_run_with_a_faulty_row_says_that_it_was_one(run: Callable[..., Result]) -> None:
    raw = export(*ROWS, ROWS[0].replace("Tamale", "Nowhere").replace("u1", "u4"))
    assert run("--dry-run", raw=raw).output.endswith("This was a dry run: nothing was written.\n")


def test_a_problem_of_the_mapping_is_told_with_file_key_and_reason(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING.replace('[answers."5"]', '[answers."77"]'), "utf-8")
    refused = run()
    assert refused.exit_code == 1
    assert "map.toml: answers.77: " in refused.stderr
    assert "Nothing was imported." in refused.stderr
