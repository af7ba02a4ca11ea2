// The end of an interview: saved first, read back, then said; sent when there is a network.
import { documentOf } from "./answers.js";
import { grouped, newSecret, sha256 } from "./identity.js";
import { send } from "./queue.js";
import { rescue } from "./rescue.js";
import { heldByServer, isUnsent } from "./sender.js";
import * as store from "./store.js";
import { button, make, word } from "./words.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));

/**
 * Say something at the top of the page, once.
 * @param {string} name of the words
 */
export function notice(name) {
  if (!document.getElementById("said-" + name))
    main.prepend(make("p", { id: "said-" + name, className: "notice", role: "status" }, word(name)));
}

/** The phone keeps no draft: it cannot, or two releases are open at once. @param {Error} fault */
export const draftless = (fault) => (/Blocked|Version/.test(fault.name) ? notice("tabs") : notice("draftless"));

/**
 * Put a page in place of the form; nothing of what was answered stays in it.
 * @param {HTMLFormElement} form
 * @param {HTMLElement[]} inside
 */
function replace(form, ...inside) {
  form.reset();
  main.className = "";
  main.replaceChildren(...inside, button("another", () => location.replace(location.pathname)));
  addEventListener("popstate", () => location.reload());
  inside[0].tabIndex = -1;
  inside[0].focus();
}

/**
 * Too young, or no: nothing is stored, nothing is sent.
 * @param {HTMLFormElement} form
 */
export const declined = (form) => replace(form, make("h1", {}, word("none")), make("p", {}, word("fine")));

/**
 * Finish: one record with a body that never changes again, on the phone before anything is claimed.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} counted
 * @param {store.Draft} draft
 */
export async function save(form, counted, draft) {
  const { id } = draft;
  const secret = newSecret();
  const said = Promise.resolve(documentOf(form, counted, draft, await sha256(secret)));
  const body = JSON.stringify(await said.then(store.veil.seal));
  /** @type {store.Delivery} */
  const made = {
    ...{ id, path: "responses/", device: "", number: 0 },
    ...{ body, sha256: await sha256(body), title: form.dataset.title || "" },
    ...store.WAITS,
  };
  const more = form.dataset.voice ? await (await import("./saying.js")).records(form, draft) : []; // what was said at the end
  const saved = await store.finish(made, ...more).then(() => true, () => false); // prettier-ignore
  const heading = make("h1");
  const status = make("div", { role: "status" });
  const code = make("div", { className: "receipt" }, make("p", {}, word("code")));
  code.append(make("strong", { dir: "ltr" }, grouped(secret)), make("p", {}, word("write")));

  /** @param {"unsaved" | "saved" | "sent" | "aside"} state @param {string} text */
  function became(state, text) {
    heading.textContent = word(state);
    status.replaceChildren(text);
    if (state === "saved") follow(made, status, became);
  }
  if (saved) became("saved", "");
  else rescue([made, ...more], status, became);
  replace(form, heading, code, status);
}

/**
 * Show what becomes of a record that is safe on this phone.
 * @param {store.Delivery} made
 * @param {HTMLElement} status
 * @param {(state: "sent" | "aside", text: string) => void} became
 */
function follow(made, status, became) {
  const hint = make("p", {}, word("later"));
  const tell = globalThis.BroadcastChannel && new BroadcastChannel("feedback");

  async function look() {
    const now = await store.record(made.id);
    if (now && now.why === "portal") hint.textContent = word("portal");
    if (now ? isUnsent(now) : !((await heldByServer([made.id])) || []).length) return;
    became(now && now.why === "quarantined" ? "aside" : "sent", now ? now.text : "");
    if (tell) tell.close();
  }
  if (tell) tell.onmessage = look;
  status.replaceChildren(hint, button("now", () => send("by hand").then(look)));
  send("new").then(look);
}
