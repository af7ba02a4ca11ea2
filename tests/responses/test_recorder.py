"""The recorder in a real browser, with the microphone that Chromium has for tests: it beeps once a second."""

import pytest
from playwright.sync_api import Error

from feedback.web import may_use, public, static_url

pytestmark = pytest.mark.databases("sqlite")

RECORD = """async ([address, limit, stops]) => {
  const { able, start } = await import(address);
  const one = await start(limit);
  let loudest = 0;
  const look = setInterval(() => (loudest = Math.max(loudest, one.level())), 20);
  if (stops) setTimeout(one.stop, stops);
  const { bytes, kind, seconds } = await one.done;
  clearInterval(look);
  const head = Array.from(new Uint8Array(bytes).slice(0, 4));
  return { able: able(), size: bytes.byteLength, head, kind, seconds, loudest };
}"""


@pytest.fixture
def page(phone, app, request):
    @app.get("/heard")
    @public
    def heard():
        return may_use(app.make_response("<!doctype html><title>x</title>"), "microphone")

    page = phone(javascript=True)
    page.goto(f"http://127.0.0.1:{request.getfixturevalue('port')}/heard")
    return page


@pytest.fixture
def script(app):
    with app.test_request_context():
        return static_url("js/recorder.js")


def test_it_records_until_it_is_stopped_or_the_time_is_up_and_tells_how_loud_it_is(page, script):
    stopped = page.evaluate(RECORD, [script, 60, 1200])
    assert stopped["able"]
    assert stopped["kind"] == "audio/webm"
    assert stopped["head"] == [0x1A, 0x45, 0xDF, 0xA3]
    assert 1 <= stopped["seconds"] < 10
    assert stopped["loudest"] > 0.1
    assert 800 < stopped["size"] < 2_500 * stopped["seconds"] + 1_000
    ended = page.evaluate(RECORD, [script, 0.5, 0])
    assert ended["seconds"] == 0.5


def test_no_page_hears_that_is_not_made_for_it(page, script):
    page.goto(page.url.replace("heard", "outbox"))
    with pytest.raises(Error, match="NotAllowedError"):
        page.evaluate(RECORD, [script, 1, 0])
