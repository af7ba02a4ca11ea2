// How a paired phone shows itself to the server: its credential, and how it stands; the worker needs no more of it.
import { run } from "../database.js";
import { isUnsent, settings } from "../sender.js";
import { records } from "../store.js";

/** As in kept.js, the rest of which the worker would pay for. @param {string} key */
const get = (key) => run(["field"], "readonly", (tx) => tx.objectStore("field").get(key));

/** Whether the browser promised not to clear this storage by itself. */
export async function persisted() {
  return Boolean(navigator.storage && navigator.storage.persisted && (await navigator.storage.persisted()));
}

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
};
