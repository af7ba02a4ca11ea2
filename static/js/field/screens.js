// The screens of the field page: each is a <template id="screen-...">, shown one at a time, left by the browser's Back.

/** @typedef {(place: HTMLElement, about: Record<string, any>) => unknown} Fill */

/** @type {Record<string, Fill>} */
const fills = {};
const place = /** @type {HTMLElement} */ (document.getElementById("screen"));
let newest = 0;

/**
 * Hang a screen on the page.
 * @param {string} name of its template
 * @param {Fill} fill puts into a fresh copy what this phone knows; `about` is what `lead` was given
 */
export function screen(name, fill) {
  fills[name] = fill;
}

/**
 * The element of a screen that is named in its template by data-part.
 * @param {HTMLElement} within
 * @param {string} name
 * @returns {any}
 */
export const part = (within, name) => within.querySelector(`[data-part="${name}"]`);

/** Say what became of a press; it stands above the screen until another one is shown. @param {string} text */
export function tell(text) {
  const told = /** @type {HTMLElement} */ (document.getElementById("told"));
  told.hidden = !text;
  told.textContent = text;
}

/** Show the screen that the history names, as things stand now; the heading of a new screen takes the focus. */
export async function show(moved = true) {
  const mine = ++newest;
  const { screen: name = "home", ...about } = history.state || {};
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("screen-" + name));
  const made = /** @type {HTMLElement} */ (document.createElement("div"));
  made.append(document.importNode(template.content, true));
  await fills[name](made, about);
  if (mine !== newest) return; // another screen was asked for meanwhile
  const { activeElement } = document;
  const held = !moved && place.contains(activeElement) && /** @type {HTMLElement} */ (activeElement).dataset.part;
  place.replaceChildren(made);
  place.dispatchEvent(new Event("shown"));
  if (held && part(made, held)) part(made, held).focus({ preventScroll: true });
  if (!moved) return;
  tell("");
  const heading = made.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  if (heading) heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/**
 * Lead to a screen; Back leads here again.
 * @param {string} name
 * @param {Record<string, any>} [about]
 */
export function lead(name, about) {
  history.pushState({ screen: name, ...about }, "");
  return show();
}

/**
 * Show a screen in the place of this one.
 * @param {string} name
 * @param {Record<string, any>} [about]
 */
export function instead(name, about) {
  history.replaceState({ screen: name, ...about }, "");
  return show();
}

/** @param {HTMLElement} within @param {string} name @param {() => unknown} press what a button of the screen does */
export function onPress(within, name, press) {
  const pressed = part(within, name);
  if (pressed) pressed.onclick = () => void press();
}

addEventListener("popstate", () => void show());
