// Makes this phone ready for days without network: what may be kept, the service worker, the blank questionnaire.
import * as store from "./store.js";

/** Pages and static files keep their names apart: an update of the shell never takes a questionnaire away. */
export const PAGES = "pages";

/** @param {Response} reply */
export const isOurs = (reply) =>
  reply.ok && !reply.redirected && reply.type === "basic" && reply.headers.has("X-Feedback");

/**
 * Whether somebody began to answer this very page, in this wording, and has not finished: it stays until then.
 * @param {Response} page
 */
export async function begun(page) {
  const text = await page.clone().text();
  const is = (/** @type {string} */ name, /** @type {string} */ value) => text.includes(`${name}="${value}"`);
  const all = await store.drafts().catch(() => []);
  return all.some(({ round, wording }) => is("data-round", round) && is(`name="wording" value`, wording));
}

/**
 * Ask for a page and keep it; an answer that is not surely ours changes nothing, and a round that is over is forgotten,
 * but not by phones of the field: an interview may be half done.
 * @param {string} path
 */
export async function refresh(path) {
  const old = await caches.match(path, { cacheName: PAGES }); // where offline is switched off, nothing is made anew
  if (old && (await begun(old))) return;
  const reply = await fetch(path, { cache: "no-cache", credentials: "omit" }).catch(() => null);
  if (!reply || !reply.headers.has("X-Feedback")) return; // a portal's, or offline is switched off
  const pages = await caches.open(PAGES);
  if (isOurs(reply) && /^(text\/html|application\/json)/.test(reply.headers.get("Content-Type") || "")) await pages.put(path, reply);
  else if (reply.status === 410 && !path.includes("/field/")) await pages.delete(path);
}

/** The worker of this page's release, registered. */
export function worker() {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  const policy = types ? types.createPolicy("sw", { createScriptURL: only }) : { createScriptURL: only };
  const kind = /** @type {const} */ ({ type: "module", updateViaCache: "imports" });
  return navigator.serviceWorker.register(policy.createScriptURL("/service-worker.js"), kind);
}

/**
 * Keep the pages that a questionnaire names, and the worker that shows them; none where offline is switched off.
 * @param {HTMLFormElement} form
 */
export async function keep(form) {
  const addresses = form.dataset.keep;
  if (!addresses || !navigator.serviceWorker || !globalThis.caches) return;
  await worker();
  document.head.append(
    Object.assign(document.createElement("link"), {
      rel: "manifest",
      href: new URL("../icons/app.webmanifest", import.meta.url).href,
    }),
  );
  const pages = addresses.split(" ");
  const connection = /** @type {any} */ (navigator).connection;
  if (connection && connection.saveData) pages.splice(form.querySelector("#say") ? 3 : 2); // this language alone
  for (const path of pages) await refresh(path);
  const { round, title } = form.dataset;
  const known = { title, path: location.pathname, blank: pages[1] }; // where the outbox leads to without network
  localStorage.setItem("questionnaire " + round, JSON.stringify(known));
}

/** @param {string} path the one script that may become a worker */
function only(path) {
  if (path !== "/service-worker.js") throw new TypeError(path);
  return path;
}
