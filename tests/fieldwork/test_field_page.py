"""The list of an enumerator: ready without network, honest about what waits, and never losing what was collected."""

import hashlib
import hmac
import json
import re
from dataclasses import replace
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from feedback.accounts.records import add_person
from feedback.cli import main
from feedback.database import transaction
from feedback.fieldwork.records.rows import DeviceReport, InterviewRow
from feedback.responses.pages import phone as phone_pages
from feedback.responses.records import ResponseRow
from feedback.web import files
from tests.fieldwork.pages import collects, kept_of, make_ready, new_code, new_pin, pair, queue, revoke
from tests.fieldwork.talks import NOBODY, answer, asked, whole
from tests.responses.between import PORTAL, Asked, Between, late, says
from tests.responses.conftest import OpenRound, document
from tests.responses.full import ENDLESS, SHUT
from tests.responses.mortal import Mortal
from tests.responses.phones import (
    ALONE,
    QUICK,
    comes_back_in,
    everything_arrived,
    new_version,
    on_phone,
    on_server,
    taken_over,
    wait_until,
)
from tests.serving import environment_of

BATTERY = """globalThis.battery = { level: 0.1, charging: false };
Navigator.prototype.getBattery = () => Promise.resolve(globalThis.battery);"""


@pytest.fixture
def address(net, pilot):
    return f"http://127.0.0.1:{net.port}"


@pytest.fixture
def ama(engine, address):
    """The PIN of a person who collects."""
    return new_pin(engine, "ama", "Ama Mensah")


@pytest.fixture
def device():
    """What `page` was paired as."""
    return {}


@pytest.fixture
def page(phone, address, engine, clock, ama, device):
    """A phone that was paired and knows who collects; its worker leaves the sending to the page."""
    page = phone(javascript=True)
    for script in (QUICK, ALONE):
        page.context.add_init_script(script)
    code, device["row"] = new_code(engine, clock)
    pair(page, address, code)
    collects(page, "Ama Mensah", ama)
    return page


def said(pilot: OpenRound, seed: int, **more: Any) -> dict[str, Any]:
    """What somebody said, as the questionnaire of the field puts it."""
    made = document(pilot.edition, seed)
    at = "2026-11-20T09:10:00+00:00"
    paradata = {"seconds": 640, "collector": "ama", "number": seed, "started": at, "finished": at}
    return {name: value for name, value in made.items() if name != "id"} | {"paradata": paradata} | more


def cut(_between: Between, _asked: Asked, _connection: socket) -> None:
    """Pages come, and nothing that is sent goes through."""


def stands(page: Page, made: int, sent: int, waiting: int, unsent: int) -> None:
    line = f"Today: {made} made, ✓ {sent} sent, ● {waiting} waiting. Unsent in this app: {unsent}."
    expect(page.locator("#stand")).to_have_text(line, timeout=15_000)


def test_made_ready_it_opens_in_airplane_mode_after_the_browser_was_killed(
    browser, tmp_path, net, address, engine, clock, ama
):
    mortal = Mortal(browser.browser_type, tmp_path / "profile", (QUICK, ALONE), workers="allow")
    try:
        page = mortal.page
        pair(page, address, new_code(engine, clock)[0])
        collects(page, "Ama Mensah", ama)
        expect(page.get_by_text("This phone is not ready for days without network.")).to_be_visible()
        make_ready(page)
        expect(page.get_by_text("✓ Ready: edition")).to_contain_text("wording 1, English, Français, 4 places, 0 house")
        net.down = True
        mortal.kill()
        page = mortal.again()
        page.goto(f"{address}/field/")
        expect(page.get_by_role("heading", name="Public services 2026")).to_be_visible()
        expect(page.get_by_text("Ama Mensah collects.")).to_be_visible()
        expect(page.get_by_text("This phone is not ready")).to_be_hidden()
        page.get_by_role("button", name="New interview").click()
        page.get_by_label("Look for a place").fill("tama")
        expect(page.get_by_role("group", name="Places").get_by_role("button")).to_have_count(1)
        page.get_by_role("button", name="Tamale").click()
        page.wait_for_url(f"{address}/field/r/PILOT-1")
        expect(page.get_by_role("heading", name="Read this aloud")).to_be_visible()
        asked(page)
        ids = {whole(page)}
        page.goto(f"{address}/field/")
        stands(page, 1, 0, 1, 1)
        page.goto(f"{address}/fr/field/")
        expect(page.get_by_role("heading", name="Services publics 2026")).to_be_visible()
        page.goto(f"{address}/outbox")
        expect(page.get_by_role("heading", name="On this phone")).to_be_visible()
        assert {one["id"] for one in on_phone(page)} == ids
        net.down = False
        page.goto(f"{address}/field/")
        everything_arrived(page, engine, ids)
        stands(page, 1, 1, 0, 0)
        with Session(engine) as session:
            row = session.query(InterviewRow).one()
            assert (row.enumerator, row.number, str(row.response_id)) == ("ama", 1, ids.pop())
    finally:
        mortal.kill()
        mortal.end()


