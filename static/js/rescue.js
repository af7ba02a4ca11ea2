// When this phone cannot store: the answers stay on the page, go to the server at once, or into a file.
import { deliver, settings } from "./sender.js";
import * as store from "./store.js";
import { button, make, word } from "./words.js";

/**
 * Hand records to the phone's share sheet, or download them: one a line, {"id", "path", "body"}, and from a phone of the
 * field {"device", "proof"}; see docs/offline.md.
 * @param {store.Delivery[]} made
 */
export async function saveFile(made) {
  const line = async (/** @type {store.Delivery} */ one) => {
    const { id, path, body } = one;
    return JSON.stringify({ id, path, body, ...(one.device && settings.field && (await settings.field.proof(one))) }) + "\n";
  };
  const file = new File(await Promise.all(made.map(line)), "feedback-unsent.txt", { type: "text/plain" });
  const files = [file];
  if (navigator.canShare && navigator.canShare({ files })) {
    const shared = await navigator.share({ files }).then(() => true, (fault) => fault.name === "AbortError"); // prettier-ignore
    if (shared) return;
  }
  const link = make("a", { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 6e4);
}

/**
 * Try the network, then the phone once more, until one of them has the answers.
 * @param {store.Delivery[]} made the interview, and what goes with it
 * @param {HTMLElement} status
 * @param {(state: "unsaved" | "saved" | "sent" | "aside", text: string) => void} became
 */
export function rescue(made, status, became) {
  let left = made;
  /** @type {["saved" | "sent" | "aside", string]} */
  let end = ["saved", ""];

  async function attempt() {
    for (const one of left) {
      const { state, why, text } = await deliver(one);
      const held = state === "sent" || (await store.finish(one).then(() => true, () => false)); // prettier-ignore
      if (held) left = left.filter((other) => other !== one);
      if (state === "sent" && one === made[0]) end = [why === "quarantined" ? "aside" : "sent", text || ""];
    }
    if (left.length) return;
    if (end[0] !== "saved") store.dropDraft(made[0].id).catch(() => {});
    became(...end);
  }
  became("unsaved", "");
  const file = button("file", () => saveFile(made));
  status.replaceChildren(make("p", { className: "error", role: "alert" }, word("hold")), button("now", attempt), file);
  attempt();
}
