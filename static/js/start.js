// The only script before `load`: notes what the person did meanwhile, then fetches the rest when the phone is idle.
import { listen } from "./voice/listen.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-round]"));
const seen = { touched: false, sent: false };

if (form) {
  form.addEventListener("input", () => (seen.touched = true));
  form.addEventListener("submit", () => (seen.sent = true), { once: true });
}

const later = window.requestIdleCallback || ((/** @type {() => void} */ work) => setTimeout(work, 200));

async function rest() {
  if (form && !seen.sent && !form.querySelector("[name=seen]")) {
    const words = form.dataset.words ? fetch(form.dataset.words, { credentials: "omit" }) : null; // while the scripts come
    if (form.dataset.key) await import("./veil.js");
    const { take } = await import("./questionnaire.js");
    await take(form, seen, words);
  }
  const { watch } = await import("./queue.js");
  watch();
  const { keep } = await import("./offline.js");
  if (form) await keep(form);
  listen();
}

if (document.readyState === "complete") later(rest);
else addEventListener("load", () => later(rest));
