// The list of households and people of this team, with the visits so far; a press opens the contact sheet.
import { button, make, word } from "../words.js";
import { get } from "./kept.js";
import { look } from "./places.js";
import { lead, onPress, part, screen } from "./screens.js";
import { moment, said } from "./texts.js";
import { sheetOf } from "./visits.js";

/** How far a unit is. @param {{outcome: string}[]} rows */
function sofar(rows) {
  if (!rows.length) return word("novisit");
  const last = word("by_" + rows[rows.length - 1].outcome);
  return rows.length === 1 ? said("onevisit", last) : said("visits", rows.length, last);
}

/** @param {{outcome: string}[]} rows */
const isDone = (rows) => rows.some((row) => row.outcome === "interview");

screen("units", async (place) => {
  const kit = await get("kit");
  const units = kit ? kit.units : [];
  const known = await Promise.all(
    units.map(async (/** @type {any} */ unit) => ({ unit, rows: (await sheetOf(unit)).rows })),
  );
  known.sort((a, b) => Number(isDone(a.rows)) - Number(isDone(b.rows)));
  part(place, "as_of").textContent = kit ? said("asof", moment(kit.at)) : "";
  look(
    place,
    known,
    ({ unit }) => [unit.label, unit.code, unit.place_name].join(" "),
    ({ unit, rows }) => {
      const go = button("", () => void lead("sheet", { unit: unit.code }));
      const where = make("small", {}, make("bdi", {}, unit.code), " ", unit.place_name || "");
      go.append(make("bdi", {}, (isDone(rows) ? "✓ " : "") + unit.label), make("br"), where, make("br"));
      go.append(make("small", {}, sofar(rows)));
      return go;
    },
  );
  onPress(place, "home", () => lead("home"));
});
