"""A network that loses replies, is slow, lies, or belongs to somebody else."""

import pytest
from playwright.sync_api import expect

from tests.responses.between import PORTAL, loses_the_reply, says, swallows
from tests.responses.phones import (
    NOBODY,
    PAGE,
    everything_arrived,
    finish,
    nothing_is_lost,
    on_phone,
    on_server,
    says_saved,
    says_sent,
    taken_over,
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


def test_6_the_reply_never_comes(page, net, engine):
    taken_over(page)
    net.fault = swallows
    id = finish(page)
    says_saved(page)
    expect(page.get_by_role("button", name="Another person answers now")).to_be_enabled()
    page.wait_for_timeout(2500)  # longer than the time-out
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    net.fault = None
    says_sent(page)
    everything_arrived(page, engine, {id})


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


@pytest.mark.parametrize(
    "portal",
    [
        lambda: says(200, PORTAL, headers={"Content-Type": "text/html"}),
        lambda: says(302, headers={"Location": "/"}),
        lambda: says(200, b"{}", headers={"Content-Type": "application/json"}),
        lambda: says(201, b'{"receipt": {"id": "x", "sha256": "x", "state": "kept"}}'),
        lambda: says(200),
    ],
    ids=["html", "redirect", "json", "other receipt", "empty"],
)
def test_12_a_captive_portal_is_no_success(page, net, engine, portal):
    taken_over(page)
    net.fault = portal()
    id = finish(page)
    expect(page.get_by_text("the network wants you to sign in")).to_be_visible()
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
    page.add_init_script(f"Object.defineProperty(navigator, 'onLine', {{ get: () => {claims} }})")
    page.goto(address + PAGE)
    taken_over(page)
    net.down = claims == "true"
    id = finish(page)
    if net.down:
        says_saved(page)
        nothing_is_lost(page, engine, {id})
        net.down = False
        page.get_by_role("button", name="Send now").click()
    says_sent(page)
    everything_arrived(page, engine, {id})
