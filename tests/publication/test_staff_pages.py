"""The staff pages: ask for a release, check it, move it on; and plain refusals."""

import pytest
from sqlalchemy import Engine

from feedback.accounts.records import latest_audit
from feedback.database import transaction
from feedback.publication.records import Release, approve, begin_release, discard, find_published, publish
from feedback.questionnaire.records import close_round
from feedback.work import beat, claim, fail, finish, latest_jobs
from tests.publication.samples import ROUND, add_answers, make_draft

BUILD = f"/staff/releases/{ROUND}/build"


def _state(engine: Engine, id: int) -> str:
    with transaction(engine) as session:
        return session.get_one(Release, id).state


def _actions(engine: Engine) -> list[tuple[str, str, str]]:
    with transaction(engine) as session:
        return [(row.who, row.action, row.subject) for row in latest_audit(session)]


def test_the_button_asks_for_a_release_and_the_page_shows_how_far_it_is(engine, as_, press, this, clock):
    kofi = as_("kofi")
    assert press(kofi, BUILD).status_code == 303
    assert "starts as soon as the worker is free" in kofi.get("/staff/releases/").text
    with transaction(engine) as session:
        job = claim(session, clock)
        assert job is not None
        assert (job.kind, job.arguments, job.by) == ("release.build", {"round": ROUND, "closing": False}, "kofi")
        beat(session, job.id, 40, clock)
    page = kofi.get("/staff/releases/").text
    assert "A release is being built: 40 %." in page
    assert '<progress max="100" value="40">' in page
    assert ("kofi", "release.ask", ROUND) in _actions(engine)


def test_a_second_press_asks_for_nothing_more(engine, as_, press, this):
    kofi = as_("kofi")
    press(kofi, BUILD)
    again = press(kofi, BUILD)
    assert again.status_code == 409
    assert "is being built already" in again.text
    with transaction(engine) as session:
        assert len(latest_jobs(session, "release.build")) == 1


def test_a_closed_round_asks_for_its_closing_release(engine, as_, press, this):
    with transaction(engine) as session:
        close_round(session, ROUND)
        close_round(session, ROUND)
    kofi = as_("kofi")
    assert "Build the closing release" in kofi.get("/staff/releases/").text
    press(kofi, BUILD)
    with transaction(engine) as session:
        assert latest_jobs(session, "release.build")[0].arguments == {"round": ROUND, "closing": True}


def test_a_round_that_has_its_closing_release_is_asked_for_no_other(engine, as_, press, this, clock):
    with transaction(engine) as session:
        close_round(session, ROUND)
        close_round(session, ROUND)
        last = make_draft(session, this, [], "kofi", clock, closing=True)
        assert approve(session, last.id, "esi", clock) is None
        assert publish(session, last.id, "esi", clock, []) is None
    kofi = as_("kofi")
    assert BUILD not in kofi.get("/staff/releases/").text
    refused = press(kofi, BUILD)
    assert refused.status_code == 409
    assert "This round has had its closing release" in refused.text
    with transaction(engine) as session:
        assert latest_jobs(session, "release.build") == []


def test_why_nothing_was_built_is_said_where_it_was_asked_for(engine, as_, press, this, clock):
    kofi = as_("kofi")
    press(kofi, BUILD)
    with transaction(engine) as session:
        job = claim(session, clock)
        assert job is not None
        finish(session, job.id, {"release": None, "text": "%(n)s answers wait <b>", "values": {"n": 214}})
    assert "214 answers wait &lt;b&gt;" in kofi.get("/staff/releases/").text
    press(kofi, BUILD)
    with transaction(engine) as session:
        job = claim(session, clock)
        assert job is not None
        fail(session, job.id, "MemoryError: 100 % full")
    assert "something went wrong: MemoryError: 100 % full" in kofi.get("/staff/releases/").text


def test_while_a_release_is_not_public_no_other_is_asked_for(as_, press, draft):
    kofi = as_("kofi")
    assert BUILD not in kofi.get("/staff/releases/").text
    refused = press(kofi, BUILD)
    assert refused.status_code == 409
    assert "Release 1 of this round is not public yet" in refused.text


