// A page that somebody asked to hear: a button beside each sentence, in the place of the players below it.
import { begin } from "./hear.js";

const place = document.getElementById("hear");

/** Without script the players stay. */
async function take() {
  if (!place || !isSecureContext) return;
  await begin(place);
  Array.from(document.querySelectorAll("main audio"), (one) => one.remove());
}

void take();
