// The contact sheet of a unit: earlier visits, the one adult to interview, and how a visit without an interview ended.
import { newId } from "../identity.js";
import { send } from "../queue.js";
import { make, word } from "../words.js";
import { begunHere, interview } from "./home.js";
import { get } from "./kept.js";
import { select, whom } from "./kish.js";
import { reminder } from "./progress.js";
import { instead, lead, onPress, part, screen } from "./screens.js";
import { said } from "./texts.js";
import { draw, instant, keepVisit, sheetOf, visitOf } from "./visits.js";

/** Outcomes beside which a few words may be written. */
const NOTED = ["language", "other"];

/**
 * A unit of the kit with what is known of it, and the context of a visit that would begin now.
 * @param {string} code
 */
async function known(code) {
  const [kit, who] = await Promise.all([get("kit"), get("who")]);
  const unit = kit.units.find((/** @type {any} */ one) => one.code === code);
  const { rows, drawn } = await sheetOf(unit);
  const nth = rows.reduce((most, row) => Math.max(most, row.visit), 0) + 1;
  const { adults = null, selection = null } = drawn || {};
  const plan = { unit: code, title: unit.label, place: unit.place || "", visit: newId(), nth, adults, selection };
  return { round: kit.round.code, who, unit, rows, drawn, plan };
}

screen("sheet", async (made, { unit: code, kept }) => {
  const { who, unit, rows, drawn, plan } = await known(code);
  part(made, "kept").hidden = !kept;
  part(made, "label").textContent = unit.label;
  part(made, "where").append(make("bdi", {}, unit.code), unit.place_name ? " · " : "", make("bdi", {}, unit.place_name || ""));
  part(made, "fresh").hidden = rows.length > 0;
  const day = (/** @type {string} */ text) => new Date(text + "T12:00").toLocaleDateString(document.documentElement.lang, { dateStyle: "long" }); // prettier-ignore
  part(made, "past").append(...rows.map((row) => make("li", {}, said("visited", row.visit, day(row.day), word("by_" + row.outcome))))); // prettier-ignore
  const begun = (await begunHere()).find(({ field }) => field && field.unit === code);
  const done = rows.some((row) => ["interview", "partial"].includes(row.outcome));
  const choose = unit.kind === "household" && !drawn;
  part(made, "choose").hidden = !choose || done;
  part(made, "begin").hidden = choose || done || begun;
  part(made, "resume").hidden = !begun || done;
  part(made, "done").hidden = !done;
  part(made, "ends").hidden = done;
  const chosen = drawn && drawn.selection;
  part(made, "chosen").hidden = !chosen;
  if (chosen) part(made, "chosen").append(make("b", {}, whom(chosen)));
  part(made, "first").append(...(await reminder(who.code)));
  onPress(made, "choose", () => lead("adults", { unit: code }));
  onPress(made, "resume", () => begun && interview(begun.field));
  onPress(made, "begin", () => interview({ ...plan, practice: "" }));
  for (const end of Array.from(made.querySelectorAll("[data-outcome]"))) {
    const { outcome } = /** @type {HTMLElement} */ (end).dataset;
    /** @type {HTMLElement} */ (end).onclick = () => lead("outcome", { unit: code, outcome, words: end.textContent });
  }
  onPress(made, "units", () => lead("units"));
  onPress(made, "home", () => lead("home"));
});

screen("adults", async (made, { unit: code }) => {
  const { unit } = await known(code);
  const count = (/** @type {string} */ name) => Number(part(made, name).value.replace(/[^0-9]/g, ""));
  onPress(made, "back", () => history.back());
  part(made, "form").onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const [men, women] = [count("men"), count("women")];
    part(made, "nobody").hidden = men + women > 0;
    if (!(men + women)) return part(made, "men").focus();
    await draw(unit, { adults: men + women, selection: select(unit, men, women) });
    return instead("sheet", { unit: code });
  };
});

/** Asked once more, because what is saved is never changed. */
screen("outcome", async (made, { unit: code, outcome, words }) => {
  const { round, who, unit, plan } = await known(code);
  const started = instant(new Date());
  part(made, "label").textContent = unit.label;
  part(made, "outcome").textContent = words;
  part(made, "noted").hidden = !NOTED.includes(outcome);
  onPress(made, "back", () => history.back());
  onPress(made, "keep", async () => {
    const now = { ...plan, id: "", device: "", collector: who.code, started, practice: "" };
    const visit = visitOf(now, round, outcome, null, part(made, "note").value.trim());
    const kept = await keepVisit(visit, unit.label).catch(() => null);
    part(made, "unsaved").hidden = Boolean(kept);
    if (!kept) return;
    void send("new");
    await instead("sheet", { unit: code, kept: true });
  });
});
