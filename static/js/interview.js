// One interview: its id, its draft after every answer, and how it ends.
import { fill, route, values } from "./answers.js";
import { declined, draftless, save } from "./finish.js";
import { inOrder, newId, partsOf } from "./identity.js";
import { cut, leftOut, mention } from "./steps.js";
import * as store from "./store.js";
import { make } from "./words.js";

/**
 * Begin an interview, or go on with one.
 * @param {HTMLFormElement} form
 * @param {store.Draft | null} old
 * @param {{declined: typeof declined, save: typeof save, own?: object}} ends how it ends, and what else its draft holds
 */
export function begin(form, old, ends = { declined, save }) {
  const { round = "" } = form.dataset;
  const language = document.documentElement.lang;
  /** @type {store.Draft} */
  const draft = old || { id: newId(), round, wording: "", language, at: 0, step: "", seconds: {}, values: {}, ...ends.own };
  draft.wording = values(form).wording;
  const secure = isSecureContext;
  const served = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("id"));
  if (!secure && served) draft.id = served.value; // the server made it, and the form goes the plain way
  if (secure && navigator.locks) navigator.locks.request("draft " + draft.id, () => new Promise(() => {}));
  if (old) fill(form, old.values);
  const stopped = draft.step;
  let since = performance.now();
  let over = false;

  function count() {
    const { step, seconds } = draft;
    if (step) seconds[step] = (seconds[step] || 0) + (performance.now() - since) / 1e3;
    since = performance.now();
  }

  /** Keep the draft if an adult agreed, else forget it; a phone that cannot says so. @param {boolean} [leaving] */
  function keep(leaving) {
    count();
    draft.values = values(form);
    if (!secure || over) return;
    const agreed = draft.values.consent === "yes";
    if (agreed) Object.assign(draft, { at: Date.now(), aged: false });
    if (agreed) store.putDraft(draft, leaving ? "strict" : "relaxed").catch(draftless);
    else if (draft.at) store.dropDraft(draft.id).catch(() => {});
  }

  /** @param {HTMLElement} step */
  function mayGoOn(step) {
    const { consent } = values(form);
    if (step.id !== "consent") return leftOut(step).filter((one) => mention(one, "left")).length === 0;
    if (consent === "yes") return true;
    if (!consent) mention(step, "agree");
    else {
      keep();
      over = true;
      ends.declined(form);
    }
    return false;
  }

  const show = cut(form, inOrder(partsOf(form), draft.id), mayGoOn, (step) => {
    count();
    draft.step = step;
    if (draft.at) keep();
  });
  route(form, values(form));
  if (form.querySelector("#say")) import("./closing.js").then((part) => part.closing(form, draft, () => keep(true)), () => {}); // prettier-ignore
  if (old) show(stopped);

  form.addEventListener("input", (event) => {
    const question = /** @type {HTMLElement} */ (event.target).closest("fieldset");
    const said = question && question.querySelector(".error");
    if (said) said.remove();
    route(form, values(form));
    keep();
  });
  document.addEventListener("visibilitychange", () => document.hidden && draft.at && keep(true));
  const here = location.pathname.replace(/.*?(?=\/(field\/)?r\/)/, "");
  /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("header [name=language]")).forEach((other) => {
    const there = (other.value === form.dataset.plain ? "" : "/" + other.value) + here;
    if (secure) other.type = "button"; // no form is sent: the draft goes along
    if (secure) other.onclick = () => location.assign(there + (draft.at ? "#go" : ""));
  });
  form.addEventListener("submit", (event) => {
    const counted = route(form, values(form));
    if (secure || values(form).consent !== "yes") event.preventDefault();
    if (values(form).consent !== "yes") {
      show("consent");
      mayGoOn(/** @type {HTMLElement} */ (form.querySelector("#consent")));
    } else if (!secure) {
      form.append(make("input", { type: "hidden", name: "seen", value: "1" }));
      form.querySelectorAll("section fieldset[hidden]").forEach((one) => one.toggleAttribute("disabled", true));
    } else if (!over) {
      count();
      over = true;
      ends.save(form, counted, draft).catch(() => (over = false));
    }
  });
}
