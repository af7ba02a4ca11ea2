// What lies on this phone: drafts (not finished), records (finished, on their way); of the field see field/kept.js.
import { run } from "./database.js";

/**
 * @typedef {{id: string, round: string, wording: string, language: string, at: number, aged?: boolean, step: string,
 *   seconds: Record<string, number>, values: Record<string, string>, field?: any, voice?: any}} Draft `field`: an enumerator's
 * @typedef {{id: string, path: string, device: string, number: number, title: string, body: string, sha256: string,
 *   state: "queued" | "sent" | "stuck" | "aside", why: string, text: string, tries: number, next: number,
 *   asked: boolean}} Delivery `path` below /api/v1/; `device` and its running `number` where an enumerator asked, else ""
 */

/** How a record begins that waits to be sent. @type {Pick<Delivery, "state" | "why" | "text" | "tries" | "next" | "asked">} */
export const WAITS = { state: "queued", why: "", text: "", tries: 0, next: 0, asked: false };

/** What seals, and hides drafts, where veil.js is loaded; nothing of it is there in other rounds. @type {any} */
export const veil = {};

/** @returns {Promise<Draft[]>} */
export const drafts = () => run(["drafts"], "readonly", ({ store }) => store.getAll()).then(veil.show);
/** @param {Draft} draft @param {"strict" | "relaxed"} durability */
export const putDraft = (draft, durability) =>
  Promise.resolve(draft).then(veil.hide).then((made) =>
    run(["drafts"], "readwrite", ({ store }) => made && store.put(made), durability)); // prettier-ignore

/** @param {string} id */
export const dropDraft = (id) =>
  run(["drafts"], "readwrite", ({ store }) => store.delete(id).then(() => id)).then(veil.forget);

/** What was read last; it can be sent, and saved to a file, when the database cannot be opened any more. @type {Delivery[]} */
let known = [];
/** @returns {Promise<Delivery[]>} */
export async function records() {
  const reading = run(["records"], "readonly", ({ store }) => store.getAll());
  known = await reading.catch((fault) => (known.length ? known : Promise.reject(fault)));
  return known;
}

/** @param {string} id @returns {Promise<Delivery | undefined>} */
export const record = (id) => run(["records"], "readonly", ({ store }) => store.get(id));
/** @param {string} id */
export const drop = (id) => run(["records"], "readwrite", ({ store }) => store.delete(id));

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
  await readBack(made);
}

/** Throws when one of these does not surely lie here, as it was made. @param {Delivery[]} made */
export async function readBack(made) {
  const found = await Promise.all(made.map((one) => record(one.id)));
  if (found.some((one, n) => !one || one.body !== made[n].body || one.sha256 !== made[n].sha256)) throw new Error("unread");
}

/** Change what is known about a record that is still there. @param {string} id @param {Partial<Delivery>} changes */
export const change = (id, changes) =>
  run(["records"], "readwrite", async ({ store }) => {
    const found = await store.get(id);
    if (found) await store.put(Object.assign(found, changes));
  });
