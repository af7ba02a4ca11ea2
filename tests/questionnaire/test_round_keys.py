"""The keys of a sealed round: made into a file, proven by a second copy, replaced, given up."""

import json
import shutil
import stat
from dataclasses import replace

import pytest

from feedback.accounts.records import latest_audit
from feedback.cli.check import key_problems
from feedback.cli.serve import web_environment
from feedback.config import read_settings
from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import (
    RoundKeyRow,
    create_round,
    discard_draft,
    find_round,
    open_round,
    prove_key,
    round_keys,
    sealing_key,
)
from feedback.questionnaire.rules import Round
from feedback.seals import NeedsPassphrase, from_pem, key_id, new_private_key, public_bytes, to_pem
from tests.questionnaire.conftest import specification, token_on
from tests.serving import CHECKOUT


@pytest.fixture
def sealed(engine, clock):
    """A draft whose answers are to be sealed."""
    with transaction(engine) as session:
        made = create_round(session, specification(sealed=True), official_edition(), clock)
    assert isinstance(made, Round)
    return made


@pytest.fixture
def first(run, kofi, sealed, tmp_path):
    """The file of the first key."""
    out = tmp_path / "GH-2026.pem"
    done = run("round", "key", "make", "GH-2026", "--out", out, "--as", "kofi")
    assert done.exit_code == 0, done.stderr
    return out


@pytest.fixture
def copy(first, tmp_path):
    (tmp_path / "stick").mkdir()
    return shutil.copy(first, tmp_path / "stick" / "copy.pem")


def test_the_private_key_is_in_a_file_of_its_owner_and_nowhere_in_the_database(first, session, engine, settings):
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    private = from_pem(first.read_bytes())
    row = session.query(RoundKeyRow).one()
    assert (row.public, row.id, row.round) == (public_bytes(private), key_id(row.public), "GH-2026")
    assert (row.file, row.proven, row.made_by) == (str(first), None, "kofi")
    number = private.private_numbers().private_value.to_bytes(32)
    if settings.sqlite:
        files = [path.read_bytes() for path in settings.instance.iterdir() if path.is_file()]
        assert any(row.public in content for content in files)
        assert not any(number in content or number.hex().encode() in content for content in files)


def test_a_sealed_round_opens_only_after_a_second_copy_was_proven(run, first, copy, session):
    refused = run("round", "open", "GH-2026", "--as", "kofi")
    assert refused.exit_code == 1
    assert "no second copy of its key has been proven" in refused.stderr
    same = run("round", "key", "prove", "GH-2026", "--key", first, "--as", "kofi")
    assert same.exit_code == 1
    assert "is the file that was written first" in same.stderr
    proven = run("round", "key", "prove", "GH-2026", "--key", copy, "--as", "kofi")
    assert proven.exit_code == 0, proven.stderr
    assert run("round", "open", "GH-2026", "--as", "kofi").exit_code == 0
    actions = [(entry.action, entry.detail.get("key")) for entry in latest_audit(session)]
    assert [action for action, _ in actions] == ["round.open", "round.key.prove", "round.key.make"]
    assert actions[1][1] == actions[2][1] == session.query(RoundKeyRow).one().id


def test_the_same_file_under_another_name_is_no_second_copy(run, first, tmp_path):
    (tmp_path / "link.pem").symlink_to(first)
    (tmp_path / "hard.pem").hardlink_to(first)
    for name in ("link.pem", "hard.pem"):
        refused = run("round", "key", "prove", "GH-2026", "--key", tmp_path / name, "--as", "kofi")
        assert "is the file that was written first" in refused.stderr


def test_another_key_a_damaged_copy_and_a_round_without_key_are_named(run, first, tmp_path):
    other = tmp_path / "other.pem"
    other.write_bytes(to_pem(new_private_key()))
    assert "has none of that name" in run("round", "key", "prove", "GH-2026", "--key", other, "--as", "kofi").stderr
    other.write_bytes(first.read_bytes()[:-40])
    assert "is not the private key" in run("round", "key", "prove", "GH-2026", "--key", other, "--as", "kofi").stderr
    assert "no round NOWHERE" in run("round", "key", "list", "NOWHERE").stderr


def test_a_copy_that_does_not_open_the_test_record_proves_nothing(session, sealed, clock, first):
    private = from_pem(first.read_bytes())
    row = session.query(RoundKeyRow).one()
    row.public = public_bytes(new_private_key())
    problems = prove_key(session, "GH-2026", private, "kofi", clock)
    assert isinstance(problems, list)
    assert "does not open a test record" in str(problems[0])
    assert row.proven is None


def test_a_key_file_may_be_locked_with_a_passphrase(run, kofi, sealed, tmp_path):
    out = tmp_path / "locked.pem"
    words = "seven quiet rivers\n"
    made = run("round", "key", "make", "GH-2026", "--out", out, "--passphrase", "--as", "kofi", input=words * 2)
    assert made.exit_code == 0, made.stderr
    with pytest.raises(NeedsPassphrase):
        from_pem(out.read_bytes())
    with pytest.raises(NeedsPassphrase):
        from_pem(out.read_bytes(), "another")
    shutil.copy(out, tmp_path / "copy.pem")
    prove = ("round", "key", "prove", "GH-2026", "--key", tmp_path / "copy.pem", "--as", "kofi")
    assert "not the passphrase" in run(*prove, input="another\n").stderr
    assert run(*prove, input=words).exit_code == 0


