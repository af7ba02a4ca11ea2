// Records a voice. The microphone is asked for at the first tap, not before, and let go of at the end.

/** @typedef {{bytes: ArrayBuffer, kind: string, seconds: number}} Recorded `kind` is the MIME type, without codecs */
/**
 * @typedef {{stop: () => void, seconds: () => number, level: () => number, done: Promise<Recorded>}} Recording `level`
 * is how loud it is at this moment, from 0 to 1; `done` comes when it was stopped or the time was up
 */

/** What browsers make of speech: Chrome and Firefox, old Firefox, Safari. */
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

/** Whether this browser can record at all; the person may still say no. */
export const able = () =>
  Boolean(isSecureContext && navigator.mediaDevices && /** @type {any} */ (globalThis).MediaRecorder);

/** How loud a stream is. @param {MediaStream} stream */
function meter(stream) {
  const Context = /** @type {any} */ (globalThis).AudioContext;
  if (!Context) return { level: () => 0, close: () => {} };
  const context = new Context();
  const ear = context.createAnalyser();
  const wave = new Uint8Array(ear.fftSize);
  context.createMediaStreamSource(stream).connect(ear);
  function level() {
    ear.getByteTimeDomainData(wave);
    return wave.reduce((loudest, one) => Math.max(loudest, Math.abs(one - 128) / 128), 0);
  }
  return { level, close: () => context.close() };
}

/**
 * Ask for the microphone and record until `stop`, at most `limit` seconds. Throws what the browser throws: as a rule
 * NotAllowedError where the person or the phone says no, NotFoundError where there is no microphone.
 * @param {number} limit
 * @param {number} [bits] a second
 * @returns {Promise<Recording>}
 */
export async function start(limit, bits = 16000) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: bits });
  const { level, close } = meter(stream);
  const since = performance.now();
  const seconds = () => Math.min(limit, (performance.now() - since) / 1e3);
  const stop = () => recorder.state !== "inactive" && recorder.stop();
  const timer = setTimeout(stop, limit * 1e3);
  /** @type {Blob[]} */
  const parts = [];
  const done = new Promise((resolve, fail) => {
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onerror = (event) => fail(/** @type {any} */ (event).error);
    recorder.onstop = () => {
      clearTimeout(timer);
      for (const track of stream.getTracks()) track.stop();
      close();
      const kind = recorder.mimeType.split(";")[0];
      const took = seconds();
      new Response(new Blob(parts)).arrayBuffer().then((bytes) => resolve({ bytes, kind, seconds: took }), fail);
    };
  });
  recorder.start();
  return { stop, seconds, level, done };
}
