// How far a collector has practised, and what is said about it before a real interview; it bars no way.
import { make, word } from "../words.js";
import { get } from "./kept.js";
import { all } from "./persona.js";
import { lead } from "./screens.js";
import { said } from "./texts.js";

/** The name of the check among what is practised. */
export const CHECK = "check";

export const cases = /** @type {HTMLElement[]} */ (Array.from(all.querySelectorAll("[data-case]")));

/** @param {HTMLElement} one the name of a case */
export const nameOf = (one) => one.dataset.case || "";

/**
 * What is done, in words and by name.
 * @param {string} collector
 * @returns {Promise<{done: Record<string, boolean>, words: string, whole: boolean}>}
 */
export async function standing(collector) {
  const done = ((await get("practised")) || {})[collector] || {};
  const passed = cases.filter((one) => done[nameOf(one)]).length;
  const words = said("tally", passed, cases.length) + " " + word(done[CHECK] ? "checked" : "unchecked");
  return { done, words, whole: passed === cases.length && done[CHECK] === true };
}

/** @param {string} collector what stands on the list until the practice is finished */
export async function reminder(collector) {
  const { words, whole } = await standing(collector);
  if (whole) return [];
  const press = make("button", { type: "button", className: "second", onclick: () => void lead("practice") }, word("practise"));
  return [make("div", { className: "notice" }, make("p", {}, make("b", {}, word("first"))), make("p", {}, words), press)];
}
