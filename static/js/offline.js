// Makes this phone ready for days without network: what may be kept, the service worker, the blank questionnaire.
/** Pages and static files keep their names apart: an update of the shell never takes a questionnaire away. */
export const PAGES = "pages";

/** @param {Response} reply */
export const isOurs = (reply) =>
  reply.ok && !reply.redirected && reply.type === "basic" && reply.headers.get("X-Feedback") === "1";

/**
 * Ask for a page and keep it; an answer that is not surely ours changes nothing, and a round that is over is forgotten.
 * @param {string} path
 */
export async function refresh(path) {
  const pages = await caches.open(PAGES);
  const reply = await fetch(path, { cache: "no-cache", credentials: "omit" }).catch(() => null);
  const html = reply && (reply.headers.get("Content-Type") || "").startsWith("text/html");
  if (reply && html && isOurs(reply)) await pages.put(path, reply);
  else if (reply && reply.status === 410 && reply.headers.get("X-Feedback") === "1") await pages.delete(path);
}

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
