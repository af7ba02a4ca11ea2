// What lies on this phone: drafts (one per person who has not finished) and records (finished, on their way); on a phone
// of the field also `field`: its pairing, what it downloaded, who collects; see field/kept.js.
import "./vendor/idb.js";

/**
 * @typedef {{id: string, round: string, language: string, at: number, step: string, seconds: Record<string, number>,
 *   values: Record<string, string>, field?: any}} Draft `field` where an enumerator asks: who, where, which visit
 * @typedef {{id: string, path: string, device: string, number: number, title: string, body: string, sha256: string,
 *   state: "queued" | "sent" | "stuck" | "aside", why: string, text: string, tries: number, next: number,
 *   asked: boolean}} Delivery `path` below /api/v1/; `device` and its running `number` where an enumerator asked, else ""
 */

/** @type {any} */
let opened;

/** The database, opened once; a lost connection is opened again by the next call. */
function database() {
  if (!opened) {
    opened = /** @type {any} */ (globalThis).idb.openDB("feedback", 1, {
      /** @param {any} db */
      upgrade(db) {
        db.createObjectStore("drafts", { keyPath: "id" });
        db.createObjectStore("records", { keyPath: "id" });
        db.createObjectStore("field");
      },
      blocking: forget,
      terminated: forget,
    });
    opened.catch(forget);
  }
  return opened;
}

function forget() {
  if (opened) opened.then((/** @type {any} */ db) => db.close()).catch(() => {});
  opened = undefined;
}

/**
 * One transaction, done only when it is complete; tried once more when the browser had dropped the connection.
 * @param {string[]} stores
 * @param {"readonly" | "readwrite"} mode
 * @param {(tx: any) => any} work
 * @param {"strict" | "relaxed"} durability
 */
export async function run(stores, mode, work, durability = "strict", again = true) {
  try {
    const db = await database();
    const tx = db.transaction(stores, mode, { durability });
    const all = await Promise.all([work(tx), tx.done]);
    return all[0];
  } catch (fault) {
    const lost = ["InvalidStateError", "UnknownError"].includes(/** @type {Error} */ (fault).name);
    if (!again || !lost) throw fault;
    forget();
    return run(stores, mode, work, durability, false);
  }
}

/** @returns {Promise<Draft[]>} */
export const drafts = () => run(["drafts"], "readonly", (tx) => tx.objectStore("drafts").getAll());

/** @param {Draft} draft @param {"strict" | "relaxed"} durability */
export const putDraft = (draft, durability) =>
  run(["drafts"], "readwrite", (tx) => tx.objectStore("drafts").put(draft), durability);

/** @param {string} id */
export const dropDraft = (id) => run(["drafts"], "readwrite", (tx) => tx.objectStore("drafts").delete(id));

/** @returns {Promise<Delivery[]>} */
export const records = () => run(["records"], "readonly", (tx) => tx.objectStore("records").getAll());

/** @param {string} id @returns {Promise<Delivery | undefined>} */
export const record = (id) => run(["records"], "readonly", (tx) => tx.objectStore("records").get(id));

/** @param {string} id */
export const drop = (id) => run(["records"], "readwrite", (tx) => tx.objectStore("records").delete(id));

/**
 * The draft becomes a record in one strict transaction, which is then read back. Throws when it is not surely there.
 * @param {Delivery} made
 */
export async function finish(made) {
  await run(["drafts", "records"], "readwrite", (tx) =>
    Promise.all([tx.objectStore("records").put(made), tx.objectStore("drafts").delete(made.id)]),
  );
  const found = await record(made.id);
  if (!found || found.body !== made.body || found.sha256 !== made.sha256) throw new Error("not read back");
}

/**
 * Change what is known about a record that is still there.
 * @param {string} id
 * @param {Partial<Delivery>} changes
 */
export const change = (id, changes) =>
  run(["records"], "readwrite", async (tx) => {
    const found = await tx.objectStore("records").get(id);
    if (found) await tx.objectStore("records").put(Object.assign(found, changes));
  });
