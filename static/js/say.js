// A voice answer: recorded after a tap, kept with the draft, and a record of its own beside the interview in the end.
import { bytesOf, newId } from "./identity.js";
import { start } from "./recorder.js";
import { make } from "./words.js";

const LIMIT = 60;
/** More bytes the server does not take; a minute is as a rule 120 KB. */
const LARGEST = 200 * 1024;
/** What is being recorded. @type {{stop: () => void, ended: Promise<void>} | null} */
let going = null;

/** @param {Uint8Array} bytes */
export const textOf = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** A recording that is still going on when the interview ends is stopped there. */
export async function settled() {
  if (!going) return;
  going.stop();
  await going.ended;
}

/** The words come with the page, or lie on this phone, or are fetched. @param {string} given @returns {Promise<any>} */
async function wordsOf(given) {
  if (given.startsWith("{")) return JSON.parse(given);
  return ((await caches.match(given, { ignoreVary: true })) || (await fetch(given))).json();
}

/** @param {string} sound */
async function play(sound) {
  const context = new AudioContext();
  const node = context.createBufferSource();
  node.buffer = await context.decodeAudioData(/** @type {ArrayBuffer} */ (bytesOf(sound).buffer));
  node.connect(context.destination);
  node.onended = () => context.close();
  node.start();
}

/**
 * Show what there is to press, below the question, in the place of the button that was tapped.
 * @param {HTMLElement} tapped
 * @param {import("./store.js").Draft} draft
 * @param {() => void} changed
 */
export async function offer(tapped, draft, changed) {
  const words = await wordsOf(tapped.dataset.words || "");
  const question = /** @type {HTMLElement} */ (tapped.closest("fieldset"));
  const status = make("p", { role: "status" });
  const panel = make("div", { className: "card", id: "voice" });
  const press = (/** @type {string} */ name, /** @type {() => void} */ work, kind = "second") =>
    make("button", { type: "button", className: kind, onclick: work }, words[name]);
  const show = (/** @type {any[]} */ ...inside) => panel.replaceChildren(make("p", {}, words.consent), status, ...inside);
  const forget = () => {
    delete draft.voice;
    changed();
    rest("");
  };

  /** @param {string} said */
  function rest(said) {
    const { voice } = draft;
    status.textContent = voice ? words.kept.replace("%", String(Math.round(voice.seconds))) : said;
    const listen = () => voice && void play(voice.sound).catch(() => rest(said));
    if (voice) show(press("listen", listen), press("again", record), press("delete", forget));
    else show(press("start", record, ""));
  }

  /** @param {import("./recorder.js").Recorded} made */
  function keep({ bytes, seconds }) {
    if (bytes.byteLength > LARGEST) throw new Error("too large");
    draft.voice = { id: newId(), seconds, title: words.answer, sound: textOf(new Uint8Array(bytes)) };
    changed();
  }

  async function record() {
    const one = await start(LIMIT).catch(() => null);
    if (!one) return rest(words.refused);
    const bar = /** @type {HTMLProgressElement} */ (make("progress", { max: LIMIT, value: 0 }));
    const time = make("p", {});
    const look = () => {
      bar.value = one.seconds();
      time.textContent = words.going.replace("%", String(Math.floor(bar.value)));
    };
    const timer = setInterval(look, 250);
    const stop = press("stop", one.stop, "");
    look();
    status.textContent = "";
    show(bar, time, stop);
    stop.focus();
    going = { stop: one.stop, ended: one.done.then(keep).then(() => rest(""), () => rest(words.refused)) }; // prettier-ignore
    await going.ended;
    clearInterval(timer);
    going = null;
    return undefined;
  }

  /** @type {HTMLFormElement} */ (tapped.closest("form")).dataset.voice = "yes";
  tapped.hidden = true;
  question.after(panel);
  rest("");
}