def test_the_voice_is_kept_with_the_rest_when_asked_for_and_speaks_without_network(page, net, address, speak):
    speak("PILOT-1", only=lambda text: text in {"Yes", "No", "I'd rather not say"} or "medical examination" in text)
    make_ready(page)
    page.get_by_role("button", name="Keep the voice on this phone").click()
    expect(page.get_by_text("The voice is on this phone and speaks without network.")).to_be_visible()
    net.down = True
    page.get_by_role("button", name="To the list").click()
    page.get_by_role("button", name="New interview").click()
    page.get_by_role("button", name="Tamale").click()
    page.wait_for_url(f"{address}/field/r/PILOT-1")
    page.get_by_role("link", name="Hear it").click()
    page.get_by_role("button", name="The person is 18 or older, lives here and agrees").click()
    answer(page, NOBODY, until="health")
    page.locator('[id="1"] > .hear').click()
    expect(page.locator('[id="1"] label.said').first).to_be_visible()


@pytest.mark.parametrize("portal", [says(200, PORTAL, headers={"Content-Type": "text/html"}), says(302)])
def test_what_a_portal_answers_makes_nothing_ready_and_takes_nothing_away(page, net, portal):
    make_ready(page)
    before = page.evaluate("caches.open('pages').then(pages => pages.keys()).then(keys => keys.length)")
    kit = kept_of(page, "kit")
    net.everything = portal
    page.get_by_role("button", name="Make ready", exact=True).click()
    expect(page.get_by_role("alert").or_(page.locator("[data-part=failed]")).first).to_contain_text("stays")
    assert kept_of(page, "kit") == kit
    net.everything = None
    net.down = True
    page.reload()
    expect(page.get_by_text("✓ Ready:")).to_be_visible()
    after = page.evaluate("caches.open('pages').then(pages => pages.keys()).then(keys => keys.length)")
    assert before == after


def test_a_page_that_does_not_arrive_makes_the_phone_not_ready(page, net):
    net.everything = lambda between, asked, connection: (
        says(500, b"")(between, asked, connection) if "/fr/field/r/" in asked.path else between.forward(asked)
    )
    page.get_by_role("button", name="Make ready for offline").click()
    page.get_by_role("button", name="Make ready", exact=True).click()
    expect(page.get_by_text("NOT ready.")).to_contain_text("/fr/field/r/PILOT-1")
    assert kept_of(page, "ready") is None
    assert page.evaluate("caches.has('pages')") is False


def test_a_kit_that_does_not_come_leaves_the_old_one(page, net):
    kit = kept_of(page, "kit")
    page.get_by_role("button", name="This phone").click()
    for fault, words in [
        (says(200, PORTAL, headers={"Content-Type": "text/html"}), "The server did not answer as it should."),
        (says(200, b'{"device": {}}', headers={"Content-Type": "application/json"}), "The server did not answer"),
        (says(500), "The server did not answer as it should."),
    ]:
        net.everything = fault
        page.get_by_role("button", name="Update").click()
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_text("Updating …")).to_have_count(0)
        assert kept_of(page, "kit") == kit
    net.everything = None
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_text("Up to date.")).to_be_visible()


def test_the_line_at_the_top_counts_what_was_made_what_is_sent_and_what_waits(page, net, pilot, engine, device):
    stands(page, 0, 0, 0, 0)
    net.fault = cut
    ids = {queue(page, "Tamale", **said(pilot, seed)) for seed in (1, 2, 3)}
    page.reload()
    stands(page, 3, 0, 3, 3)
    expect(page.get_by_text("No. 3: Tamale")).to_be_visible()
    expect(page.get_by_text("● Waits: no network.").first).to_be_visible()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("3 still wait.")).to_be_visible()
    net.fault = None
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    stands(page, 3, 3, 0, 0)
    expect(page.get_by_text("✓ Sent. The server has it.")).to_have_count(3)
    everything_arrived(page, engine, ids)
    with Session(engine) as session:
        assert {row.number for row in session.query(InterviewRow)} == {1, 2, 3}
        report = session.query(DeviceReport).one()
        assert (report.device_id, report.made, report.unsent) == (device["row"].id, 3, 0)


