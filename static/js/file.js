// What could not be sent goes into a file, one record a line: {"id": ..., "body": ...}; see docs/offline.md.

/**
 * Hand the records to the phone's share sheet, or download them.
 * @param {import("./store.js").Delivery[]} made
 */
export async function saveFile(made) {
  const text = made.map((one) => `${JSON.stringify({ id: one.id, body: one.body })}\n`).join("");
  const file = new File([text], "feedback-unsent.txt", { type: "text/plain" });
  const share = { files: [file] };
  if (navigator.canShare && navigator.canShare(share) && matchMedia("(pointer: coarse)").matches) {
    try {
      return await navigator.share(share);
    } catch (fault) {
      if (/** @type {Error} */ (fault).name === "AbortError") return undefined;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return undefined;
}
