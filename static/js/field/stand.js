// The line at the top: made, sent and waiting today, unsent in all; and what must be known before anything else.
import { heldByServer, isUnsent, settings } from "../sender.js";
import { send } from "../queue.js";
import { records } from "../store.js";
import { saveFile } from "../rescue.js";
import { button, make, word } from "../words.js";
import { get, put } from "./kept.js";
import { refresh } from "./kit.js";
import { dayOf, said } from "./texts.js";

/** @typedef {{id: string, path: string, number: number, title: string, at: number}} Made */

/**
 * What was made here, the newest first, each with its record while it lies here: today's, and older ones unsent.
 * @returns {Promise<(Made & {record?: import("../store.js").Delivery})[]>}
 */
export async function interviews() {
  const [list, all] = await Promise.all([get("made"), records()]);
  const today = dayOf(Date.now());
  return (list || [])
    .filter((/** @type {Made} */ one) => one.path === "responses/")
    .map((/** @type {Made} */ one) => ({ ...one, record: all.find((each) => each.id === one.id) }))
    .filter((/** @type {any} */ one) => one.record || dayOf(one.at) === today)
    .reverse();
}

/** Unsent in this storage, whatever it is. */
export const unsent = async () => (await records()).filter(isUnsent);

/** Say how things stand. */
export async function stand() {
  const line = /** @type {HTMLElement} */ (document.getElementById("stand"));
  const [device, kit] = await Promise.all([get("device"), get("kit")]);
  line.hidden = !device;
  const today = (await interviews()).filter((one) => dayOf(one.at) === dayOf(Date.now()));
  const waiting = today.filter((one) => one.record && isUnsent(one.record)).length;
  const text = said("stand", today.length, today.length - waiting, waiting, (await unsent()).length);
  if (line.textContent !== text) line.textContent = text; // a screen reader says it only when it changed
  const known = [
    device && device.refused && "revoked",
    kit && !["open", "closing"].includes(kit.round.state) && "closed",
    settings.low && "low",
  ];
  const banners = known.filter(Boolean).map((name) => make("div", { id: "is-" + name, className: "notice error" }, make("p", {}, word(name))));
  const waits = await unsent();
  const file = button("tofile", () => void unsent().then(saveFile));
  if (device && device.refused && waits.length) banners[0].append(file);
  const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
  if (banner.textContent !== banners.map((one) => one.textContent).join("")) banner.replaceChildren(...banners);
}

/** Send, ask for the kit, and tell the server how this phone stands. @param {"due" | "new" | "by hand"} how */
export async function meet(how) {
  if (settings.low && how !== "by hand") return "low";
  await send(how);
  const came = await refresh();
  const device = await get("device");
  if (device && (came === "updated" || came === "same")) {
    const held = await heldByServer([], device.id);
    if (held) await put({ seen: Date.now() });
  }
  await stand();
  return came;
}
