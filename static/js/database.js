// The database of this phone: it is opened once, and each transaction ends, one way or the other.
import "./vendor/idb.js";

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
      blocking: forget,
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
  /** @type {any} */
  let db, close;
  try {
    db = await database();
    const tx = db.transaction(stores, mode, { durability });
    const closed = new Promise((_, fail) => (close = () => fail(new DOMException("", "UnknownError"))));
    db.addEventListener("close", close); // after it a transaction may never end
    const all = await Promise.race([Promise.all([work(tx), tx.done]), closed]);
    return all[0];
  } catch (fault) {
    const lost = /InvalidState|Unknown/.test(/** @type {Error} */ (fault).name);
    if (!again || !lost) throw fault;
    forget();
    return run(stores, mode, work, durability, false);
  } finally {
    if (close) db.removeEventListener("close", close);
  }
}
