// How an interview of the field ends: saved, stopped half-way, refused.
import { values } from "../answers.js";
import { leftOut } from "../steps.js";
import * as store from "../store.js";
import { button, make, word } from "../words.js";
import { follow, next, replace } from "./after.js";
import { get } from "./kept.js";
import { judge } from "./rehearsal.js";
import { keep } from "./saving.js";
import { keepVisit, visitOf } from "./visits.js";

/** @typedef {import("./talk.js").Context} Context */

/**
 * The parts about a service that are finished: passed, or with nothing left to answer.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} said
 */
function finished(form, said) {
  const parts = /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll("section")));
  const at = parts.findIndex((part) => !part.hidden);
  const answered = (/** @type {Element} */ part) =>
    Array.from(part.querySelectorAll("fieldset")).some((question) => said[question.id]);
  return parts.filter(
    (part, n) => part.dataset.service !== undefined && answered(part) && (n < at || !leftOut(part).length),
  );
}

/** "The person does not want to go on": asked once more, with what becomes of the answers. @param {HTMLFormElement} form */
export function breakOff(form) {
  const some = finished(form, values(form)).length > 0;
  const card = make("div", { className: "notice", role: "alert" }, make("h2", {}, word("sure")));
  const close = (/** @type {boolean} */ over) => {
    card.remove();
    form.hidden = false;
    if (over) form.dataset.over = "stop";
    if (over) /** @type {HTMLElement} */ (form.querySelector("#send")).click();
  };
  card.append(make("p", {}, word(some ? "counts" : "nothing")));
  card.append(button("end", () => close(true)), button("resume", () => close(false)));
  form.hidden = true;
  form.before(card);
}

/** Too young, or no, before anything was asked. @param {HTMLFormElement} form */
export async function declined(form) {
  const outcome = values(form).consent === "young" ? "ineligible" : "refused";
  const now = /** @type {Context} */ (await get("now"));
  if (now.practice) await judge(form, {}, now, "refused");
  else refuse(form, now, outcome);
}

/**
 * No answer is kept; of a unit the contact sheet keeps the outcome, at once where it was asked already.
 * @param {HTMLFormElement} form @param {Context} now @param {"refused" | "ineligible"} outcome @param {boolean} [sure]
 */
function refuse(form, now, outcome, sure) {
  const heading = make("h1", {}, word(outcome === "refused" ? "declined" : "young"));
  const none = make("p", {}, word("none"));
  if (!now.unit) return replace(form, heading, none, next(now));
  const status = make("div", { role: "status" });
  const ask = make("div", {}, make("p", {}, word("sheet"), " ", make("b", {}, word(outcome))));
  const visit = visitOf(now, form.dataset.round || "", outcome);
  const press = async () => {
    const made = await keepVisit(visit, now.title).catch(() => null);
    if (!made) return status.replaceChildren(make("p", { className: "error", role: "alert" }, word("unsaved")));
    ask.replaceChildren(next(now));
    return follow(made.id, heading, status);
  };
  ask.append(button("keep", () => void press(), ""), button("resume", () => location.reload()));
  replace(form, heading, none, status, ask);
  return sure ? press() : undefined;
}

/**
 * The end of an interview in which something was asked.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} counted
 * @param {store.Draft} draft
 */
export async function save(form, counted, draft) {
  const now = /** @type {Context} */ (draft.field);
  const done = finished(form, counted);
  const stopped = form.dataset.over === "stop";
  delete form.dataset.over; // of this press alone: it may fail, and the interview go on
  const whole = done.length === form.querySelectorAll("[data-service]").length;
  const outcome = stopped && !done.length ? "refused" : whole ? "interview" : "partial";
  const fits = (/** @type {string} */ name) => {
    const field = /** @type {Element} */ (form.querySelector(`[name="${name}"]`));
    const part = /** @type {HTMLElement} */ (field.closest("section"));
    return !stopped || part.dataset.service === undefined || done.includes(part);
  };
  /** @type {Record<string, string>} */
  const kept = {};
  for (const name of Object.keys(counted).filter(fits)) kept[name] = counted[name];
  if (now.practice) return judge(form, kept, now, outcome);
  if (outcome !== "refused") return keep(form, kept, draft, outcome);
  await store.dropDraft(draft.id);
  return refuse(form, now, outcome, true);
}
