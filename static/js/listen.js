// The way to voices: nothing of them is loaded before somebody asks to hear or to see.

/**
 * A voice of the phone itself that speaks a language without network.
 * @param {string} language
 */
export function ownVoice(language) {
  const speech = globalThis.speechSynthesis;
  const speaks = (/** @type {SpeechSynthesisVoice} */ one) => one.localService && one.lang.split(/[-_]/)[0] === language;
  return (speech && speech.getVoices().find(speaks)) || null;
}

/** Take the link over, and show it where the phone itself can speak. */
export function listen() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.getElementById("hear"));
  if (!link || !isSecureContext) return;
  const language = document.documentElement.lang.split("-")[0];
  const look = () => (link.hidden = link.hidden && !ownVoice(language));
  look();
  if (globalThis.speechSynthesis) globalThis.speechSynthesis.onvoiceschanged = look;
  link.onclick = (event) => {
    event.preventDefault();
    import("./voice/hear.js").then(({ begin }) => begin(link)).catch(() => location.assign(link.href));
  };
}
