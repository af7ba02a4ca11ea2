// The list: what was made on this phone and where it is now, what was begun, and the ways on.
import { drafts } from "../store.js";
import { button, make, word } from "../words.js";
import { get, put } from "./kept.js";
import { reminder } from "./progress.js";
import { lead, onPress, part, renew, screen, tell } from "./screens.js";
import { isReady } from "./shell.js";
import { interviews, meet, unsent } from "./stand.js";
import { apart, inMine, moment, prefixOf, said } from "./texts.js";
import { logOut } from "./who.js";

const WHY = ["network", "portal", "busy", "server", "refused", "lost"];

/** Where a record is, in words that are true. @param {import("../store.js").Delivery | undefined} record */
function stateOf(record) {
  if (!record) return word("there");
  if (record.state === "queued") return word(WHY.includes(record.why) ? "why" + record.why : "waiting");
  return word(record.state) + " " + record.text;
}

/** @param {Awaited<ReturnType<typeof interviews>>[0]} one */
function card({ number, title, record }) {
  const name = make("h3", {}, make("bdi", {}, said("row", number, title)));
  return make("div", { className: "card" }, name, make("p", {}, stateOf(record)));
}

/** To the questionnaire, for whom `now` says, in the language of this page where the round has it. @param {any} now */
export async function interview(now) {
  const { code, languages } = (await get("kit")).round;
  const { lang } = document.documentElement;
  await put({ now });
  location.assign(prefixOf(languages.includes(lang) ? lang : languages[0]) + "/field/r/" + encodeURIComponent(code));
}

/** What was begun and not finished, also where drafts lie as ciphertext. */
export async function begunHere() {
  const all = await drafts();
  if (all.some((/** @type {any} */ one) => one.hidden)) await import("../veil.js");
  return drafts();
}

screen("home", async (place) => {
  const [kit, who, begun, made, ready] = await Promise.all([get("kit"), get("who"), begunHere(), interviews(), isReady()]);
  const mine = begun.filter((one) => one.field && kit && one.round === kit.round.code);
  const others = begun.filter((one) => one.field && kit && one.round !== kit.round.code);
  const units = kit ? kit.units : [];
  part(place, "title").textContent = kit ? inMine(kit.round.title) : "";
  part(place, "who").textContent = said("collects", who.name);
  part(place, "unready").hidden = ready;
  part(place, "new").className = part(place, "units").className = ready ? "" : "second"; // one thing comes first
  part(place, "units").hidden = !units.length;
  part(place, "new").hidden = units.length > 0;
  part(place, "drafts").hidden = !mine.length;
  part(place, "others").hidden = !others.length;
  const rounds = Array.from(new Set(others.map((one) => one.round))).map(apart).join(" · ");
  part(place, "others").textContent = said("others", others.length, rounds);
  for (const one of mine) {
    const go = button("resume", () => void interview(one.field));
    go.textContent = said("resume", one.field.title || one.field.place || "", moment(Date.parse(one.field.started)));
    part(place, "drafts").append(go);
  }
  part(place, "list").append(...(made.length ? made.map(card) : [make("p", {}, word("nothing"))]));
  part(place, "first").append(...(await reminder(who.code)));
  onPress(place, "ready", () => lead("ready"));
  onPress(place, "new", () => lead("places"));
  onPress(place, "units", () => lead("units"));
  onPress(place, "practice", () => lead("practice"));
  onPress(place, "phone", () => lead("phone"));
  onPress(place, "else", logOut);
  onPress(place, "send", press);
});

/** "Send now": waits for nothing, and says what became of it. */
export async function press() {
  tell(word("sending"));
  await meet("by hand");
  const left = (await unsent()).length;
  await renew();
  tell(left ? said("left", left) : word("gone"));
}
