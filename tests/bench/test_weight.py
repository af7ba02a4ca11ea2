"""What crosses the wire after the first visit, headers and service worker included, from a real gunicorn."""

from bench.wire import Line
from tests.responses.conftest import make_round
from tests.responses.phones import PAGE, ready_offline


def test_all_scripts_after_load_are_12000_bytes_on_the_wire(phone, engine, session, server):
    make_round(session)
    session.commit()
    with Line(server.port) as line:
        page = phone(javascript=True)
        page.goto(f"http://127.0.0.1:{line.port}{PAGE}")
        ready_offline(page)
        page.wait_for_timeout(300)
        down = [(one.path.rsplit("/", 1)[-1], one.status, one.down) for one in line.exchanges]
        scripts = [one for one in down if one[0].endswith(".js") and one[0] not in {"start.js", "outbox.js"}]
        assert sum(size for *_, size in scripts) <= 12_000, scripts
        assert len([name for name, *_ in down if name == "outbox"]) == 2, "once in each language"