def test_the_list_changes_in_place_so_that_no_tap_is_lost_and_the_focus_stays(page, net, pilot, engine):
    net.fault = cut
    ids = {queue(page, "Tamale", **said(pilot, seed)) for seed in (1, 2)}
    page.reload()
    expect(page.get_by_text("● Waits: no network.")).to_have_count(2)
    practice = page.get_by_role("button", name="Practice").last
    practice.focus()
    page.evaluate("document.querySelectorAll('#screen *').forEach(one => { one.marked = true; })")
    net.fault = None
    page.evaluate("new BroadcastChannel('feedback').postMessage('')")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("✓ Sent. The server has it.")).to_have_count(2)
    assert page.evaluate("Array.from(document.querySelectorAll('#screen *')).every(one => one.marked)")
    expect(practice).to_be_focused()
    everything_arrived(page, engine, ids)


def test_what_somebody_writes_stays_when_a_press_on_the_list_ends_later(page, net):
    net.everything = late(1)
    page.get_by_role("button", name="Send now").click()
    page.get_by_role("button", name="New interview").click()
    page.get_by_role("textbox").fill("Tam")
    expect(page.locator("#told")).to_have_text("Everything is sent.")
    expect(page.get_by_role("textbox")).to_have_value("Tam")


def test_a_phone_that_was_taken_off_keeps_everything_and_hands_it_over_with_proof(
    page, net, pilot, engine, device, clock, settings
):
    net.fault = cut
    id = queue(page, "Tamale", **said(pilot, 1))
    revoke(engine, device["row"])
    net.fault = None
    page.reload()
    expect(page.get_by_text("This phone was taken off the round.")).to_be_visible()
    expect(page.get_by_text("● Waits: the server did not let this phone in.")).to_be_visible()
    stands(page, 1, 0, 1, 1)
    assert on_server(engine) == {}
    with page.expect_download() as download:
        page.get_by_role("button", name="Save unsent interviews to a file").click()
    file = Path(download.value.path())
    line = json.loads(file.read_text("utf-8"))
    record = on_phone(page)[0]
    key = hashlib.sha256(kept_of(page, "device")["credential"].encode()).digest()
    proof = hmac.new(key, record["body"].encode(), hashlib.sha256).hexdigest()
    device_id = str(device["row"].id)
    assert line == {"id": id, "path": "responses/", "body": record["body"], "device": device_id, "proof": proof}
    assert record["state"] == "queued"
    with transaction(engine) as session:
        add_person(session, "yaw", "Yaw", ["coordinator"], "no password", clock)
    run = CliRunner().invoke(main, ["responses", "import", str(file), "--as", "yaw"], env=environment_of(settings))
    assert run.exit_code == 0, run.output
    with Session(engine) as session:
        assert [str(row.response_id) for row in session.query(InterviewRow)] == [id]
        assert [str(row.id) for row in session.query(ResponseRow)] == [id]
    page.get_by_role("button", name="This phone").click()
    expect(page.get_by_text("Unsent in this app", exact=True)).to_be_visible()
    page.get_by_role("button", name="Pair this phone anew").click()
    expect(page.get_by_text("its 1 unsent interviews stay on it; hand them over as a file")).to_be_visible()


def test_logging_out_keeps_what_waits_and_it_is_sent(page, net, pilot, engine, ama):
    net.fault = cut
    id = queue(page, "Tamale", **said(pilot, 1))
    page.reload()
    page.get_by_role("button", name="This phone").click()
    page.get_by_role("button", name="Log out: somebody else collects").click()
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()
    stands(page, 1, 0, 1, 1)
    assert kept_of(page, "who") is None
    net.fault = None
    page.reload()
    stands(page, 1, 1, 0, 0)
    everything_arrived(page, engine, {id})
    assert json.loads(net.sent()[-1].body)["paradata"]["collector"] == "ama"


