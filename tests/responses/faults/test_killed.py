"""A browser that is killed in the middle, as by an empty battery: at most one answer is lost, and nothing twice."""

import socket

from playwright.sync_api import expect

from tests.responses.between import Asked, Between, Reply
from tests.responses.phones import (
    NOBODY,
    PAGE,
    answer,
    everything_arrived,
    finish,
    on_server,
    says_sent,
    taken_over,
    the_draft,
    wait_for,
)


def test_1_killed_while_typing_at_most_one_answer_is_lost(mortal, address, net, engine):
    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, {"1": "A", "2": "A", "6": "B", "11": "B"}, until="you")
    page.locator('[name="sex"][value="F"]').check()
    before = the_draft(page)
    mortal.kill()
    page = mortal.again()
    page.goto(address + PAGE)
    expect(page.get_by_role("heading", name="Do you want to go on where you stopped?")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    page.get_by_role("button", name="Yes, go on").click()
    assert page.locator('[name="2"][value="A"]').is_checked()
    expect(page.locator('[name="sex"][value="F"]')).to_be_visible()
    assert finish(page) == before["id"]
    says_sent(page)
    everything_arrived(page, engine, {before["id"]})


def test_2_killed_between_saving_and_sending(mortal, address, net, engine):
    def kills(_between: Between, _asked: Asked, _connection: socket.socket) -> None:
        mortal.kill()

    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = kills
    page.evaluate("setTimeout(() => document.querySelector('#send').click())")
    wait_for(net.sent)
    net.fault = None
    page = mortal.again()
    assert on_server(engine) == {}
    page.goto(address + "/outbox")
    everything_arrived(page, engine, {id})


def test_3_killed_after_the_reply_arrived_and_before_it_was_noted(mortal, address, net, engine):
    def kills(between: Between, asked: Asked, _connection: socket.socket) -> Reply:
        reply = between.forward(asked)
        mortal.kill()
        return reply

    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = kills
    page.evaluate("setTimeout(() => document.querySelector('#send').click())")
    wait_for(lambda: net.forwarded)
    net.fault = None
    page = mortal.again()
    page.goto(address + "/outbox")
    everything_arrived(page, engine, {id})
    assert net.forwarded[:2] == [201, 200]
