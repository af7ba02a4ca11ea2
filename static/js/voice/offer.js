// Keeping the voice on this phone: asked for with its size, and given up again by a press.
import { make } from "../words.js";
import { forget, keep, missing } from "./clips.js";

/**
 * Put what can be done about the voice in the place of the link.
 * @param {HTMLElement} link
 * @param {string} path of the list
 * @param {import("./clips.js").List} all
 * @param {boolean} some whether there is anything to hear or to see
 * @param {boolean} keeps whether this page is there without network
 */
export async function offer(link, path, all, some, keeps) {
  const said = make("p", { role: "status", className: "quiet" });
  const place = make("div", { className: "voice" }, said);
  const may = Boolean(keeps && globalThis.caches && navigator.serviceWorker && Object.keys(all.voice).length);
  (link.closest("p") || link).replaceWith(place);
  const words = all.words;

  /** @param {string} shown @param {() => Promise<any>} press */
  function way(shown, press) {
    const made = make("button", { type: "button", className: "second" }, shown);
    made.onclick = () => void press().catch(() => (said.textContent = words.failed)).then(stand);
    return made;
  }

  async function stand() {
    Array.from(place.querySelectorAll("button"), (old) => old.remove());
    const left = (await missing(path, all)).reduce((sum, clip) => sum + clip[1], 0);
    if (left) {
      const mb = (left / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: left < 1e5 ? 2 : 1 });
      const told = (/** @type {number} */ done, /** @type {number} */ of) => (said.textContent = Math.floor((100 * done) / of) + " %");
      place.append(way(words.keep.replace("%(mb)s", mb), () => keep(path, all, told)));
    } else {
      said.textContent = words.kept;
      place.append(way(words.forget, () => forget().then(() => (said.textContent = ""))));
    }
  }
  if (!some) said.textContent = words.none;
  if (may) await stand();
}
