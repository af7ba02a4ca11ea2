// Sentences with numbers and names in them.
import { word } from "../words.js";

/**
 * The words with this name, with values in the place of {1}, {2} and so on.
 * @param {string} name
 * @param {(string | number)[]} values
 */
export const said = (name, ...values) => word(name).replace(/\{(\d)\}/g, (_all, n) => String(values[n - 1]));

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
