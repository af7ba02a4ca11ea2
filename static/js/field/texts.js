// Sentences with numbers and names in them.
import { word } from "../words.js";

/** Letters of a script that is written the other way than this page. */
const FOREIGN = document.dir === "rtl" ? /[A-Za-z\u00c0-\u024f]/ : /[\u0590-\u08ff]/;

/** A text that stays in its place in a sentence of the other direction, digits and commas beside it too. @param {any} text */
export const apart = (text) => (FOREIGN.test(text) ? "\u2068" + text + "\u2069" : String(text));

/**
 * The words with this name, with values in the place of {1}, {2} and so on.
 * @param {string} name
 * @param {(string | number)[]} values
 */
export const said = (name, ...values) => word(name).replace(/\{(\d)\}/g, (_all, n) => apart(values[n - 1]));

/** A moment as people of this language write it. @param {number} at */
export const moment = (at) =>
  new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });

/** The day of a moment on this phone, to compare. @param {number} at */
export const dayOf = (at) => new Date(at).toDateString();

/** A text by language, in that of this page where there is one. @param {Record<string, string>} texts */
export const inMine = (texts) => texts[document.documentElement.lang] || Object.values(texts)[0] || "";

/** What stands before an address in a language; the page says which language needs nothing. @param {string} code */
export function prefixOf(code) {
  const place = /** @type {HTMLElement} */ (document.getElementById("screen"));
  return code === place.dataset.plain ? "" : "/" + code;
}
