// Who an interview is: an id and a secret made on the phone, the order of its parts, and digests.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SERVICES = ["health", "education", "government"];
/** As `itertools.permutations` counts them on the server. */
const ORDERS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]; // prettier-ignore

const random = (/** @type {number} */ bytes) => crypto.getRandomValues(new Uint8Array(bytes));

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

/** @param {string} text base64 */
export const bytesOf = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** A version 4 UUID: no clock and no device in it. */
export function newId() {
  const bytes = random(16);
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Sixteen characters, 80 random bits, that only the respondent holds: never stored on the phone, never sent. */
export const newSecret = () => Array.from(random(16), (byte) => ALPHABET[byte & 31]).join("");

/** @param {string} secret */
export const grouped = (secret) => secret.replace(/(.{4})(?=.)/g, "$1 ");

/** @param {string} text the SHA-256 of its UTF-8 bytes, in hexadecimal digits */
export async function sha256(text) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/**
 * The parts in the order of the edition, in which a gate comes before what it gates.
 * @param {HTMLFormElement} form
 */
export function partsOf(form) {
  const parts = /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll("section[data-n]")));
  return parts.sort((a, b) => Number(a.dataset.n) - Number(b.dataset.n));
}

/**
 * The parts as the response with this id meets them: services by its last eight digits, then the rest.
 * @param {HTMLElement[]} parts in the order of the edition
 * @param {string} id
 */
export function inOrder(parts, id) {
  const order = ORDERS[parseInt(id.slice(-8), 16) % ORDERS.length];
  const place = (/** @type {HTMLElement} */ part) => {
    const number = SERVICES.indexOf(part.id);
    return number < 0 ? SERVICES.length : order.indexOf(number);
  };
  const services = parts.filter((part) => part.dataset.service !== undefined);
  services.sort((a, b) => place(a) - place(b));
  return [...services, ...parts.filter((part) => part.dataset.service === undefined)];
}
