// What lies on this phone: drafts (not finished), records (finished, on their way); of the field see field/kept.js.
import "./vendor/idb.js";

/**
 * @typedef {{id: string, round: string, wording: string, language: string, at: number, aged?: boolean, step: string,
 *   seconds: Record<string, number>, values: Record<string, string>, field?: any, voice?: any}} Draft `field`: an enumerator's
 * @typedef {{id: string, path: string, device: string, number: number, title: string, body: string, sha256: string,
 *   state: "queued" | "sent" | "stuck" | "aside", why: string, text: string, tries: number, next: number,
 *   asked: boolean}} Delivery `path` below /api/v1/; `device` and its running `number` where an enumerator asked, else ""
 */

/** @type {any} */
let opened;

/** The database, opened once; a lost connection is opened again by the next call. Nobody waits for an old tab. */
function database() {
  if (opened) return opened;
  opened = new Promise((done, fail) => {
    const options = {
      upgrade: (/** @type {any} */ db) => {
        for (const name of ["drafts", "records"]) db.createObjectStore(name, { keyPath: "id" });
        db.createObjectStore("field");
      },
      blocked: () => fail(new DOMException("", "BlockedError")),
      blocking: (/** @type {any} */ _old, /** @type {any} */ _new, /** @type {any} */ event) => event.target.close(),
      terminated: forget,
    };
    const asked = /** @type {any} */ (globalThis).idb.openDB("feedback", 1, options);
    asked.then(done, fail);
    asked.then(() => (opened = asked), forget); // also long after an old tab was in the way
  });
  return opened;
}

function forget() {
  if (opened) opened.then((/** @type {any} */ db) => db.close()).catch(() => {});
  opened = undefined;
}

/**
 * One transaction, done only when it is complete; tried once more when the browser had dropped the connection.
 * @param {string[]} stores @param {"readonly" | "readwrite"} mode @param {(tx: any) => any} work
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

/** What seals, and hides drafts, where veil.js is loaded; nothing of it is there in other rounds. @type {any} */
export const veil = {};

/** @returns {Promise<Draft[]>} */
export const drafts = () => run(["drafts"], "readonly", (tx) => tx.objectStore("drafts").getAll()).then(veil.show);
/** @param {Draft} draft @param {"strict" | "relaxed"} durability */
export const putDraft = (draft, durability) =>
  Promise.resolve(draft).then(veil.hide).then((made) =>
    run(["drafts"], "readwrite", (tx) => made && tx.objectStore("drafts").put(made), durability)); // prettier-ignore

/** @param {string} id */
export const dropDraft = (id) =>
  run(["drafts"], "readwrite", (tx) => tx.objectStore("drafts").delete(id).then(() => id)).then(veil.forget);
/** @returns {Promise<Delivery[]>} */
export const records = () => run(["records"], "readonly", (tx) => tx.objectStore("records").getAll());
/** @param {string} id @returns {Promise<Delivery | undefined>} */
export const record = (id) => run(["records"], "readonly", (tx) => tx.objectStore("records").get(id));
/** @param {string} id */
export const drop = (id) => run(["records"], "readwrite", (tx) => tx.objectStore("records").delete(id));

/**
 * The draft becomes a record in one strict transaction, which is then read back. Throws when it is not surely there, and
 * when another tab finished the same draft with other answers: those stay.
 * @param {Delivery[]} made the interview, and what goes with it
 */
export async function finish(...made) {
  await run(["drafts", "records"], "readwrite", async (tx) => {
    const old = await tx.objectStore("records").get(made[0].id);
    for (const one of old ? [] : made) await tx.objectStore("records").put(one);
    await tx.objectStore("drafts").delete(made[0].id);
    return made[0].id;
  }).then(veil.forget); // prettier-ignore
  const found = await Promise.all(made.map((one) => record(one.id)));
  if (found.some((one, n) => !one || one.body !== made[n].body || one.sha256 !== made[n].sha256)) throw new Error("unread");
}

/** Change what is known about a record that is still there. @param {string} id @param {Partial<Delivery>} changes */
export const change = (id, changes) =>
  run(["records"], "readwrite", async (tx) => {
    const found = await tx.objectStore("records").get(id);
    if (found) await tx.objectStore("records").put(Object.assign(found, changes));
  });
