// The way to voices: nothing of them is loaded before somebody asks to hear or to see.

const speech = globalThis.speechSynthesis;
const speaks = (/** @type {SpeechSynthesisVoice} */ one) =>
  one.localService && one.lang.startsWith(document.documentElement.lang);

/** A voice of the phone itself that speaks the language of this page without network. */
export const ownVoice = () => (speech && speech.getVoices().find(speaks)) || null;

/** Take the link over, and show it where the phone itself can speak. */
export function listen() {
  const link = document.getElementById("hear");
  if (!link || !isSecureContext) return;
  const look = () => (link.hidden = link.hidden && !ownVoice());
  if (speech) speech.onvoiceschanged = look;
  look();
  link.onclick = (event) => {
    event.preventDefault();
    const plain = () => location.assign(/** @type {HTMLAnchorElement} */ (link).href);
    import("./hear.js").then(({ begin }) => begin(link)).catch(plain);
  };
}