def test_a_file_that_exists_is_never_overwritten_and_no_key_is_remembered_then(run, kofi, sealed, tmp_path, session):
    out = tmp_path / "taken.pem"
    out.write_text("something dear")
    refused = run("round", "key", "make", "GH-2026", "--out", out, "--as", "kofi")
    assert refused.exit_code == 1
    assert out.read_text() == "something dear"
    assert session.query(RoundKeyRow).all() == []


def test_a_newer_key_is_used_once_it_is_proven_and_the_older_one_stays(run, first, copy, tmp_path, session):
    run("round", "key", "prove", "GH-2026", "--key", copy, "--as", "kofi")
    assert "has a key" in run("round", "key", "make", "GH-2026", "--out", tmp_path / "b.pem", "--as", "kofi").stderr
    older = sealing_key(session, "GH-2026")
    assert older is not None
    session.rollback()
    newer = tmp_path / "newer.pem"
    assert run("round", "key", "rotate", "GH-2026", "--out", newer, "--as", "kofi").exit_code == 0
    assert sealing_key(session, "GH-2026") == older
    session.rollback()
    shutil.copy(newer, tmp_path / "stick" / "newer.pem")
    done = run("round", "key", "prove", "GH-2026", "--key", tmp_path / "stick" / "newer.pem", "--as", "kofi")
    assert done.exit_code == 0
    used = sealing_key(session, "GH-2026")
    assert used is not None
    assert used.public == public_bytes(from_pem(newer.read_bytes()))
    session.rollback()
    lines = json.loads(run("round", "key", "list", "GH-2026", "--json").stdout)
    assert [(line["key"], line["state"], line["waiting"]) for line in lines] == [
        (used.id, "in use", 0),
        (older.id, "older", 0),
    ]
    assert "in use" in run("round", "key", "list", "GH-2026").stdout


def test_a_key_that_is_given_up_is_used_no_more(run, first, copy, session):
    run("round", "key", "prove", "GH-2026", "--key", copy, "--as", "kofi")
    [held] = round_keys(session, "GH-2026")
    session.rollback()
    gone = run("round", "key", "give-up", "GH-2026", held.id, "--reason", "The office burnt down.", "--as", "kofi")
    assert gone.exit_code == 0, gone.stderr
    assert sealing_key(session, "GH-2026") is None
    session.rollback()
    assert "given up" in run("round", "key", "prove", "GH-2026", "--key", copy, "--as", "kofi").stderr
    assert (
        "has no key 00"
        in run("round", "key", "give-up", "GH-2026", "00", "--reason", "A mistake.", "--as", "kofi").stderr
    )


def test_a_round_that_is_not_sealed_has_no_keys(run, kofi, session, clock, tmp_path):
    assert isinstance(create_round(session, specification(), official_edition(), clock), Round)
    session.commit()
    refused = run("round", "key", "make", "GH-2026", "--out", tmp_path / "x.pem", "--as", "kofi")
    assert "is not sealed" in refused.stderr
    assert not (tmp_path / "x.pem").exists()
    assert "No key yet" in run("round", "key", "list", "GH-2026").stdout


def test_a_draft_that_is_replaced_keeps_its_proven_key(session, sealed, first, copy, clock, run):
    run("round", "key", "prove", "GH-2026", "--key", copy, "--as", "kofi")
    assert discard_draft(session, "GH-2026") == []
    assert isinstance(create_round(session, specification(sealed=True), official_edition(), clock), Round)
    opened = open_round(session, "GH-2026", translate, clock)
    assert isinstance(opened, Round)
    assert opened.sealed
    assert find_round(session, "GH-2026") == opened


def test_the_page_of_a_round_says_that_it_is_sealed_and_what_is_missing(sealed, signed_in):
    client = signed_in("analyst")
    page = client.get("/staff/rounds/GH-2026").text
    assert "sealed on the phone" in page
    assert "No key is proven yet" in page
    token = token_on(client, "/staff/rounds/GH-2026")
    refused = client.post("/staff/rounds/GH-2026/open", data={"csrf_token": token})
    assert refused.status_code == 409
    assert "no second copy of its key has been proven" in refused.text


def test_the_check_names_a_folder_of_keys_that_others_can_read_or_that_is_backed_up_with_the_data(settings, tmp_path):
    assert key_problems(settings) == []
    outside = tmp_path / "keys"
    assert "there is no such folder" in key_problems(replace(settings, keys=outside))[0]
    outside.mkdir(mode=0o700)
    (outside / "a.pem").touch(0o600)
    assert key_problems(replace(settings, keys=outside)) == []
    (outside / "a.pem").chmod(0o644)
    assert key_problems(replace(settings, keys=outside)) == [
        f"Others than its owner may use {outside / 'a.pem'}: run chmod go= {outside / 'a.pem'}"
    ]
    inside = settings.instance / "keys"
    inside.mkdir(mode=0o700, parents=True)
    assert "lie inside the instance" in key_problems(replace(settings, keys=inside))[0]


def test_the_web_process_is_not_told_where_the_keys_are(monkeypatch, tmp_path):
    monkeypatch.setenv("FEEDBACK_KEYS", str(tmp_path))
    assert read_settings().keys == tmp_path
    assert "FEEDBACK_KEYS" not in web_environment()
    web = (CHECKOUT / "deploy" / "feedback-web.service").read_text("utf-8")
    assert "InaccessiblePaths=-/etc/feedback-keys" in web
    assert "Environment=FEEDBACK_KEYS=/etc/feedback-keys" in (CHECKOUT / "deploy" / "feedback-work.service").read_text()
