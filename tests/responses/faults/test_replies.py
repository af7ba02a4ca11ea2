"""A server that fails, asks to wait, refuses one, or lets nobody in."""

import time
from email.utils import formatdate

import pytest
from playwright.sync_api import expect

from tests.responses.between import Reply, says, swallows
from tests.responses.phones import (
    PAGE,
    READ,
    everything_arrived,
    finish,
    nothing_is_lost,
    on_server,
    says_saved,
    says_sent,
    taken_over,
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
