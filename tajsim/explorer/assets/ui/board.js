/** What follows: a card for each of the eight outputs, with a number, a chart and a sentence. */

import { isActing, isHidden } from "./app.js";
import { el, fill, svg, widthOf } from "./dom.js";
import { threeDigits, signed, unitWords, withUnit } from "./numbers.js";
import { drawOutput, effectIn, guessSentence } from "./plots.js";
import { outputSentence } from "./sentences.js";
import { said, t } from "./texts.js";

/** @typedef {import("./app.js").App} App */

const CARD_HEIGHT = 118;

/** @param {App} app @returns {{element: HTMLElement, sync: () => void}} */
export function board(app) {
  const cards = app.payload.charts.map((/** @type {string} */ output) => card(app, output));
  const element = el("div", { class: "board" }, ...cards.map((/** @type {any} */ one) => one.element));
  const width = widthOf(cards[0].element, app.redraw);
  return { element, sync: () => cards.forEach((/** @type {any} */ one) => one.sync(width() - 24)) };
}

/** @param {App} app @param {string} output @returns {{element: HTMLElement, sync: (width: number) => void}} */
function card(app, output) {
  const info = app.model.output(output);
  const open = () => app.change((choices) => (choices.open = output));
  const title = el("button", { type: "button", class: "open", "data-output": output, click: open }, said(info.title));
  const big = el("p", { class: "big" });
  const picture = svg("svg", { class: "chart" });
  picture.addEventListener("click", () => {
    if (!isHidden(app)) open();
  });
  const words = el("p", { class: "sentence" });
  const element = el("article", { class: "card" }, el("h3", {}, title), big, picture, words);
  const sync = (/** @type {number} */ wide) => {
    const width = Math.max(160, wide);
    drawOutput(app, picture, output, app.choices.view === "level" || !isActing(app) ? "A" : "Q", { width, height: CARD_HEIGHT, left: 30, right: 6, top: 8, bottom: 22 });
    fill(big, ...bigNumber(app, output));
    fill(words, cardWords(app, output));
    element.classList.toggle("still", !isActing(app));
  };
  return { element, sync };
}

/** @param {App} app @param {string} output @returns {(Node | string)[]} */
export function bigNumber(app, output) {
  const effect = effectIn(app, output);
  const info = app.model.output(output);
  if (isHidden(app)) return [el("strong", {}, "?"), " ", el("span", { class: "unit" }, unitWords(effect.unit))];
  if (!isActing(app) || app.choices.view === "level") {
    return [el("strong", {}, threeDigits(effect.level)), " ", el("span", { class: "unit" }, unitWords(info.unit))];
  }
  return [el("strong", {}, effect.middle === 0 ? "0" : signed(effect.middle)), " ", el("span", { class: "unit" }, unitWords(effect.unit))];
}

/** @param {App} app @param {string} output @returns {string} */
function cardWords(app, output) {
  if (isHidden(app)) return t("Drag the points, or use the arrow keys.");
  const effect = effectIn(app, output);
  if (!isActing(app)) return t("Baseline in {year}.", { year: app.choices.year });
  const guessed = guessSentence(app, output);
  if (guessed) return guessed;
  if (app.choices.view === "deviation") return outputSentence(effect);
  return t("instead of {base}: {change}", { base: threeDigits(effect.base), change: withUnit(signed(effect.middle), effect.unit) });
}
