// What a page does only where its round is sealed. Drafts lie on this phone as ciphertext, each under a key in a file of
// its own (in a cache): a database keeps what was erased for a while, but with its key a whole draft is gone for good.
import { envelope } from "./seal.js";
import { dropDraft, veil } from "./store.js";
import { make, word } from "./words.js";

/** @typedef {import("./store.js").Draft} Draft */

const place = (/** @type {string} */ id) => "/draft/" + id;

const CACHE = "draft keys";

const files = () => caches.open(CACHE);

/** @type {Record<string, CryptoKey>} */
const keys = {};

/** Interviews that have ended: a draft of theirs that is still being hidden comes too late. @type {string[]} */
const over = [];

/** What was begun last; the next one waits for it, so that drafts are put in the order of their answers. @type {any} */
let last;

/**
 * The key of a draft; undefined when there is none and none is wanted.
 * @param {string} id
 * @param {boolean} [wanted]
 */
async function keyOf(id, wanted) {
  if (keys[id]) return keys[id];
  const kept = await (await files()).match(place(id));
  if (!kept && !wanted) return undefined;
  const raw = kept ? await kept.arrayBuffer() : crypto.getRandomValues(new Uint8Array(32));
  if (!kept) await (await files()).put(place(id), new Response(raw));
  keys[id] = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  return keys[id];
}

/** @param {Draft} draft as it is at this moment; null when the interview ended meanwhile */
async function hide({ id, round, wording, at, ...draft }) {
  const text = new TextEncoder().encode(JSON.stringify(draft));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const work = async () =>
    crypto.subtle.encrypt({ name: "AES-GCM", iv }, /** @type {CryptoKey} */ (await keyOf(id, true)), text);
  const hidden = await (last = Promise.resolve(last).then(work, work));
  const open = { id, round, wording, at, field: Boolean(draft.field) }; // what other pages and the worker ask for
  return over.includes(id) ? null : { ...open, iv, hidden };
}

/** @param {any} one a draft as it lies on the phone; null when it cannot be read any more */
async function reveal({ id, round, wording, at, iv, hidden }) {
  const key = await keyOf(id);
  const text = key && (await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, hidden).catch(() => null));
  return text ? { id, round, wording, at, ...JSON.parse(new TextDecoder().decode(text)) } : null;
}

/** @param {any[]} all the drafts that can be read; keys without a draft go, but those of interviews that are open */
async function show(all) {
  const locks = navigator.locks && (await caches.has(CACHE)) && ((await navigator.locks.query()).held || []);
  const known = all.map((one) => place(one.id)).concat((locks || []).map((lock) => place(String(lock.name).slice(6))));
  for (const file of locks ? await (await files()).keys() : [])
    if (!known.includes(new URL(file.url).pathname)) await (await files()).delete(file);
  const shown = [];
  for (const one of all) {
    const draft = one.hidden ? await reveal(one) : one;
    if (draft) shown.push(draft);
    else await dropDraft(one.id);
  }
  return shown;
}

/** @param {string} id of a draft that is gone */
async function forget(id) {
  delete keys[id];
  if (await caches.has(CACHE)) await (await files()).delete(place(id));
}

/** Say that nothing was saved: what was said stays as a draft. @param {Error} fault @returns {never} */
function unsealed(fault) {
  const form = /** @type {HTMLElement} */ (document.querySelector("form[data-key]"));
  const old = document.getElementById("unsealed");
  if (old) old.remove();
  const said = make("p", { id: "unsealed", className: "notice error", role: "alert" }, word("unsealed"));
  form.before(said);
  said.scrollIntoView();
  throw fault;
}

/** The envelope of what was said; from then on its draft changes no more. @param {any} said */
async function seal(said) {
  const { key = "" } = /** @type {HTMLElement} */ (document.querySelector("form[data-key]")).dataset;
  const { number } = said.paradata;
  const made = await envelope(key, said, number && { number }).catch(unsealed);
  over.push(said.id);
  return made;
}

Object.assign(veil, { hide, show, forget, seal });
