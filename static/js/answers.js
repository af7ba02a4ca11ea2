// The answers in the form: which questions are asked, what was said, and the document that it means.

/** @typedef {Record<string, string>} Values */

/**
 * What the form holds, by name; hidden questions included.
 * @param {HTMLFormElement} form
 */
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
 * All questions in the order of the edition, in which a gate comes before what it gates.
 * @param {HTMLElement} form
 */
function questions(form) {
  const parts = /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll("section[data-n]")));
  parts.sort((a, b) => Number(a.dataset.n) - Number(b.dataset.n));
  return parts.reduce(
    (all, part) => all.concat(Array.from(part.querySelectorAll("fieldset"))),
    /** @type {HTMLFieldSetElement[]} */ ([]),
  );
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
  for (const question of questions(form)) {
    const gates = (question.dataset.skip || "").split(" ").filter(Boolean).map((gate) => gate.split(":"));
    const out = gates.some(([gate, codes]) => codes.split(",").includes(counted[gate]));
    const waits = gates.some(([gate]) => open.has(gate));
    if (!out && given[question.id]) counted[question.id] = given[question.id];
    else if (!out) open.add(question.id);
    question.hidden = out || waits;
    if (question.previousElementSibling && question.previousElementSibling.matches(".stem"))
      /** @type {HTMLElement} */ (question.previousElementSibling).hidden = question.hidden;
    for (let next = question.nextElementSibling; next && next.matches("label"); next = next.nextElementSibling) {
      const field = /** @type {HTMLLabelElement} */ (next);
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
 * @param {{id: string, language: string, seconds: Record<string, number>, hash: string}} who
 */
export function documentOf(form, counted, who) {
  /** @type {{answers: Values, respondent: Values, texts: Values}} */
  const said = { answers: {}, respondent: {}, texts: {} };
  for (const name of Object.keys(counted)) {
    const question = document.getElementById(name);
    const part = !question ? "texts" : question.dataset.about === undefined ? "answers" : "respondent";
    if (counted[name].trim()) said[part][name] = counted[name];
  }
  const all = values(form);
  const helped = all.assistance || "none";
  const how = helped === "reader" || helped === "interpreter" ? "read_aloud" : "read";
  const place = decodeURIComponent(location.pathname.split("/").pop() || "-");
  const sections = Object.keys(who.seconds).reduce(
    (all, part) => Object.assign(all, { [part || "end"]: Math.round(who.seconds[part]) }),
    /** @type {Record<string, number>} */ ({}),
  );
  return Object.assign(
    {
      id: who.id,
      round: form.dataset.round,
      edition: form.dataset.edition,
      wording: Number(all.wording),
      language: document.documentElement.lang,
      place: place === "-" ? null : place,
      eligible: true,
      consent: { version: form.dataset.consent, language: who.language, how },
      assistance: helped,
      paradata: { seconds: Object.values(sections).reduce((a, b) => a + b, 0), sections, presentation: "sections" },
      receipt_hash: who.hash,
    },
    said,
  );
}
