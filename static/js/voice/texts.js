// The texts of the page, as they stand there: each piece of text by itself, so that one recording serves every place.
import { ownVoice } from "./listen.js";
import { digest } from "./clips.js";

/** The pieces of text in an element; how far somebody is, is not said. @param {Element} element */
function pieces(element) {
  /** @type {Text[]} */
  const found = [];
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = /** @type {Text} */ (walk.currentNode);
    if (node.data.trim() && !(/** @type {Element} */ (node.parentElement).closest("button, h2 small, span.quiet"))) found.push(node);
  }
  return found;
}

/**
 * What a voice can say of these elements; null where a piece is missing: nothing is ever said in part.
 * @param {Element[]} elements
 * @param {import("./clips.js").List} all
 * @returns {Promise<import("./player.js").Piece[] | null>}
 */
export async function piecesOf(elements, all) {
  const own = ownVoice();
  /** @type {import("./player.js").Piece[]} */
  const found = [];
  for (const from of elements)
    for (const { data } of pieces(from)) {
      const clip = all.voice[await digest(data)] || null;
      if (!clip && !own) return null;
      found.push({ text: data.trim(), from, clip });
    }
  return found.length ? found : null;
}

/** The videos that show what an element says. @param {Element} element @param {import("./clips.js").List} all */
export async function signsOf(element, all) {
  const digests = await Promise.all(pieces(element).map(({ data }) => digest(data)));
  return digests.reduce((found, one) => found.concat(all.sign[one] || []), /** @type {import("./clips.js").Clip[]} */ ([]));
}
