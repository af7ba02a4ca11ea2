// "Make ready for offline": the download with its proof, and whether the browser promises to keep it.
import { drafts } from "../store.js";
import { make, word } from "../words.js";
import { installed, isSafariTab } from "./browser.js";
import { persisted } from "./device.js";
import { get } from "./kept.js";
import { refresh } from "./kit.js";
import { lead, onPress, part, screen } from "./screens.js";
import { download, isReady } from "./shell.js";
import { apart, said } from "./texts.js";

/** The languages by their own names, as the page offers them. @param {string[]} codes */
function names(codes) {
  const place = /** @type {HTMLElement} */ (document.getElementById("screen"));
  const known = JSON.parse(place.dataset.languages || "{}");
  return codes.map((code) => apart(known[code] || code)).join(document.dir === "rtl" ? "\u060c " : ", ");
}

/** @param {import("./kit.js").Kit} kit */
const proof = ({ round, places, units }) =>
  said("isready", round.edition, round.wording, names(round.languages), places.length, units.length);

/** Ask to be kept, on the press, where browsers want one; then say the answer. @param {HTMLElement} place */
async function stays(place, asking = false) {
  const { storage } = navigator;
  if (asking && storage && storage.persist) await storage.persist().catch(() => false);
  const sure = await persisted();
  const { quota = 0, usage = 0 } = storage && storage.estimate ? await storage.estimate() : {};
  part(place, "stays").textContent = word(sure ? "persistent" : "effort");
  part(place, "advice").textContent = isSafariTab() ? word("installios") : sure || installed() ? "" : word("install");
  part(place, "space").textContent = quota ? said("space", Math.floor((quota - usage) / 1e6)) : "";
}

/**
 * The voice of each language that has one, to be kept with the rest by a press of its own: it is the heaviest part.
 * @param {HTMLElement} place
 * @param {import("./kit.js").Kit["round"]} round
 */
async function voices(place, { code, languages }) {
  const [{ list }, { offer }] = await Promise.all([import("../voice/clips.js"), import("../voice/offer.js")]);
  for (const language of languages) {
    const path = `/clips/${encodeURIComponent(code)}/${language}.json`;
    const all = await list(path);
    const spot = make("p");
    if (Object.keys(all.voice).length) place.append(make("h3", { lang: language }, names([language])), spot);
    if (spot.parentElement) await offer(spot, path, all, true, true);
  }
}

screen("ready", async (place) => {
  const done = part(place, "done");
  const failed = part(place, "failed");
  const step = part(place, "step");

  /** @param {import("./kit.js").Kit} kit */
  function show(kit) {
    done.replaceChildren(make("p", {}, proof(kit)));
    done.hidden = false;
    voices(done, kit.round).catch(() => {}); // no network: those that are kept speak anyway
  }

  await stays(place);
  if (await isReady()) show(await get("kit"));
  onPress(place, "home", () => lead("home"));
  onPress(place, "go", async () => {
    done.hidden = failed.hidden = true;
    await stays(place, true);
    const how = await refresh();
    const kit = await get("kit");
    try {
      if (how === "network" || how === "other" || how === "revoked" || !kit) throw new Error(how);
      const { code, wording } = kit.round;
      const begun = (await drafts()).filter((one) => one.field && one.round === code);
      if (begun.some((one) => one.wording !== String(wording))) throw new Error("halfdone");
      await download(kit, (some, all) => (step.textContent = said("files", some, all)));
      step.textContent = "";
      show(kit);
    } catch (fault) {
      const { message } = /** @type {Error} */ (fault);
      step.textContent = "";
      failed.textContent = word(message) || said("notready", message);
      failed.hidden = false;
    }
  });
});
