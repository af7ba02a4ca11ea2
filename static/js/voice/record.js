// The page of one text, for staff: record by a tap, stop by another, listen; then it is the file of the form.
import { able, start } from "../recorder.js";
import { make } from "../words.js";

/** Seconds: at 16 kbit/s these are the 80 KB that a clip may have. */
const LONGEST = 38;
const place = /** @type {HTMLElement} */ (document.getElementById("record"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("voice"));
const press = /** @type {HTMLButtonElement} */ (place.querySelector("button"));
const said = /** @type {HTMLElement} */ (place.querySelector("[role=status]"));
const file = /** @type {HTMLInputElement} */ (form.querySelector("[type=file]"));
const begin = press.textContent || "";
/** @type {import("../recorder.js").Recording | null} */
let recording = null;

/** What was said, to listen to, and in the form to be kept. @param {import("../recorder.js").Recorded} recorded */
function show({ bytes, kind, seconds }) {
  const whole = new DataTransfer();
  whole.items.add(new File([bytes], "voice", { type: kind }));
  file.files = whole.files;
  const old = place.querySelector("audio");
  if (old) old.remove();
  place.append(make("audio", { controls: true, src: URL.createObjectURL(new Blob([bytes], { type: kind })) }));
  said.textContent = `${Math.round(seconds)} s · ${Math.ceil(bytes.byteLength / 1024)} KB`;
}

press.onclick = async () => {
  if (recording) return recording.stop();
  try {
    recording = await start(LONGEST);
    press.textContent = press.dataset.stop || "";
    said.textContent = "";
    show(await recording.done);
  } catch (fault) {
    said.textContent = said.dataset.none || "";
  }
  recording = null;
  press.textContent = begin;
};
place.hidden = !able();
