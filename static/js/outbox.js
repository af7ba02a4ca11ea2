// The page that shows what this phone has not sent, why, and what can be done about it.
import { PAGES } from "./offline.js";
import * as store from "./store.js";
import { send, watch } from "./queue.js";
import { saveFile } from "./rescue.js";
import { button, make, word } from "./words.js";

const list = /** @type {HTMLElement} */ (document.getElementById("list"));
const ready = /** @type {HTMLElement} */ (document.getElementById("ready"));
const WHY = ["network", "portal", "busy", "server", "refused", "lost"];

/** @param {store.Delivery} one */
function card(one) {
  const made = make("div", { className: "card" }, make("h3", {}, one.title));
  const state = one.state === "queued" ? (WHY.includes(one.why) ? one.why : "waiting") : one.state;
  made.append(make("p", {}, word(state), " ", one.text));
  if (one.state === "aside") made.append(button("seen", () => void store.drop(one.id).then(show)));
  return made;
}

async function show() {
  const all = await store.records().catch(() => null);
  const field = all !== null && all.some((one) => one.device);
  if (field) await import("./field/proof.js").catch(() => {});
  if (!all) return list.replaceChildren(make("p", { className: "error" }, word("closed")));
  const unsent = all.filter((one) => one.state === "queued" || one.state === "stuck");
  const head = make("p", { role: "status" }, unsent.length ? word("some").replace("%", String(unsent.length)) : word("all"));
  const home = { className: "button second", href: location.pathname.replace("outbox", "field/") };
  list.replaceChildren(head, ...all.map(card), ...(field ? [make("a", home, word("interviews"))] : []));
  if (unsent.length) head.after(button("now", () => void press(), ""), button("file", () => void saveFile(unsent)));
  return undefined;
}

async function press() {
  const before = await store.records();
  list.prepend(make("p", { role: "status" }, word("sending")));
  await send("by hand");
  await show();
  const after = (await store.records()).filter((one) => one.state === "queued" || one.state === "stuck");
  if (before.length > after.length) list.prepend(make("p", { role: "status", className: "notice" }, word("gone")));
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
