// Hear it, see it: a button beside each text for which there is a voice, wherever the page puts texts.
import { ownVoice } from "./listen.js";
import { make } from "../words.js";
import { list } from "./clips.js";
import { offer } from "./offer.js";
import { hush } from "./player.js";
import { player, watcher } from "./press.js";
import { piecesOf, signsOf } from "./texts.js";

const OPEN = "h1, h2, h3, p:not(.stem)";
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
/** @type {WeakMap<Element, string>} what was looked at, with its words as they were */
const known = new WeakMap();

/** A question, its answers, and the row of each. @param {HTMLElement} question @param {import("./clips.js").List} all */
async function ask(question, all) {
  const stem = /** @type {Element | null} */ (question.previousElementSibling);
  const legend = /** @type {Element} */ (question.querySelector("legend"));
  const asked = await piecesOf(stem && stem.matches(".stem") ? [stem, legend] : [legend], all);
  const note = question.querySelector("p.quiet");
  const said = (asked && note && (await piecesOf([note], all))) || [];
  const answers = [];
  for (const label of Array.from(question.querySelectorAll("label:not(.text)"))) {
    const pieces = await piecesOf([label], all);
    if (!pieces) continue;
    answers.push(...pieces);
    const row = make("span", { className: "row" });
    label.replaceWith(row);
    row.append(label, player(all, pieces, ""));
  }
  for (const more of Array.from(question.querySelectorAll("details p"))) {
    const pieces = await piecesOf([more], all);
    if (pieces) more.after(player(all, pieces, ""));
  }
  const { form } = /** @type {HTMLFieldSetElement} */ (question);
  function heard() {
    if (form) form.dataset.heard = question.id === "consent" ? "consent" : form.dataset.heard || "";
  }
  const signs = await signsOf(legend, all);
  if (asked) legend.after(player(all, [...asked, ...said, ...answers], " " + all.words.hear, heard));
  for (const clip of signs) legend.after(watcher(all, clip, legend.textContent || "", signs.length > 1));
}

/** Look at everything that is new on the page. @param {import("./clips.js").List} all */
async function look(all) {
  for (const one of /** @type {HTMLElement[]} */ (Array.from(main.querySelectorAll("fieldset, " + OPEN)))) {
    const text = one.matches("fieldset") ? one.id : one.textContent || "";
    if (known.get(one) === text || (!one.matches("fieldset") && one.closest("fieldset, .voice"))) continue;
    known.set(one, text);
    if (one.matches("fieldset")) await ask(one, all);
    else {
      const old = one.nextElementSibling;
      if (old && old.matches(".hear")) old.remove();
      const pieces = await piecesOf([one], all);
      if (pieces) one.after(player(all, pieces, ""));
    }
  }
}

/** Put voices on the page in the place of the link. @param {HTMLElement} link */
export async function begin(link) {
  const { lang } = document.documentElement;
  const path = `/clips/${link.dataset.round || /** @type {HTMLAnchorElement} */ (link).href.split("/hear/")[1]}/${lang}.json`;
  const all = await list(path);
  const style = new URL("../../css/hear.css", import.meta.url).href;
  document.head.append(make("link", { rel: "stylesheet", href: style }));
  const some = Object.keys(all.voice).length + Object.keys(all.sign).length || ownVoice();
  await offer(link, path, all, Boolean(some), link.closest("form") !== null);
  await look(all);
  main.addEventListener("click", ({ target }) => /** @type {Element} */ (target).closest(".hear") || hush());
  let due = 0;
  new MutationObserver(() => {
    clearTimeout(due);
    due = Number(setTimeout(() => void look(all), 100));
  }).observe(main, { childList: true, subtree: true });
}
