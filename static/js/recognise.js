// What may be kept on the phone: an answer of our own, whole and of the expected kind, never a portal's or a proxy's.

/** Pages and static files keep their names apart: an update of the shell never takes a questionnaire away. */
export const PAGES = "pages";

/** @param {Response} reply */
export const isOurs = (reply) =>
  reply.ok && !reply.redirected && reply.type === "basic" && reply.headers.get("X-Feedback") === "1";

/**
 * Ask for a page and keep it; an answer that is not surely ours changes nothing, and a round that is over is forgotten.
 * @param {string} path
 */
export async function refresh(path) {
  const pages = await caches.open(PAGES);
  const reply = await fetch(path, { cache: "no-cache", credentials: "omit" }).catch(() => null);
  const html = reply && (reply.headers.get("Content-Type") || "").startsWith("text/html");
  if (reply && html && isOurs(reply)) await pages.put(path, reply);
  else if (reply && reply.status === 410 && reply.headers.get("X-Feedback") === "1") await pages.delete(path);
}
