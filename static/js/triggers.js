// When to send: after finishing, at every sign of a network, by a timer while somebody looks, and by hand.
import { flush } from "./sender.js";

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Send what is due, and come back when something is due again.
 * @param {"due" | "new" | "by hand"} how
 */
export async function send(how) {
  clearTimeout(timer);
  const left = await flush(how).catch(() => Infinity);
  if (left === Infinity) return;
  clearTimeout(timer);
  timer = setTimeout(() => document.hidden || send("due"), left + 50);
  wake();
}

/** Where the browser can (Chrome), it sends also after the page was closed. */
function wake() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker
    .getRegistration()
    .then((worker) => worker && /** @type {any} */ (worker).sync && /** @type {any} */ (worker).sync.register("send"))
    .catch(() => {});
}

/** Watch for signs of a network; `navigator.onLine` is never believed. */
export function watch() {
  addEventListener("online", () => void send("new"));
  addEventListener("pageshow", () => void send("due"));
  document.addEventListener("visibilitychange", () => document.hidden || send("due"));
  void send("new");
}
