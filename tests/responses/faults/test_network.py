"""A network that loses replies, is slow, lies, or belongs to somebody else."""

import gzip
import hashlib
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.responses.between import PORTAL, Asked, Between, Fault, Reply, late, loses_the_reply, says, speaks, swallows
from tests.responses.phones import (
    BY_HAND,
    NOBODY,
    PAGE,
    everything_arrived,
    finish,
    has_failed,
    nothing_is_lost,
    on_phone,
    on_server,
    says_saved,
    says_sent,
    taken_over,
    wait_for,
)


@pytest.mark.parametrize("how", ["reset", "close"])
def test_4_the_connection_ends_after_the_server_kept_it_and_before_any_reply(page, net, engine, how):
    taken_over(page)
    page.evaluate("fetch('/healthz')")  # a connection that is used again
    net.fault = loses_the_reply(how)
    id = finish(page)
    says_sent(page)
    assert len(net.sent()) > 1
    assert 200 in net.forwarded
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize("how", ["reset", "close"])
def test_5_the_same_on_the_plain_form_leads_to_the_receipt(phone, net, address, engine, how):
    page = phone()
    page.goto(address + PAGE)
    for name, value in [("consent", "yes"), *NOBODY.items()]:
        page.locator(f'[name="{name}"][value="{value}"]').check()
    net.fault = loses_the_reply(how)
    page.locator("#send").click()
    expect(page.locator(".receipt strong")).to_be_visible()
    assert len(net.sent("POST")) == 2
    assert len(on_server(engine)) == 1


def test_6_the_reply_never_comes(hasty, net, engine):
    taken_over(hasty)
    net.fault = swallows
    id = finish(hasty)
    says_saved(hasty)
    expect(hasty.get_by_role("button", name="Another person answers now")).to_be_enabled()
    hasty.wait_for_timeout(2500)  # longer than the time-out
    says_saved(hasty)
    nothing_is_lost(hasty, engine, {id})
    net.fault = None
    says_sent(hasty)
    everything_arrived(hasty, engine, {id})


def test_7_a_trickle_of_50_kilobits_is_waited_for(phone, net, address, engine):
    page = phone(javascript=True)  # with the real time-outs
    page.goto(address + PAGE)
    taken_over(page)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 500, "downloadThroughput": 6250, "uploadThroughput": 6250},
    )
    id = finish(page)
    says_sent(page)
    assert len(net.sent()) == 1
    everything_arrived(page, engine, {id})


RECEIPT = '{"receipt": {"id": "%s", "sha256": "%s", "state": "kept"}}'
OTHER = "00000000-0000-4000-8000-000000000000"


def echoes(receipt: Callable[[Asked], str], status: int = 201) -> Fault:
    """A receipt that the server never gave."""

    def fault(_between: Between, asked: Asked, _connection: object) -> Reply:
        return Reply(status, {"Content-Type": "application/json"}, receipt(asked).encode())

    return fault


def id_in(asked: Asked) -> str:
    return asked.path.rsplit("/", 1)[1]


NO_SUCCESS = {
    "html": says(200, PORTAL, headers={"Content-Type": "text/html"}),
    "redirect": says(302, headers={"Location": "/"}),
    "redirect to another host": says(307, headers={"Location": "http://localhost:9/"}),
    "permanent redirect": says(308, headers={"Location": "/elsewhere"}),
    "json": says(200, b"{}", headers={"Content-Type": "application/json"}),
    "json of another kind": says(201, b'"receipt"', headers={"Content-Type": "application/json"}),
    "nothing": says(200),
    "created and nothing": says(201),
    "no content": says(204),
    "receipt of another id": echoes(lambda asked: RECEIPT % (OTHER, hashlib.sha256(asked.body).hexdigest())),
    "receipt of another content": echoes(lambda asked: RECEIPT % (id_in(asked), "0" * 64), 200),
    "receipt that ends in the middle": speaks(
        lambda reply: b"HTTP/1.1 201 x\r\nContent-Length: %d\r\n\r\n" % len(reply.body) + reply.body[:40]
    ),
}


