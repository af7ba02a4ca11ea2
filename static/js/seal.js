// Seals a finished answer to the public key of its round, so that this phone cannot read it any more. HPKE (RFC 9180) in
// base mode, one message: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Loaded only where a page has a key.
import { bytesOf } from "./identity.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const HMAC = { name: "HMAC", hash: "SHA-256" };
/** What is sealed is filled up with blanks to a multiple of so many bytes: its length says little. */
const STEP = 1024;
const KEM = join(utf8("KEM"), [0, 16]);
const SUITE = join(utf8("HPKE"), [0, 16, 0, 1, 0, 2]);

/** @param {string} text */
function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Bytes one after the other. @param {(Uint8Array | number[])[]} parts */
function join(...parts) {
  const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

/** @param {Uint8Array} key @param {Uint8Array} bytes */
async function hmac(key, bytes) {
  const known = await crypto.subtle.importKey("raw", key, HMAC, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", known, bytes));
}

/**
 * LabeledExtract (section 4). No salt is the same as 32 zeros (RFC 5869), which browsers take for a key.
 * @param {Uint8Array} suite @param {string} label @param {Uint8Array} bytes @param {Uint8Array} [salt]
 */
const extract = (suite, label, bytes, salt = new Uint8Array(32)) =>
  hmac(salt, join(utf8("HPKE-v1"), suite, utf8(label), bytes));

/**
 * LabeledExpand (section 4) to at most 32 bytes, for which one step of HKDF is enough.
 * @param {Uint8Array} suite @param {string} label @param {Uint8Array} secret
 * @param {Uint8Array} context @param {number} length
 */
const expand = async (suite, label, secret, context, length) =>
  (await hmac(secret, join([0, length], utf8("HPKE-v1"), suite, utf8(label), context, [1]))).slice(0, length);

/**
 * SealBase (section 6.1): the encapsulated key, then the ciphertext.
 * @param {Uint8Array} key the public key of the receiver, 65 bytes
 * @param {Uint8Array} info what the seal is bound to
 * @param {Uint8Array} text
 * @param {Uint8Array} [aad]
 * @param {CryptoKeyPair} [pair] of the sender: made afresh, but for the vectors of the RFC
 */
export async function seal(key, info, text, aad = new Uint8Array(0), pair) {
  const theirs = await crypto.subtle.importKey("raw", key, CURVE, true, []);
  const mine = pair || /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]));
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const prk = await extract(KEM, "eae_prk", new Uint8Array(shared));
  const secret = await expand(KEM, "shared_secret", prk, join(enc, key), 32);
  const none = new Uint8Array(0);
  const context = join([0], await extract(SUITE, "psk_id_hash", none), await extract(SUITE, "info_hash", info));
  const root = await extract(SUITE, "secret", none, secret);
  const raw = await expand(SUITE, "key", root, context, 32);
  const iv = await expand(SUITE, "base_nonce", root, context, 12);
  const aes = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, aes, text);
  return join(enc, new Uint8Array(sealed));
}

/** In fewer bytes (RFC 1950), where the browser can. @param {Uint8Array} bytes */
async function deflated(bytes) {
  const Stream = /** @type {any} */ (globalThis).CompressionStream;
  if (!Stream) return bytes;
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new Stream("deflate"))).arrayBuffer());
}

/**
 * The envelope of a document: what is sent, stored and saved to a file in its place; see docs/sealed.md.
 * @param {string} key name and public key, as the page says them
 * @param {{id: string, round: string, edition?: string, wording: number}} document
 * @param {{number?: number}} [open] what the server has to read at once
 */
export async function envelope(key, document, open = {}) {
  const [name, theirs] = key.split(":");
  const { id, round, edition, wording } = document;
  const text = await deflated(utf8(JSON.stringify(document)));
  const filled = new Uint8Array(Math.ceil(text.length / STEP) * STEP).fill(32);
  filled.set(text);
  const bytes = bytesOf(theirs.replace(/-/g, "+").replace(/_/g, "/"));
  const info = utf8(["feedback-sealed-1", name, id, round, edition, wording].join("|"));
  const sealed = Array.from(await seal(bytes, info, filled), (byte) => String.fromCharCode(byte)).join("");
  const base64url = btoa(sealed).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  return { id, round, edition, wording, key: name, sealed: base64url, ...open };
}
