// The end of an interview: saved first, read back, then said; sent when there is a network.
import { documentOf } from "./answers.js";
import { grouped, newSecret, sha256 } from "./identity.js";
import { deliver, heldByServer } from "./sender.js";
import * as store from "./store.js";
import { send } from "./triggers.js";
import { button, make, word } from "./words.js";

/**
 * Say something at the top of the page, once.
 * @param {string} name of the words
 */
export function notice(name) {
  if (document.getElementById(`said-${name}`)) return;
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  main.prepend(make("p", { id: `said-${name}`, className: "notice", role: "status" }, word(name)));
}

/**
 * Put a page in place of the form; nothing of what was answered stays in it.
 * @param {HTMLFormElement} form
 * @param {Node[]} inside
 */
function replace(form, inside) {
  form.reset();
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  main.className = "";
  main.replaceChildren(...inside);
  addEventListener("popstate", () => location.reload());
  scrollTo(0, 0);
}

const another = () => button("another", () => location.replace(location.pathname));

/**
 * Too young, or no: nothing is stored, nothing is sent.
 * @param {HTMLFormElement} form
 */
export const declined = (form) => replace(form, [make("h1", {}, word("none")), make("p", {}, word("fine")), another()]);

/**
 * Finish: one record with a body that never changes again, on the phone before anything is claimed.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} counted
 * @param {store.Draft} draft
 */
export async function save(form, counted, draft) {
  const secret = newSecret();
  const who = { id: draft.id, language: draft.language, seconds: draft.seconds, hash: await sha256(secret) };
  const body = JSON.stringify(documentOf(form, counted, who));
  /** @type {store.Delivery} */
  const made = {
    id: draft.id,
    title: form.dataset.title || "",
    body,
    sha256: await sha256(body),
    state: "queued",
    why: "",
    text: "",
    tries: 0,
    next: 0,
    asked: false,
  };
  const heading = make("h1", { tabIndex: -1 });
  const status = make("div", { role: "status" });
  const code = make("div", { className: "receipt" }, make("p", {}, word("code")), make("strong", {}, grouped(secret)));
  code.append(make("p", {}, word("write")));
  const isSaved = await store.finish(made).then(
    () => true,
    () => false,
  );
  replace(form, [heading, code, status, another()]);
  if (isSaved) follow(made, heading, status);
  else rescue(made, heading, status);
  heading.focus();
}

/**
 * Show what becomes of a record that is safe on this phone.
 * @param {store.Delivery} made
 * @param {HTMLElement} heading
 * @param {HTMLElement} status
 */
function follow(made, heading, status) {
  heading.textContent = word("saved");
  const open = make("a", { className: "button second", href: `${base()}/outbox` }, word("list"));
  const hint = make("p", {}, word("later"));
  status.replaceChildren(hint, button("now", () => void send("by hand").then(look)), open);
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel("feedback") : null;

  async function look() {
    const now = await store.record(made.id);
    if (now && now.why === "portal") hint.textContent = word("portal");
    if (now && (now.state === "queued" || now.state === "stuck")) return;
    if (!now && !((await heldByServer([made.id])) || []).length) return;
    const aside = now && (now.why === "quarantined" || now.state === "aside");
    heading.textContent = word(aside ? "aside" : "sent");
    status.replaceChildren(...(aside && now ? [make("p", {}, now.text)] : []));
    if (channel) channel.close();
  }
  if (channel) channel.onmessage = () => void look();
  void send("new").then(look);
}

/**
 * The phone could not store it: keep it on the page, try the network at once, offer a file.
 * @param {store.Delivery} made
 * @param {HTMLElement} heading
 * @param {HTMLElement} status
 */
function rescue(made, heading, status) {
  async function attempt() {
    const became = await deliver(made);
    const safe = became.state === "sent" || (await store.finish(made).then(() => true, () => false)); // prettier-ignore
    if (became.state === "sent") {
      heading.textContent = word(became.why === "quarantined" ? "aside" : "sent");
      status.replaceChildren(became.text || "");
    } else if (safe) follow(made, heading, status);
  }
  heading.textContent = word("unsaved");
  const file = button("file", () => void import("./file.js").then((it) => it.saveFile([made])));
  status.replaceChildren(make("p", { className: "error", role: "alert" }, word("hold")), button("now", attempt), file);
  void attempt();
}

/** What stands before a path in the language of this page. */
const base = () => location.pathname.replace(/\/(r|blank)\/.*/, "");
