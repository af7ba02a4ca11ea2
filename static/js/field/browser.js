// What this browser is good for: whether it can keep interviews, whether it promised to, and how the battery is.
import { settings } from "../sender.js";
import { send } from "../queue.js";

const agent = navigator.userAgent;
/** Views of other apps (Android's WebView says "wv"; on iPhones only real browsers and home-screen apps say "Safari"). */
const INSIDE = /; wv\)|FBAN|FBAV|FB_IAB|Instagram|WhatsApp|Line\/|MicroMessenger|Snapchat|TikTok|musical_ly|GSA\//;
const ios = /iPhone|iPad|iPod/.test(agent);

/** Opened from the home screen. */
export const installed = () =>
  matchMedia("(display-mode: standalone)").matches || Boolean(/** @type {any} */ (navigator).standalone);

/** A tab of Safari on an iPhone: its storage is not that of the app on the home screen. */
export const isSafariTab = () => ios && !installed();

/**
 * Why interviews cannot be held here: the name of the words that say it, or "". Chrome no longer shows that a window is
 * private; older ones do by a storage smaller than their memory, Safari and Firefox by refusing files.
 */
export async function unfit() {
  if (!isSecureContext) return "httponly";
  if (INSIDE.test(agent) || (ios && !installed() && !agent.includes("Safari/"))) return "inapp";
  if (!globalThis.indexedDB || !navigator.serviceWorker || !globalThis.caches) return "storeless";
  const { storage } = navigator;
  const { quota = 1e9 } = storage && storage.estimate ? await storage.estimate() : {};
  const refused = storage && storage.getDirectory ? await storage.getDirectory().then(() => false, () => true) : false; // prettier-ignore
  return refused || quota < 12e7 ? "private" : "";
}

/** Below 15 % and not charging, nothing runs by itself. @param {() => void} changed */
export async function watchBattery(changed) {
  const { getBattery } = /** @type {any} */ (navigator);
  if (!getBattery) return;
  const battery = await getBattery.call(navigator);
  function look() {
    const before = Boolean(settings.low);
    settings.low = battery.level < 0.15 && !battery.charging;
    if (before === settings.low) return;
    changed();
    if (before) void send("new");
  }
  battery.onlevelchange = battery.onchargingchange = look;
  look();
}
