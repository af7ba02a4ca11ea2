"""The first page: what is asked now; and of an instance in which nothing is set up yet, just that."""

from feedback.database import transaction
from feedback.publication.jobs import build
from feedback.publication.records import Release, approve, publish, release_files
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import create_round
from tests.publication.samples import add_answers
from tests.questionnaire.conftest import specification


def test_an_empty_instance_says_that_nothing_is_set_up_and_where_staff_go(client):
    page = client.get("/").text
    assert "Nothing is set up here yet." in page
    assert 'href="/staff/"' in page
    assert "You can see what people said before" not in page
    assert "encore prêt ici." in client.get("/fr/").text


def test_a_round_that_is_only_a_draft_is_nothing_yet(client, engine, clock):
    with transaction(engine) as session:
        create_round(session, specification(), official_edition(), clock)
    assert "Nothing is set up here yet." in client.get("/").text


def test_results_are_offered_only_when_there_are_any(client, engine, pilot, close, clock):
    assert 'href="/r/PILOT-1/"' in client.get("/").text
    with transaction(engine) as session:
        add_answers(session, pilot.round, pilot.edition, 200)
    close("PILOT-1")
    page = client.get("/").text
    assert "Nobody is asking at the moment." in page
    assert "You can see what people said before" not in page
    assert "Nothing is set up" not in page
    outcome = build(engine, "PILOT-1", True, "kofi", clock)
    with transaction(engine) as session:
        release = session.get_one(Release, outcome.release)
        assert approve(session, release.id, "esi", clock) is None
        assert publish(session, release.id, "esi", clock, release_files(session, pilot.round, release, False)) is None
    page = client.get("/").text
    assert "You can see what people said before" in page
    assert '<a class="button" href="/results/">' in page
