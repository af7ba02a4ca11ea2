// The kit: what the server tells a paired phone about its round. What is there stays until a whole new one has come.
import { settings } from "../sender.js";
import { get, put } from "./kept.js";

/**
 * @typedef {{device: any, round: {code: string, title: Record<string, string>, edition: string, wording: number,
 *   languages: string[], state: string, timezone: string, ends: string}, enumerators: {code: string, name: string,
 *   salt: string, pin: string, iterations: number}[], units: any[], places: {code: string, name: string, level: string}[],
 *   etag: string, at: number}} Kit
 */

/** Whether something that came is a kit of this device, whole. @param {any} found @param {any} device */
const isKit = (found, device) =>
  found && found.device && found.device.id === device.id && found.round && found.round.code === device.round &&
  [found.enumerators, found.units, found.places, found.round.languages].every(Array.isArray); // prettier-ignore

/**
 * Ask for the kit.
 * @returns {Promise<"updated" | "same" | "draft" | "network" | "other" | "revoked">}
 */
export async function refresh() {
  const [device, kit] = await Promise.all([get("device"), get("kit")]);
  if (!device) return "other";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), settings.timeout);
  /** @type {Record<string, string>} */
  const headers = { Authorization: "Bearer " + device.credential };
  if (kit && kit.etag) headers["If-None-Match"] = kit.etag;
  try {
    const reply = await fetch("/api/v1/device", {
      ...{ headers, cache: "no-store", credentials: "omit", redirect: "manual", signal: stop.signal },
    });
    const ours = /json/.test(reply.headers.get("Content-Type") || "");
    const found = reply.status === 200 && ours ? await reply.json().catch(() => null) : null;
    if (reply.status === 401 || device.refused) await known({ ...device, refused: reply.status === 401 });
    if (reply.status === 401) return "revoked";
    if (reply.status === 304 && kit) return contact({}).then(() => "same");
    if (reply.status === 404 && !kit) return "draft";
    if (!isKit(found, device)) return "other";
    const etag = reply.headers.get("ETag") || "";
    return contact({ kit: { ...found, etag, at: Date.now() } }).then(() => "updated");
  } catch (fault) {
    return "network";
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Record<string, any>} values what came with a contact */
const contact = (values) => put({ ...values, seen: Date.now() });

/** @param {import("./kept.js").Device} device */
export const known = (device) => put({ device, [device.id]: device });
