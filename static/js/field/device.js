// How a paired phone shows itself to the server: its credential, how it stands, and a proof in the file it hands over.
import { hex } from "../identity.js";
import { settings } from "../sender.js";
import { records, run } from "../store.js";

/** As in kept.js, the rest of which the worker would pay for. @param {string} key */
const get = (key) => run(["field"], "readonly", (tx) => tx.objectStore("field").get(key));

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** Whether the browser promised not to clear this storage by itself. */
export async function persisted() {
  return Boolean(navigator.storage && navigator.storage.persisted && (await navigator.storage.persisted()));
}

/** @param {import("../store.js").Delivery} one */
export const isUnsent = (one) => one.state === "queued" || one.state === "stuck";

settings.field = {
  /** @param {string} device each record goes with the credential that this phone had when it was made */
  async headers(device) {
    const known = await get(device);
    return { Authorization: "Bearer " + (known ? known.credential : "") }; // none: refused, never a citizen's
  },

  /** @param {string} device */
  async report(device) {
    const known = (await get(device)) || {};
    const unsent = (await records()).filter((one) => one.device === device && isUnsent(one)).length;
    const made = known.made === undefined ? (await get("number")) || 0 : known.made;
    return { unsent, made, now: new Date().toISOString(), storage: (await persisted()) ? "persistent" : "best-effort" };
  },

  /** @param {import("../store.js").Delivery} one the key is the SHA-256 of the credential, which is all the server knows */
  async proof({ device, body }) {
    const known = await get(device);
    if (!known) return { device };
    const digest = await crypto.subtle.digest("SHA-256", bytes(known.credential));
    const key = await crypto.subtle.importKey("raw", digest, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return { device, proof: hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(body)))) };
  },
};
