// One adult of a household: Kish's tables, and what a contact sheet keeps of the choice.
import { word } from "../words.js";
import { said } from "./texts.js";

/**
 * The adult to interview by table (down) and number of adults (across, 6 for six and more): tables A, A, B1, B2, C, C, D,
 * D, E1, E2, F, F. Source: Leslie Kish, A Procedure for Objective Respondent Selection within the Household, Journal of
 * the American Statistical Association 44 (1949), 380-387. The server has the same in feedback/fieldwork/rules.
 */
const TABLES = [
  ...["111111", "111111", "111122", "111222", "112233", "112233"],
  ...["122344", "122344", "123335", "123455", "123456", "123456"],
];

/** @typedef {{method: "kish" | "next_birthday", men: number, women: number, rank: number}} Selection */

/**
 * The rank of the adult to interview: men first, then women, each from the oldest to the youngest.
 * @param {number} table 0 to 11
 * @param {number} adults 1 or more
 */
export const rankOf = (table, adults) => Number(TABLES[table][Math.min(adults, 6) - 1]);

/**
 * The choice for a household; by next birthday nothing is computed, and the rank is 0. Null where nobody is chosen.
 * @param {{selection: string, table: number}} unit
 * @param {number} men
 * @param {number} women
 * @returns {Selection | null}
 */
export function select({ selection, table }, men, women) {
  if (selection === "kish") return { method: "kish", men, women, rank: rankOf(table, men + women) };
  return selection === "next_birthday" ? { method: "next_birthday", men, women, rank: 0 } : null;
}

/**
 * Whom to interview, in words.
 * @param {Selection} drawn
 */
export function whom({ method, men, women, rank }) {
  if (men + women === 1) return word("only");
  if (method !== "kish") return word("birthday");
  return rank > men ? said("woman", rank - men, women) : said("man", rank, men);
}
