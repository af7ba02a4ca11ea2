// What a phone of the field keeps beside drafts and records: its pairing, the kit, who collects, its running number.
import { sha256 } from "../identity.js";
import { run } from "../database.js";
import { readBack, veil, WAITS } from "../store.js";

/**
 * @typedef {{id: string, label: string, round: string, team: string, credential: string, made?: number,
 *   refused?: boolean}} Device `made` is the last running number of a device that this phone was before
 * @typedef {{code: string, name: string}} Collector
 */

/** So many of what was made here are remembered for the list, by number and title alone. */
const MOST = 500;

/**
 * What lies under a key; undefined when nothing does.
 * @param {string} key "device" or the id of a device, "kit", "who", "number", "now", "visits", "made", "ready", "seen"
 * @returns {Promise<any>}
 */
export const get = (key) => run(["field"], "readonly", (tx) => tx.objectStore("field").get(key));

/** @param {Record<string, any>} values by key, all or none; null forgets */
export const put = (values) => run(["field"], "readwrite", (tx) => write(tx, values));

/** @param {any} tx @param {Record<string, any>} values */
function write(tx, values) {
  const kept = tx.objectStore("field");
  return Promise.all(
    Object.keys(values).map((key) => (values[key] === null ? kept.delete(key) : kept.put(values[key], key))),
  );
}

/**
 * Something made on this phone joins the queue with its running number: the record, the end of its draft and what else
 * changes, in one strict transaction, read back. Throws when it is not surely there.
 * @param {string} path "responses/", "visits/" or "practice/"
 * @param {string} id
 * @param {string} title for the list
 * @param {(number: number) => any} documentOf the document with this number; practice has none, and its number is 0
 * @param {Record<string, any>} [also] further keys to put
 * @param {import("../store.js").Delivery[]} [behind] what goes with it
 * @returns {Promise<import("../store.js").Delivery>}
 */
export async function queue(path, id, title, documentOf, also = {}, behind = []) {
  const device = /** @type {Device} */ (await get("device"));
  const last = (await get("number")) || 0;
  const number = path === "practice/" ? 0 : last + 1;
  const body = JSON.stringify(await documentOf(number));
  /** @type {import("../store.js").Delivery} */
  const made = {
    ...{ id, path, device: device.id, number, title, body, sha256: await sha256(body) },
    ...WAITS,
  };
  const done = await run(["drafts", "records", "field"], "readwrite", async (tx) => {
    if (await tx.objectStore("records").get(id)) return true; // by a first try of `run`, of which nothing was heard
    if (((await tx.objectStore("field").get("number")) || 0) !== last) return false; // another tab was quicker
    const mark = { id, path, number, title, at: Date.now() };
    const list = [...((await tx.objectStore("field").get("made")) || []), mark].slice(-MOST);
    const more = number ? { number, made: list, ...also } : also;
    for (const one of behind) await tx.objectStore("records").put(one);
    return Promise.all([tx.objectStore("records").put(made), tx.objectStore("drafts").delete(id), write(tx, more)]);
  });
  if (!done) return queue(path, id, title, documentOf, also, behind);
  await Promise.resolve(id).then(veil.forget);
  await readBack([made, ...behind]);
  return made;
}
