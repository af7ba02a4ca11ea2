// The questionnaire with script: an interview of its own each time, drafted on the phone after every answer.
import { fill, route, values } from "./answers.js";
import { inOrder, newId } from "./identity.js";
import { declined, notice, save } from "./finish.js";
import { settings } from "./settings.js";
import { cut, leftOut, mention } from "./steps.js";
import * as store from "./store.js";
import { button, make, word } from "./words.js";

/**
 * Take the form over, unless the person answers a question first about what lies here already.
 * @param {HTMLFormElement} form
 * @param {{touched: boolean}} seen what was done before this script came
 */
export async function take(form, seen) {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!seen.touched) form.reset(); // what a browser filled in by itself may be another person's
  if (!isSecureContext) notice("http");
  const found = isSecureContext ? await waiting(form).catch(() => notice("draftless")) : null;
  const draft = found || null;
  const moved = location.hash === "#go";
  if (moved) history.replaceState(null, "", location.pathname);
  if (!draft || seen.touched || moved) return begin(form, moved ? draft : null);
  const main = /** @type {HTMLElement} */ (form.parentElement);
  const others = /** @type {HTMLElement[]} */ (Array.from(main.children)).filter((one) => one.localName !== "h1");
  others.forEach((one) => (one.hidden = true));
  const go = (/** @type {store.Draft | null} */ wanted) => () => {
    card.remove();
    others.forEach((one) => (one.hidden = false));
    begin(form, wanted);
    if (!wanted) store.dropDraft(draft.id);
  };
  const card = make("div", { className: "notice", role: "alert" }, make("h2", {}, word("stopped")));
  card.append(make("p", {}, word("begun")), button("mine", go(draft)), button("fresh", go(null)));
  form.before(card);
  return undefined;
}

/**
 * The newest draft of this round that no other tab has open.
 * @param {HTMLFormElement} form
 */
async function waiting(form) {
  const locks = navigator.locks ? (await navigator.locks.query()).held || [] : [];
  const open = locks.map((lock) => lock.name);
  const all = await store.drafts();
  const old = all.filter((draft) => Math.abs(Date.now() - draft.at) > settings.draft);
  await Promise.all(old.map((draft) => store.dropDraft(draft.id)));
  const here = all.filter((one) => one.round === form.dataset.round && !old.includes(one));
  return here.filter((one) => !open.includes(`draft ${one.id}`)).sort((a, b) => b.at - a.at)[0];
}

/**
 * Begin an interview, or go on with one.
 * @param {HTMLFormElement} form
 * @param {store.Draft | null} old
 */
function begin(form, old) {
  const language = document.documentElement.lang;
  const round = form.dataset.round || "";
  /** @type {store.Draft} */
  const draft = old || { id: newId(), round, language, at: 0, step: "", seconds: {}, values: {} };
  const secure = isSecureContext;
  const field = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=id]"));
  if (!secure && field) draft.id = field.value; // the server made it, and the form goes the plain way
  if (secure && navigator.locks) navigator.locks.request(`draft ${draft.id}`, () => new Promise(() => {}));
  if (old) fill(form, old.values);
  let since = performance.now();
  let part = "";
  let over = false;

  /** Keep the draft, if an adult agreed; a phone that cannot says so once. @param {"strict" | "relaxed"} durability */
  function keep(durability) {
    count();
    draft.values = values(form);
    draft.at = Date.now();
    if (!secure || over || draft.values.consent !== "yes") return;
    store.putDraft(draft, durability).catch(() => notice("draftless"));
  }

  function count() {
    if (part) draft.seconds[part] = (draft.seconds[part] || 0) + (performance.now() - since) / 1000;
    since = performance.now();
  }

  /** @param {HTMLElement} step */
  function mayGoOn(step) {
    const all = values(form);
    if (step.id === "consent" && !all.consent) return mention(step, "agree");
    if (step.id === "consent" && all.consent !== "yes") return stop();
    const left = step.id === "consent" ? [] : leftOut(step).filter((one) => !one.querySelector(".error"));
    if (left.length) left.reverse().forEach((one) => mention(one, "left"));
    return !left.length;
  }

  function stop() {
    over = true;
    if (secure) store.dropDraft(draft.id).catch(() => {});
    declined(form);
  }

  const parts = /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll("section[data-n]")));
  parts.sort((a, b) => Number(a.dataset.n) - Number(b.dataset.n));
  const steps = cut(form, inOrder(parts, draft.id), {
    mayGoOn: (step) => Boolean(mayGoOn(step)),
    shown(code) {
      count();
      part = code === "consent" ? "" : code;
      draft.step = code;
    },
  });
  route(form, values(form));
  if (old) steps.show(old.step || "consent");

  form.addEventListener("change", (event) => {
    const question = /** @type {HTMLElement} */ (event.target).closest("fieldset");
    const said = question && question.querySelector(".error");
    if (said) said.remove();
    route(form, values(form));
    if (values(form).consent === "yes") keep("relaxed");
    else if (secure) store.dropDraft(draft.id).catch(() => {});
  });
  form.addEventListener("input", (event) => /** @type {HTMLElement} */ (event.target).matches("textarea") && keep("relaxed"));
  document.addEventListener("visibilitychange", () => document.hidden && keep("strict"));
  document.querySelectorAll("header nav a").forEach((link) =>
    link.addEventListener("click", () => draft.at && (/** @type {HTMLAnchorElement} */ (link).hash = "go")),
  );
  form.addEventListener("submit", (event) => {
    count();
    const counted = route(form, values(form));
    if (values(form).consent !== "yes") {
      event.preventDefault();
      steps.show("consent");
      mayGoOn(/** @type {HTMLElement} */ (form.querySelector("#consent")));
    } else if (secure) {
      event.preventDefault();
      if (over) return;
      over = true;
      save(form, counted, draft).catch(() => (over = false));
    } else {
      form.append(make("input", { type: "hidden", name: "seen", value: "1" }));
      form.querySelectorAll("section fieldset[hidden]").forEach((one) => (/** @type {HTMLFieldSetElement} */ (one).disabled = true));
    }
  });
}
