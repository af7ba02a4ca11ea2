// The answers in the form: which questions are asked, what was said, and the document that it means.
import { partsOf } from "./identity.js";

/** @typedef {Record<string, string>} Values */
/** What the form holds, by name; hidden questions included. @param {HTMLFormElement} form */
export function values(form) {
  /** @type {Values} */
  const found = {};
  new FormData(form).forEach((value, name) => {
    if (value) found[name] = String(value);
  });
  return found;
}

/**
 * Put values into the form, and nothing else.
 * @param {HTMLFormElement} form
 * @param {Values} given
 */
export function fill(form, given) {
  form.reset();
  for (const field of /** @type {HTMLInputElement[]} */ (Array.from(form.elements))) {
    if (field.type === "radio") field.checked = given[field.name] === field.value;
    else if (field.localName === "textarea") field.value = given[field.name] || "";
  }
}

/**
 * Show the questions that are asked given these answers, and return those answers that count.
 *
 * The rules are those of the server: an answer of a gate may leave a question out, and an answer that is left out is
 * no gate. A question waits hidden until the gates before it are answered.
 * @param {HTMLFormElement} form
 * @param {Values} given
 */
export function route(form, given) {
  /** @type {Values} */
  const counted = {};
  const open = new Set();
  for (const question of partsOf(form).flatMap((part) => Array.from(part.querySelectorAll("fieldset")))) {
    const gates = (question.dataset.skip || "").split(" ").filter(Boolean).map((gate) => gate.split(":"));
    const out = gates.some(([gate, codes]) => codes.split(",").includes(counted[gate]));
    const waits = gates.some(([gate]) => open.has(gate));
    if (!out && given[question.id]) counted[question.id] = given[question.id];
    else if (!out) open.add(question.id);
    question.hidden = out || waits;
    const stem = /** @type {HTMLElement} */ (question.previousElementSibling);
    if (stem.matches(".stem")) stem.hidden = question.hidden;
    for (const label of Array.from(question.querySelectorAll("[data-if]"))) {
      const field = /** @type {HTMLElement} */ (label);
      field.hidden = question.hidden || counted[question.id] !== field.dataset.if;
      const text = /** @type {HTMLTextAreaElement} */ (field.querySelector("textarea"));
      if (!field.hidden && given[text.name]) counted[text.name] = given[text.name];
    }
  }
  return counted;
}

/**
 * The response document.
 * @param {HTMLFormElement} form
 * @param {Values} counted what `route` returned
 * @param {import("./store.js").Draft} draft
 * @param {string} hash of the secret
 */
export function documentOf(form, counted, draft, hash) {
  /** @type {Record<string, Values>} */
  const said = { answers: {}, respondent: {}, texts: {} };
  for (const name in counted) {
    const question = document.getElementById(name);
    const part = !question ? "texts" : question.dataset.about === undefined ? "answers" : "respondent";
    if (counted[name].trim()) said[part][name] = counted[name];
  }
  /** @type {Record<string, number>} */
  const sections = {};
  let seconds = 0;
  for (const step in draft.seconds) seconds += sections[step] = Math.round(draft.seconds[step]);
  const { wording, remark, assistance = "none" } = values(form);
  const { heard } = form.dataset; // what was played to its end
  const place = decodeURIComponent(location.pathname.replace(/.*\//, ""));
  return {
    id: draft.id,
    round: draft.round,
    edition: form.dataset.edition,
    wording: Number(wording),
    language: document.documentElement.lang,
    place: place === "-" ? null : place,
    eligible: true,
    consent: {
      version: form.dataset.consent,
      language: draft.language,
      how: heard === "consent" ? "heard" : ["reader", "interpreter"].includes(assistance) ? "read_aloud" : "read",
    },
    assistance,
    paradata: { seconds, sections, presentation: heard === undefined ? "sections" : "audio" },
    remark,
    receipt_hash: hash,
    ...said,
  };
}