def test_a_citizens_page_on_the_same_phone_loads_and_sends_nothing_of_the_field(page, net, address, pilot, engine):
    net.fault = cut
    id = queue(page, "Tamale", **said(pilot, 1))
    net.fault = None
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/r/PILOT-1/N1")
    taken_over(page)
    page.wait_for_timeout(1500)
    assert [url for url in asked if "/field" in url] == []
    assert on_server(engine) == {}
    assert all("Authorization" not in one.headers for one in net.seen if one.path.endswith(id))
    page.goto(f"{address}/outbox")
    everything_arrived(page, engine, {id})


def test_a_citizens_page_neither_offers_nor_forgets_what_an_enumerator_began(page, address):
    page.evaluate(
        """async () => {
          const { src } = document.querySelector("script[src]");
          const { putDraft } = await import(src.replace("field/field.js", "store.js"));
          const begun = { round: "PILOT-1", language: "en", step: "", seconds: {}, values: { consent: "yes" } };
          await putDraft({ ...begun, id: "a", at: Date.now(), field: { collector: "ama" } }, "strict");
          await putDraft({ ...begun, id: "b", at: 1, aged: true, field: { collector: "ama" } }, "strict");
        }"""
    )
    page.goto(f"{address}/r/PILOT-1/N1")
    taken_over(page)
    assert {one["id"] for one in on_phone(page, "drafts")} == {"a", "b"}


def test_a_phone_too_full_to_open_what_it_keeps_loses_no_interview_and_does_not_call_itself_private(
    phone, paired, net, address, engine, pilot
):
    page = paired(phone(javascript=True))
    page.add_init_script(SHUT)
    page.goto(f"{address}/field/")
    expect(page.get_by_text("Ama collects.")).to_be_visible()
    net.fault = lambda *_: None
    ids = {queue(page, "Tamale", **said(pilot, seed)) for seed in (1, 2)}
    page.evaluate("localStorage.shut = 1")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("We deleted nothing. Is the phone full?")
    page.get_by_role("button", name="Open this page again").click()
    expect(page.get_by_role("alert")).to_contain_text("Make some room on it. Then open this page again.")
    expect(page.get_by_text("private window")).to_be_hidden()
    page.evaluate("localStorage.removeItem('shut')")
    net.fault = None
    page.get_by_role("button", name="Open this page again").click()
    expect(page.get_by_text("Ama collects.")).to_be_visible()
    everything_arrived(page, engine, ids)


def test_an_interview_whose_first_write_said_nothing_and_was_kept_has_one_running_number(
    phone, paired, net, address, engine, pilot
):
    page = paired(phone(javascript=True))
    page.add_init_script(ENDLESS)
    page.goto(f"{address}/field/")
    expect(page.get_by_text("Ama collects.")).to_be_visible()
    page.evaluate("globalThis.endless = 1")
    id = queue(page, "Tamale", **said(pilot, 1))
    assert page.evaluate("globalThis.endless") == 0
    assert kept_of(page, "number") == 1
    assert [one["id"] for one in kept_of(page, "made")] == [id]
    page.reload()
    everything_arrived(page, engine, {id})


def test_a_citizens_phone_keeps_nothing_of_the_field(phone, net, address):
    page = phone(javascript=True)
    page.goto(f"{address}/r/PILOT-1/N1")
    page.evaluate("navigator.serviceWorker.ready")
    wait_until(page, "caches.open('pages').then(pages => pages.keys()).then(keys => keys.length >= 4)")
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(one => one.keys()))))"
        ".then(keys => keys.flat().map(key => key.url))"
    )
    assert [url for url in kept if "/field" in url] == []


def test_with_a_low_battery_only_a_press_sends(page, net, address, pilot, engine):
    net.fault = cut
    id = queue(page, "Tamale", **said(pilot, 1))
    net.fault = None
    page.context.add_init_script(BATTERY)
    page.reload()
    expect(page.get_by_text("The battery is low.")).to_be_visible()
    page.wait_for_timeout(1500)
    assert on_server(engine) == {}
    assert [one.path for one in net.sent()] == []
    page.get_by_role("button", name="Send now").click()
    everything_arrived(page, engine, {id})
    page.evaluate("battery.charging = true; battery.onchargingchange()")
    expect(page.get_by_text("The battery is low.")).to_be_hidden()


