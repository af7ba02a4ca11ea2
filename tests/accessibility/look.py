"""A page in a real browser as the server gave it, with or without its scripts, looked at by axe-core."""

from collections.abc import Callable, Collection, Iterable
from importlib import resources
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route

from tests.accessibility.walk import Shown

ORIGIN = "http://127.0.0.1:9"
"""Where pages seem to come from: every request is answered by the application in this process, none leaves it."""
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = f"""() => axe.run(document, {{
  runOnly: {list(TAGS)},
  rules: {{ "target-size": {{ enabled: true }} }},
  resultTypes: ["violations"],
  preload: false,
}}).then(found => found.violations.flatMap(rule => rule.nodes.map(
  node => rule.id + ": " + node.target.join(" ") + ": " + node.failureSummary.split("\\n").slice(1).join(" "))))"""
UNFOLD = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
OVER = """() => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().width)
  .filter(one => { const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; })
  .filter(one => !one.closest('.scroll')).slice(0, 3).map(one => one.outerHTML.slice(0, 80))"""
WIDTHS = (320, 1280)
HEIGHT = 640
READY = {
    "responses/questionnaire.html": "form.steps, [name=seen]",
    "responses/outbox.html": "#list [role=status]",
    "fieldwork/field.html": "#screen form",
    "fieldwork/interview.html": "#screen form",
}
"""What stands on the pages of these templates when their scripts are done; an interview leads to pairing first."""


def serve(
    context: BrowserContext, app: Flask, scripts: bool = True, lost: Collection[str] = ()
) -> Callable[[Shown], None]:
    """Let the application answer every request of a browser; gives the function that says which page comes next.

    Without scripts, every request for one fails, as where they are blocked; a request with a method in `lost` never
    arrives.
    """
    client = app.test_client()
    pages: dict[str, Shown] = {}

    def answer(route: Route) -> None:
        asked = route.request
        path = urlsplit(asked.url).path
        shown = pages.get(path)
        if shown and asked.resource_type == "document":
            route.fulfill(status=shown.status, headers=dict(shown.headers), body=shown.html)
        elif asked.resource_type == "script" and not scripts:
            route.abort("blockedbyclient")
        elif asked.method in lost:
            route.abort("connectionfailed")
        else:
            sent = {name: value for name, value in asked.headers.items() if name != "accept-encoding"}
            got = client.open(
                path, base_url=ORIGIN, method=asked.method, data=asked.post_data_buffer, headers=sent, buffered=True
            )
            assert got.status_code == 200 or not path.startswith("/static/"), path  # else a page without its style
            route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

    def next_page(shown: Shown) -> None:
        pages[shown.path] = shown

    context.add_init_script(AXE)
    context.route("**/*", answer)
    return next_page


def problems(page: Page, shown: Shown, scripts: bool, widths: Iterable[int] = WIDTHS) -> list[str]:
    """What is wrong with a page at each of these widths in pixels, with everything unfolded."""
    page.goto(ORIGIN + shown.path)
    if scripts and shown.template in READY:
        page.locator(READY[shown.template]).first.wait_for(state="attached")
    page.evaluate(UNFOLD)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"{shown.language} {shown.name}, {width} px: {one}" for one in problems_here(page)]
    return found


def problems_here(page: Page) -> list[str]:
    """What is wrong with the page as it stands: findings of axe, and what makes it scroll sideways."""
    found: list[str] = page.evaluate(RUN)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found += [f"scrolls sideways: {one}" for one in page.evaluate(OVER)] or ["scrolls sideways"]
    return found
