// The questionnaire with script: first the question whether to go on with what somebody began on this phone.
import { draftless, notice } from "./finish.js";
import { begin } from "./interview.js";
import { settings } from "./sender.js";
import * as store from "./store.js";
import { bring, button, make, word } from "./words.js";

/**
 * Take the form over, unless the person answers a question first about what lies here already.
 * @param {HTMLFormElement} form
 * @param {{touched: boolean}} seen what was done before this script came
 * @param {Promise<Response> | null} words that are on their way
 */
export async function take(form, seen, words) {
  if (words) await bring(await words);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!seen.touched) form.reset(); // what a browser filled in by itself may be another person's
  if (!isSecureContext) notice("http");
  const draft = isSecureContext ? await waiting(form).catch(draftless) : null;
  const moved = location.hash === "#go";
  if (moved) history.replaceState(null, "", location.pathname);
  if (!draft || seen.touched || moved) return begin(form, (moved && draft) || null);
  const main = /** @type {HTMLElement} */ (form.parentElement);
  const card = make("div", { className: "notice", role: "alert" }, make("h2", {}, word("stopped")));
  const go = (/** @type {store.Draft | null} */ wanted) => () => {
    card.remove();
    main.classList.remove("asking");
    if (!wanted) store.dropDraft(draft.id);
    begin(form, wanted);
  };
  card.append(make("p", {}, word("begun")), button("mine", go(draft)), button("fresh", go(null)));
  main.classList.add("asking");
  form.before(card);
  return undefined;
}

/**
 * The newest draft of this round that no other tab has open. One that seems old is offered once more, because the clock
 * of a phone may jump; when it seems old again, it is forgotten.
 * @param {HTMLFormElement} form
 */
async function waiting(form) {
  const held = async () => ((navigator.locks && (await navigator.locks.query()).held) || []).map((lock) => lock.name);
  const all = (await store.drafts()).filter((one) => !one.field); // those of an enumerator are left alone
  let open = await held();
  if (all.some((one) => open.includes("draft " + one.id))) {
    await new Promise((done) => setTimeout(done, 300)); // the page that was just left may not have let go yet
    open = await held();
  }
  const isOld = (/** @type {store.Draft} */ one) => Math.abs(Date.now() - one.at) > settings.draft;
  for (const one of all.filter(isOld)) {
    if (one.aged) await store.dropDraft(one.id);
    else await store.putDraft(Object.assign(one, { at: Date.now(), aged: true }), "relaxed");
  }
  const here = all.filter((one) => one.round === form.dataset.round && !isOld(one) && !open.includes("draft " + one.id));
  return here.sort((a, b) => b.at - a.at)[0];
}