def test_a_new_version_keeps_the_pages_of_the_field_on_the_phone(page, net, address, monkeypatch):
    make_ready(page)
    monkeypatch.setattr(files, "tree_hash", lambda: "0123456789ab")
    monkeypatch.setattr(phone_pages, "tree_hash", lambda: "0123456789ab")
    new_version(page)
    expect(page.get_by_text("✓ Ready:")).to_be_visible()  # what is open stays open
    net.down = True
    comes_back_in("0123456789ab", page, f"{address}/field/")
    expect(page.get_by_text("Ama Mensah collects.")).to_be_visible()


def test_new_questions_wait_until_the_interviews_that_were_begun_are_over(page):
    make_ready(page)
    page.evaluate(
        """async () => {
          const { src } = document.querySelector("script[src]");
          const { putDraft, dropDraft } = await import(src.replace("field/field.js", "store.js"));
          const begun = { round: "PILOT-1", wording: "0", language: "en", step: "", seconds: {}, values: {} };
          await putDraft({ ...begun, id: "a", at: Date.now(), field: { collector: "ama", title: "Tamale" } }, "strict");
          globalThis.over = () => dropDraft("a");
        }"""
    )
    page.get_by_role("button", name="Make ready", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Finish the interviews that you began first")
    page.get_by_role("button", name="To the list").click()
    expect(page.get_by_role("button", name="Go on: Tamale")).to_be_visible()
    page.evaluate("over()")
    page.get_by_role("button", name="This phone").click()
    page.get_by_role("button", name="Make ready for offline").click()
    page.get_by_role("button", name="Make ready", exact=True).click()
    expect(page.get_by_text("✓ Ready:")).to_be_visible(timeout=30_000)


PUT_DRAFTS = """async (drafts) => {
  const { putDraft } = await import(document.querySelector("script[src]").src.replace(/js\\/.*/, "js/store.js"));
  for (const one of drafts) await putDraft(one, "strict");
}"""


def test_what_was_begun_in_another_round_is_counted_so_that_nobody_thinks_it_is_lost(page, address):
    own = {"step": "", "values": {}, "field": {"started": "2026-11-20T09:10:00+00:00", "title": "Tamale"}}
    drafts = [own | {"id": f"{n}", "round": round, "at": n} for n, round in enumerate(("OLD-1", "OLD-1", "PILOT-1"), 1)]
    page.evaluate(PUT_DRAFTS, drafts)
    page.reload()
    expect(
        page.get_by_text("Begun and not finished in another round: 2 (OLD-1). They stay on this phone.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Go on: Tamale")).to_have_count(1)


def test_a_name_of_another_script_keeps_its_place_in_a_sentence(page, address):
    page.goto(f"{address}/ar/field/")
    expect(page.get_by_text("Ama Mensah")).to_have_text(re.compile("\u2068Ama Mensah\u2069"))
    page.get_by_role("button", name="هذا الهاتف").click()
    expect(page.locator("dd bdi").first).to_have_text("Tecno 1")


def test_the_answer_of_the_browser_about_keeping_is_shown(page, address):
    page.get_by_role("button", name="Make ready for offline").click()
    expect(page.get_by_text("Not promised: when the phone is full")).to_be_visible()
    expect(page.get_by_text("Add this page to the home screen")).to_be_visible()
    expect(page.get_by_text("MB may be used here")).to_be_visible()
    target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]
    permission = {"permission": {"name": "persistent-storage"}, "setting": "granted", "origin": address}
    devtools = page.context.browser.new_browser_cdp_session()
    devtools.send("Browser.setPermission", permission | {"browserContextId": target["browserContextId"]})
    page.get_by_role("button", name="Make ready", exact=True).click()
    expect(page.get_by_text("Yes: the browser has promised")).to_be_visible()


def test_the_switch_off_forgets_pages_and_leaves_what_waits(page, net, pilot, engine, app):
    make_ready(page)
    net.fault = cut
    id = queue(page, "Tamale", **said(pilot, 1))
    house = app.extensions["feedback"]
    house["settings"] = replace(house["settings"], offline=False)
    page.evaluate("navigator.serviceWorker.getRegistration().then(worker => worker.update())")
    wait_until(page, "caches.keys().then(names => names.length === 0)")
    page.reload()
    page.get_by_role("button", name="Make ready", exact=True).click()
    expect(page.get_by_text("The office has switched off work without network.")).to_be_visible()
    stands(page, 1, 0, 1, 1)
    net.fault = None
    page.get_by_role("button", name="To the list").click()
    expect(page.get_by_text("This phone is not ready for days without network.")).to_be_visible()
    page.get_by_role("button", name="Send now").click()
    everything_arrived(page, engine, {id})
