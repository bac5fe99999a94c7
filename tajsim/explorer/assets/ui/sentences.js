/** Sentences made from the numbers: what happens to one output, to people's lives, and how likely some outcomes are. */

import { share } from "../model/statistics.js";
import { effectOn, rises, sureness } from "./effects.js";
import { bandWords, chance, figure, threeDigits, NEARLY, signed, size, SLIGHT, unitWords, withUnit } from "./numbers.js";
import { capital, listed, said, t } from "./texts.js";

/** @typedef {import("./effects.js").Effect} Effect */
/** @typedef {import("../model/model.js").Model} Model */
/** @typedef {import("../model/model.js").Run} Run */

/**
 * One sentence or two about an output in the chosen year.
 * @param {Effect} effect @returns {string}
 */
export function outputSentence(effect) {
  const range = withUnit(bandWords(signed(effect.low), signed(effect.high)), effect.unit);
  const up = rises(effect);
  switch (sureness(effect)) {
    case "none":
      return t("Not moved.");
    case "slight":
      return t("Hardly moved.");
    case "certain":
      return up
        ? t("Almost certainly higher: {range} in 90 % of draws.", { range })
        : t("Almost certainly lower: {range} in 90 % of draws.", { range });
    case "probable":
      return up
        ? t("Probably higher: {range} in 90 % of draws.", { range })
        : t("Probably lower: {range} in 90 % of draws.", { range });
    default:
      return t("Direction open, higher in {share} of draws: {range} in 90 %.", { share: chance(effect.up), range });
  }
}

/** @param {Effect} effect @param {string} unit @returns {string} The level beside that of the baseline. */
export function levelSentence({ level, base }, unit) {
  return t("{level} instead of {base} {unit}", { level: threeDigits(level), base: threeDigits(base), unit: unitWords(unit) });
}

/**
 * @typedef {object} Side
 * @property {string} output
 * @property {(size: string) => string} falls
 * @property {(size: string) => string} rises
 * @property {() => string} called
 * @property {boolean} ofPeople Whether its clauses count people out of every 1,000.
 */

/** @type {Side[]} */
const IMPACTS = [
  {
    output: "migrants_russia",
    falls: (size) => t("{size} % fewer people work in Russia", { size }),
    rises: (size) => t("{size} % more people work in Russia", { size }),
    called: () => t("the number of people who work in Russia"),
    ofPeople: false,
  },
  {
    output: "remittances_usd",
    falls: (size) => t("families receive {size} % less money from abroad", { size }),
    rises: (size) => t("families receive {size} % more money from abroad", { size }),
    called: () => t("the money that families receive from abroad"),
    ofPeople: false,
  },
  {
    output: "unemployment_rate",
    falls: (size) => t("{size} fewer of every 1,000 people in the labour force have no job", { size }),
    rises: (size) => t("{size} more of every 1,000 people in the labour force have no job", { size }),
    called: () => t("unemployment"),
    ofPeople: true,
  },
  {
    output: "disposable_income",
    falls: (size) => t("the income of households is {size} % lower", { size }),
    rises: (size) => t("the income of households is {size} % higher", { size }),
    called: () => t("the income of households"),
    ofPeople: false,
  },
  {
    output: "poverty_rate",
    falls: (size) => t("{size} fewer of every 1,000 people live in poverty", { size }),
    rises: (size) => t("{size} more of every 1,000 people live in poverty", { size }),
    called: () => t("poverty"),
    ofPeople: true,
  },
];

/**
 * What everything switched on does to people's lives, in one sentence.
 * @param {Model} model @param {Run} run @param {number} year @param {string} beside The baseline, as "with ...".
 * @returns {string}
 */
export function impactSentence(model, run, year, beside) {
  const found = IMPACTS.filter(({ output }) => model.byName.has(output)).map((side) => {
    const effect = effectOn(model, run, side.output, year);
    return { side, effect, sure: sureness(effect) };
  });
  /** @param {...string} kinds */
  const those = (...kinds) => found.filter(({ sure }) => kinds.includes(sure));
  const parts = [];
  const certain = those("certain").map(clause);
  const probable = those("probable").map(clause);
  const torn = those("open").map(({ side }) => side.called());
  const hardly = those("none", "slight").map(({ side }) => side.called());
  if (certain.length) parts.push(t("almost certainly {clauses}", { clauses: listed(certain) }));
  if (probable.length) parts.push(t("probably {clauses}", { clauses: listed(probable) }));
  if (torn.length) parts.push(t("which way these go is open: {things}", { things: listed(torn) }));
  if (hardly.length) parts.push(t("hardly any change: {things}", { things: listed(hardly) }));
  const when = t("in {year}", { year });
  return capital(t("{when}, compared {baseline}: {parts}.", { when, baseline: beside, parts: parts.join("; ") }));
}

/** @param {{side: Side, effect: Effect}} found @returns {string} */
function clause({ side, effect }) {
  const middle = Math.abs(effect.middle);
  const rounded = Math.round(10 * middle);
  const text = side.ofPeople && middle >= SLIGHT && rounded >= 1 ? figure(rounded) : size(side.ofPeople ? 10 * middle : middle);
  return rises(effect) ? side.rises(text) : side.falls(text);
}

/**
 * @typedef {object} Outcome One that policy watches.
 * @property {string} output
 * @property {(value: number) => boolean} holds
 * @property {() => string} words
 * @property {boolean} deviation Whether it is about the deviation from the baseline rather than the level.
 */

/** @type {Outcome[]} */
const OUTCOMES = [
  { output: "reserves_months", holds: (x) => x < 3, words: () => t("reserves cover less than 3 months of imports"), deviation: false },
  { output: "gdp_growth", holds: (x) => x < 0, words: () => t("GDP is lower than a year before"), deviation: false },
  { output: "remittances_usd", holds: (x) => x < -20, words: () => t("remittances are more than 20 % lower than the baseline"), deviation: true },
  { output: "reserves_usd", holds: (x) => x < -10, words: () => t("reserves are more than 10 % lower than the baseline"), deviation: true },
  { output: "consumption", holds: (x) => x < -5, words: () => t("consumption is more than 5 % lower than the baseline"), deviation: true },
  { output: "poverty_rate", holds: (x) => x > 5, words: () => t("poverty is more than 5 points higher than the baseline"), deviation: true },
];

/**
 * How likely some outcomes are in the chosen year; base is null for a deviation, which the baseline has none of.
 * @param {Model} model @param {Run} run @param {number} year
 * @returns {{words: string, own: string, base: string | null}[]}
 */
export function outcomeChances(model, run, year) {
  const place = model.years.indexOf(year);
  return OUTCOMES.filter(({ output }) => model.byName.has(output)).map(({ output, holds, words, deviation }) => {
    const values = deviation ? model.deviation(run, output, "A") : run.values(output, "A");
    const own = chance(share(values[place], holds));
    const base = deviation ? null : chance(share(model.baseline.values(output, "A")[place], holds));
    return { words: words(), own, base };
  });
}

/** @param {string} name Of the baseline. @param {string} title @returns {string} As in "compared with ...". */
export function besideBaseline(name, title) {
  if (name === "baseline") return t("with the published outlook");
  if (name === "none") return t("with the model's own projection");
  return t("with {baseline}", { baseline: said(title || name) });
}

/** @returns {string} How the words about sureness are to be read. */
export function sureReading() {
  return t(
    "Figures are medians. Almost certainly: at least {nearly} of 100 draws of the model lie on that side of the baseline; probably: at least {probable} of 100.",
    { nearly: 100 * NEARLY, probable: 75 },
  );
}
