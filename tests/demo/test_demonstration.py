import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from feedback.accounts.records import PersonRow, add_person, list_people, pair_device, sign_in
from feedback.accounts.rules import Problem, password_problem
from feedback.app import create_app
from feedback.cli import main
from feedback.config import Settings
from feedback.database import make_engine, transaction
from feedback.demo.accounts import ACCOUNTS, ANALYST, APPROVER
from feedback.demo.building import PILOT, ROUND, build_demonstration
from feedback.demo.field import waiting_phone
from feedback.demo.instance import build_instance, standing_at
from feedback.demo.links import links
from feedback.demo.standing import misplaced, standing_of
from feedback.fieldwork.records import kit
from feedback.fieldwork.rules import pin_hash
from feedback.publication.records import all_releases, cells_of, files_of
from feedback.publication.rules import PublishedCell
from feedback.questionnaire.records import RoundRow, find_round
from feedback.questionnaire.rules import Round
from feedback.responses.records import ResponseRow
from tests.demo.conftest import NOW, settings_in
from tests.serving import environment_of


def nothing(_percent: int) -> None:
    """Nobody listens to how far the build is."""


def the_round(session: Session, code: str) -> Round:
    found = find_round(session, code)
    assert found is not None
    return found


def cells(session: Session, code: str) -> dict[tuple[str, str, str], PublishedCell]:
    """The cells of the one published release of a round."""
    released = all_releases(session, the_round(session, code).id)
    assert [release.state for release in released] == ["published"]
    return {(cell.series, cell.cell, cell.measure): cell for cell in cells_of(session, released[0].id)}


def test_the_demonstration_has_a_closed_pilot_an_open_round_and_answers_that_wait(look: Session) -> None:
    pilot, this = the_round(look, PILOT), the_round(look, ROUND)
    assert (pilot.state, this.state) == ("closed", "open")
    waiting = select(func.count()).where(ResponseRow.round_id == this.id, ResponseRow.release_id.is_(None))
    assert look.scalar(select(func.count()).where(ResponseRow.round_id == pilot.id)) == 300
    assert (look.scalar(select(func.count()).where(ResponseRow.round_id == this.id)) or 0) > 5000
    assert (look.scalar(waiting) or 0) >= 1500


def test_the_pilot_publishes_all_four_services_and_sex_and_residence_for_the_largest(look: Session) -> None:
    shown = {key[1]: cell.shown for key, cell in cells(look, PILOT).items() if key[2] == "share"}
    for service in ("HLTH", "PRM", "SEC", "GOV"):
        assert shown[f"_T|{service}|SATIS"]
        assert shown[f"_T|{service}|OSATIS"]
    for level in ("SEX=F", "SEX=M", "URBANISATION=R", "URBANISATION=U"):
        domain = next(key for key in shown if key.startswith(level) and key.endswith("|HLTH|SATIS"))
        assert shown[domain], level


def test_nobody_is_missing_from_the_total_of_the_pilot(look: Session) -> None:
    release = all_releases(look, the_round(look, PILOT).id)[0]
    assert (release.closing, release.responses, release.waiting) == (True, 300, 0)
    assert cells(look, PILOT)["community_token", "_T|ALL|RESPONDENTS", "n"].shown == "300"


def test_the_open_round_shows_answers_by_link_and_by_interviewer_apart(look: Session) -> None:
    found = cells(look, ROUND)
    for series in ("open_link", "assigned_enumerator"):
        assert found[series, "_T|HLTH|SATIS", "share"].shown
        assert found[series, "PLACE=XFA04|GOV|OSATIS", "share"].shown


def test_the_builder_of_each_release_is_not_its_approver(look: Session) -> None:
    for code in (PILOT, ROUND):
        for release in all_releases(look, the_round(look, code).id):
            assert (release.built_by, release.approved_by) == (ANALYST.login, APPROVER.login)


def test_people_and_rounds_are_marked_as_a_demonstration(look: Session) -> None:
    assert set(look.scalars(select(PersonRow.demonstration))) == {True}
    assert set(look.scalars(select(RoundRow.demonstration))) == {True}
    assert standing_of(look) == "demonstration"


def test_every_file_of_a_release_says_that_it_is_a_demonstration(look: Session) -> None:
    for code in (PILOT, ROUND):
        release = all_releases(look, the_round(look, code).id)[0]
        files = {row.name: row.bytes.decode("utf-8-sig") for row in files_of(look, release.id)}
        assert set(files) == {f"{code}-1.csv", f"{code}-1-codebook.csv"}
        lines = list(csv.DictReader(io.StringIO(files[f"{code}-1.csv"])))
        assert {line["demonstration"] for line in lines} == {"yes"}
        assert "Nothing here is real" in files[f"{code}-1-codebook.csv"]


def test_every_link_leads_to_a_page_that_says_it_is_a_demonstration(look: Session, built: Settings) -> None:
    client = create_app(built).test_client()
    text = links(look, "http://localhost")
    addresses = [word.removeprefix("http://localhost") for word in text.split() if word.startswith("http")]
    assert len(addresses) == 9
    for address in addresses:
        page = client.get(address, follow_redirects=True)
        assert page.status_code == 200, address
        assert 'class="demo"' in page.text, address
    assert "none yet" not in text
    for account in ACCOUNTS:
        assert account.password in text


