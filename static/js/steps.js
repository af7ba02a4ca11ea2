// One section at a time: what is shown now, how to go on and back, and what was left out.
import { button, make, word } from "./words.js";

/**
 * Cut the form into steps, in the order of this interview.
 * @param {HTMLFormElement} form
 * @param {HTMLElement[]} order its parts
 * @param {(step: HTMLElement) => boolean} mayGoOn
 * @param {(step: string) => void} shown
 * @returns {(step: string) => void} leads to a step
 */
export function cut(form, order, mayGoOn, shown) {
  const last = /** @type {HTMLElement} */ (form.querySelector("#end"));
  const steps = [/** @type {HTMLElement} */ (form.querySelector("#consent")), ...order, last];
  const counts = Array.from(form.querySelectorAll("h2 small"), (small) => small.textContent);
  order.forEach((part, number) => {
    /** @type {HTMLElement} */ (part.querySelector("h2 small")).textContent = counts[number];
    /** @type {HTMLProgressElement} */ (part.querySelector("progress")).value = number + 1;
    last.before(part);
  });

  /** @param {number} number @param {boolean} [moved] */
  function turn(number, moved) {
    const now = steps[number] || steps[0];
    steps.forEach((step) => (step.hidden = step !== now));
    if (form.parentElement) form.parentElement.classList.toggle("begun", now !== steps[0]);
    const heading = now.querySelector("h2") || now;
    heading.tabIndex = -1;
    if (moved) heading.focus({ preventScroll: true });
    if (moved) scrollTo(0, 0);
    shown(now.id);
  }

  /** @param {number} step */
  function lead(step) {
    history.pushState(step, "");
    turn(step, true);
  }

  steps.forEach((step, number) => {
    const link = step.querySelector(".card a");
    const go = (/** @type {string} */ kind) => button("go", () => mayGoOn(step) && lead(number + 1), "go" + kind);
    if (link) link.replaceWith(go(" second"));
    else if (step !== last) step.append(go(""));
    if (number) step.append(button("back", () => history.back()));
  });
  form.addEventListener("keydown", (event) => {
    const one = /** @type {HTMLInputElement} */ (event.target);
    if (event.key !== "Enter" || one.type !== "radio") return;
    event.preventDefault(); // the middle of a pad chooses; it does not send
    one.click();
  });
  form.classList.add("steps");
  history.replaceState(0, "");
  addEventListener("popstate", (event) => form.isConnected && turn(event.state, true));
  turn(0);
  return (wanted) => lead(steps.findIndex((step) => step.id === wanted));
}

/**
 * Say something about a question above its answers, once, and lead there; whether it had not been said before.
 * @param {Element} question
 * @param {string} name of the words
 */
export function mention(question, name) {
  if (question.querySelector(".error")) return false;
  const legend = /** @type {Element} */ (question.querySelector("legend"));
  legend.after(make("p", { className: "error", role: "alert" }, word(name)));
  /** @type {HTMLElement} */ (question.querySelector("input")).focus();
  return true;
}

/**
 * The questions of a step that are shown and have no answer, the last first; those about the person may be left out.
 * @param {HTMLElement} step
 */
export const leftOut = (step) =>
  Array.from(step.querySelectorAll("fieldset:not([hidden]):not([data-about])"))
    .filter((question) => question.id !== "assistance" && !question.querySelector("input:checked"))
    .reverse();
