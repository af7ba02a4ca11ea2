"""What is published, closed or deployed while a phone is away."""

import shutil

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from feedback.database import transaction
from feedback.questionnaire.records import reword_round
from feedback.responses.pages import phone as phone_pages
from feedback.web import files
from tests.responses.between import Asked, Between, Reply, says
from tests.responses.phones import (
    NOBODY,
    PAGE,
    answer,
    comes_back_in,
    everything_arrived,
    finish,
    new_version,
    nothing_is_lost,
    on_phone,
    says_saved,
    says_sent,
    send,
    taken_over,
    the_draft,
    wait_until,
)
from tests.serving import CHECKOUT

UPDATE = "navigator.serviceWorker.getRegistration().then(worker => worker.update())"


@pytest.fixture
def deploy(monkeypatch, tmp_path):
    """Put a new release on the server, with a script that changed: all static addresses are new. Its hash."""

    def deployed() -> str:
        shutil.copytree(CHECKOUT / "static", tmp_path / "static")
        with (tmp_path / "static" / "js" / "words.js").open("a") as script:
            script.write('export const release = "newer";\n')
        for module in (files, phone_pages):
            if hasattr(module, "shared_folder"):
                monkeypatch.setattr(module, "shared_folder", lambda name: tmp_path / name)
        files.tree_hash.cache_clear()
        return files.tree_hash()

    yield deployed
    monkeypatch.undo()
    files.tree_hash.cache_clear()


@pytest.fixture
def publish(engine, clock):
    """Publish corrected texts of the round."""

    def published() -> None:
        with transaction(engine) as session:
            reword_round(session, "PILOT-1", lambda _language, text: f"{text} (corrected)", clock)

    return published


def wordings(engine) -> dict[str, int]:
    with transaction(engine) as session:
        return {str(id): wording for id, wording in session.execute(text("SELECT hex(id), wording FROM response"))}


def wording_of(engine, id: str) -> int:
    return wordings(engine)[id.replace("-", "").upper()]


def test_15_a_new_wording_comes_between_interviews_and_the_old_one_stays_acceptable(
    ready, net, address, engine, publish
):
    net.down = True
    ready.goto(address + PAGE)
    first = finish(ready)
    ready.get_by_role("button", name="Another person answers now").click()
    taken_over(ready)
    answer(ready, {"1": "B"}, until="you")
    begun = the_draft(ready)["id"]
    publish()
    says = "(corrected)"
    net.down = False
    ready.goto(address + "/fr" + PAGE)  # in the middle, and in the other language
    ready.get_by_role("button", name="Oui, continuer").click()
    taken_over(ready)
    assert says not in ready.content()
    assert finish(ready) == begun
    ready.goto(address + "/fr" + PAGE)
    taken_over(ready)
    assert says in ready.content()
    last = finish(ready)
    everything_arrived(ready, engine, {first, begun, last})
    assert [wording_of(engine, id) for id in (first, begun, last)] == [1, 1, 2]
    wait_until(
        ready, "caches.match('/fr/blank/PILOT-1').then(page => page.text()).then(text => /corrected/.test(text))"
    )
    net.down = True
    ready.goto(address + "/fr" + PAGE)
    taken_over(ready)
    assert says in ready.content()


def test_16_a_round_that_closed_meanwhile_is_set_aside_and_told(ready, net, address, engine, close):
    net.down = True
    ready.goto(address + PAGE)
    taken_over(ready)
    answer(ready, NOBODY)
    id = the_draft(ready)["id"]
    send(ready)
    says_saved(ready)
    nothing_is_lost(ready, engine, {id})
    close("PILOT-1")
    net.down = False
    expect(ready.get_by_role("heading", name="Sent, but not counted as it is:")).to_be_visible()
    expect(ready.get_by_text("The round was not open when the answers arrived.")).to_be_visible()
    everything_arrived(ready, engine, {id})
    ready.goto(address + "/outbox")
    expect(ready.get_by_text("The round was not open")).to_be_visible()
    ready.get_by_role("button", name="Take this off the list").click()
    expect(ready.get_by_text("Nothing waits")).to_be_visible()
    assert on_phone(ready) == []


def test_21_a_release_in_the_middle_of_an_interview_changes_nothing_until_it_is_over(
    ready, net, address, engine, deploy
):
    ready.goto(address + PAGE)
    taken_over(ready)
    answer(ready, {"1": "B"}, until="you")
    before = ready.evaluate("document.querySelector('link[rel=stylesheet]').href")
    build = deploy()
    assert build not in before
    new_version(ready)
    assert ready.locator('[name="1"][value="B"]').is_checked()
    id = finish(ready)
    says_sent(ready)
    assert ready.evaluate("navigator.serviceWorker.getRegistration().then(worker => Boolean(worker.waiting))")
    everything_arrived(ready, engine, {id})
    comes_back_in(build, ready, address + PAGE)
    taken_over(ready)
    wait_until(ready, "navigator.serviceWorker.getRegistration().then(worker => !worker.waiting)")
    net.down = True
    ready.reload()
    last = finish(ready)
    nothing_is_lost(ready, engine, {id, last})
    net.down = False
    everything_arrived(ready, engine, {id, last})


def test_22_a_release_keeps_the_questionnaire_on_the_phone(ready, net, address, engine, deploy):
    build = deploy()
    new_version(ready)
    net.down = True
    comes_back_in(build, ready, address + PAGE)
    ids = set()
    for path in (PAGE, "/fr" + PAGE):
        ready.goto(address + path)
        ids.add(finish(ready))
        nothing_is_lost(ready, engine, ids)
        assert build in ready.evaluate("document.querySelector('link[rel=stylesheet]').href")
    net.down = False
    everything_arrived(ready, engine, ids)


def test_22_a_release_whose_pages_do_not_come_leaves_the_old_ones_with_their_scripts(
    ready, net, address, engine, deploy
):
    old = ready.evaluate("document.querySelector('link[rel=stylesheet]').href").split("/static/")[1][:12]
    build = deploy()

    def half(between: Between, asked: Asked, _connection: object) -> Reply:
        pages = "/blank/" in asked.path or asked.path.endswith("/outbox")
        return Reply(502, {}, b"") if pages else between.forward(asked)

    net.everything = half
    ready.evaluate(UPDATE + ".catch(() => {})")
    ready.wait_for_timeout(1500)
    ready.goto("about:blank")
    ready.wait_for_timeout(500)
    net.everything = None
    net.down = True
    ready.goto(address + PAGE)
    id = finish(ready)
    assert old in ready.evaluate("document.querySelector('link[rel=stylesheet]').href")
    assert old != build
    nothing_is_lost(ready, engine, {id})
    net.down = False
    everything_arrived(ready, engine, {id})


def test_23_a_worker_that_is_missing_or_html_leaves_the_old_one_working(ready, net, address, engine):
    page = b"<!doctype html><p>Please sign in"
    for status, headers in [(404, {}), (200, {"Content-Type": "text/html"}), (302, {"Location": "/elsewhere"})]:
        net.everything = says(status, page, headers=headers)
        assert ready.evaluate(f"{UPDATE}.then(() => 'new', () => 'refused')") == "refused"
    net.everything = None
    net.down = True
    ready.goto(address + PAGE)
    id = finish(ready)
    nothing_is_lost(ready, engine, {id})
    net.down = False
    everything_arrived(ready, engine, {id})
