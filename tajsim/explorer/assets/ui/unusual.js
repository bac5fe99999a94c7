/** How unusual it would be: the moves of oil, the rouble and Russian output among forecasts and in the past. */

import { isActing, once } from "./app.js";
import { el } from "./dom.js";
import { chance, percentSigned } from "./numbers.js";
import { grouped, marked, quarterWords, said, t } from "./texts.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../model/scenario.js").Scenario} Scenario */
/** @typedef {import("../model/plausibility.js").Move} Move */

/**
 * What everything switched on would be together, at its strength: a paragraph a driver that moves.
 * @param {App} app @returns {Node[]}
 */
export function unusualTogether(app) {
  if (!isActing(app)) return [el("p", {}, t("Nothing is switched on."))];
  const moves = once(app.run, "plausibility", () => app.model.plausibility(app.acting));
  const drivers = [...new Set(moves.map((move) => move.driver))];
  const rarest = drivers.map((driver) => moves.filter((move) => move.driver === driver).reduce((a, b) => (b.tail < a.tail ? b : a)));
  if (!rarest.length) {
    return [el("p", {}, t("It moves neither oil, nor the rouble, nor Russian output: no probability can be given."))];
  }
  return rarest.map((move) => el("p", {}, moveSentence(app, move)));
}

/**
 * Folds with what is known of each shipped scenario as it is written, its rules as well.
 * @param {App} app @returns {Node[]}
 */
export function unusualAlone(app) {
  return app.acting.flatMap((one) => {
    const text = unusualText(app, one);
    if (!text) return [];
    const title = t("How unusual: {title}", { title: said(one.title || one.name) });
    return [el("details", {}, el("summary", {}, title), el("p", {}, text))];
  });
}

/** @param {App} app @param {Scenario} scenario @returns {string} Of one as it is written; empty where nothing is known. */
export function unusualText(app, scenario) {
  const found = app.payload.plausibility;
  if (!found || !Object.hasOwn(found, scenario.name)) return "";
  const text = found[scenario.name][app.choices.language] ?? found[scenario.name].en;
  return text.replace(/(\d) %/g, "$1\u00a0%"); // a number and its sign stay on one line
}

/** @param {App} app @param {Move} move @returns {string} */
function moveSentence(app, move) {
  const values = {
    time: timeWords(move.years),
    until: quarterWords(move.until),
    level: levelWords(move.driver),
    move: percentSigned(move.move),
    expected: percentSigned(move.outlook),
    share: tailWords(move.tail),
    percentile: marked(grouped(move.percentile, 1)),
    exceeded: move.exceeded,
    windows: move.windows,
    largest: percentSigned(move.largest),
    largest_until: quarterWords(move.largestUntil),
  };
  return app.payload.made.outlook === "baseline"
    ? t("After {time}, in {until}, {level} has changed by {move} where the published outlook has {expected}; a surprise of that size or more has a probability of {share} in the model (percentile {percentile}), and {exceeded} of the {windows} windows of that length since 2000 saw such a move (the largest: {largest} to {largest_until}).", values)
    : t("After {time}, in {until}, {level} has changed by {move} where the model's own forecast has {expected}; a surprise of that size or more has a probability of {share} in the model (percentile {percentile}), and {exceeded} of the {windows} windows of that length since 2000 saw such a move (the largest: {largest} to {largest_until}).", values);
}

/** @param {string} driver @returns {string} */
function levelWords(driver) {
  if (driver === "oil_price") return t("the oil price");
  return driver === "rub_per_usd" ? t("the price of a dollar in roubles") : t("Russian output");
}

/** @param {number} years @returns {string} */
function timeWords(years) {
  if (years === 1) return t("one year");
  if (years === 2) return t("two years");
  return years === 4 ? t("four years") : t("{count} years", { count: years });
}

/** @param {number} tail In percent. @returns {string} */
function tailWords(tail) {
  return tail < 0.1 ? t("less than {share} %", { share: marked("0.1") }) : chance(tail / 100);
}
