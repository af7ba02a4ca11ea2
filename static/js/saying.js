// The voice answer as a record of its own: its bytes as they are sent, sealed where the round asks for it.
import { bytesOf, hex } from "./identity.js";
import { settled, textOf } from "./say.js";
import { WAITS } from "./store.js";

/** Sealed are the length, the sound, and zeros up to a multiple of so many bytes. */
const STEP = 1024;

/** @param {string} key name and public key, as the page says them @param {Uint8Array} sound @param {string[]} names */
async function sealed(key, sound, names) {
  const { seal } = await import("./seal.js");
  const [name, theirs] = key.split(":");
  const filled = new Uint8Array(Math.ceil((sound.length + 4) / STEP) * STEP);
  new DataView(filled.buffer).setUint32(0, sound.length);
  filled.set(sound, 4);
  const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const info = utf8(["feedback-sealed-voice-1", name, ...names].join("|"));
  const body = await seal(bytesOf(theirs.replace(/-/g, "+").replace(/_/g, "/")), info, filled);
  const head = utf8("sealed:" + name + ":");
  const made = new Uint8Array(head.length + body.length);
  made.set(head);
  made.set(body, head.length);
  return made;
}

/**
 * The record of what was said, which goes behind the interview; none when nothing was.
 * @param {HTMLFormElement} form @param {import("./store.js").Draft} draft @param {string} [device]
 * @returns {Promise<import("./store.js").Delivery[]>}
 */
export async function records(form, draft, device = "") {
  await settled();
  const { id, round, voice } = draft;
  if (!voice) return [];
  const { key, title = "" } = form.dataset;
  const sound = bytesOf(voice.sound);
  const bytes = key ? await sealed(key, sound, [voice.id, id, round]) : sound;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [
    {
      ...{ id: voice.id, path: "voices/" + round + "/" + id + "/", device, number: 0, title: title + " · " + voice.title },
      ...{ body: textOf(bytes), sha256: hex(digest), ...WAITS },
    },
  ];
}
