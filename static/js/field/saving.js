// The interview as one record with its running number, on the phone before anything is claimed; then its visit.
import { documentOf, values } from "../answers.js";
import { newSecret, sha256 } from "../identity.js";
import { rescue } from "../rescue.js";
import { mention } from "../steps.js";
import { dropDraft, veil, WAITS } from "../store.js";
import { make, word } from "../words.js";
import { follow, next, replace } from "./after.js";
import { put, queue } from "./kept.js";
import { onCard, ticket } from "./receipt.js";
import { instant, settle, visitOf } from "./visits.js";

/**
 * Save what was said; throws, and changes nothing, while the code of a card is not whole.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} counted
 * @param {import("../store.js").Draft} draft
 * @param {string} outcome for the contact sheet
 */
export async function keep(form, counted, draft, outcome) {
  /** @type {import("./talk.js").Context} */
  const now = draft.field;
  const card = onCard(form);
  if (card === "") {
    mention(/** @type {Element} */ (form.querySelector("#receipt")), "badcard");
    throw new Error("not a code");
  }
  const secret = card || newSecret();
  const hash = await sha256(secret);
  const ended = instant(new Date());
  let made = { number: 0, body: "" };
  /** @param {number} number */
  const whole = async (number) => {
    const plain = documentOf(form, counted, draft, hash);
    const others = values(form).others_present;
    const document = {
      ...plain,
      place: now.place || null,
      unit: now.unit || null,
      consent: { ...plain.consent, how: "read_aloud" },
      others_present: others ? others === "yes" : null,
      paradata: { ...plain.paradata, collector: now.collector, number, started: now.started, finished: ended },
    };
    if (now.adults) Object.assign(document.paradata, { adults: now.adults });
    const said = await Promise.resolve(document).then(veil.seal);
    made = { number, body: JSON.stringify(said) };
    return said;
  };
  const due = now.unit ? { visit: visitOf(now, draft.round, outcome, draft.id), title: now.title } : null;
  const title = now.title || form.dataset.title || "";
  const more = form.dataset.voice ? await (await import("../saying.js")).records(form, draft, now.device) : [];
  const saved = await queue("responses/", draft.id, title, whole, { due, now: null }, more).then(() => true, () => false); // prettier-ignore
  if (!saved && !made.body) throw new Error("not sealed"); // veil.js has said so, and the draft stays
  if (saved) await settle().catch(() => {}); // what is due stays so, and is made up for
  const heading = make("h1");
  const status = make("div", { role: "status" });
  const code = card ? make("p", {}, word("carded")) : ticket(secret);
  const ways = next(now);
  if (saved) follow(draft.id, heading, status);
  else await hold();
  replace(form, heading, code, status, ways);

  /** This phone cannot store: the answers go to the server at once, or into a file, before the next person comes. */
  async function hold() {
    ways.hidden = true;
    const { number, body } = made;
    const about = { id: draft.id, path: "responses/", device: now.device, number, title };
    const record = { ...about, body, sha256: await sha256(body), ...WAITS };
    /** @param {string} state @param {string} text */
    const became = (state, text) => {
      heading.textContent = word(state);
      status.replaceChildren(text);
      if (state === "unsaved") return;
      ways.hidden = false;
      put({ number, due, now: null }).then(() => dropDraft(draft.id)).then(settle).catch(() => {}); // prettier-ignore
      if (state === "saved") follow(draft.id, heading, status);
    };
    rescue([record, ...more], status, became);
  }
}
