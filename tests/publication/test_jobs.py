"""Building for real: from answers that wait to a draft with frozen numbers, or a sentence that says why not."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, select, update

from feedback.accounts.records import latest_audit
from feedback.config import Settings
from feedback.database import transaction
from feedback.publication import jobs
from feedback.publication.jobs import build, build_release
from feedback.publication.records import (
    TAKEN_BACK,
    Release,
    all_releases,
    approve,
    cells_of,
    discard,
    open_release,
    publish,
    release_files,
)
from feedback.publication.rules import parse_key
from feedback.questionnaire.records import close_round, find_round
from feedback.responses.records.rows import ResponseRow
from feedback.work import enqueue
from tests.publication.samples import ROUND, add_answers


@pytest.fixture
def answers(engine: Engine, this, frozen):
    """Make answers wait: `answers(300)`."""

    def make(how_many: int, seed: int = 1, provenance: str = "open_link") -> None:
        with transaction(engine) as session:
            add_answers(session, this, frozen, how_many, seed, provenance)

    return make


def _close(engine: Engine) -> None:
    with transaction(engine) as session:
        close_round(session, ROUND)
        close_round(session, ROUND)


def _waiting(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).where(ResponseRow.release_id.is_(None))) or 0


def test_answers_become_a_draft_in_the_name_of_the_one_who_asked(engine, answers, this, clock):
    answers(400)
    seen: list[int] = []
    outcome = build(engine, ROUND, False, "kofi", clock, seen.append)
    assert (outcome.number, outcome.counted + outcome.waiting) == (1, 400)
    assert outcome.counted > 300
    assert seen == sorted(seen)
    assert seen[-1] == 100
    with transaction(engine) as session:
        release = session.get_one(Release, outcome.release)
        assert (release.state, release.built_by) == ("draft", "kofi")
        assert (release.responses, release.waiting) == (outcome.counted, outcome.waiting)
        assert (release.wording, release.edition_sha) == (1, this.sha256)
        languages = [(text["code"], text["status"]) for text in release.texts["languages"]]
        assert languages == [("en", "source"), ("fr", "unreviewed")]
        shown = {parse_key(cell.cell)[1:]: cell.shown for cell in cells_of(session, release.id, "_T|")}
        assert shown["ALL", "RESPONDENTS"] == str(round(outcome.counted / 5) * 5)
        assert {("HLTH", "SATIS"), ("GOV", "OSATIS"), ("health", "WITHOUT"), ("education", "REASON:3")} <= set(shown)
        assert [row.action for row in latest_audit(session)] == ["release.build"]


def test_a_release_tells_its_months_and_rounded_how_many_answers_are_incomplete_or_set_aside(engine, answers, clock):
    answers(400)
    with transaction(engine) as session:
        ids = session.scalars(select(ResponseRow.id)).all()
        early, broken = ResponseRow.id.in_(ids[:100]), ResponseRow.id.in_(ids[100:113])
        session.execute(update(ResponseRow).values(date=date(2026, 11, 30)))
        session.execute(update(ResponseRow).where(early).values(date=date(2026, 10, 1)))
        session.execute(update(ResponseRow).where(broken).values(partial=True))
    _close(engine)
    outcome = build(engine, ROUND, True, "kofi", clock)
    with transaction(engine) as session:
        assert session.get_one(Release, outcome.release).texts["facts"] == {
            "first": "2026-10",
            "last": "2026-11",
            "partial": "15",
            "set_aside": "fewer than 10",
        }


def test_too_few_answers_are_refused_in_plain_words_and_wait_on(engine, answers, this, clock):
    answers(8)
    outcome = build(engine, ROUND, False, "kofi", clock)
    assert outcome.release is None
    assert str(outcome) == (
        "The release was not built: 8 answers wait, but no group has 10 new people yet. "
        "Try again after more interviews, or close the round."
    )
    assert _waiting(engine) == 8
    with transaction(engine) as session:
        assert open_release(session, this.id) is None


def test_nothing_new_is_no_release(engine, answers, this, clock):
    assert str(build(engine, ROUND, False, "kofi", clock)) == "The release was not built: no new answers wait."
    answers(400)
    first = build(engine, ROUND, False, "kofi", clock)
    _publish(engine, first.release, clock)
    again = build(engine, ROUND, False, "kofi", clock)
    assert again.release is None
    assert again.waiting == first.waiting


def test_a_sample_drawn_at_random_waits_for_the_end_of_the_round(engine, answers, clock):
    answers(400, provenance="probability")
    assert "when the round is closed" in str(build(engine, ROUND, False, "kofi", clock))
    _close(engine)
    outcome = build(engine, ROUND, True, "kofi", clock)
    assert (outcome.counted, outcome.waiting) == (400, 0)


def test_a_closing_release_holds_everyone_and_is_the_last(engine, answers, this, clock):
    answers(400)
    first = build(engine, ROUND, False, "kofi", clock)
    _publish(engine, first.release, clock)
    assert "has to be closed first" in str(build(engine, ROUND, True, "kofi", clock))
    _close(engine)
    assert "Build its closing release" in str(build(engine, ROUND, False, "kofi", clock))
    last = build(engine, ROUND, True, "kofi", clock)
    assert (last.number, last.waiting) == (2, 0)
    with transaction(engine) as session:
        release = session.get_one(Release, last.release)
        assert (release.responses, release.closing) == (400, True)
    _publish(engine, last.release, clock)
    assert "has had its closing release" in str(build(engine, ROUND, True, "kofi", clock))
    with transaction(engine) as session:
        assert [release.state for release in all_releases(session, this.id)] == ["published", "published"]


def test_an_unknown_round_and_an_open_release_are_refused(engine, answers, clock):
    assert "no round NOWHERE" in str(build(engine, "NOWHERE", False, "kofi", clock))
    answers(400)
    build(engine, ROUND, False, "kofi", clock)
    assert "release 1 of this round is not public yet" in str(build(engine, ROUND, False, "ama", clock))


def test_an_answer_taken_back_after_the_build_stops_the_approval(engine, answers, this, clock):
    answers(400)
    outcome = build(engine, ROUND, False, "kofi", clock)
    assert outcome.release is not None
    with transaction(engine) as session:
        one = session.scalars(select(ResponseRow.id).where(ResponseRow.release_id == outcome.release).limit(1)).one()
        session.execute(update(ResponseRow).where(ResponseRow.id == one).values(state="withdrawn", answers=b""))
    with transaction(engine) as session:
        assert approve(session, outcome.release, "esi", clock) == TAKEN_BACK
        assert discard(session, outcome.release, "kofi") is None
    again = build(engine, ROUND, False, "kofi", clock)
    assert again.counted + again.waiting == 399
    assert again.release is not None
    with transaction(engine) as session:
        assert approve(session, again.release, "esi", clock) is None


def test_a_discarded_release_gives_its_answers_back(engine, answers, clock):
    answers(400)
    outcome = build(engine, ROUND, False, "kofi", clock)
    assert outcome.release is not None
    assert _waiting(engine) == outcome.waiting
    with transaction(engine) as session:
        discard(session, outcome.release, "kofi")
    assert _waiting(engine) == 400
    assert build(engine, ROUND, False, "kofi", clock).counted == outcome.counted


def test_a_failed_build_leaves_nothing_behind(engine, answers, this, clock, monkeypatch):
    def fall(*_arguments: object) -> None:
        raise MemoryError

    answers(400)
    monkeypatch.setattr(jobs, "measures", fall)
    with pytest.raises(MemoryError):
        build(engine, ROUND, False, "kofi", clock)
    assert _waiting(engine) == 400
    with transaction(engine) as session:
        assert open_release(session, this.id) is None


def test_a_build_that_was_cut_off_is_taken_up_by_the_next_worker(
    engine, settings: Settings, answers, this, clock, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(*_arguments: object) -> None:
        raise Killed

    answers(400)
    with transaction(engine) as session:
        job = enqueue(session, "release.build", {"round": ROUND, "closing": False}, "kofi", clock)
        session.flush()
        session.expunge(job)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "measures", die)
        with pytest.raises(Killed):
            build_release(engine, settings, job, lambda _: None)
    assert "is not public yet" in str(build(engine, ROUND, False, "kofi", clock))
    result = build_release(engine, settings, job, lambda _: None)
    assert result["number"] == 1
    with transaction(engine) as session:
        release = open_release(session, this.id)
        assert release is not None
        assert release.digest
        assert approve(session, release.id, "esi", clock) is None


def test_releases_add_up(engine, answers, clock):
    answers(400)
    first = build(engine, ROUND, False, "kofi", clock)
    _publish(engine, first.release, clock)
    answers(300, seed=2)
    second = build(engine, ROUND, False, "ama", clock)
    with transaction(engine) as session:
        release = session.get_one(Release, second.release)
        assert (release.number, release.responses) == (2, first.counted + second.counted)


def _publish(engine: Engine, release_id: int | None, clock) -> None:
    assert release_id is not None
    with transaction(engine) as session:
        assert approve(session, release_id, "esi", clock) is None
        this = find_round(session, ROUND)
        assert this is not None
        files = release_files(session, this, session.get_one(Release, release_id), False)
        assert publish(session, release_id, "esi", clock, files) is None
