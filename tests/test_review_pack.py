"""What a community group gets on paper: every text of citizens, the test of the four answers, a script, signatures."""

import re
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner
from markupsafe import escape

from feedback.cli import main
from feedback.cli.translations.review import TITLES, chapters_of, pack
from feedback.config import Settings
from feedback.database import transaction
from feedback.languages import languages, translate
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.rules import all_texts
from feedback.questionnaire.rules.passages import passages
from feedback.translations import extract
from feedback.translations.citizens import citizens
from feedback.translations.review import LETTERS, SPEAKERS, Line, passed, ranking
from feedback.translations.sheets import wanted_forms
from tests.responses.conftest import make_round
from tests.test_translations import copied

__all__ = ["copied"]

ANSWERS = ("Strongly agree", "Agree", "Disagree", "Strongly disagree")
A4_ACROSS = rb"/MediaBox\s*\[\s*0\s+0\s+84[12][\d.]*\s+59[45][\d.]*\s*\]"


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, ["translations", "review", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return Path(arguments[1]).read_text("utf-8")


def read(html: str) -> str:
    """What stands on the paper."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S).split())


def test_an_edition_is_read_once_from_the_first_word_to_the_last():
    edition = official_edition()
    found = passages(edition)
    assert [one.text for one in found[:3]] == [edition.introduction, edition.eligibility, edition.consent]
    assert Counter(one.text for one in found).most_common(1)[0][1] == 1
    asked = set(edition.items)
    elsewhere = ("values.", "changes", "rated.", "title")
    wanted = {
        text
        for key, text in all_texts(edition)
        if not key.startswith(elsewhere)
        and not (key.startswith("items.") and key.split(".")[1] not in {c.split(".")[0] for c in asked})
    }
    assert wanted <= {one.text for one in found}
    first = [one for one in found if one.item == "1"]
    assert [one.text[:12] for one in first if one.sort != "note"] == ["Was there an", "Yes", "No", "I'd rather n"]
    sorts = {one.text: one.sort for one in found}
    assert (sorts["Strongly agree"], sorts["I don't know"]) == ("answer", "quiet")
    assert sorts["The quality of teaching is good."] == "statement"
    assert sorts["How old are you?"] == "question"


def test_every_text_that_citizens_meet_is_under_review_with_a_number_of_its_own():
    lines = [line for chapter in chapters_of("fr", official_edition()) for line in chapter.lines]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    template, sources = extract(), {line.source for line in lines}
    for key in TITLES:
        for message in citizens(template, key):
            assert {source for source, _ in wanted_forms("fr", message)} <= sources, message.id
    assert [line.source for line in lines if not line.said] == []
    sources_of = {line.source: line.said for line in lines}
    for words in ("Strongly agree", "Your answer is counted.", "%(n)s of every 10 people", "Send my answers"):
        assert sources_of[words] == translate("fr", words)
    staff = {"Build a release", "Sign out", "Practice", "Nobody is here, or the person is away"}
    assert staff & sources == set()


def test_the_cards_come_in_five_orders_none_of_which_gives_the_answer_away():
    for name in ("agreement", "satisfaction", "own"):
        scale = ranking(name, ANSWERS)
        assert [said for letter in scale.key for card, said in scale.cards if card == letter] == list(ANSWERS)
        assert [letter for letter, _ in scale.cards] == sorted(LETTERS)
        assert scale.key not in ("".join(sorted(LETTERS)), "".join(sorted(LETTERS, reverse=True)))
        assert len(set(scale.handed)) == SPEAKERS
        assert not {scale.key, scale.key[::-1]} & set(scale.handed)
        assert scale == ranking(name, ANSWERS)
    assert ranking("agreement", ANSWERS).key != ranking("satisfaction", ANSWERS).key


def test_the_test_is_passed_when_four_of_five_are_right_and_nobody_mixes_good_and_bad():
    key = "TKRM"
    assert passed(key, [key] * 5)
    assert passed(key, [*[key] * 4, "KTRM"])
    assert passed(key, [*[key] * 4, "KTMR"])
    assert not passed(key, [*[key] * 4, "TRKM"])
    assert not passed(key, [*[key] * 3, "KTRM", "TKMR"])
    by_chance = sum(passed(key, [*[key] * 4, "".join(row)]) for row in permutations(key))
    assert by_chance == 4, "the fifth may only mix within the good or within the bad"


def test_there_is_room_to_write_a_long_text_by_hand():
    assert [Line(1, "question", "x" * length, "").room for length in (10, 44, 45, 400)] == [1, 1, 2, 9]


def test_a_voice_needs_a_second_for_twelve_letters_or_four_signs_and_one_to_breathe():
    assert Line(1, "question", "", "abcdefghijkl").seconds == 2
    assert Line(1, "question", "", "您是男性还是").seconds == 3


@pytest.mark.parametrize("code", ["ar", "dag"])
def test_a_pack_holds_table_test_script_and_room_for_names_in_its_language_and_direction(tmp_path, code):
    html = run(code, tmp_path / "pack.html")
    language = languages()[code]
    text = read(html)
    assert f"{language.autonym} – unofficial translation, not yet checked by two speakers" in text
    for words in ("Back into English", "✓ Remark", "Translator", "Second reader", "Signature, day", "Seconds"):
        assert words in text
    for words in ("Do people hear the four answers", "Cards: agreement", "Cards: satisfaction", "Form of the test"):
        assert words in text
    assert f'lang="{code}" dir="{language.direction}"' in html
    assert escape(translate(code, "Yes")) in text
    assert ("No translation yet; people see the English." in text) is (language.status == "draft")
    assert re.findall(r"<script|<link|\ssrc=|https?://(?!www\.w3\.org)|url\((?![\"']?data:)", html) == []
    assert html.index("For the person who judges") > html.index("Script for the voice") > html.index("Cards: agreement")


def test_a_script_leaves_out_what_is_not_translated_and_every_number_is_that_of_the_table(tmp_path):
    html = run("dag", tmp_path / "pack.html")
    script = html.partition("Script for the voice")[2].partition("Numbers</strong>")[0]
    rows = re.findall(r'<tr><th scope="row">(\d+)<td><span lang="dag" dir="ltr">([^<]+)</span><td>([a-z ]+)<td', script)
    assert 3 < len(rows) < 20
    table = dict(
        re.findall(
            r'<th scope="row">(\d+)(?:<br><small>[^<]*</small>)?<td>([^<]+)', html.partition('<section class="test')[0]
        )
    )
    assert all(translate("dag", table[number].strip()) == said for number, said, _ in rows)
    assert "texts have no translation yet and are not in this script" in script


def test_a_back_translation_and_the_names_that_came_with_a_table_stand_in_the_pack(copied, tmp_path):
    path = copied / "dag" / "LC_MESSAGES" / "messages.po"
    text = path.read_text("utf-8").replace(
        '"Language: dag', '"Last-Translator: Amina \\"Ami\\" A.\\n"\n"X-Second-Reader: Fuseini\\n"\n"Language: dag'
    )
    path.write_text(text.replace('msgid "Woman"', '# Back-translation: female person\nmsgid "Woman"'), "utf-8")
    html = run("dag", tmp_path / "pack.html")
    assert "female person" in html
    assert "<dd>Amina &#34;Ami&#34; A.\n" in html
    assert "<dd>Fuseini\n" in html


def test_a_round_is_reviewed_in_its_own_words(engine, settings: Settings, tmp_path, monkeypatch):
    with transaction(engine) as session:
        make_round(session)
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", settings.secret_key)
    assert "Public services 2026 (PILOT-1)" in read(run("fr", tmp_path / "pack.html", "--round", "PILOT-1"))
    unknown = CliRunner().invoke(main, ["translations", "review", "fr", str(tmp_path / "no.html"), "--round", "NONE"])
    assert (unknown.exit_code, (tmp_path / "no.html").exists()) == (1, False)


def test_a_pack_prints_on_a4_across_with_each_scale_of_cards_on_one_page(phone, tmp_path, clock):
    page, file = phone(width=1000), tmp_path / "ar.html"
    file.write_text(pack("ar", official_edition(), "Pilot", clock), "utf-8")
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1000
    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert len(re.findall(A4_ACROSS, printed)) == pages
    assert 20 < pages < 60
    page.emulate_media(media="print")
    for cards in page.locator(".cards").all():
        box = cards.bounding_box()
        assert box is not None
        assert box["height"] < 186 / 25.4 * 96
