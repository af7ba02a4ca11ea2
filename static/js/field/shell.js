// Everything that interviews need without network: downloaded whole, then kept, then read back.
import { isOurs, PAGES, worker } from "../offline.js";
import { get, put } from "./kept.js";
import { prefixOf } from "./texts.js";

const place = /** @type {HTMLElement} */ (document.getElementById("screen"));
/** @type {Promise<any> | undefined} */
let registered;

/** @param {string} path @param {RequestCache} cache */
async function fetched(path, cache) {
  const reply = await fetch(path, { cache, credentials: "omit" }).catch(() => null);
  if (!reply || !isOurs(reply)) throw new Error(path);
  return reply;
}

/** The pages of a round: the list, the questions and what is unsent, in each of its languages. @param {import("./kit.js").Kit} kit */
function pagesOf({ round }) {
  const codes = Array.from(new Set([document.documentElement.lang, ...round.languages]));
  const own = round.languages.map((code) => prefixOf(code) + "/field/r/" + encodeURIComponent(round.code));
  return [...codes.flatMap((code) => [prefixOf(code) + "/field/", prefixOf(code) + "/outbox"]), ...own];
}

/**
 * Keep everything; throws with the address of what did not arrive, and then nothing that was there before is touched.
 * @param {import("./kit.js").Kit} kit
 * @param {(done: number, all: number) => void} told
 */
export async function download(kit, told) {
  if (!place.dataset.files) throw new Error("switchedoff");
  const paths = pagesOf(kit);
  /** @type {Map<string, Response>} */
  const pages = new Map();
  for (const path of paths) {
    pages.set(path, await fetched(path, "no-cache"));
    told(pages.size, paths.length);
  }
  const first = await /** @type {Response} */ (pages.get(paths[0])).clone().text();
  const files = ((/data-files="([^"]+)"/.exec(first) || ["", ""])[1] || "").split(" ").filter(Boolean);
  if (!files.length) throw new Error(paths[0]);
  const hash = files[0].split("/")[2];
  const shell = await caches.open("shell " + hash);
  for (const file of files) if (!(await shell.match(file))) await shell.put(file, await fetched(file, "default"));
  registered = registered || worker();
  await registered;
  const kept = await caches.open(PAGES);
  for (const [path, reply] of pages) await kept.put(path, reply);
  await navigator.serviceWorker.ready;
  await readBack(kit, paths, files, hash);
  const { edition, wording } = kit.round;
  await put({ ready: { round: kit.round.code, edition, wording, hash, paths, at: Date.now() } });
}

/**
 * @param {import("./kit.js").Kit} kit
 * @param {string[]} paths
 * @param {string[]} files
 * @param {string} hash of the release that every page must be of
 */
async function readBack(kit, paths, files, hash) {
  for (const path of [...paths, ...files]) {
    const reply = await caches.match(path, { ignoreVary: true });
    const text = reply ? await reply.text() : "";
    const whole = files.includes(path) ? text : text.includes(`/static/${hash}/`) && text.includes("</template>");
    if (!whole || (path.includes("/field/r/") && !text.includes(`data-round="${kit.round.code}"`))) throw new Error(path);
  }
  const own = await get("kit");
  if (!own || own.round.wording !== kit.round.wording) throw new Error("kit");
}

/** Whether what the round needs now was made ready, and is still there. */
export async function isReady() {
  const [ready, kit] = await Promise.all([get("ready"), get("kit")]);
  if (!ready || !kit || !globalThis.caches) return false;
  if (ready.round !== kit.round.code || ready.edition !== kit.round.edition || ready.wording !== kit.round.wording) return false;
  const all = await Promise.all(ready.paths.map((/** @type {string} */ path) => caches.match(path, { ignoreVary: true })));
  return all.every(Boolean);
}
