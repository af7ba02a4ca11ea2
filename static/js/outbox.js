// The page that shows what this phone has not sent, why, and what can be done about it.
import { isShut } from "./field/shut.js";
import { PAGES } from "./offline.js";
import * as store from "./store.js";
import { send, watch } from "./queue.js";
import { saveFile } from "./rescue.js";
import { isUnsent } from "./sender.js";
import { button, make, word } from "./words.js";

const list = /** @type {HTMLElement} */ (document.getElementById("list"));
const ready = /** @type {HTMLElement} */ (document.getElementById("ready"));
const WHY = ["network", "portal", "busy", "server", "refused", "lost"];

/** What stands in the list is made once and changed in place, so that no tap is lost while something is being sent. */
const said = make("p", { role: "status", className: "notice", hidden: true });
const head = make("p", { role: "status" });
const now = button("now", () => void press(), "");
const file = button("file", () => void store.records().then((all) => saveFile(all.filter(isUnsent))));
const cards = make("div");

/** @param {HTMLElement} place @param {string} text a screen reader says it only when it changed */
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @param {store.Delivery} one */
function card(one) {
  const made = document.getElementById(one.id) || make("div", { id: one.id, className: "card" });
  if (!made.firstChild) made.append(make("h3", {}, make("bdi", {}, one.title)), make("p"));
  const state = one.state === "queued" ? (WHY.includes(one.why) ? one.why : "waiting") : one.state;
  put(/** @type {HTMLElement} */ (made.children[1]), word(state) + " " + one.text);
  const seen = one.state === "aside" && made.children.length < 3;
  if (seen) made.append(button("seen", () => void store.drop(one.id).then(show)));
  return made;
}

async function show() {
  const all = await store.records().catch((/** @type {Error} */ fault) => {
    list.replaceChildren(make("p", { className: "error" }, word(isShut(fault) ? "shut" : "closed")));
  });
  if (!all) return;
  const field = all.some((one) => one.device);
  if (field) await import("./field/proof.js").catch(() => {});
  if (head.parentNode !== list) list.replaceChildren(said, head, now, file, cards);
  const unsent = all.filter(isUnsent).length;
  put(head, unsent ? word("some").replace("%", String(unsent)) : word("all"));
  now.hidden = file.hidden = !unsent;
  const wanted = all.map(card);
  for (const old of Array.from(cards.children)) if (!wanted.includes(/** @type {HTMLElement} */ (old))) old.remove();
  wanted.forEach((one, n) => cards.children[n] === one || cards.insertBefore(one, cards.children[n] || null));
  const home = { className: "button second", href: location.pathname.replace("outbox", "field/") };
  if (field && list.lastChild === cards) list.append(make("a", home, word("interviews")));
}

async function press() {
  const before = (await store.records()).length;
  said.hidden = false;
  put(said, word("sending"));
  await send("by hand");
  await show();
  const gone = before > (await store.records()).filter(isUnsent).length;
  said.hidden = !gone;
  put(said, gone ? word("gone") : "");
}

/** The questionnaires that open without network. */
async function offer() {
  const pages = globalThis.caches ? await (await caches.open(PAGES)).keys() : [];
  const paths = pages.map((page) => new URL(page.url).pathname);
  const known = Object.keys(localStorage)
    .filter((key) => key.startsWith("questionnaire "))
    .map((key) => JSON.parse(localStorage.getItem(key) || "{}"))
    .filter((one) => paths.includes(one.blank));
  ready.hidden = !known.length;
  for (const one of known) ready.append(make("a", { className: "button second", href: one.path }, one.title));
}

if (globalThis.BroadcastChannel) new BroadcastChannel("feedback").onmessage = () => void show();
void show().then(watch);
void offer().catch(() => {});
