// Sends one finished record and judges the reply. Success is only the server's receipt with its id and its digest.
import { bytesOf } from "./identity.js";

/** @type {any} Every time-out and pause, in milliseconds; a test shortens them through `globalThis.feedbackSettings`.
 * Of the field also `field`, see field/device.js, without which its records are left alone; `low` while its battery is. */
export const settings = Object.assign(
  {
    /** An attempt on 2G may take this long; a time-out says nothing about whether the server has the answers. */
    timeout: 75e3,
    /** The first pause after a failure; it doubles with every further one, up to `longest`, at random below that. */
    first: 5e3,
    longest: 9e5,
    /** What a server may ask for with Retry-After, at least and at most. */
    askedLeast: 1e3,
    askedMost: 36e5,
    /** Drafts that nobody came back to are forgotten after this. */
    draft: 6048e5,
  },
  /** @type {any} */ (globalThis).feedbackSettings,
);

/** @typedef {import("./store.js").Delivery} Delivery */
/** @typedef {Partial<Delivery> & {stop?: boolean}} Became what a reply changes; `stop` ends this round */

/** @param {Delivery} one */
export const isVoice = (one) => one.path.startsWith("voices/");
export const isUnsent = (/** @type {Delivery} */ one) => one.state === "queued" || one.state === "stuck";

/** Among 400 to 424, replies that another attempt may change; the record waits, and is in nobody's way. */
const PASSING = [401, 403, 407, 408];

/**
 * @param {string} path @param {string} method @param {string | Uint8Array} body
 * @param {string} [device] whose credential goes along
 */
export async function ask(path, method, body, device) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), settings.timeout * (typeof body === "string" ? 1 : 4));
  const own = device && (await settings.field.headers(device));
  try {
    const reply = await fetch("/api/v1/" + path, {
      method,
      body,
      headers: { "Content-Type": "application/" + (typeof body === "string" ? "json" : "octet-stream"), ...own },
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
      signal: stop.signal,
    });
    const json = (await reply.json().catch(() => null)) || {};
    return { status: reply.status, after: reply.headers.get("Retry-After"), json };
  } finally {
    clearTimeout(timer);
  }
}

/** What a failure changes: a pause at random, below a bound that doubles with each. @param {Delivery} one */
export const again = ({ tries }) => ({
  tries: tries + 1,
  next: Date.now() + Math.random() * Math.min(settings.longest, settings.first * 2 ** tries),
  asked: false,
});

/** @param {string} after seconds, or a date by a clock that may differ from this phone's */
function asked(after) {
  const wanted = Number(after) * 1e3 || Date.parse(after) - Date.now() || 0;
  return Date.now() + Math.min(Math.max(wanted, settings.askedLeast), settings.askedMost);
}

/**
 * Send one record and say what became of it.
 * @param {Delivery} one
 * @returns {Promise<Became>}
 */
export async function deliver(one) {
  const body = isVoice(one) ? bytesOf(one.body) : one.body; // a voice lies on the phone as base64
  const reply = await ask(one.path + one.id, "PUT", body, one.device).catch(() => null);
  if (!reply) return { ...again(one), why: "network", stop: true };
  const { status, after, json } = reply;
  const { id, sha256, state, text } = json.receipt || {};
  if ([200, 201, 202].includes(status) && id === one.id && sha256 === one.sha256 && state !== "not_kept")
    return { state: "sent", why: state, text: text || "" };
  if (status > 399 && status < 425 && !PASSING.includes(status)) return { state: "stuck" };
  const later = { ...again(one), why: "portal", stop: true };
  if (status === 401 || status === 403) return { ...later, why: "refused", stop: !one.device };
  if (after && status > 428) return { ...later, why: "busy", next: asked(after), asked: true };
  return status > 399 ? { ...later, why: "server", stop: false } : later;
}

/**
 * What the server says it holds of these ids; null when it does not answer as it should.
 * @param {string[]} ids
 * @param {string} [own] the device that asks and reports how it stands
 * @returns {Promise<{id: string, sha256: string}[] | null>}
 */
export async function heldByServer(ids, own) {
  const device = own ? await settings.field.report(own) : undefined;
  const reply = await ask("receipts", "POST", JSON.stringify({ ids, device }), own).catch(() => null);
  return reply && reply.status === 200 && Array.isArray(reply.json.receipts) ? reply.json.receipts : null;
}
