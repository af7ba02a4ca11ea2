"""`feedback release`: the same steps from a terminal, with the same rules, audited."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from feedback.accounts.records import latest_audit
from feedback.cli import main
from feedback.config import Settings
from feedback.database import transaction
from feedback.publication.formats import read_release
from feedback.publication.records import Release, cells_of
from feedback.questionnaire.records import close_round
from tests.publication.samples import ROUND, add_answers


@pytest.fixture
def run(engine: Engine, settings: Settings, monkeypatch):
    """Run the command: `run("approve", "esi")`; gives its outcome."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", settings.secret_key)

    def run(step: str, login: str, *more: str) -> Result:
        return CliRunner().invoke(main, ["release", step, *more, "--round", ROUND, "--as", login])

    return run


def _state(engine: Engine, id: int) -> str:
    with transaction(engine) as session:
        return session.get_one(Release, id).state


def test_the_whole_way_from_answers_to_files(engine, run, staff, this, frozen, tmp_path: Path):
    with transaction(engine) as session:
        add_answers(session, this, frozen, 400)
    built = run("build", "kofi")
    assert built.exit_code == 0, built.output
    assert f"Release 1 of {ROUND} is built" in built.output
    assert run("approve", "esi").exit_code == 0
    assert run("publish", "kofi").exit_code == 0
    exported = run("export", "kofi", str(tmp_path / "out"))
    assert exported.exit_code == 0, exported.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"{ROUND}-1-codebook.csv", f"{ROUND}-1-office.csv", f"{ROUND}-1.csv"]
    office = read_release((tmp_path / "out" / f"{ROUND}-1-office.csv").read_bytes())
    with transaction(engine) as session:
        assert [row.cell for row in office] == cells_of(session, 1)
        actions = [row.action for row in reversed(latest_audit(session))]
    assert actions == ["release.build", "release.approve", "release.publish", "release.export"]
    assert any(row.cell.value is not None and row.cell.value % 1 for row in office)


def test_too_few_answers_end_with_a_plain_sentence_and_exit_code_1(engine, run, staff, this, frozen):
    with transaction(engine) as session:
        add_answers(session, this, frozen, 8)
    refused = run("build", "kofi")
    assert refused.exit_code == 1
    assert "8 answers wait, but no group has 10 new people yet" in refused.stderr
    assert "Traceback" not in refused.output


def test_the_builder_cannot_approve_at_the_terminal_either(engine, run, staff, draft):
    for login in ("kofi", "KOFI"):
        refused = run("approve", login)
        assert refused.exit_code == 1
        assert "You built this release. Another person has to approve it." in refused.stderr
    assert _state(engine, draft) == "draft"


def test_roles_hold_at_the_terminal(engine, run, staff, draft):
    assert "may not do this" in run("build", "esi").stderr
    assert "may not do this" in run("approve", "yaw").stderr
    assert "no active account" in run("approve", "nobody").stderr
    assert _state(engine, draft) == "draft"


def test_nothing_moves_a_published_release(engine, run, staff, draft):
    assert "not approved yet" in run("publish", "esi").stderr
    for step in ("approve", "publish"):
        assert run(step, "esi").exit_code == 0
    for step in ("approve", "publish", "discard"):
        refused = run(step, "ama")
        assert refused.exit_code == 1
        assert "No release of" in refused.stderr
    assert _state(engine, draft) == "published"


def test_show_lists_releases_and_numbers_and_speaks_json(run, staff, draft):
    assert f"{ROUND} release 1 (draft): 400 answers; built by kofi" in run("show", "esi").output
    totals = run("show", "esi", "--number", "1").output
    assert "People who chose to answer (open_link)" in totals
    assert re.search(r"\d+ %  n     240  Clinics and health centres: Satisfied or very satisfied overall", totals)
    assert "PLACE=R1" not in totals
    numbers = run("show", "esi", "--number", "1", "--all").output
    assert "open_link  _T|HLTH|OSATIS  share" in numbers
    document = json.loads(run("show", "esi", "--json").output)
    assert document[0]["state"] == "draft"
    assert {"series", "cell", "measure", "value", "shown", "reason", "n_shown"} == set(document[0]["cells"][0])
    assert run("show", "esi", "--number", "7").exit_code == 1


def test_a_discarded_draft_is_gone_and_only_public_releases_are_exported(engine, run, staff, draft, tmp_path: Path):
    assert "no such published release" in run("export", "esi", str(tmp_path / "out")).stderr
    assert not (tmp_path / "out").exists()
    assert run("discard", "esi").exit_code == 0
    assert _state(engine, draft) == "discarded"


def test_a_refused_build_says_what_to_type_and_leaves_no_release(engine, run, staff, this, frozen):
    with transaction(engine) as session:
        add_answers(session, this, frozen, 8)
    assert f"feedback round close {ROUND} --as LOGIN" in run("build", "kofi", "--closing").stderr
    assert run("build", "kofi").exit_code == 1
    nothing = run("show", "kofi")
    assert nothing.exit_code == 1
    assert f"feedback release build --round {ROUND} --as LOGIN" in nothing.stderr
    with transaction(engine) as session:
        for _ in range(2):
            close_round(session, ROUND)
    assert f"feedback release build --round {ROUND} --closing --as LOGIN" in run("build", "kofi").stderr
