// Sends what is finished, one record a request. Success is only the server's receipt; a copy goes only when confirmed.
import { settings } from "./settings.js";
import * as store from "./store.js";

/** @typedef {Partial<store.Delivery> & {stop?: boolean}} Became what a reply changes; `stop` ends this round */

/** Replies that another attempt will not change: kept, shown, exportable, and never in the way of the others. */
const STUCK = [400, 404, 405, 409, 410, 411, 413, 414, 415, 422, 501];
let busy = false;

/** @param {string} path @param {RequestInit} how */
async function ask(path, how) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), settings.timeout);
  try {
    const reply = await fetch(path, {
      headers: { "Content-Type": "application/json" },
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
      signal: stop.signal,
      ...how,
    });
    return { status: reply.status, after: reply.headers.get("Retry-After"), json: await reply.json().catch(() => null) };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {number} tries a pause at random below a bound that doubles with each failure */
const pause = (tries) => Math.random() * Math.min(settings.longest, settings.first * 2 ** Math.min(tries, 20));

/** @param {string | null} after seconds, or a date by a clock that may differ from this phone's */
function asked(after) {
  const wanted = Number(after) ? Number(after) * 1000 : Date.parse(after || "") - Date.now();
  return Math.min(Math.max(wanted || 0, settings.askedLeast), settings.askedMost);
}

/**
 * Send one record and say what became of it.
 * @param {store.Delivery} one
 * @returns {Promise<Became>}
 */
export async function deliver(one) {
  const again = { tries: one.tries + 1, next: Date.now() + pause(one.tries), asked: false };
  let reply;
  try {
    reply = await ask(`/api/v1/responses/${one.id}`, { method: "PUT", body: one.body });
  } catch (_fault) {
    return { ...again, why: "network", stop: true };
  }
  const { status, after, json } = reply;
  const receipt = (json && json.receipt) || {};
  if ([200, 201, 202].includes(status) && receipt.id === one.id && receipt.sha256 === one.sha256) {
    if (receipt.state === "not_kept") return { state: "stuck", why: "not kept" };
    return { state: "sent", why: receipt.state === "quarantined" ? "quarantined" : "", text: receipt.text || "" };
  }
  if (STUCK.includes(status)) return { state: "stuck", why: String(status) };
  if (status === 401 || status === 403) return { ...again, why: "refused", stop: true };
  if (after && (status === 429 || status === 503))
    return { ...again, next: Date.now() + asked(after), asked: true, why: "busy", stop: true };
  return status > 399 ? { ...again, why: "server" } : { ...again, why: "portal", stop: true };
}

/**
 * What the server says it holds of these ids; null when it does not answer as it should.
 * @param {string[]} ids
 * @returns {Promise<{id: string, sha256: string, state: string}[] | null>}
 */
export async function heldByServer(ids) {
  const reply = await ask("/api/v1/receipts", { method: "POST", body: JSON.stringify({ ids }) }).catch(() => null);
  const receipts = reply && reply.status === 200 && reply.json && reply.json.receipts;
  return Array.isArray(receipts) ? receipts : null;
}

/**
 * Send everything that is due. `new` and `by hand` do not wait for a pause of our own; `by hand` for nothing at all.
 * @param {"due" | "new" | "by hand"} how
 * @returns {Promise<number>} milliseconds until something is due again; Infinity when nothing waits
 */
export async function flush(how) {
  if (busy) return 1000;
  busy = true;
  try {
    return await (globalThis.navigator.locks
      ? navigator.locks.request("feedback send", { ifAvailable: true }, (lock) => (lock ? round(how) : 1000))
      : round(how));
  } finally {
    busy = false;
  }
}

/** @param {string} how */
async function round(how) {
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel("feedback") : null;
  for (const one of await store.records()) {
    const left = one.next - Date.now();
    const waits = left > 0 && left <= settings.askedMost && (how === "due" || (one.asked && how !== "by hand"));
    if (one.state === "queued" ? waits : one.state !== "stuck" || how !== "by hand") continue;
    const { stop, ...became } = await deliver(one);
    await store.change(one.id, became);
    if (channel) channel.postMessage(one.id);
    if (stop) break;
  }
  await confirm();
  if (channel) {
    channel.postMessage("");
    channel.close();
  }
  const waiting = (await store.records()).filter((one) => one.state === "queued" || one.state === "sent");
  return Math.max(0, Math.min(...waiting.map((one) => Math.min(one.next - Date.now(), settings.askedMost))));
}

/** Ask once more about what was sent; only then forget the copy. What the server does not hold is sent again. */
async function confirm() {
  const sent = (await store.records()).filter((one) => one.state === "sent");
  if (!sent.length) return;
  const held = await heldByServer(sent.map((one) => one.id));
  for (const one of sent) {
    const found = held && held.find((each) => each.id === one.id && each.sha256 === one.sha256);
    const later = { tries: one.tries + 1, next: Date.now() + pause(one.tries) };
    if (!held) await store.change(one.id, later);
    else if (!found) await store.change(one.id, { ...later, state: "queued", why: "lost" });
    else if (one.why === "quarantined") await store.change(one.id, { state: "aside", body: "" });
    else await store.drop(one.id);
  }
}
