// Pairing: a code of the coordinator, by link or typed, becomes the credential of this phone. Used only when pressed.
import { ask, isUnsent } from "../sender.js";
import { records } from "../store.js";
import { word } from "../words.js";
import { isSafariTab } from "./browser.js";
import { get, put } from "./kept.js";
import { refresh } from "./kit.js";
import { instead, onPress, part, screen } from "./screens.js";
import { said } from "./texts.js";

/** The code of a link: taken off the address at once, before anything else happens; never sent by opening the page. */
export const offered = { code: (/^#pair=([0-9A-Za-z-]{10,14})$/.exec(location.hash) || ["", ""])[1] };
if (location.hash) history.replaceState(offered.code ? { screen: "pair" } : history.state, "", location.pathname);

addEventListener("hashchange", () => location.hash && location.reload()); // a link opened while the page is

/** What somebody typed as the server writes it; "" when it cannot be a code. @param {string} typed */
export function normalise(typed) {
  const code = typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0"); // prettier-ignore
  return code.length === 10 && !code.includes("U") ? code : "";
}

/** @type {Record<number, string>} */
const WHY = { 400: "badcode", 404: "nocode", 429: "often" };

/** 32 random bytes as base64url, made here so that a lost reply can be asked for once more. */
function newCredential() {
  const letters = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)));
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/**
 * Ask for the credential; the name of the words that say why there is none, or "".
 * @param {string} code
 */
async function pair(code) {
  const tried = await get("pairing");
  const attempt = tried && tried.code === code ? tried : { code, credential: newCredential() };
  await put({ pairing: attempt });
  const reply = await ask("device", "POST", JSON.stringify(attempt)).catch(() => null);
  if (!reply) return "nonet";
  const { device, credential, reason } = reply.json;
  if (reply.status !== 201 || !device || !device.id || !credential) return (reason && WHY[reply.status]) || "odd";
  const before = await get("device");
  const made = { ...device, credential };
  /** @type {Record<string, any>} */
  const values = { device: made, [device.id]: made, pairing: null, number: 0, kit: null, who: null, now: null, ready: null };
  if (before && before.id !== device.id) values[before.id] = { ...before, made: (await get("number")) || 0 };
  if (before && before.id === device.id) delete values.number; // the same phone, paired once more
  await put(values);
  const kept = await get("device");
  return kept && kept.credential === credential ? "" : "unsafe";
}

screen("pair", async (place) => {
  const device = await get("device");
  const code = part(place, "code");
  const fault = part(place, "said");
  code.value = offered.code;
  part(place, "linked").hidden = !offered.code;
  part(place, "typed").hidden = Boolean(offered.code);
  part(place, "ios").hidden = !isSafariTab();
  if (device) {
    const unsent = (await records()).filter((one) => one.device && isUnsent(one)).length;
    part(place, "paired").hidden = part(place, "back").hidden = false;
    const name = device.label || device.id.slice(0, 8);
    const words = device.refused ? said("wasoff", device.round, unsent) : said("paired", name, device.round, unsent);
    part(place, "paired").textContent = words;
  }
  onPress(place, "back", () => {
    offered.code = "";
    return instead("home");
  });
  part(place, "form").onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const wanted = normalise(code.value);
    fault.hidden = true;
    const why = wanted ? await pair(wanted).catch(() => "unsafe") : "badcode";
    if (why) {
      fault.textContent = word(why);
      fault.hidden = false;
      code.focus();
      return;
    }
    offered.code = "";
    await refresh();
    await instead("who");
  };
});

/** Where the person must go first before a screen makes sense; "" when nowhere. */
export async function missing() {
  const [device, who] = await Promise.all([get("device"), get("who")]);
  return device ? (who ? "" : "who") : "pair";
}

