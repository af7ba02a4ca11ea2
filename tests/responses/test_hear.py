"""The questionnaire by voice without script: every text has a place in the list, and only checked clips are played."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from sqlalchemy.orm import Session

from feedback.app import aloud
from feedback.database import for_reading, transaction
from feedback.questionnaire.records.clips import clips_of, keep_clip, read_clip, sign_clip
from feedback.questionnaire.rules.clips import Clip, Recording, digest_of, normalised
from tests.responses.phones import PAGE
from tests.speaking import words_of

pytestmark = pytest.mark.databases("sqlite")


class Texts(HTMLParser):
    """The text nodes inside legends and labels of a page, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.inside += tag in {"legend", "label"}

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in {"legend", "label"}

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.found.append(normalised(data))


def read(html: str) -> list[str]:
    parser = Texts()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_question_and_answer_on_the_page_is_among_the_texts_to_record_and_in_its_order(
    client, pilot, engine, language
):
    with Session(for_reading(engine)) as session:
        wanted = [normalised(text) for text in words_of(session, "PILOT-1", language)]
    shown = read(client.get(("/fr" if language == "fr" else "") + PAGE).text)
    assert len(shown) > 200
    assert set(shown) <= set(wanted)
    first = shown[:4]
    assert [wanted.index(text) for text in first] == sorted(wanted.index(text) for text in first)


def test_every_text_to_record_for_the_beginning_and_the_end_stands_on_the_page(app, client, pilot, engine):
    page = normalised(re.sub(r"<[^>]+>", "", unescape(client.get("/fr" + PAGE).text)))
    page += " ".join(client.get("/fr/words").json.values())
    with Session(for_reading(engine)) as session:
        chapters = {one.code: one for one in aloud(session, pilot.round, "fr")}
    for one in (*chapters["consent"].texts, *chapters["end"].texts):
        assert normalised(one.text) in page, one


def test_only_what_a_second_speaker_has_signed_is_played_where_answers_are_real(client, pilot, speak):
    speak("PILOT-1", only=lambda text: text == "Yes")
    speak("PILOT-1", only=lambda text: text == "No", signed=False)
    [(short, (file, size))] = client.get("/clips/PILOT-1/en.json").json["voice"].items()
    assert digest_of("Yes").hex().startswith(short)
    assert len(client.get(f"/clips/{file}").data) == size
    assert client.get("/clips/PILOT-1/fr.json").json["voice"] == {}
    assert client.get("/hear/PILOT-1/health").text.count("<audio") == 3


def test_a_voice_for_words_that_the_round_no_longer_says_is_not_in_the_list(client, pilot, speak, engine, clock):
    speak("PILOT-1", only=lambda text: text == "Yes")
    with transaction(engine) as session:
        [clip] = clips_of(session, "en")
        content = read_clip(session, clip.file)
        assert content is not None
        old = keep_clip(session, Recording("voice", "en", "Abena"), "Yes, indeed", content[0] + b" ", "kofi", clock)
        assert isinstance(old, Clip)
        sign_clip(session, old.id, "Yaw", clock)
    assert list(client.get("/clips/PILOT-1/en.json").json["voice"].values()) == [[clip.file, clip.size]]


def test_in_a_demonstration_unsigned_voices_are_heard(app, client, pilot, speak):
    speak("PILOT-1", only=lambda text: text == "No", signed=False)
    assert "hidden" in client.get(PAGE).text.split('id="hear"')[1][:40]
    app.extensions["feedback"]["settings"] = replace(app.extensions["feedback"]["settings"], demonstration=True)
    assert len(client.get("/clips/PILOT-1/en.json").json["voice"]) == 1
    assert "hidden" not in client.get(PAGE).text.split('id="hear"')[1][:40]


def test_the_list_of_clips_is_small_names_no_stale_one_and_carries_the_words_of_its_language(
    client, pilot, speak, engine
):
    texts = speak("PILOT-1", "fr", only=lambda text: len(text) < 20)
    answer = client.get("/clips/PILOT-1/fr.json", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert len(answer.data) < 12_000
    found = client.get("/clips/PILOT-1/fr.json").json
    assert len(found["voice"]) == texts
    assert found["words"]["hear"] == "Écouter"
    with Session(for_reading(engine)) as session:
        assert sum(size for _file, size in found["voice"].values()) == sum(c.size for c in clips_of(session, "fr"))
    assert client.get("/clips/PILOT-1/sw.json").status_code == 404
    assert client.get("/clips/NOBODY/en.json").status_code == 404


def test_the_plain_pages_say_part_after_part_in_5000_bytes_each(client, pilot, speak):
    speak("PILOT-1")
    path, parts = "/hear/PILOT-1", []
    while path:
        page = client.get(path, headers={"Accept-Encoding": "br"})
        assert page.status_code == 200
        assert len(page.data) <= 5_000, path
        text = client.get(path).text
        assert '<audio controls preload="none" src="/clips/' in text
        parts.append(path.rpartition("/")[2])
        path = text.partition('class="button" href="')[2].partition('"')[0]
        path = path if path.startswith("/hear/") else ""
    assert parts == ["PILOT-1", "health", "education", "government", "you", "difficulties", "end"]
    assert "Do you wish to proceed?</h2>" in client.get("/hear/PILOT-1").text
    assert client.get("/hear/PILOT-1/results").status_code == 404


def test_without_any_voice_the_plain_page_says_so(client, pilot):
    assert "There is no voice in this language yet." in client.get("/hear/PILOT-1").text


def test_a_part_that_speaks_fits_the_smallest_screen(phone, port, pilot, speak):
    speak("PILOT-1", only=lambda text: len(text) < 20)
    page = phone()
    page.goto(f"http://127.0.0.1:{port}/hear/PILOT-1/health")
    assert page.locator("audio").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="Go on to").click()
    assert page.url.endswith("/education")
