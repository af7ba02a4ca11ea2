// The screens of the field page: each is a <template id="screen-...">, shown one at a time, left by the browser's Back.
import { make } from "../words.js";
import { settle } from "./settle.js";

/** @typedef {(place: HTMLElement, about: Record<string, any>) => unknown} Fill */

/** @type {Record<string, Fill>} */
const fills = {};
const place = /** @type {HTMLElement} */ (document.getElementById("screen"));
/** Screens that change while somebody looks at them; what their buttons do must not depend on their elements. */
const LIVE = ["home", "phone"];
let shown = "";
let newest = 0;
let renewed = 0;

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

const headingOf = (/** @type {HTMLElement} */ made) => /** @type {HTMLElement} */ (made.querySelector("h1"));

/** The screen that the history names, and what it was given. */
const wanted = () => ({ screen: "home", ...history.state });

/** A fresh copy of a screen, filled. @param {{screen: string}} wanted */
async function drawn({ screen: name, ...about }) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("screen-" + name));
  const made = make("div", {}, document.importNode(template.content, true));
  await fills[name](made, about);
  headingOf(made).tabIndex = -1;
  return made;
}

/** Show the screen that the history names; its heading takes the focus. */
export async function show() {
  const mine = ++newest;
  const now = wanted();
  const made = await drawn(now);
  if (mine !== newest) return; // another screen was asked for meanwhile
  shown = now.screen;
  place.replaceChildren(made);
  place.dispatchEvent(new Event("shown"));
  tell("");
  headingOf(made).focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Bring a screen that says how things stand up to date, in place; any other is left alone: somebody may be writing. */
export async function renew() {
  const [then, mine, now] = [newest, ++renewed, wanted()];
  if (now.screen !== shown || !LIVE.includes(shown)) return;
  const made = await drawn(now);
  if (then !== newest || mine !== renewed) return; // another screen came, or something newer is on its way
  settle(/** @type {Element} */ (place.firstElementChild), made);
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

/** Show a screen in the place of this one. @param {string} name @param {Record<string, any>} [about] */
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
