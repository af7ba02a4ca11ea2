"""Results on a small phone: nothing runs over the edge, no policy is broken, and no script is needed."""

from feedback.database import transaction
from feedback.publication.records import Release, approve, publish, release_files
from tests.publication.samples import ROUND, make_draft, measures_of
from tests.responses.phones import wait_until

PAGES = (f"/results/{ROUND}/", f"/results/{ROUND}/1/table", f"/results/{ROUND}/1/method", f"/results/{ROUND}/1/in/R1")

HEARD = """
globalThis.heard = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  this.addEventListener("ended", () => heard.push(this.currentTime), { once: true });
  return play.call(this);
};
"""


def test_results_fit_a_small_phone_and_break_no_policy(engine, this, frozen, server, phone, clock):
    measures = [*measures_of(frozen), *measures_of(frozen, "community_token", seed=2)]
    with transaction(engine) as session:
        made = make_draft(session, this, measures, "kofi", clock)
        assert approve(session, made.id, "esi", clock) is None
        assert publish(session, made.id, "kofi", clock, release_files(session, this, made, False)) is None
    page = phone(javascript=True)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("/results/", *PAGES, *(f"/fr{path}" for path in PAGES), "/receipt/"):
        page.goto(f"{server.url}{path}")
        for summary in page.query_selector_all("summary"):
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert complaints == []


def test_the_numbers_open_without_script(engine, this, draft, frozen, server, phone, clock):
    with transaction(engine) as session:
        assert approve(session, draft, "esi", clock) is None
        files = release_files(session, this, session.get_one(Release, draft), False)
        assert publish(session, draft, "kofi", clock, files) is None
    page = phone()
    page.goto(f"{server.url}/results/{ROUND}/")
    assert not page.get_by_text("The healthcare facilities were clean").first.is_visible()
    page.get_by_text("Show the numbers").first.click()
    assert page.get_by_text("The healthcare facilities were clean").first.is_visible()


def test_results_are_heard_from_clips_where_somebody_asks_and_not_before(
    engine, this, draft, frozen, server, phone, clock, speak
):
    with transaction(engine) as session:
        assert approve(session, draft, "esi", clock) is None
        files = release_files(session, this, session.get_one(Release, draft), False)
        assert publish(session, draft, "kofi", clock, files) is None
    plain = phone()
    plain.goto(f"{server.url}/results/{ROUND}/")
    assert plain.get_by_role("link", name="Hear it").count() == 0
    speak(ROUND, only=lambda text: "of every 10 people" in text or "who answered and used" in text)
    plain.goto(f"{server.url}/results/{ROUND}/")
    assert plain.locator("script, audio").count() == 0
    plain.get_by_role("link", name="Hear it").click()
    assert plain.locator("audio").count() >= 2
    page = phone(javascript=True)
    page.add_init_script(HEARD)
    page.goto(f"{server.url}/results/{ROUND}/?hear=1")
    sentence = page.locator("p:has(strong) + .hear").first
    sentence.click()
    wait_until(page, "heard.length === 2")
    assert sentence.get_attribute("data-on") == ""
    assert all(seconds > 0.2 for seconds in page.evaluate("heard"))
    assert page.locator("audio").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
