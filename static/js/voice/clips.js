// Which clip says which text, and which of them lie on this phone.
import { sha256 } from "../identity.js";
import { isOurs } from "../offline.js";

/** @typedef {[string, number, string?]} Clip its file, its bytes and, for a video, its sign language */
/** @typedef {{words: Record<string, string>, voice: Record<string, Clip>, sign: Record<string, Clip[]>}} List */

/** Voices lie apart from pages and scripts: they come and go by a press of their own. */
const VOICE = "voice";
/** Clips on their way at once: where each reply takes long, hundreds one after the other would take minutes. */
const LANES = 4;
/** Hexadecimal digits of a digest that the list has. */
const SHORT = 16;

/** The digest by which a text finds its clip: of the words alone, as the server computes it. @param {string} text */
export const digest = (text) =>
  sha256(text.normalize("NFC").split(/\s+/).filter(Boolean).join(" ")).then((whole) => whole.slice(0, SHORT));

/** @param {Clip} clip */
export const addressOf = (clip) => "/clips/" + clip[0];

/** What lies here under an address. @param {string} path */
const held = (path) => (globalThis.caches ? caches.match(path, { cacheName: VOICE }) : Promise.resolve(undefined));

/** @param {string} path @param {RequestCache} cache */
async function fetched(path, cache) {
  const reply = await fetch(path, { cache, credentials: "omit" });
  if (!isOurs(reply)) throw new Error(path);
  return reply;
}

/**
 * The list of the clips of a round in one language: the one that lies here at once, and a newer one for the next time.
 * @param {string} path
 * @returns {Promise<List>}
 */
export async function list(path) {
  const here = await held(path);
  const fresh = fetched(path, "no-cache").then(async (reply) => {
    if (here) await (await caches.open(VOICE)).put(path, reply.clone());
    return reply;
  });
  fresh.catch(() => {});
  return (here || (await fresh)).json();
}

/** The bytes of a clip, from this phone or the network. @param {Clip} clip */
export async function sound(clip) {
  const path = addressOf(clip);
  return ((await held(path)) || (await fetched(path, "default"))).blob();
}

/** The clips of a list that do not lie here yet. @param {string} path @param {List} all */
export async function missing(path, all) {
  const clips = Object.values(all.voice);
  const here = await Promise.all(clips.map((clip) => held(addressOf(clip))));
  return (await held(path)) ? clips.filter((_, number) => !here[number]) : clips;
}

/**
 * Keep the clips of a list on this phone, with the script that plays them; the list itself last, so that it stands for all.
 * @param {string} path
 * @param {List} all
 * @param {(done: number, of: number) => void} told in bytes
 */
export async function keep(path, all, told) {
  const voice = await caches.open(VOICE);
  const wanted = await missing(path, all);
  const whole = wanted.reduce((sum, clip) => sum + clip[1], 0);
  let done = 0;
  /** @type {unknown} */
  let fault;
  async function lane() {
    for (let clip; !fault && (clip = wanted.shift()); told((done += clip[1]), whole)) {
      const path = addressOf(clip);
      if (!(await held(path))) await voice.put(path, await fetched(path, "default"));
    }
  }
  await Promise.all(Array.from({ length: LANES }, () => lane().catch((failed) => (fault = failed))));
  if (fault) throw fault;
  const files = ["hear.js", "../../css/hear.css"].map((name) => new URL(name, import.meta.url).pathname);
  const shell = await caches.open("shell " + files[0].split("/")[2]);
  for (const file of files) await shell.put(file, await fetched(file, "default"));
  await voice.put(path, await fetched(path, "no-cache"));
  const lists = (await voice.keys()).map((key) => new URL(key.url).pathname).filter((one) => one.endsWith(".json"));
  const texts = await Promise.all(lists.map(async (one) => (/** @type {Response} */ (await held(one))).text()));
  for (const { url } of await voice.keys()) {
    const name = url.replace(/.*\//, "");
    if (!url.endsWith(".json") && !texts.join(" ").includes(name)) await voice.delete(url); // of a text that has changed
  }
}

/** Nothing of any voice lies here any more. */
export const forget = () => caches.delete(VOICE);
