// Makes this phone ready for days without network: the service worker, the blank questionnaire, the app's card.
import { refresh } from "./recognise.js";

/**
 * Keep the pages with these addresses, and the worker that shows them.
 * @param {string} addresses separated by spaces; "" where offline is switched off
 */
export async function keep(addresses) {
  if (!addresses || !navigator.serviceWorker || !globalThis.caches) return;
  const types = /** @type {any} */ (globalThis).trustedTypes;
  const policy = types ? types.createPolicy("sw", { createScriptURL: only }) : { createScriptURL: only };
  await navigator.serviceWorker.register(policy.createScriptURL("/service-worker.js"), {
    type: "module",
    updateViaCache: "none",
  });
  document.head.append(
    Object.assign(document.createElement("link"), {
      rel: "manifest",
      href: new URL("../icons/app.webmanifest", import.meta.url).href,
    }),
  );
  const here = location.pathname.replace(/\/r\/.*/, "");
  const connection = /** @type {any} */ (navigator).connection || {};
  const own = (/** @type {string} */ path) => path.replace(/\/(outbox|blank\/.*)$/, "") === here;
  const wanted = addresses.split(" ").filter((path) => !connection.saveData || own(path));
  for (const path of wanted) await refresh(path);
  remember(here);
}

/** @param {string} path the one script that may become a worker */
function only(path) {
  if (path !== "/service-worker.js") throw new TypeError(path);
  return path;
}

/** Where the outbox page leads to without network. @param {string} here */
function remember(here) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-round]"));
  if (!form) return;
  const { round, title } = form.dataset;
  const known = { title, path: location.pathname, blank: `${here}/blank/${round}` };
  localStorage.setItem(`questionnaire ${round}`, JSON.stringify(known));
}
