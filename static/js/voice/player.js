// One voice at a time: says what it is given, piece by piece, from clips or with the phone's own voice.
import { ownVoice } from "./listen.js";
import { sound } from "./clips.js";

/** @typedef {{text: string, from: Element, clip: import("./clips.js").Clip | null}} Piece a text, and where it stands */

const ear = new Audio();
let turn = 0;

/** Silence. */
export function hush() {
  turn += 1;
  ear.pause();
  if (globalThis.speechSynthesis) globalThis.speechSynthesis.cancel();
}

/** @param {import("./clips.js").Clip} clip whether it was said to its end */
async function play(clip) {
  const mine = turn;
  const address = URL.createObjectURL(await sound(clip));
  if (mine !== turn) return false;
  ear.src = address;
  const end = new Promise((done, fail) => {
    ear.onended = () => done(true);
    ear.onpause = () => ear.ended || done(false);
    ear.onerror = () => fail(new Error(clip[0]));
  });
  end.catch(() => {});
  await ear.play().catch((fault) => {
    if (mine === turn) throw fault; // else somebody pressed again while it was loading
  });
  return end.then((whole) => {
    URL.revokeObjectURL(address);
    return whole;
  });
}

/** @param {string} text */
function speak(text) {
  const { lang } = document.documentElement;
  const saying = new SpeechSynthesisUtterance(text);
  saying.lang = lang;
  saying.voice = ownVoice();
  return new Promise((done) => {
    saying.onend = () => done(true);
    saying.onerror = () => done(false);
    globalThis.speechSynthesis.speak(saying);
  });
}

/**
 * Say pieces in turn, each with a mark where it stands. Throws when a clip cannot be had.
 * @param {Piece[]} pieces
 * @returns {Promise<boolean>} whether all was said
 */
export async function say(pieces) {
  hush();
  const mine = turn;
  for (const { text, from, clip } of pieces) {
    from.classList.add("said");
    const whole = await (clip ? play(clip) : speak(text)).finally(() => from.classList.remove("said"));
    if (!whole || mine !== turn) return false;
  }
  return true;
}
