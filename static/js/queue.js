// The queue of finished records: when they are sent, one after the other, and when a copy may go.
import { again, deliver, heldByServer, settings } from "./sender.js";
import * as store from "./store.js";

/** @typedef {"due" | "new" | "by hand"} How `new` waits for no pause of our own, `by hand` for nothing at all */

let busy = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Send everything that is due, one sender at a time over all tabs and the worker.
 * @param {How} how
 * @returns {Promise<number>} milliseconds until something is due again; Infinity when nothing waits
 */
export async function flush(how) {
  const ifAvailable = how !== "by hand"; // a press waits for its turn
  if (navigator.locks) return navigator.locks.request("send", { ifAvailable }, (lock) => (lock ? round(how) : 1e3));
  if (busy) return 1e3;
  busy = true;
  return round(how).finally(() => (busy = false));
}

/** @param {How} how */
async function round(how) {
  const tell = globalThis.BroadcastChannel && new BroadcastChannel("feedback");
  for (const one of await store.records()) {
    const left = one.next - Date.now();
    const waits = left > 0 && left <= settings.askedMost && (how === "due" || (one.asked && how === "new"));
    if (one.state === "queued" ? waits : one.state !== "stuck" || how !== "by hand") continue;
    const { stop, ...became } = await deliver(one);
    await store.change(one.id, became);
    if (tell) tell.postMessage("");
    if (stop) break;
  }
  await confirm();
  if (tell) tell.close();
  const left = (await store.records()).filter((one) => one.state === "queued" || one.state === "sent");
  return Math.max(0, Math.min(...left.map((one) => Math.min(one.next - Date.now(), settings.askedMost))));
}

/** Ask once more about what was sent; only then forget the copy. What the server does not hold is sent again. */
async function confirm() {
  const sent = (await store.records()).filter((one) => one.state === "sent");
  const held = sent.length ? await heldByServer(sent.map((one) => one.id)) : [];
  for (const one of sent) {
    const found = held && held.some((each) => each.id === one.id && each.sha256 === one.sha256);
    if (!held) await store.change(one.id, again(one));
    else if (!found) await store.change(one.id, { ...again(one), state: "queued", why: "lost" });
    else if (one.why === "quarantined") await store.change(one.id, { state: "aside", body: "" });
    else await store.drop(one.id);
  }
}

/**
 * Send, and come back when something is due again; where the browser can (Chrome), also after the page was closed.
 * @param {How} how
 */
export async function send(how) {
  const left = await flush(how).catch(() => Infinity);
  clearTimeout(timer);
  if (left === Infinity) return;
  timer = setTimeout(() => document.hidden || send("due"), left + 50);
  const worker = /** @type {any} */ (navigator.serviceWorker && (await navigator.serviceWorker.getRegistration()));
  if (worker && worker.sync) worker.sync.register("send").catch(() => {});
}

/** Watch for signs of a network; `navigator.onLine` is never believed. */
export function watch() {
  addEventListener("online", () => send("new"));
  addEventListener("pageshow", () => send("due"));
  document.addEventListener("visibilitychange", () => document.hidden || send("due"));
  send("new");
}
