// Who collects: a name and a PIN, checked on the phone alone. It says who asks; it locks nothing, and never the queue.
import { hex } from "../identity.js";
import { make, word } from "../words.js";
import { get, put } from "./kept.js";
import { refresh } from "./kit.js";
import { instead, lead, onPress, part, screen, show, tell } from "./screens.js";

/**
 * PBKDF2-HMAC-SHA256 as the server computed it; RFC 8018.
 * @param {string} pin
 * @param {{salt: string, iterations: number}} of
 */
async function derived(pin, { salt, iterations }) {
  const bytes = Uint8Array.from(salt.match(/../g) || [], (two) => parseInt(two, 16));
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes, iterations }, key, 256);
  return hex(new Uint8Array(bits));
}

/** @param {{code: string, name: string}} one */
function row({ code, name }) {
  return make("label", {}, make("input", { type: "radio", name: "who", value: code }), make("bdi", {}, name));
}

screen("who", async (place) => {
  const kit = await get("kit");
  const people = kit ? kit.enumerators : [];
  const form = part(place, "form");
  const pin = part(place, "pin");
  const wrong = part(place, "wrong");
  form.hidden = !people.length;
  part(place, "none").hidden = people.length > 0;
  form.querySelector("fieldset").append(...people.map(row));
  form.onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    part(place, "nameless").hidden = Boolean(chosen);
    wrong.hidden = true;
    if (!chosen) return form.querySelector("input").focus();
    const one = people.find((/** @type {any} */ each) => each.code === chosen.value);
    const right = (await derived(pin.value, one)) === one.pin;
    pin.value = "";
    if (right) {
      await put({ who: { code: one.code, name: one.name } });
      return instead("home");
    }
    wrong.hidden = false;
    return pin.focus();
  };
  onPress(place, "phone", () => lead("phone"));
  onPress(place, "update", async () => {
    tell(word("updating"));
    const how = await refresh();
    await show();
    tell(word(how === "same" ? "updated" : how));
  });
});

/** Somebody else collects now; what waits stays as it is. */
export async function logOut() {
  await put({ who: null, now: null });
  return lead("who");
}
