"""A server that is killed, locked, asked twenty times, or asked by another site."""

import hashlib
import json
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.responses.records import QuarantineRow, ResponseRow
from tests.responses.between import Between, says
from tests.responses.conftest import document
from tests.responses.phones import (
    NOBODY,
    PAGE,
    QUICK,
    SOON,
    answer,
    everything_arrived,
    nothing_is_lost,
    on_server,
    put_on_phone,
    says_saved,
    send,
    taken_over,
    the_draft,
    wait_for,
)


@pytest.fixture
def near(server, pilot):
    """A door in front of a real gunicorn with two workers."""
    between = Between(server.port)
    between.start()
    yield between
    between.stop()


@pytest.fixture
def visitor(phone, near):
    """A phone at that door, on the page that shows what is unsent."""
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    page.goto(f"http://127.0.0.1:{near.port}/outbox")
    return page


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["TERM", "KILL"])
def test_30_a_server_that_is_restarted_during_a_burst_loses_and_doubles_nothing(
    visitor, near, server, engine, pilot, how
):
    ids = put_on_phone(visitor, [document(pilot.edition, seed) for seed in range(40)])
    counted = threading.Event()

    def counts(between, asked, connection):
        if len(between.sent()) > 10:
            counted.set()
        try:
            return between.forward(asked)
        except OSError:
            return None  # nobody serves: the connection ends

    near.fault = counts
    visitor.reload(wait_until="commit")
    for _ in range(3):
        assert counted.wait(20)
        server.stop() if how == signal.SIGTERM else server.kill()
        time.sleep(0.3)
        server.start()
        counted.clear()
        time.sleep(0.3)
        if len(on_server(engine)) == len(ids):
            break
    near.fault = None
    visitor.reload()
    everything_arrived(visitor, engine, set(ids))
    assert near.forwarded.count(201) <= len(ids)


def test_30_a_database_that_is_locked_during_a_burst_gets_everything_once(visitor, near, engine, pilot, settings):
    ids = put_on_phone(visitor, [document(pilot.edition, seed) for seed in range(10)])
    lock = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    visitor.context.add_init_script(SOON)
    visitor.reload()
    wait_for(lambda: len(near.sent()) > 3, 30)  # the phone gives up waiting and asks again, more than once
    assert near.forwarded == []
    lock.execute("COMMIT")
    lock.close()
    everything_arrived(visitor, engine, set(ids))


def test_30_a_database_that_stays_locked_is_a_server_that_asks_to_wait(page, net, engine):
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = says(503, times=3, headers={"Retry-After": "1"})
    send(page)
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    everything_arrived(page, engine, {id})


AT_ONCE = """([id, bodies]) => Promise.all(bodies.map((body) =>
  fetch("/api/v1/responses/" + id, { method: "PUT", body, headers: { "Content-Type": "application/json" } })
    .then(async (reply) => [reply.status, (await reply.json()).receipt.sha256])))"""


def as_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def test_31_twenty_identical_puts_of_one_page_at_once_are_one_row(visitor, engine, pilot):
    content = document(pilot.edition)
    replies = visitor.evaluate(AT_ONCE, [content["id"], [as_text(content)] * 20])
    digest = hashlib.sha256(as_text(content).encode()).hexdigest()
    assert Counter(status for status, _ in replies) == {201: 1, 200: 19}
    assert {sha256 for _, sha256 in replies} == {digest}
    assert on_server(engine) == {content["id"]: digest}


def test_32_the_same_id_with_other_content_is_set_aside_and_the_first_one_stays(visitor, engine, pilot):
    first = document(pilot.edition)
    other = first | {"paradata": {"seconds": 1}}
    [kept] = visitor.evaluate(AT_ONCE, [first["id"], [as_text(first)]])
    with Session(engine) as session:
        before = session.query(ResponseRow).one().digest
    [aside] = visitor.evaluate(AT_ONCE, [first["id"], [as_text(other)]])
    assert (kept[0], aside[0]) == (201, 202)
    assert aside[1] == hashlib.sha256(as_text(other).encode()).hexdigest()
    with Session(engine) as session:
        assert session.query(ResponseRow).one().digest == before
        held = session.query(QuarantineRow).one()
        assert (str(held.response_id), held.reason) == (first["id"], "other_content")
        assert bytes(held.raw).decode() == as_text(other)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"], ids=["another site", "the same host, another port"])
def test_33_a_page_of_another_origin_stores_nothing(phone, net, address, engine, pilot, host):
    evil = Between(net.target, everything=says(200, b"<h1>Win a phone</h1>", headers={"Content-Type": "text/html"}))
    evil.start()
    page = phone(javascript=True)
    page.goto(f"http://{host}:{evil.port}/")
    content = document(pilot.edition)
    target = f"{address}/api/v1/responses/{content['id']}"
    tried = page.evaluate(
        """async ([target, form, body]) => {
          const json = { "Content-Type": "application/json" };
          const tries = [
            fetch(target, { method: "PUT", body, headers: json }),
            fetch(target, { method: "PUT", body, mode: "cors", credentials: "include", headers: json }),
            fetch(form, { method: "POST", body, mode: "no-cors" }),
            fetch(form, { method: "POST", body: new URLSearchParams({ consent: "yes" }), mode: "no-cors" }),
            fetch(target.replace(/responses.*/, "receipts"), { method: "POST", body, mode: "no-cors" }),
          ];
          return Promise.all(tries.map((one) => one.then((reply) => reply.type + reply.status, () => "refused")));
        }""",
        [target, address + PAGE, as_text(content)],
    )
    assert tried == ["refused"] * 5  # the page may not even know that it was told 403
    page.evaluate(
        """(form) => {
          const made = document.createElement("form");
          Object.assign(made, { method: "post", action: form });
          made.innerHTML = '<input name="consent" value="yes"><input name="1" value="B">';
          document.body.append(made);
          made.submit();
        }""",
        address + PAGE,
    )
    wait_for(lambda: len(net.forwarded) == 4)
    assert net.forwarded == [403] * 4
    assert [one.method for one in net.seen if one.method == "PUT"] == []
    assert on_server(engine) == {}
    evil.stop()
