// What a phone of the field puts beside a record in the file that it hands over: a proof that it made it.
import { hex } from "../identity.js";
import { settings } from "../sender.js";
import "./device.js";
import { get } from "./kept.js";

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** @param {import("../store.js").Delivery} one the key is the SHA-256 of the credential, which is all the server knows */
settings.field.proof = async ({ device, body }) => {
  const known = await get(device);
  if (!known) return { device };
  const digest = await crypto.subtle.digest("SHA-256", bytes(known.credential));
  const key = await crypto.subtle.importKey("raw", digest, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return { device, proof: hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(body)))) };
};