def test_the_accounts_have_good_passwords_and_open_nothing_outside_a_demonstration(
    copied: Settings, tmp_path: Path
) -> None:
    for account in ACCOUNTS:
        assert password_problem(account.password, (account.login, account.name)) is None
    outside = settings_in(copied.instance, demonstration=False)
    engine = make_engine(copied)
    for account in ACCOUNTS:
        assert isinstance(sign_in(engine, copied, account.login, account.password, NOW), str)
        assert not isinstance(sign_in(engine, outside, account.login, account.password, NOW), str)
    with Session(engine) as session:
        assert [person.demonstration for person in list_people(session)] == [True] * len(ACCOUNTS)
        assert misplaced(session, copied) is None
        assert "FEEDBACK_DEMONSTRATION=yes" in (misplaced(session, outside) or "")
    engine.dispose()


def test_the_demonstration_is_built_only_where_it_was_asked_for(tmp_path: Path) -> None:
    refused = build_instance(settings_in(tmp_path, demonstration=False), NOW, nothing)
    assert "FEEDBACK_DEMONSTRATION=yes" in (refused or "")
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_is_not_built_a_second_time(built: Settings) -> None:
    assert "stands already" in (build_instance(built, NOW, nothing) or "")


@pytest.mark.databases("sqlite")
def test_the_demonstration_is_never_built_where_something_real_lies(
    engine: Engine, settings: Settings, clock: datetime
) -> None:
    with transaction(engine) as session:
        add_person(session, "ama", "Ama", ["administrator"], "no password", clock)
    here = settings_in(settings.instance)
    assert "not empty" in (build_instance(here, NOW, nothing) or "")
    with Session(engine) as session:
        assert len(list_people(session)) == 1
        assert "holds real" in (misplaced(session, here) or "")
        assert misplaced(session, settings) is None


def test_a_build_that_is_cut_off_leaves_an_empty_instance_and_the_next_one_is_the_same_as_any(
    look: Session, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path)

    def stop(percent: int) -> None:
        if percent > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_instance(settings, NOW, stop)
    assert standing_at(settings) == "empty"
    assert build_instance(settings, NOW, nothing) is None
    assert [path.name for path in tmp_path.iterdir()] == ["feedback.sqlite3"]
    engine = make_engine(settings)
    with Session(engine) as session:
        for code in (PILOT, ROUND):
            assert cells(session, code) == cells(look, code)
    engine.dispose()


@pytest.mark.databases("postgresql")
def test_the_demonstration_is_built_on_postgresql_too(engine: Engine, look: Session) -> None:
    build_demonstration(engine, NOW)
    with Session(engine) as session:
        assert standing_of(session) == "demonstration"
        for code in (PILOT, ROUND):
            assert cells(session, code) == cells(look, code)


def test_the_commands_build_explain_and_refuse(tmp_path: Path) -> None:
    environment = environment_of(settings_in(tmp_path))

    def run(*arguments: str, **more: str) -> Any:
        return CliRunner().invoke(main, ["demo", *arguments], env=environment | more)

    assert "feedback demo build" in run("links").stderr
    assert run("build", FEEDBACK_DEMONSTRATION="no").exit_code == 1
    assert run("build").exit_code == 0
    assert f"http://127.0.0.1:8000/r/{ROUND}/" in run("links").output
    assert run("build").exit_code == 1


def test_no_command_uses_the_demonstration_as_a_real_instance(copied: Settings) -> None:
    outside = environment_of(settings_in(copied.instance, demonstration=False))
    for arguments in (["serve"], ["round", "close", ROUND, "--as", "analyst"]):
        refused = CliRunner().invoke(main, arguments, env=outside)
        assert refused.exit_code == 1
        assert "demonstration" in refused.stderr


@pytest.mark.databases("sqlite")
def test_no_command_uses_a_real_instance_as_a_demonstration(
    engine: Engine, settings: Settings, clock: datetime
) -> None:
    with transaction(engine) as session:
        add_person(session, "ama", "Ama", ["analyst"], "no password", clock)
    for arguments in (["serve"], ["round", "close", "ANY", "--as", "ama"], ["demo", "serve"], ["demo", "build"]):
        refused = CliRunner().invoke(main, arguments, env=environment_of(settings) | {"FEEDBACK_DEMONSTRATION": "yes"})
        assert refused.exit_code == 1, arguments
        assert "FEEDBACK_DEMONSTRATION" in refused.stderr or "not empty" in refused.stderr


def test_the_demonstration_has_households_and_a_phone_that_waits_to_be_paired(copied: Settings) -> None:
    engine = make_engine(copied)
    with transaction(engine) as session:
        first, second = (waiting_phone(session, ROUND, NOW) for _ in range(2))
    assert isinstance(pair_device(engine, copied, first, "127.0.0.1", NOW), Problem)
    paired = pair_device(engine, copied, second, "127.0.0.1", NOW)
    assert not isinstance(paired, Problem)
    with Session(engine) as session:
        made = kit(session, paired[0])
        text = links(session, "http://127.0.0.1:8000", "ABCDEFGHJK")
    engine.dispose()
    assert made is not None
    assert [unit["code"] for unit in made["units"]] == [f"V-0{number}" for number in range(1, 7)]
    people = {person["code"]: (bytes.fromhex(person["salt"]), person["pin"]) for person in made["enumerators"]}
    assert pin_hash("1111", people["ila"][0]).hex() == people["ila"][1]
    assert "http://127.0.0.1:8000/field/#pair=ABCDEFGHJK" in text
    assert "ila (PIN 1111)" in text
