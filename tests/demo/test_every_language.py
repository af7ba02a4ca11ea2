"""Every page of a citizen in every language of the demonstration, on the smallest screen: direction, width, bytes."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from feedback.app import create_app
from feedback.config import Settings
from feedback.languages import format_number, languages, translate
from tests.responses.phones import taken_over
from tests.responses.test_with_script import Traffic
from tests.serving import serving_here
from tests.sight import LARGER, WIDER, lost

OFFERED = ("en", "fr", "ar", "es", "pt", "sw", "ru", "zh")
QUESTIONNAIRE = "/r/KELANDRA/XFA0101"
PAGES = (
    "/",
    "/r/KELANDRA/",
    "/r/KELANDRA/in/XFA01",
    QUESTIONNAIRE,
    "/results/",
    "/results/KELANDRA/",
    "/results/KELANDRA/1/in/XFA01",
    "/results/KELANDRA/1/table",
    "/results/KELANDRA/1/method",
    "/results/KELANDRA/1/held",
    "/receipt/",
    "/outbox",
    "/nothing-here/",
)
WIDTH = 320


@pytest.fixture(scope="module")
def address(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a copy of the demonstration is served."""
    folder = tmp_path_factory.mktemp("languages") / "demo"
    shutil.copytree(built.instance, folder)
    settings = replace(built, instance=folder, database_url=f"sqlite:///{folder / 'feedback.sqlite3'}")
    with serving_here(create_app(settings)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("code", OFFERED)
def test_every_page_says_its_language_and_direction_and_loses_nothing_however_small_the_screen_or_large_the_text(
    phone: Callable[..., Page], address: str, code: str
):
    page = phone(width=WIDTH)
    for path in PAGES:
        page.goto(f"{address}{'' if code == 'en' else f'/{code}'}{path}")
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (code, languages()[code].direction), path
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width in (240, WIDTH):
            page.set_viewport_size({"width": width, "height": 320})
            assert lost(page) == [], (path, width)
        for change in (WIDER, LARGER):
            page.evaluate(change)
            assert lost(page) == [], (path, change)


@pytest.mark.parametrize("code", OFFERED)
def test_the_first_visit_is_three_requests_and_14000_bytes_and_every_later_page_5000(
    phone: Callable[..., Page], address: str, code: str
):
    page, traffic = phone(javascript=True, service_workers="block"), Traffic()
    traffic.watch(page)
    page.goto(f"{address}/{code}{QUESTIONNAIRE}", wait_until="load")
    taken_over(page)
    first = [one for one, (at, _) in traffic.asked.items() if at <= traffic.loaded[0]]
    assert len(first) == 3
    assert sum(traffic.received[one] for one in first) <= 14_000
    page.goto(f"{address}/outbox", wait_until="networkidle")  # the last file of the shell
    larger = {QUESTIONNAIRE: 8_500, "/results/KELANDRA/1/table": 10_000}
    for path in PAGES:
        before = len(traffic.loaded), set(traffic.asked)
        page.goto(f"{address}/{code}{path}", wait_until="load")
        page.evaluate("document.readyState")
        these = [
            one for one, (at, _) in traffic.asked.items() if one not in before[1] and at <= traffic.loaded[before[0]]
        ]
        assert 0 < sum(traffic.received.get(one, 0) for one in these) <= larger.get(path, 5_000), path
        if path == QUESTIONNAIRE:
            page.wait_for_load_state("networkidle")  # what its scripts fetch afterwards is not the next page's


@pytest.mark.parametrize("code", OFFERED)
def test_pages_that_come_while_answers_are_sent_without_script_are_as_light(
    phone: Callable[..., Page], address: str, code: str
):
    other = "en" if code != "en" else "fr"
    page, traffic = phone(), Traffic()
    traffic.watch(page)
    page.goto(f"{address}/{other}{QUESTIONNAIRE}")

    def press(button: str) -> int:
        """The bytes of everything that comes when this is pressed, headers and other files included."""
        before = set(traffic.asked)
        with page.expect_navigation(wait_until="load"):
            page.locator(button).first.click()
        page.evaluate("document.readyState")
        return sum(traffic.received[one] for one in traffic.asked if one not in before)

    page.check("input[name=consent][value=yes]")
    page.check("input[name='1'][value=A]")
    assert 0 < press(f"header button[value={code}]") <= 8_500, "in another language"
    assert page.locator("html").get_attribute("lang") == code
    assert page.is_checked("input[name='1'][value=A]")
    assert 0 < press("#send") <= 8_500, "with what was left out"
    assert 0 < press(".notice button") <= 5_000, "with the code"
    assert page.locator(".receipt strong").is_visible()
    page.goto(f"{address}/{code}{QUESTIONNAIRE}")
    page.check("input[name=consent][value=no]")
    assert 0 < press("#send") <= 5_000, "when somebody says no"


@pytest.mark.parametrize("code", OFFERED)
def test_the_switch_names_every_other_language_in_its_own_words_and_is_large_enough_to_tap(
    phone: Callable[..., Page], address: str, code: str
):
    page = phone(width=WIDTH)
    page.goto(f"{address}/{code}{QUESTIONNAIRE}")
    others = page.locator("header nav button:visible")
    said = [(one.get_attribute("lang"), one.inner_text()) for one in others.all()]
    assert said == [(other, languages()[other].autonym) for other in OFFERED if other != code]
    for box in (one.bounding_box() for one in others.all()):
        assert box is not None
        assert box["height"] >= 48
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= WIDTH


def test_what_arabic_readers_see_begins_at_the_right(phone: Callable[..., Page], address: str):
    page = phone(width=WIDTH)
    page.goto(f"{address}/ar/results/KELANDRA/")
    shapes = page.locator("svg.ten").first
    places = shapes.evaluate(
        "svg => [...svg.querySelectorAll('g')].map(g => +g.querySelector('use').getAttribute('x'))"
    )
    assert places[0] == 108, "the first person stands at the right"
    assert places[1] < places[0]
    page.goto(f"{address}/ar{QUESTIONNAIRE}")
    row = page.locator("#consent label").first
    tick, line = row.locator("input").bounding_box(), row.bounding_box()
    assert tick is not None
    assert line is not None
    assert tick["x"] > line["x"] + line["width"] / 2
    assert page.locator(".promise").first.evaluate("one => getComputedStyle(one).textAlign") == "start"


def test_a_code_reads_from_left_to_right_also_in_arabic(phone: Callable[..., Page], address: str):
    page = phone(width=WIDTH)
    page.goto(f"{address}/ar{QUESTIONNAIRE}")
    page.check("input[name=consent][value=yes]")
    page.check("input[name='4.1'][value='3']")
    page.locator("#send").click()
    page.locator(".notice button").first.click()
    code = page.locator(".receipt strong")
    assert code.get_attribute("dir") == "ltr"
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_chinese_pages_are_set_with_chinese_marks(built: Settings):
    client = create_app(built).test_client()
    for path in PAGES:
        told = re.sub(r"<[^>]*>", "", client.get(f"/zh{path}").text)
        assert "演示" in told
        assert re.findall(r"[\u4e00-\u9fff][.,;:!?(].{9}", told) == [], path


def test_arabic_counts_things_in_six_ways(phone: Callable[..., Page], address: str):
    page = phone(width=WIDTH)
    page.goto(f"{address}/ar{QUESTIONNAIRE}")
    page.locator("#send").click()
    assert "أمران" in page.locator(".notice.error h2").inner_text()


@pytest.mark.parametrize("code", OFFERED)
def test_lists_of_answers_are_joined_as_the_language_does(phone: Callable[..., Page], address: str, code: str):
    page = phone(width=WIDTH)
    page.goto(f"{address}/{code}/results/KELANDRA/1/table")
    text = page.locator("main").inner_text()
    assert translate(code, "Everyone") in text
    if code == "ar":
        assert ", " not in text.replace(format_number(code, 1000), "")
