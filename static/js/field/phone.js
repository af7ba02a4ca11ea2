// "This phone": what it is, what waits in it, whether it stays, and the file to hand over.
import { saveFile } from "../rescue.js";
import { word } from "../words.js";
import { persisted } from "./device.js";
import { press } from "./home.js";
import { get, put } from "./kept.js";
import { lead, onPress, part, renew, screen, tell } from "./screens.js";
import { meet, unsent } from "./stand.js";
import { inMine, moment } from "./texts.js";
import { logOut } from "./who.js";

/** Four characters that tell this storage from another one on the same phone. */
async function storageName() {
  const known = await get("storage");
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  const storage = Array.from(bytes, (byte) => "ABCDEFGHJKMNPQRSTVWXYZ23456789"[byte % 30]).join("");
  await put({ storage });
  return storage;
}

screen("phone", async (place) => {
  const [device, kit, ready, seen, waiting] = await Promise.all([
    ...[get("device"), get("kit"), get("ready"), get("seen")],
    unsent(),
  ]);
  /** @type {Record<string, string>} */
  const facts = {
    label: device.label || device.id.slice(0, 8),
    round: kit ? inMine(kit.round.title) + " (" + device.round + ")" : device.round,
    team: device.team,
    unsent: String(waiting.length),
    storage: await storageName(),
    stays: word((await persisted()) ? "persistent" : "effort"),
    seen: seen ? moment(seen) : word("never"),
    made: ready ? moment(ready.at) : word("never"),
    build: (kit ? kit.round.edition + " · " + kit.round.wording + " · " : "") + import.meta.url.split("/")[4],
  };
  for (const name in facts) part(place, name).textContent = facts[name];
  part(place, "file").hidden = !waiting.length;
  onPress(place, "send", press);
  onPress(place, "file", () => saveFile(waiting));
  onPress(place, "ready", () => lead("ready"));
  onPress(place, "else", logOut);
  onPress(place, "pair", () => lead("pair"));
  onPress(place, "home", () => lead("home"));
  onPress(place, "update", async () => {
    tell(word("updating"));
    const how = await meet("by hand");
    await renew();
    tell(how === "revoked" ? "" : word(how === "same" ? "updated" : how)); // what was taken off is said above
  });
});
