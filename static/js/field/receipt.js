// The respondent's code: shown as text and as a square that another phone reads, or taken from a printed card.
import { grouped } from "../identity.js";
import { generate } from "../vendor/lean-qr.js";
import { make, word } from "../words.js";

/** @typedef {{detect: (video: HTMLVideoElement) => Promise<{rawValue: string}[]>}} Detector */

/**
 * A code as somebody typed it or a camera read it; "" when it is none. The rules are those of the server.
 * @param {string} typed
 */
export function normalise(typed) {
  const code = typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0"); // prettier-ignore
  return code.length === 16 && !code.includes("U") ? code : "";
}

/** What the person takes along. @param {string} secret */
export function ticket(secret) {
  const square = /** @type {HTMLCanvasElement} */ (make("canvas", { className: "square" }));
  square.setAttribute("role", "img");
  square.setAttribute("aria-label", word("code"));
  generate(secret, { minCorrectionLevel: 1 }).toCanvas(square, { off: [255, 255, 255, 255] });
  const code = make("div", { className: "receipt" }, make("p", {}, word("code")), make("strong", { dir: "ltr" }, grouped(secret)));
  code.append(square, make("p", {}, word("write")));
  return code;
}

/** Where the code stands on a card: the field for it, and the camera where the browser reads squares. @param {HTMLFormElement} form */
export function cards(form) {
  const row = /** @type {HTMLElement} */ (form.querySelector("[data-card]"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("#card"));
  const show = () => (row.hidden = !(/** @type {HTMLInputElement} */ (form.querySelector("[name=receipt][value=card]")).checked)); // prettier-ignore
  form.addEventListener("input", show);
  requestAnimationFrame(show); // a draft has been filled in by then
  if (!(/** @type {any} */ (globalThis).BarcodeDetector) || !navigator.mediaDevices) return;
  const press = make("button", { type: "button", className: "second", onclick: () => void scan(field, press) }, word("scan"));
  row.after(press);
  form.addEventListener("input", () => (press.hidden = row.hidden));
  requestAnimationFrame(() => (press.hidden = row.hidden));
}

/**
 * The secret on the card: undefined when there is no card, "" when what was typed is no code.
 * @param {HTMLFormElement} form
 */
export function onCard(form) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("#card"));
  const row = /** @type {HTMLElement} */ (form.querySelector("[data-card]"));
  return row.hidden ? undefined : normalise(field.value);
}

/**
 * Look through the camera until a code is seen; no picture is kept.
 * @param {HTMLInputElement} field
 * @param {HTMLElement} press
 */
async function scan(field, press) {
  const video = /** @type {HTMLVideoElement} */ (make("video", { muted: true, playsInline: true }));
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) return press.after(make("p", { className: "error", role: "alert" }, word("cameraless")));
  press.after(video);
  video.srcObject = stream;
  await video.play();
  const detector = /** @type {Detector} */ (new /** @type {any} */ (globalThis).BarcodeDetector({ formats: ["qr_code"] }));
  while (video.isConnected && !press.hidden && !normalise(field.value)) {
    for (const found of await detector.detect(video)) field.value = normalise(found.rawValue);
    await new Promise((done) => setTimeout(done, 200));
  }
  stream.getTracks().forEach((track) => track.stop());
  video.remove();
  return undefined;
}
