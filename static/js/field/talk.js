// The questionnaire in the hands of an enumerator: for whom it is, whether it goes on, and how it is left.
import { begin } from "../interview.js";
import { newId } from "../identity.js";
import { listen } from "../voice/listen.js";
import { watch } from "../queue.js";
import * as store from "../store.js";
import { button, make, word } from "../words.js";
import "./proof.js";
import { leave } from "./after.js";
import { watchBattery } from "./browser.js";
import { breakOff, declined, save } from "./ending.js";
import { get, put } from "./kept.js";
import { cards } from "./receipt.js";
import { frame } from "./persona.js";
import { instant, settle } from "./visits.js";

/**
 * @typedef {{id: string, device: string, collector: string, started: string, unit: string, title: string, place: string,
 *   visit: string, nth: number, adults: number | null, selection: import("./kish.js").Selection | null,
 *   practice: string}} Context whom an interview is for: fixed when it begins, kept with its draft
 */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-round]"));
const main = /** @type {HTMLElement} */ (form.parentElement);

/** @param {string} name of the words that stand in the place of the form */
function instead(name) {
  main.append(make("p", { className: "notice error", role: "alert" }, word(name)), button("list", () => leave()));
}

async function take() {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  form.reset();
  history.replaceState(null, "", location.pathname);
  if (!isSecureContext) return instead("http");
  if (form.dataset.key) await import("../veil.js");
  const [device, who, next] = await Promise.all([get("device"), get("who"), get("now")]);
  if (!device || !next || device.round !== form.dataset.round || !(next.id || who)) return leave();
  await settle();
  /** @type {Context} */
  const now = next.id
    ? next
    : { ...next, id: newId(), device: device.id, collector: who.code, started: instant(new Date()) };
  if (!next.id) await put({ now });
  const locks = (navigator.locks && (await navigator.locks.query()).held) || [];
  if (locks.some((lock) => lock.name === "draft " + now.id)) return instead("elsewhere");
  const old = (await store.drafts()).find((one) => one.id === now.id);
  if (now.practice) frame(form, now.practice);
  form.hidden = false;
  cards(form);
  listen();
  begin(form, old || null, { declined, save, own: { id: now.id, field: now } });
  for (const say of /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll("[data-say]"))))
    say.onclick = () => answer(say.dataset.say || "");
  /** @param {string} kind */
  const way = (kind) => /** @type {HTMLElement} */ (form.querySelector(`[data-leave=${kind}]`));
  way("later").onclick = () => leave();
  way("stop").onclick = () => breakOff(form);
  if (!now.practice) void watchBattery(() => {}).then(watch);
  return undefined;
}

/** What the person said to the question for consent, in one tap. @param {string} value */
function answer(value) {
  const consent = /** @type {HTMLElement} */ (form.querySelector("#consent"));
  const row = /** @type {HTMLInputElement} */ (consent.querySelector(`[value=${value}]`));
  row.checked = true;
  row.dispatchEvent(new Event("input", { bubbles: true }));
  /** @type {HTMLButtonElement} */ (consent.querySelector("button.go")).click();
}

void take();
