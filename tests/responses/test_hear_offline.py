"""Hear it and see it, with script: really played, kept on request, in airplane mode, silent where words changed."""

import json
import re
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from feedback.database import transaction
from feedback.questionnaire.records.clips import keep_clip, sign_clip
from feedback.questionnaire.rules.clips import Clip, Recording
from tests.responses.between import Asked, Between, Reply
from tests.responses.phones import ALONE, PAGE, everything_arrived, go, on_phone, says_saved, taken_over, wait_until

LISTEN = """
globalThis.heard = [];
globalThis.speed = 16;
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  this.playbackRate = speed;
  this.addEventListener("ended", () => heard.push([this.currentTime, this.duration]), { once: true });
  return play.call(this);
};
"""
"""Notes what was played to its end, at a speed that saves time."""
QUICK = {"1": "B", "6": "B", "11": "B", "sex": "F"}
FILM = """async () => {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
  const parts = [];
  const done = new Promise(end => { recorder.onstop = end; });
  recorder.ondataavailable = event => parts.push(event.data);
  recorder.start();
  for (let n = 0; n < 12; n++) { pen.fillRect(n * 9, 9, 9, 9); await new Promise(end => setTimeout(end, 40)); }
  recorder.stop();
  await done;
  return Array.from(new Uint8Array(await new Blob(parts).arrayBuffer()));
}"""


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def page(visit: Callable[..., Page], speak, asked: list[str]) -> Page:
    """A phone that has visited a round that speaks."""
    speak("PILOT-1")
    page = visit(ALONE, LISTEN)
    page.on("request", lambda request: asked.append(request.url.partition("//")[2].partition("/")[2]))
    return page


def listen(page: Page) -> None:
    page.get_by_role("link", name="Hear it", exact=True).click()
    expect(page.locator("#consent > .hear")).to_be_visible()


def heard(page: Page) -> list[list[float]]:
    found: list[list[float]] = page.evaluate("heard")
    return found


def press(page: Page, button: Any) -> None:
    """Press play and wait until everything was said."""
    button.click()
    expect(button).to_have_attribute("data-on", "")


def keep(page: Page) -> None:
    listen(page)
    page.get_by_role("button", name=re.compile(r"Keep the voice on this phone \(0\.\d MB\)")).click()
    expect(page.get_by_text("The voice is on this phone")).to_be_visible(timeout=60_000)  # hundreds of clips


def test_four_clips_are_on_their_way_at_once_and_after_a_failure_the_rest_are_asked_for(page, net):
    listen(page)
    under_way, most, given = set(), [0], []

    def slow(between: Between, asked: Asked, _connection: socket.socket) -> Reply:
        if not asked.path.startswith("/clips/"):
            return between.forward(asked)
        under_way.add(asked.path)
        most[0] = max(most[0], len(under_way))
        time.sleep(0.02)
        under_way.discard(asked.path)
        given.append(asked.path)
        return Reply(503, {}, b"") if len(given) == 20 else between.forward(asked)

    net.everything = slow
    button = page.get_by_role("button", name="Keep the voice on this phone")
    button.click()
    expect(page.get_by_text("The network is too weak just now.")).to_be_visible()
    button.click()
    expect(page.get_by_text("The voice is on this phone")).to_be_visible(timeout=60_000)
    assert most[0] == 4
    assert [path for path in given if given.count(path) > 1] == [given[19]] * 2


def test_the_whole_questionnaire_is_completed_by_sound_in_airplane_mode(page, net, address, engine, asked):
    keep(page)
    net.down = True
    page.context.set_offline(True)
    page.goto(address + PAGE)
    taken_over(page)
    listen(page)
    asked.clear()
    press(page, page.locator("#consent > .hear"))
    assert len(heard(page)) == 4
    assert all(time > 0 and time >= length - 0.1 for time, length in heard(page))
    page.locator('#consent label:has([value="yes"])').click()
    go(page)
    questions = 0
    while not page.locator("#send").is_visible():
        before = len(heard(page))
        step = page.locator("form.steps > section:not([hidden])")
        for question in step.locator("fieldset:not([hidden])").all():
            code = question.get_attribute("id")
            press(page, question.locator("> .hear"))
            question.locator(f'label:has([value="{QUICK[code]}"])' if code in QUICK else "label").first.click()
            questions += 1
        assert len(heard(page)) >= before + 3
        go(page)
    assert questions >= 12
    press(page, page.locator("#assistance .row .hear").first)
    page.locator('#assistance label:has([value="none"])').click()
    page.locator("#send").click()
    says_saved(page)
    before = len(heard(page))
    press(page, page.locator("h1 + .hear"))
    assert len(heard(page)) == before + 1
    assert not [path for path in asked if path.startswith("clips/") and path.endswith("ogg")]
    (kept,) = on_phone(page)
    said = json.loads(kept["body"])
    assert said["consent"]["how"] == "heard"
    assert said["paradata"]["presentation"] == "audio"
    net.down = False
    page.context.set_offline(False)
    page.goto(address + PAGE)
    everything_arrived(page, engine, {kept["id"]})


