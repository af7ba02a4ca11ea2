// A new interview without a list: where the person lives. What fits what was written is shown, some at a time.
import { button, make, word } from "../words.js";
import { get } from "./kept.js";
import { lead, onPress, part, screen } from "./screens.js";
import { interview } from "./home.js";

const MOST = 12;

/**
 * A field to look for something, and what was found so far.
 * @param {HTMLElement} place
 * @param {any[]} all
 * @param {(one: any) => string} textOf what is looked through
 * @param {(one: any) => HTMLElement} shown
 */
export function look(place, all, textOf, shown) {
  const wanted = part(place, "wanted");
  function fill() {
    const letters = wanted.value.trim().toLocaleLowerCase();
    const found = all.filter((one) => textOf(one).toLocaleLowerCase().includes(letters));
    part(place, "found").replaceChildren(...found.slice(0, MOST).map(shown));
    const more = part(place, "more");
    if (more) more.hidden = found.length <= MOST;
  }
  wanted.oninput = fill;
  fill();
}

screen("places", async (place) => {
  const kit = await get("kit");
  const all = kit ? kit.places : [];
  const choose = (/** @type {any} */ one) => {
    const now = { unit: "", title: one.name, place: one.code, visit: "", nth: 0, adults: null, selection: null, practice: "" };
    const go = button("", () => void interview(now));
    go.append(make("bdi", {}, one.name), make("br"), make("small", {}, one.code));
    return go;
  };
  if (!all.length) part(place, "found").append(make("p", { className: "error" }, word("noplaces")));
  else look(place, all, (one) => one.name + " " + one.code, choose);
  onPress(place, "home", () => lead("home"));
});
