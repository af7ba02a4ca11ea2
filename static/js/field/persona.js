// Practice: the frame that nobody can mistake, and the card of the person who is played.
import { make, word } from "../words.js";
import { get, queue } from "./kept.js";

/** @typedef {Record<string, string>} Codes */

/** All that there is to practise with; it comes with the page, in its language. */
export const all = /** @type {HTMLTemplateElement} */ (document.getElementById("practice")).content;

/** @param {string} code of the case */
export const script = (code) => /** @type {HTMLElement} */ (all.querySelector(`[data-case="${code}"]`));

/** @param {Element} one the case @returns {Codes} */
export const answersOf = (one) => JSON.parse(/** @type {HTMLElement} */ (one).dataset.answers || "{}");

/** @param {Element} from @param {string} what */
export function text(from, what) {
  const found = from.querySelector(what);
  return found ? (found.textContent || "").trim() : "";
}

/** Put the sun around the page, or take it away. @param {boolean} on */
export function sun(on) {
  const band = document.querySelector("p.practice");
  document.body.classList.toggle("practice", on);
  if (on && !band) document.body.prepend(make("p", { className: "demo practice" }, word("practice")));
  else if (!on && band) band.remove();
}

/**
 * What the person says about the part that is asked now, above the questions.
 * @param {HTMLFormElement} form
 * @param {string} code of the case
 */
export function frame(form, code) {
  sun(true);
  document.title = word("practice") + " " + document.title;
  const said = make("p");
  const card = make("details", { className: "notice", open: true }, make("summary", {}, word("persona")));
  card.append(make("h2", {}, text(script(code), "h2")), said);
  form.before(card);
  const show = () => {
    const step = Array.from(form.querySelectorAll("section")).find((part) => !part.hidden);
    const part = !step || step.id === "consent" ? "door" : step.id;
    said.textContent = text(script(code), `[data-part="${part}"]`) || word("over");
  };
  show();
  new MutationObserver(show).observe(form, { attributes: true, attributeFilter: ["hidden"], subtree: true });
}

/**
 * Keep for the collector how a case or the check went: once passed stays passed.
 * @param {import("./talk.js").Context | {id: string, collector: string}} who
 * @param {"interview" | "check"} kind
 * @param {string} name
 * @param {string} title
 * @param {string[]} wrong
 * @param {boolean} passed
 */
export async function keepResult({ id, collector }, kind, name, title, wrong, passed) {
  const practised = { ...(await get("practised")) };
  const before = practised[collector] || {};
  practised[collector] = { ...before, [name]: passed || before[name] === true };
  const result = { id, collector, kind, name, mistakes: wrong, passed };
  return queue("practice/", id, title, () => result, { practised, now: null });
}