@pytest.mark.parametrize("portal", NO_SUCCESS.values(), ids=NO_SUCCESS)
def test_12_a_captive_portal_is_no_success(page, net, engine, portal):
    taken_over(page)
    net.fault = portal
    id = finish(page)
    says_saved(page)
    page.wait_for_timeout(300)
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    assert [one["state"] for one in on_phone(page)] == ["queued"]
    net.fault = None
    says_sent(page)
    everything_arrived(page, engine, {id})


@pytest.mark.parametrize(
    "portal", [says(200, PORTAL, headers={"Content-Type": "text/html"}), says(302, headers={"Location": "/elsewhere"})]
)
def test_13_a_captive_portal_is_neither_kept_nor_shown(ready, net, address, engine, portal):
    ready.context.set_offline(False)
    net.everything = portal
    ready.goto(address + PAGE)
    id = finish(ready)
    expect(ready.get_by_role("heading", name="Saved on this phone. Not sent yet.")).to_be_visible()
    texts = ready.evaluate(
        "caches.open('pages').then(async pages => Promise.all((await pages.keys()).map(async key =>"
        " (await pages.match(key)).text())))"
    )
    assert len(texts) == 4
    assert [text for text in texts if "sign in to this network" in text] == []
    nothing_is_lost(ready, engine, {id})
    net.everything = None
    ready.goto(address + "/outbox")
    everything_arrived(ready, engine, {id})


@pytest.mark.parametrize("claims", ["true", "false"])
def test_14_the_phone_is_not_believed_about_its_network(page, net, address, engine, claims):
    page.add_init_script(BY_HAND)
    page.add_init_script(f"Object.defineProperty(navigator, 'onLine', {{ get: () => {claims} }})")
    page.goto(address + PAGE)
    taken_over(page)
    net.down = claims == "true"
    id = finish(page)
    if net.down:
        says_saved(page)
        has_failed(page)
        nothing_is_lost(page, engine, {id})
        net.down = False
        page.get_by_role("button", name="Send now").click()
    says_sent(page)
    everything_arrived(page, engine, {id})


def test_12_a_captive_portal_is_named(page, net, engine):
    taken_over(page)
    net.fault = NO_SUCCESS["html"]
    finish(page)
    expect(page.get_by_text("the network wants you to sign in")).to_be_visible()


FINE = {
    "HTTP/1.0 proxy": lambda reply: (
        b"HTTP/1.0 %d OK\r\nContent-Type: application/json\r\n\r\n" % reply.status + reply.body
    ),
    "proxy that compresses": lambda reply: (
        b"HTTP/1.1 %d x\r\nContent-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        % (reply.status, len(gzip.compress(reply.body, mtime=0)))
        + gzip.compress(reply.body, mtime=0)
    ),
}


@pytest.mark.parametrize("raw", FINE.values(), ids=FINE)
def test_a_receipt_is_known_behind_an_old_proxy(page, net, engine, raw):
    taken_over(page)
    net.fault = speaks(raw)
    id = finish(page)
    says_sent(page)
    everything_arrived(page, engine, {id})
    assert len(net.sent()) == 1


def test_a_reply_that_comes_after_the_time_out_while_another_try_runs_doubles_nothing(hasty, net, engine):
    taken_over(hasty)
    net.fault = late(2.2, times=2)
    id = finish(hasty)
    says_saved(hasty)
    nothing_is_lost(hasty, engine, {id})
    says_sent(hasty)
    everything_arrived(hasty, engine, {id})
    assert net.forwarded[:2] == [201, 200]


def test_a_phone_that_sleeps_in_the_middle_of_sending_goes_on_when_it_wakes(page, net, engine):
    taken_over(page)
    net.fault = late(1.0)
    devtools = page.context.new_cdp_session(page)
    id = finish(page)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    wait_for(lambda: set(on_server(engine)) == {id})
    time.sleep(2)
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    everything_arrived(page, engine, {id})
