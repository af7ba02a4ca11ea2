"""A server that fails, asks to wait, refuses one, or lets nobody in."""

import json
import socket
import time
from collections import Counter
from email.utils import formatdate

import pytest
import sqlalchemy
from playwright.sync_api import expect

from tests.responses.between import PORTAL, Asked, Between, Reply, reset, says, swallows
from tests.responses.conftest import document
from tests.responses.phones import (
    PAGE,
    READ,
    everything_arrived,
    finish,
    nothing_is_lost,
    on_server,
    put_on_phone,
    says_saved,
    says_sent,
    taken_over,
    wait_for,
    wait_until,
)


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
def test_8_a_server_that_fails_twice_gets_it_at_the_third_time(page, net, engine, status):
    taken_over(page)
    net.fault = says(status, b"<h1>Oops</h1>", times=2)
    id = finish(page)
    says_sent(page)
    assert len(net.sent()) == 3
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize(
    ("status", "after"), [(503, "120"), (429, formatdate(time.time() + 900, usegmt=True))], ids=["seconds", "date"]
)
def test_9_a_server_that_asks_to_wait_is_left_alone_until_somebody_presses(page, net, engine, status, after):
    taken_over(page)
    net.fault = says(status, headers={"Retry-After": after})
    id = finish(page)
    says_saved(page)
    wait_until(page, f"({READ})('records').then(all => all.some(one => one.asked))")
    net.fault = None
    page.evaluate("dispatchEvent(new Event('online'))")
    page.reload()
    page.wait_for_timeout(1500)
    assert len(net.sent()) == 1
    nothing_is_lost(page, engine, {id})
    page.goto(page.url.replace(PAGE, "/outbox"))
    expect(page.get_by_text("the server asked to wait")).to_be_visible()
    page.get_by_role("button", name="Send now").click()
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize("status", [400, 404, 409, 413, 422])
def test_10_one_of_several_that_is_refused_is_kept_and_holds_up_no_other(page, net, address, engine, status):
    taken_over(page)
    net.down = True
    ids = [finish(page)]
    net.down = False
    net.fault = swallows
    for _ in range(2):
        page.goto(address + PAGE)
        ids.append(finish(page))
    bad = ids[1]
    net.fault = lambda between, asked, _: Reply(status, {}, b"") if bad in asked.path else between.forward(asked)
    page.goto(address + "/outbox")
    wait_until(page, f"({READ})('records').then(all => all.length === 1 && all[0].state === 'stuck')")
    assert set(on_server(engine)) == set(ids) - {bad}
    page.reload()
    expect(page.get_by_text("NOT sent: the server cannot take it.")).to_be_visible()
    expect(page.get_by_role("button", name="Save to a file")).to_be_visible()
    nothing_is_lost(page, engine, set(ids))
    net.fault = None
    page.get_by_role("button", name="Send now").click()
    everything_arrived(page, engine, set(ids))


@pytest.mark.parametrize("status", [401, 403])
def test_11_a_server_that_lets_nobody_in_leaves_the_queue_as_it_is(page, net, address, engine, status):
    taken_over(page)
    net.fault = says(status)
    id = finish(page)
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    net.fault = None
    says_sent(page)
    everything_arrived(page, engine, {id})


POISON = {
    "breaks the network": lambda between, asked, connection: reset(connection),
    "never gets a reply": swallows,
    "fails the server": says(500),
    "is refused": says(413),
    "meets a portal": says(200, PORTAL),
    "is not let in": says(403),
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_one_poisonous_record_in_front_of_99_holds_up_none_of_them(page, net, address, engine, pilot, poison):
    page.context.add_init_script("Object.assign(globalThis.feedbackSettings, { timeout: 4e3, longest: 3e3 });")
    page.goto(address + "/outbox")
    page.wait_for_timeout(300)
    net.down = True
    ids = put_on_phone(page, [document(pilot.edition, seed) for seed in range(100)])
    bad = ids[0]

    def fault(between: Between, asked: Asked, connection: socket.socket) -> Reply | None:
        return poison(between, asked, connection) if bad in asked.path else between.forward(asked)

    net.fault = fault
    net.down = False
    page.reload()
    wait_for(lambda: len(on_server(engine)) == 99, 60)
    nothing_is_lost(page, engine, set(ids))
    net.fault = None
    if poison is POISON["is refused"]:
        page.get_by_role("button", name="Send now").click()
    everything_arrived(page, engine, set(ids))
    sent = Counter(asked.path for asked in net.sent())
    assert [path for path, times in sent.items() if times > 1 and bad not in path] == []


def test_what_the_server_lost_again_is_sent_again(page, net, address, engine, pilot):
    page.goto(address + "/outbox")
    ids = put_on_phone(page, [document(pilot.edition)])
    forgets = [True]

    def fault(between: Between, asked: Asked, _connection: socket.socket) -> Reply:
        if asked.path.endswith("/receipts") and forgets:
            forgets.clear()
            with engine.begin() as connection:
                connection.execute(sqlalchemy.text("DELETE FROM response"))
        return between.forward(asked)

    net.fault = fault
    page.reload()
    wait_for(lambda: not forgets)
    everything_arrived(page, engine, set(ids))
    assert net.forwarded.count(201) == 2


def test_more_than_a_thousand_that_were_sent_are_asked_about_in_turn(page, net, address, engine, pilot):
    page.goto(address + "/outbox")
    net.fault = says(503)
    ids = put_on_phone(page, [document(pilot.edition, seed) for seed in range(3)])
    page.evaluate(
        """() => new Promise((done) => {
          const opening = indexedDB.open("feedback", 1);
          opening.onsuccess = () => {
            const work = opening.result.transaction("records", "readwrite");
            const one = { path: "responses/", device: "", number: 0, title: "", body: "", sha256: "", state: "sent" };
            const more = { why: "kept", text: "", tries: 0, next: 0, asked: false };
            for (let n = 0; n < 1100; n += 1) {
              const id = "ffffffff-0000-4000-8000-" + String(n).padStart(12, "0");
              work.objectStore("records").put(Object.assign({ id }, one, more));
            }
            work.oncomplete = () => { opening.result.close(); done(); };
          };
        })"""
    )
    net.fault = None
    page.reload()
    wait_for(lambda: set(ids) <= set(on_server(engine)))
    wait_for(lambda: any(one.path.endswith("/receipts") for one in net.sent("POST")))
    asked = [len(json.loads(one.body)["ids"]) for one in net.sent("POST") if one.path.endswith("/receipts")]
    assert max(asked) <= 1000
