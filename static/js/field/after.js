// What stands in the place of the form when an interview is over, and the clean start for the next person.
import { send } from "../queue.js";
import { isUnsent } from "../sender.js";
import * as store from "../store.js";
import { button, make, word } from "../words.js";
import { put } from "./kept.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));

/** The list, in the language of this page. */
export const home = location.pathname.replace(/r\/[^/]*$/, "");

/** Nothing of this page stays, neither behind Back nor in the memory of the browser. @param {string} path */
export function leave(path = home) {
  main.replaceChildren();
  location.replace(path);
}

/**
 * Put a page in place of the form; nothing of what was answered stays in it.
 * @param {HTMLFormElement} form
 * @param {(Node | string)[]} inside the first is the heading
 */
export function replace(form, ...inside) {
  form.reset();
  main.className = "";
  main.replaceChildren(...inside);
  addEventListener("popstate", () => location.reload());
  addEventListener("pagehide", () => main.replaceChildren());
  const heading = /** @type {HTMLElement} */ (inside[0]);
  heading.tabIndex = -1;
  heading.focus();
  scrollTo(0, 0);
}

/**
 * The ways on: in the same place with somebody else, or back to the list.
 * @param {import("./talk.js").Context} now
 */
export function next(now) {
  const again = { ...now, id: "" };
  const person = button("next", () => void put({ now: again }).then(() => leave(location.pathname)), "");
  const list = button("list", () => void put({ now: null }).then(() => leave()), now.unit || now.practice ? "" : "second");
  return make("div", {}, ...(now.unit || now.practice ? [list] : [person, list]));
}

/**
 * Show what becomes of a record that is safe on this phone.
 * @param {string} id
 * @param {HTMLElement} heading
 * @param {HTMLElement} status
 */
export function follow(id, heading, status) {
  const tell = globalThis.BroadcastChannel && new BroadcastChannel("feedback");
  const hint = make("p", {}, word("later"));

  async function look() {
    const now = await store.record(id);
    if (now && now.why === "portal") hint.textContent = word("portal");
    if (now && isUnsent(now)) return;
    const aside = now && now.why === "quarantined";
    heading.textContent = word(aside ? "aside" : "sent");
    status.replaceChildren(now ? now.text : "");
    if (tell) tell.close();
  }
  heading.textContent = word("saved");
  status.replaceChildren(hint, button("now", () => void send("by hand").then(look)));
  if (tell) tell.onmessage = () => void look();
  void send("new").then(look);
}
