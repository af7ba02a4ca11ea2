"""What somebody sees of a page: text that is cut off, lies over other text or runs out; what has the focus."""

from typing import Any

from playwright.sync_api import Page

LARGER = "document.documentElement.style.fontSize = '225%'"
"""Text at 200 % of what the page wants, 112.5 % of the browser's."""
WIDER = """(() => {
  const style = new CSSStyleSheet();
  style.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [style];
})()"""
"""The spacing of WCAG 1.4.12."""
_LOST = """(() => {
  const faults = [], seen = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`the page is ${wide} wide`);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode()); ) {
    const own = node.parentElement, text = node.textContent.trim();
    if (!text || own.closest("template, noscript, script")) continue;
    if (!own.checkVisibility({ checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const name = `${own.localName} “${text.slice(0, 30)}”`;
    for (let box = own; box && box !== document.body; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      if (overflowX === "hidden" && box.scrollWidth > box.clientWidth + 1) faults.push(`${name} is cut off`);
      if (overflowY === "hidden" && box.scrollHeight > box.clientHeight + 1) faults.push(`${name} is cut off below`);
    }
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right - left < 1) continue;
      if (!own.closest(".scroll") && (left < -1 || right > innerWidth + 1)) faults.push(`${name} runs out`);
      const inset = (bottom - top) / 4; // lines may come close; letters may not
      seen.push({ left: left + 1, right: right - 1, top: top + inset, bottom: bottom - inset, name });
    }
  }
  seen.sort((a, b) => a.top - b.top);
  seen.forEach((one, number) => {
    for (let n = number + 1; n < seen.length && seen[n].top < one.bottom; n++)
      if (seen[n].left < one.right && one.left < seen[n].right) faults.push(`${one.name} lies under ${seen[n].name}`);
  });
  return Array.from(new Set(faults));
})()"""
_FOCUS = """(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const over = document.elementFromPoint(x, y);
  const label = one.labels && one.labels[0];
  return {
    tag: one.localName, type: one.type || "", name: one.name || "", value: one.value || "", id: one.id,
    kind: one.className, checked: Boolean(one.checked), text: (one.textContent || "").trim(),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    whole: box.height > innerHeight || (box.top >= -1 && box.bottom <= innerHeight + 1),
    covered: !(over && (one.contains(over) || over.contains(one) || (label && label.contains(over)))),
    ring: getComputedStyle(one).outlineStyle !== "none",
  };
})()"""


def lost(page: Page) -> list[str]:
    """What text of a page cannot be read as it is shown now; nothing where all can."""
    found: list[str] = page.evaluate(_LOST)
    return found


def focus(page: Page) -> dict[str, Any]:
    """What has the focus; nothing while nothing has."""
    return page.evaluate(_FOCUS) or {"name": "", "value": "", "type": "", "id": "", "kind": "", "text": ""}


def in_sight(found: dict[str, Any]) -> dict[str, Any]:
    """The same. Fails where somebody would look for it in vain."""
    if "tag" in found:
        assert found["seen"], found
        assert found["whole"], found
        assert not found["covered"], found
        assert found["ring"] or found["tag"] in {"h1", "h2", "fieldset"}, found
    return found
