// Why what lies on this phone cannot be read. A citizen gets this inside the script of the outbox, so it stands in no shell.

/**
 * Whether the database is there and cannot be opened, most often because the phone is full to its last byte; a browser
 * that blocks what sites keep gives the same error, and lets nobody near this either.
 * @param {Error} fault
 */
export function isShut(fault) {
  try {
    return /Abort|QuotaExceeded|Unknown/.test(fault.name) && Boolean(localStorage);
  } catch {
    return false;
  }
}
