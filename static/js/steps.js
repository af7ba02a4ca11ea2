// One section at a time: what is shown now, how to go on and back, and what was left out.
import { button, make, word } from "./words.js";

/**
 * @typedef {object} Steps
 * @property {(code: string) => void} show
 * @property {() => string} now
 */

/**
 * Cut the form into steps, in the order of this interview.
 * @param {HTMLFormElement} form
 * @param {HTMLElement[]} order its parts
 * @param {{mayGoOn: (step: HTMLElement) => boolean, shown: (code: string) => void}} tell
 * @returns {Steps}
 */
export function cut(form, order, tell) {
  const first = /** @type {HTMLElement} */ (form.querySelector("#consent"));
  const last = /** @type {HTMLElement} */ (form.querySelector("#send")).parentElement;
  const steps = [first, ...order, /** @type {HTMLElement} */ (last)];
  const counts = Array.from(form.querySelectorAll("h2 small"), (small) => small.textContent);
  order.forEach((part, number) => {
    /** @type {HTMLElement} */ (part.querySelector("h2 small")).textContent = counts[number];
    /** @type {HTMLProgressElement} */ (part.querySelector("progress")).value = number + 1;
    /** @type {HTMLElement} */ (last).before(part);
  });
  let now = 0;

  /** @param {number} number @param {boolean} focus */
  function turn(number, focus) {
    now = Math.min(Math.max(number, 0), steps.length - 1);
    steps.forEach((step, each) => (step.hidden = each !== now));
    if (form.parentElement) form.parentElement.classList.toggle("begun", now > 0);
    const heading = /** @type {HTMLElement} */ (steps[now].querySelector("h2") || steps[now]);
    heading.tabIndex = -1;
    if (focus) {
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    tell.shown(steps[now].id);
  }

  function go() {
    if (!tell.mayGoOn(steps[now])) return;
    history.pushState({ step: now + 1 }, "");
    turn(now + 1, true);
  }

  steps.forEach((step, number) => {
    const card = step.querySelector(".card");
    if (card) {
      const link = card.querySelector("a");
      if (link) link.replaceWith(button("go", go, "go second"));
    } else if (step !== last) {
      step.append(button("go", go, "go"));
    }
    if (number) step.append(button("back", () => history.back()));
  });
  form.classList.add("steps");
  history.replaceState({ step: 0 }, "");
  addEventListener("popstate", (event) => form.isConnected && turn((event.state || {}).step || 0, true));
  turn(0, false);

  return {
    show(code) {
      const wanted = steps.findIndex((step) => step.id === code);
      if (wanted < 1) return;
      history.pushState({ step: wanted }, "");
      turn(wanted, true);
    },
    now: () => steps[now].id,
  };
}

/**
 * Say something about a question, above its answers, and lead there.
 * @param {Element} question
 * @param {string} name of the words
 */
export function mention(question, name) {
  if (!question.querySelector(".error")) {
    const legend = question.querySelector("legend");
    if (legend) legend.after(make("p", { className: "error", role: "alert" }, word(name)));
  }
  const answer = question.querySelector("input");
  if (answer) answer.focus();
}

/**
 * The questions of a step that are shown and have no answer; those about the person may be left out without a word.
 * @param {HTMLElement} step
 */
export function leftOut(step) {
  const shown = Array.from(step.querySelectorAll("fieldset:not([hidden]):not([data-about])"));
  return shown.filter((question) => question.id !== "assistance" && !question.querySelector("input:checked"));
}
