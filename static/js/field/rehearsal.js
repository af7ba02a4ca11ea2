// The end of a practice interview: what was noted otherwise than the person said, and why it matters. Nothing counts.
import { dropDraft } from "../store.js";
import { make, word } from "../words.js";
import { next, replace } from "./after.js";
import { all, answersOf, keepResult, script, text } from "./persona.js";

/** @typedef {Record<string, string>} Codes */

/**
 * The items that were noted otherwise than the script says, as the page has them. Questions and answers that the script
 * does not know are passed over; who stops after one part is compared in the parts that were finished.
 * What was asked, or not asked, only because an earlier answer was wrong is no further mistake.
 * @param {HTMLFormElement} form
 * @param {string} code of the case
 * @param {Codes} noted
 */
export function mistakes(form, code, noted) {
  const known = new Set(Array.from(all.querySelectorAll("[data-case]")).flatMap((one) => Object.keys(answersOf(one))));
  const said = answersOf(script(code));
  const part = (/** @type {string} */ item) => {
    const question = form.querySelector(`fieldset[id="${item}"]`);
    return question && question.closest("section");
  };
  const done = new Set(Object.keys(noted).map(part));
  const partial = script(code).dataset.ends === "partial";
  const shown = Array.from(form.querySelectorAll("fieldset"), (one) => one.id);
  const wrong = shown.filter((item) => {
    if (!known.has(item) || (partial && !done.has(part(item))) || said[item] === noted[item]) return false;
    return !said[item] || Boolean(form.querySelector(`[name="${item}"][value="${said[item]}"]`));
  });
  const first = wrong.filter((item) => said[item] && !form.querySelector(`fieldset[id="${item}"][hidden]`));
  return first.length ? first : wrong;
}

/**
 * Compare with the script and show it. The answers are forgotten; only the result is sent.
 * @param {HTMLFormElement} form
 * @param {Codes} noted
 * @param {import("./talk.js").Context} now
 * @param {string} outcome
 */
export async function judge(form, noted, now, outcome) {
  const one = script(now.practice);
  const wrong = mistakes(form, now.practice, noted);
  const ended = one.dataset.ends === outcome;
  const passed = ended && !wrong.length;
  const shown = wrong.filter((item) => ended || answersOf(one)[item]);
  const list = make("ul", {}, ...shown.map((item) => explain(form, item, answersOf(one)[item], noted[item])));
  const saved = await keepResult(now, "interview", now.practice, text(one, "h2"), wrong, passed).catch(() => null);
  if (!saved) await dropDraft(now.id).catch(() => {});
  const lesson = make("p", { className: "card" }, text(one, "[data-lesson]"));
  const otherwise = ended ? [] : [make("p", {}, word("other"))];
  replace(form, make("h1", {}, word(passed ? "right" : "wrong")), ...otherwise, list, lesson, next(now));
}

/**
 * @param {HTMLFormElement} form
 * @param {string} item
 * @param {string | undefined} said
 * @param {string | undefined} noted
 */
function explain(form, item, said, noted) {
  const question = /** @type {HTMLElement} */ (form.querySelector(`fieldset[id="${item}"]`));
  const name = (/** @type {string | undefined} */ value) => {
    const row = value && question.querySelector(`[value="${value}"]`);
    return row ? (/** @type {Node} */ (row.nextSibling).textContent || "").trim() : word("omitted");
  };
  const right = said ? make("p", {}, word("said"), " ", make("b", {}, name(said))) : make("p", {}, word("unasked"));
  return make("li", {}, text(question, "legend"), right, make("p", {}, word("noted"), " ", name(noted)));
}
