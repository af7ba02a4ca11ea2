// Words come with the page, in its language, inside <template id="words">, or after it; elements are built without HTML text.

/** @type {Record<string, string>} */
let brought = {};
const words = /** @type {HTMLTemplateElement | null} */ (document.getElementById("words"));

/**
 * The words with this name.
 * @param {string} name
 */
export function word(name) {
  const found = words && words.content.getElementById(name);
  return (found ? found.textContent : brought[name]) || "";
}

/** The words of a page that comes without them. @param {Response} reply */
export const bring = async (reply) => void (brought = await reply.json());

/**
 * An element with properties and what is in it.
 * @param {string} tag
 * @param {Record<string, any>} properties
 * @param {(string | Node)[]} inside
 */
export function make(tag, properties = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/**
 * A button with words on it.
 * @param {string} name
 * @param {() => void} press
 * @param {string} kind
 */
export function button(name, press, kind = "second") {
  return make("button", { type: "button", className: kind, onclick: press }, word(name));
}
