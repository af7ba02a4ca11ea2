// The service worker: only GET, only our own pages for citizens; everything else goes to the network untouched.
import "./field/device.js";
import { begun, isOurs, PAGES, refresh } from "./offline.js";
import { flush } from "./queue.js";

const worker = /** @type {any} */ (globalThis);
const LANGUAGE = "((?:/[a-z]{2,3}(?:-[A-Za-z0-9]+)*)?)";
const SHEET = new RegExp(`^${LANGUAGE}/r/([^/]+)/([^/]+)$`);
const FIELD = new RegExp(`^${LANGUAGE}/field/(?:r/[^/]+)?$`);
const OUTBOX = new RegExp(`^${LANGUAGE}/outbox$`);
const BEFORE = new RegExp(`^${LANGUAGE}/(?:hear/.+|r/[^/]+/(?:in/[^/]+)?)?$`);
/** Milliseconds after which a questionnaire that lies on the phone is shown instead of one that is still on its way. */
const PATIENCE = 4000;
const SHELL = "shell ";

/** @param {string[]} build its hash, then the shell @param {string[]} field what else is needed there @param {string[]} voice */
export function work([hash, ...shell], field, voice) {
  worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install(SHELL + hash, shell, field, voice)));
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(tidy(hash)));
  worker.addEventListener("fetch", answer);
  worker.addEventListener("sync", (/** @type {any} */ event) => event.waitUntil(send()));
}

/** What lies on this phone of pages: their paths, and their texts in one. */
async function lying() {
  const pages = await caches.open(PAGES);
  const keys = await pages.keys();
  const texts = await Promise.all(keys.map(async (key) => (await pages.match(key))?.text()));
  return { paths: keys.map((key) => new URL(key.url).pathname), text: texts.join(" ") };
}

// Everything of this build or nothing; then the pages kept here in the words of this build, where the network lets us.
/** @param {string} name @param {string[]} shell @param {string[]} field @param {string[]} voice where one is kept */
async function install(name, shell, field, voice) {
  const cache = await caches.open(name);
  const { paths } = await lying();
  await Promise.all(
    shell.concat(paths.some((path) => FIELD.test(path)) ? field : [], (await caches.has("voice")) ? voice : []).map(async (path) => {
      const reply = await fetch(path);
      if (!isOurs(reply)) throw new Error(path);
      await cache.put(path, reply);
    }),
  );
  await Promise.all(paths.map((path) => refresh(path).catch(() => {})));
}

/** Forget shells that no kept page asks for any more. @param {string} hash */
async function tidy(hash) {
  const { text } = await lying();
  if (!text.includes('id="hear"')) await caches.delete("voice"); // no round is left that it would speak for
  const used = Array.from(text.matchAll(/\/static\/([0-9a-f]{12})\//g), (found) => found[1]).concat(hash);
  const old = (await caches.keys()).filter((name) => name.startsWith(SHELL) && !used.includes(name.slice(SHELL.length)));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {any} event */
function answer(event) {
  const { method, url, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(kept(pathname).then((found) => found || fetch(event.request)));
  if (mode !== "navigate") return;
  const [, language, code] = SHEET.exec(pathname) || OUTBOX.exec(pathname) || BEFORE.exec(pathname) || ["", "", ""];
  if (FIELD.test(pathname)) event.respondWith(kept(pathname).then((found) => found || fetch(event.request)));
  else if (SHEET.test(pathname)) event.respondWith(sheet(event.request, language, code));
  else if (OUTBOX.test(pathname)) event.respondWith(outbox(language).then((found) => found || fetch(event.request)));
  else if (BEFORE.test(pathname))
    event.respondWith(fetch(event.request).catch(async () => (await outbox(language)) || Response.error()));
}

const kept = (/** @type {string} */ path) => caches.match(path, { ignoreVary: true });

/** The outbox in this language, or in any that lies here. @param {string} language */
async function outbox(language) {
  const all = (await lying()).paths.filter((path) => OUTBOX.test(path));
  return kept([`${language}/outbox`, "/outbox"].find((one) => all.includes(one)) || all[0] || "/");
}

/**
 * The questionnaire from the server, or the blank one of this phone when the network is slow, gone, or not ours.
 * @param {Request} request
 * @param {string} language
 * @param {string} code
 */
async function sheet(request, language, code) {
  const fresh = fetch(request).catch(() => null);
  const blank = await kept(`${language}/blank/${code}`);
  if (!blank) return (await fresh) || (await outbox(language)) || Response.error();
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const reply = /** @type {Response | null | undefined} */ (await Promise.race([fresh, late]));
  if (!reply || reply.status > 499 || !reply.headers.has("X-Feedback")) return blank;
  return reply.ok && (await begun(blank)) ? blank : reply;
}

/** Called by the browser when it sees a network; it asks again as long as something is left. */
async function send() {
  if ((await flush("new")) < Infinity) throw new Error("something is left to send");
}
