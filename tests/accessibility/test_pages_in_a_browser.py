"""Every public page in a real browser: axe-core finds nothing against WCAG 2.2 AA, and nothing scrolls sideways.

`make test` looks at every page in English and Arabic, on a phone and on a desktop, with scripts and without, and at
every template in the other languages on a phone. `make test-all` looks at everything.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from feedback.languages import offered
from tests.accessibility.conftest import Houses
from tests.accessibility.look import WIDTHS, problems, serve
from tests.accessibility.walk import Shown

EveryPage = Callable[[str], list[Shown]]
THOROUGH = ("en", "ar")
OTHERS = [one.code for one in offered() if one.code not in THOROUGH]
SHARES = 4
"""Into how many tests the pages of one language are dealt out, so that all cores have something to do."""
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(params=["scripts run", "scripts blocked"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "scripts run")


@pytest.fixture
def look(browser: Browser, houses: Houses, scripts: bool) -> Iterator[Callable[..., list[str]]]:
    """What is wrong with a page: `look(shown, widths)`."""
    context = browser.new_context(has_touch=True, service_workers="block")
    show = serve(context, houses.now, scripts)
    page = context.new_page()

    def look(shown: Shown, widths: tuple[int, ...] = WIDTHS) -> list[str]:
        show(shown)
        return problems(page, shown, scripts, widths)

    yield look
    context.close()


def own(pages: list[Shown], scripts: bool) -> list[Shown]:
    """Pages with a structure of their own; with scripts only those that ask for one: the others are the same again."""
    return [shown for shown in pages if not shown.like and (shown.scripted or not scripts)]


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("code", THOROUGH)
def test_no_page_shuts_anybody_out(every_page: EveryPage, look, scripts: bool, code: str, share: int) -> None:
    assert [one for shown in own(every_page(code), scripts)[share::SHARES] for one in look(shown)] == []


@pytest.mark.parametrize("scripts", [False], indirect=True)
@pytest.mark.parametrize("code", OTHERS)
def test_no_template_shuts_anybody_out_in_another_language(every_page: EveryPage, look, code: str) -> None:
    once = {shown.template: shown for shown in reversed(every_page(code))}
    assert [one for shown in once.values() for one in look(shown, WIDTHS[:1])] == []


@pytest.mark.full
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("code", [one.code for one in offered()])
def test_nothing_at_all_shuts_anybody_out(every_page: EveryPage, look, scripts: bool, code: str, share: int) -> None:
    pages = [shown for shown in every_page(code) if shown.scripted or not scripts]
    assert [one for shown in pages[share::SHARES] for one in look(shown)] == []


PLANTED = """<!doctype html><html lang="en"><title>Planted</title><meta name="viewport" content="width=device-width">
<p style="color:#aaa;background:#fff">Pale</p><form><input></form><img src="data:,">
<button>1</button><button>2</button><p style="width:400px">Wide</p></html>"""


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_what_shuts_people_out_is_found(look) -> None:
    found = "\n".join(
        look(Shown("planted", "en", "/planted", 200, PLANTED, {"Content-Type": "text/html"}, "", ""), (320,))
    )
    for rule in ("color-contrast", "label", "image-alt", "target-size", "scrolls sideways"):
        assert f"320 px: {rule}: " in found, rule
