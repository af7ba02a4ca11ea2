// The page of enumerators: which screen comes first, and when this phone meets the server by itself.
import "./proof.js";
import { unfit, watchBattery } from "./browser.js";
import { word } from "../words.js";
import "./drill.js";
import "./home.js";
import { get } from "./kept.js";
import { missing, offered } from "./pair.js";
import "./phone.js";
import "./places.js";
import "./ready.js";
import { instead, onPress, part, renew, screen, show } from "./screens.js";
import "./sheet.js";
import { isShut } from "./shut.js";
import { meet, stand } from "./stand.js";
import "./units.js";
import "./who.js";

const place = /** @type {HTMLElement} */ (document.getElementById("screen"));

/** Screens that need nobody who collects. */
const OPEN = ["pair", "phone", "ready", "who"];

screen("unfit", async (place, about) => {
  part(place, "said").textContent = word(about.why);
  part(place, "address").textContent = location.origin + "/field/";
});

screen("shut", async (place) => onPress(place, "again", () => location.reload()));

/** The screen to begin with; a phone that is paired shows what it holds wherever it is opened. */
async function first() {
  let device;
  try {
    if (isSecureContext) device = await get("device");
  } catch (fault) {
    if (isShut(/** @type {Error} */ (fault))) return instead("shut");
  }
  const why = device ? "" : await unfit();
  if (why) return instead("unfit", { why });
  const lacks = await missing();
  const { screen: wanted = "home" } = history.state || {};
  if (offered.code || lacks === "pair") return instead("pair");
  if (lacks && !OPEN.includes(wanted)) return instead("who");
  return wanted === "shut" ? instead("home") : show();
}

/** Nothing runs while nobody looks. */
function met() {
  if (document.hidden) return;
  void get("device").then((device) => device && meet("new").then(look)).catch(() => {}); // prettier-ignore
}

/** What changed is shown. */
async function look() {
  await stand();
  await renew();
}

async function begin() {
  if (isSecureContext) place.addEventListener("shown", () => void stand().catch(() => {}));
  await first();
  if (!isSecureContext) return;
  if (globalThis.BroadcastChannel) new BroadcastChannel("feedback").onmessage = () => void look();
  await watchBattery(() => void stand());
  addEventListener("online", met);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", met);
  met();
}

void begin();
