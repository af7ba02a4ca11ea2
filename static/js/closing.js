// The open question at the end: the button to answer it by voice, whose scripts come only when it is tapped.

/** @typedef {import("./store.js").Draft} Draft */

/**
 * Offer to record, where this browser can and the interview is not for practice.
 * @param {HTMLFormElement} form @param {Draft} draft @param {() => void} changed
 */
export function closing(form, draft, changed) {
  const tapped = /** @type {HTMLElement | null} */ (form.querySelector("#say"));
  const able = isSecureContext && navigator.mediaDevices && globalThis.MediaRecorder;
  if (!tapped || !able || (draft.field && draft.field.practice)) return;
  const open = () => void load().catch(() => {});
  const load = async () => {
    await import("./saying.js"); // needed at the end, when there may be no network
    await (await import("./say.js")).offer(tapped, draft, changed);
  };
  tapped.hidden = false;
  tapped.onclick = open;
  if (draft.voice) open();
}
