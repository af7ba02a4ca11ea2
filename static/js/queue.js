// The queue of finished records: when they are sent, one after the other, and when a copy may go.
import { again, deliver, heldByServer, isUnsent, isVoice, settings } from "./sender.js";
import * as store from "./store.js";

/** @typedef {"due" | "new" | "by hand"} How `new` waits for no pause of our own, `by hand` for nothing at all */

/** @type {Record<string, boolean>} */
const busy = {};
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Send everything that is due, one sender at a time over all tabs and the worker; voices last, and in nobody's way.
 * @param {How} how
 * @returns {Promise<number>} milliseconds until something is due again; Infinity when nothing waits
 */
export const flush = async (how) => Math.min(await lane("send", how), await lane("voices", how));

/** @param {"send" | "voices"} name @param {How} how */
async function lane(name, how) {
  const ifAvailable = how !== "by hand"; // a press waits for its turn
  if (navigator.locks) return navigator.locks.request(name, { ifAvailable }, (lock) => (lock ? round(how, name) : 1e3));
  if (busy[name]) return 1e3;
  busy[name] = true;
  return round(how, name).finally(() => (busy[name] = false));
}

/**
 * What this page may send: the records of a phone of the field go only where its credential is at hand, and a voice only
 * when its interview has gone.
 * @param {string} lane
 */
async function mine(lane) {
  const all = (await store.records()).filter((one) => !one.device || settings.field);
  const left = all.filter(isUnsent).map((one) => one.id);
  return all.filter((one) => (isVoice(one) ? lane === "voices" && !left.includes(one.path.split("/")[2]) : lane === "send"));
}

/** @param {How} how @param {string} lane */
async function round(how, lane) {
  let refused = "-";
  let full = 0;
  const tell = globalThis.BroadcastChannel && new BroadcastChannel("feedback");
  for (const one of await mine(lane)) {
    const left = one.next - Date.now();
    const waits = left > 0 && left <= settings.askedMost && (how === "due" || (one.asked && how === "new"));
    if (one.state === "queued" ? waits : one.state !== "stuck" || how !== "by hand") continue;
    const out = one.device === refused; // a device that is not let in is asked about once a round
    const { stop, ...became } = out ? { ...again(one), why: "refused" } : await deliver(one);
    if (became.why === "refused") refused = one.device;
    Object.assign(one, became); // also where the next line cannot write it down
    await store.change(one.id, became).catch(() => (full = settings.longest)); // no room: the others go nevertheless
    if (tell) tell.postMessage("");
    if (stop) break;
  }
  if ((await confirm(lane)) && tell) tell.postMessage("");
  if (tell) tell.close();
  const left = (await mine(lane)).filter((one) => one.state === "queued" || one.state === "sent");
  return Math.max(full, Math.min(...left.map((one) => Math.min(one.next - Date.now(), settings.askedMost))));
}

/** Ask once more about what was sent; only then forget the copy. What the server does not hold is sent again. Says whether
 * there was anything to ask about. @param {string} lane */
async function confirm(lane) {
  const sent = (await mine(lane)).filter((one) => one.state === "sent");
  for (const device of new Set(sent.map((one) => one.device))) {
    const these = sent.filter((one) => one.device === device).slice(0, 500);
    const held = await heldByServer(these.map((one) => one.id), device); // prettier-ignore
    for (const one of these) {
      const found = held && held.some((each) => each.id === one.id && each.sha256 === one.sha256);
      if (!held) await store.change(one.id, again(one));
      else if (!found) await store.change(one.id, { ...again(one), state: "queued", why: "lost" });
      else if (one.why === "quarantined") await store.change(one.id, { state: "aside", body: "" });
      else await store.drop(one.id);
    }
  }
  return sent.length > 0;
}

/**
 * Send, and come back when something is due again; where the browser can (Chrome), also after the page was closed.
 * @param {How} how
 */
export async function send(how) {
  if (settings.low && how !== "by hand") return;
  const left = await flush(how).catch(() => settings.longest);
  clearTimeout(timer);
  if (left === Infinity) return;
  timer = setTimeout(() => document.hidden || send("due"), left + 50);
  const workers = /** @type {any} */ (navigator.serviceWorker);
  if (workers) workers.getRegistration().then((/** @type {any} */ one) => one.sync.register("send")).catch(() => {}); // prettier-ignore
}

/** Watch for signs of a network; `navigator.onLine` is never believed. */
export function watch() {
  addEventListener("online", () => send("new"));
  addEventListener("pageshow", () => send("due"));
  document.addEventListener("visibilitychange", () => document.hidden || send("due"));
  send("new");
}
