// The buttons: one that speaks, and one that brings a video when it is pressed and not before.
import { make } from "../words.js";
import { hush, say } from "./player.js";

/**
 * A button that says pieces and, pressed again, is silent.
 * @param {import("./clips.js").List} all
 * @param {import("./player.js").Piece[]} pieces
 * @param {string} shown beside the sign on it
 * @param {() => void} [heard] when all was said
 */
export function player(all, pieces, shown, heard) {
  const { hear, stop, failed } = all.words;
  const what = pieces[0].text;
  const press = make("button", { type: "button", className: "hear" });
  function stand(/** @type {boolean} */ speaks) {
    press.textContent = speaks ? "■" : "▶" + shown;
    press.setAttribute("aria-label", (speaks ? stop : hear) + ": " + what);
    press.dataset.on = speaks ? "1" : "";
  }
  press.onclick = async () => {
    if (press.dataset.on) return hush();
    hush();
    stand(true);
    const whole = await say(pieces).catch(() => void press.after(make("small", { role: "status" }, failed)));
    stand(false);
    return whole && heard && heard();
  };
  stand(false);
  return press;
}

/**
 * A button that brings a video, with its size on it.
 * @param {import("./clips.js").List} all
 * @param {import("./clips.js").Clip} clip
 * @param {string} what it shows
 * @param {boolean} several whether there is one in another sign language
 */
export function watcher(all, clip, what, several) {
  const size = String(Math.ceil(clip[1] / 1024));
  const shown = all.words.see.replace("%(kb)s", size) + (several ? " " + clip[2] : "");
  const press = make("button", { type: "button", className: "second" }, "▶ " + shown);
  press.setAttribute("aria-label", shown + ": " + what);
  press.onclick = () => {
    const film = make("video", { controls: true, muted: true, playsInline: true, src: "/clips/" + clip[0] });
    film.setAttribute("aria-label", what);
    press.replaceWith(film);
    film.focus();
    void (/** @type {HTMLVideoElement} */ (film).play().catch(() => {}));
  };
  return press;
}
