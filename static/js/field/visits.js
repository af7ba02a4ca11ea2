// The contact sheet: what became of each visit to a unit, here and on other phones, and the adult chosen at the first.
import { newId } from "../identity.js";
import { get, put, queue } from "./kept.js";

/**
 * @typedef {{unit: string, visit: number, outcome: string, day: string, adults: number | null,
 *   selection: import("./kish.js").Selection | null}} Row
 * @typedef {{adults: number | null, selection: import("./kish.js").Selection | null}} Choice
 * @typedef {{id: string, round: string, unit: string, visit: number, outcome: string, adults: number | null,
 *   selection: object | null, interview: string | null, note: string, collector: string, started: string,
 *   finished: string}} Visit as it is sent, without its number
 */

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/** The clock of this phone with its offset, which says at what hour of the day somebody was visited. @param {Date} at */
export function instant(at) {
  const east = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + east * 6e4).toISOString().slice(0, 19);
  return local + (east < 0 ? "-" : "+") + two(Math.floor(Math.abs(east) / 60)) + ":" + two(Math.abs(east) % 60);
}

/**
 * What is known of a unit: the visits that the server told of and those of this phone, and the choice of its adult.
 * @param {any} unit of the kit
 * @returns {Promise<{rows: Row[], drawn: Choice | null}>}
 */
export async function sheetOf(unit) {
  const [own, drawn] = await Promise.all([get("visits"), get("drawn")]);
  const here = (own || []).filter((/** @type {Row} */ row) => row.unit === unit.code);
  const told = unit.visits.filter((/** @type {Row} */ row) => !here.some((/** @type {Row} */ one) => same(one, row)));
  const rows = [...told, ...here].sort((a, b) => a.visit - b.visit);
  const first = rows.find((row) => row.selection || row.adults);
  return { rows, drawn: first || (drawn || {})[unit.code] || null };
}

/** @param {Row} a @param {Row} b */
const same = (a, b) => a.visit === b.visit && a.outcome === b.outcome;

/**
 * Keep the choice of an adult before anybody sees it; the one that is there already stands.
 * @param {any} unit
 * @param {Choice} choice
 */
export async function draw(unit, choice) {
  const before = (await sheetOf(unit)).drawn;
  if (!before) await put({ drawn: { ...(await get("drawn")), [unit.code]: choice } });
  return before || choice;
}

/**
 * The visit that ends now.
 * @param {import("./talk.js").Context} now
 * @param {string} round
 * @param {string} outcome
 * @param {string | null} interview
 * @param {string} note
 * @returns {Visit}
 */
export const visitOf = (now, round, outcome, interview = null, note = "") => ({
  ...{ id: now.visit || newId(), round, unit: now.unit, visit: now.nth, outcome },
  ...{ adults: now.adults, selection: now.selection, interview, note, collector: now.collector },
  ...{ started: now.started, finished: instant(new Date()) },
});

/**
 * A visit joins the queue, and the contact sheet of this phone.
 * @param {Visit} visit
 * @param {string} title
 * @param {Record<string, any>} also further keys to put
 */
export async function keepVisit(visit, title, also = { now: null }) {
  const { unit, visit: nth, outcome, adults, selection } = visit;
  const row = { unit, visit: nth, outcome, day: visit.finished.slice(0, 10), adults, selection };
  const visits = [...((await get("visits")) || []), row];
  return queue("visits/", visit.id, title, (number) => ({ ...visit, number }), { visits, ...also });
}

/** The visit of an interview that was saved, where the phone went dark between the two. */
export async function settle() {
  const due = await get("due");
  if (due) await keepVisit(due.visit, due.title, { due: null });
}
