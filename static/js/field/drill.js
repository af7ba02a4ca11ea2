// Practice on the page of the field: ten people to interview, and a check of what one knows.
import { newId } from "../identity.js";
import { send } from "../queue.js";
import { make, word } from "../words.js";
import { interview } from "./home.js";
import { get } from "./kept.js";
import { all, keepResult, sun, text } from "./persona.js";
import { cases, CHECK, nameOf, standing } from "./progress.js";
import { lead, onPress, part, screen } from "./screens.js";

const NOBODY = { unit: "", place: "", visit: "", nth: 0, adults: null, selection: null };


/** The sun shines on these screens, and on no other. */
const shine = () => sun(["practice", "check"].includes((history.state || {}).screen));
new MutationObserver(shine).observe(/** @type {Node} */ (document.getElementById("screen")), { childList: true });

screen("practice", async (made) => {
  const who = await get("who");
  const { done, words } = await standing(who.code);
  part(made, "tally").textContent = words;
  for (const one of cases) {
    const [practice, title] = [nameOf(one), text(one, "h2")];
    const press = () => void interview({ ...NOBODY, title, practice });
    const label = (done[practice] ? "✓ " : "") + title;
    part(made, "cases").append(make("button", { type: "button", className: "second", onclick: press }, label));
  }
  onPress(made, "check", () => lead("check"));
  onPress(made, "home", () => lead("home"));
});

screen("check", async (made) => {
  const who = await get("who");
  const asked = /** @type {HTMLElement[]} */ (Array.from(all.querySelectorAll("[data-question]")));
  const questions = asked.map((one) => /** @type {HTMLElement} */ (document.importNode(one, true)));
  part(made, "questions").append(...questions);
  onPress(made, "practice", () => lead("practice"));
  part(made, "form").onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = questions.filter((one) => !mark(one)).map((one) => one.dataset.question || "");
    const heading = part(made, "heading");
    heading.textContent = word(wrong.length ? "oncemore" : "allright");
    heading.focus();
    scrollTo(0, 0);
    await keepResult({ id: newId(), collector: who.code }, "check", CHECK, word("practice"), wrong, !wrong.length);
    void send("new");
  };
});

/** Say under a question what is right, and why; whether it was chosen. @param {HTMLElement} question */
function mark(question) {
  const chosen = /** @type {HTMLInputElement | null} */ (question.querySelector(":checked"));
  const right = chosen !== null && chosen.value === question.dataset.right;
  const why = /** @type {HTMLElement} */ (question.querySelector("[data-why]"));
  why.textContent = (right ? "✓ " : "✗ ") + (why.textContent || "").replace(/^[✓✗] /, "");
  why.className = right ? "" : "error";
  why.hidden = false;
  return right;
}