def test_a_draft_shows_the_numbers_as_everyone_will_see_them(as_, draft):
    page = as_("esi").get(f"/staff/releases/{draft}/").text
    assert "Approve this release" in page
    assert "people</strong> who answered and used the clinic" in page
    assert "Clinics and health centres: what different people say" in page
    assert "400 counted, 0 wait" in page


def test_the_builder_finds_no_button_and_no_way_around_it(engine, as_, press, draft):
    kofi = as_("kofi")
    page = kofi.get(f"/staff/releases/{draft}/").text
    assert "You built this release. Another person has to approve it." in page
    assert f"/staff/releases/{draft}/approve" not in page
    refused = press(kofi, f"/staff/releases/{draft}/approve")
    assert refused.status_code == 409
    assert "You built this release." in refused.text
    assert _state(engine, draft) == "draft"


def test_a_second_person_approves_and_publishes_and_both_are_audited(engine, as_, press, this, draft):
    esi = as_("esi")
    assert press(esi, f"/staff/releases/{draft}/publish").status_code == 409
    assert press(esi, f"/staff/releases/{draft}/approve").status_code == 303
    assert "Publish this release" in esi.get(f"/staff/releases/{draft}/").text
    assert press(esi, f"/staff/releases/{draft}/publish").status_code == 303
    with transaction(engine) as session:
        assert find_published(session, this.id) is not None
    assert as_("yaw").get(f"/results/{ROUND}/1.csv").status_code == 200
    moved = [action for _who, action, subject in _actions(engine) if subject == f"{ROUND}/1"]
    assert moved == ["release.publish", "release.approve"]


def test_no_button_moves_a_published_release(engine, as_, press, draft):
    esi = as_("esi")
    press(esi, f"/staff/releases/{draft}/approve")
    press(esi, f"/staff/releases/{draft}/publish")
    before = esi.get(f"/results/{ROUND}/1.csv").data
    for step in ("approve", "publish", "discard"):
        refused = press(esi, f"/staff/releases/{draft}/{step}")
        assert refused.status_code == 409
        assert "A published release never changes." in refused.text
    assert _state(engine, draft) == "published"
    assert esi.get(f"/results/{ROUND}/1.csv").data == before
    assert "never changes" in esi.get(f"/staff/releases/{draft}/").text


def test_a_draft_can_be_discarded(engine, as_, press, draft):
    kofi = as_("kofi")
    asked = press(kofi, f"/staff/releases/{draft}/discard")
    assert asked.status_code == 200
    assert "Discard release 1?" in asked.text
    assert "cannot be brought back" in asked.text
    assert _state(engine, draft) == "draft"
    assert press(kofi, f"/staff/releases/{draft}/discard", sure="yes").status_code == 303
    assert _state(engine, draft) == "discarded"
    assert BUILD in kofi.get("/staff/releases/").text
    assert press(kofi, f"/staff/releases/{draft}/discard").status_code == 409


@pytest.mark.databases("sqlite")
def test_roles_decide_who_sees_and_who_presses(as_, press, draft):
    yaw, esi = as_("yaw"), as_("esi")
    assert yaw.get("/staff/releases/").status_code == 403
    assert yaw.get(f"/staff/releases/{draft}/").status_code == 403
    assert press(esi, BUILD).status_code == 403
    assert BUILD not in esi.get("/staff/releases/").text
    assert esi.get("/staff/releases/99/").status_code == 404
    assert press(as_("kofi"), "/staff/releases/NOWHERE/build").status_code == 404


@pytest.mark.databases("sqlite")
def test_nobody_who_is_not_signed_in_gets_anywhere(client, draft):
    for path in ("/staff/releases/", f"/staff/releases/{draft}/"):
        assert client.get(path).status_code == 303
    for step in ("approve", "publish", "discard"):
        assert client.post(f"/staff/releases/{draft}/{step}").status_code == 303


def test_a_build_that_came_to_nothing_leaves_no_row_and_the_list_says_how_many_wait(engine, as_, this, frozen, clock):
    with transaction(engine) as session:
        add_answers(session, this, frozen, 8)
        empty = begin_release(session, this.id, False, "kofi", clock)
        discard(session, empty.id, "kofi")
    page = as_("kofi").get("/staff/releases/").text
    assert "Discarded" not in page
    assert "There is no release of this round yet." in page
    assert "Answers that no release has counted yet: 8." in page