def test_a_text_that_changes_is_silent_by_itself_and_its_answers_still_speak(page):
    page.evaluate("document.querySelector('[id=\"1\"] legend').lastChild.data += '!'")
    page.evaluate("document.querySelector('#consent label').lastChild.data = 'Yes, I am 17'")
    listen(page)
    expect(page.locator("#consent .row")).to_have_count(2)
    assert page.locator('[id="1"] > .hear').count() == 0
    assert page.locator('[id="1"] .row .hear').count() == 3
    assert page.locator('[id="2"] > .hear').count() == 1


def test_nothing_of_voices_is_loaded_unasked_and_a_press_says_one_answer_and_another_press_is_silence(page, asked):
    page.reload()
    taken_over(page)
    wait_until(page, "document.getElementById('hear').onclick !== null")
    assert not [path for path in asked if "clips" in path or "voice" in path or "hear" in path]
    listen(page)
    assert not [path for path in asked if path.endswith("ogg")]
    press(page, page.locator("#consent .row .hear").nth(1))
    assert len(heard(page)) == 1
    assert len([path for path in asked if path.endswith("ogg")]) == 1
    name = page.locator("#consent > .hear").get_attribute("aria-label")
    assert name == "Hear it: Are you 18 or older, and do you live here? Do you wish to proceed?"
    page.evaluate("speed = 1")
    page.locator("#consent > .hear").click()
    expect(page.locator("legend.said")).to_be_visible()
    page.get_by_role("button", name="Stop: Are you 18").click()
    expect(page.locator(".said")).to_have_count(0)
    page.locator("#consent > .hear").click()
    expect(page.locator("legend.said")).to_be_visible()
    page.locator("#consent label").first.click()
    expect(page.locator(".said")).to_have_count(0)
    assert len(heard(page)) == 1


def test_the_voice_is_taken_off_the_phone_again(page):
    keep(page)
    assert page.evaluate("caches.open('voice').then(one => one.keys()).then(all => all.length)") > 200
    page.get_by_role("button", name="Take the voice off this phone").click()
    expect(page.get_by_role("button", name=re.compile("Keep the voice"))).to_be_visible()
    assert page.evaluate("caches.has('voice')") is False


def test_a_video_comes_only_when_asked_for_and_says_its_size_before(page, engine: Engine, clock, asked):
    film = bytes(page.evaluate(FILM))
    about = Recording("sign", "en", "Abena Mensah", "gse")
    text = "Was there any time during the past 12 months when you (or a child in your household) really needed a "
    with transaction(engine) as session:
        made = keep_clip(session, about, f"{text}medical examination or treatment?", film, "kofi", clock)
        assert isinstance(made, Clip), made
        assert isinstance(sign_clip(session, made.id, "Yaw Boateng", clock), Clip)
    listen(page)
    page.locator('#consent [value="yes"]').check()
    while not page.locator('[id="1"]').is_visible():
        page.locator("form.steps > section:not([hidden])").evaluate_all("all => all.length")
        page.evaluate(
            "document.querySelectorAll('form.steps > *').forEach(one => { one.hidden = one.id !== 'health'; })"
        )
    see = page.get_by_role("button", name=re.compile(r"See it \(\d+ KB\): Was there any time"))
    assert not [path for path in asked if path.endswith("webm")]
    see.click()
    video = page.locator('[id="1"] video')
    expect(video).to_have_attribute("aria-label", re.compile("Was there any time"))
    wait_until(page, "document.querySelector('video').currentTime > 0")
    assert video.evaluate("one => [one.muted, one.videoWidth]") == [True, 300]


def test_a_phone_that_speaks_a_language_itself_offers_to_where_nothing_is_recorded(visit):
    page = visit(
        """
        globalThis.spoken = [];
        Object.defineProperty(globalThis, "speechSynthesis", { value: {
          getVoices: () => [{ localService: true, lang: "en-GB" }], cancel() {},
          speak(one) { spoken.push(one.text); setTimeout(() => one.onend(), 10); },
        } });
        globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
        """
    )
    listen(page)
    press(page, page.locator("#consent > .hear"))
    assert page.evaluate("spoken.length") == 4
    page.goto(page.url.replace("/r/", "/fr/r/"))
    taken_over(page)
    expect(page.locator("#hear")).to_be_hidden()
