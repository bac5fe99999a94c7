/** What is drawn of an output: its plot, the guess over it, and what those who do not see it are told. */

import { isActing, isHidden, once } from "./app.js";
import { drawChart } from "./chart.js";
import { dress } from "./dom.js";
import { effectOn } from "./effects.js";
import { drawHandles, guessRange } from "./guess.js";
import { bandWords, threeDigits, signed, unitWords, withUnit } from "./numbers.js";
import { outputSentence } from "./sentences.js";
import { said, t } from "./texts.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./chart.js").Plot} Plot */
/** @typedef {import("./chart.js").Box} Box */
/** @typedef {import("./effects.js").Effect} Effect */

/** @param {App} app @param {string} output @returns {Effect} In the chosen year. */
export function effectIn(app, output) {
  const { year } = app.choices;
  return once(app.run, `effect ${output} ${year}`, () => effectOn(app.model, app.run, output, year));
}

/**
 * The plot of an output as the choices ask for it.
 * @param {App} app @param {string} output @param {"Q" | "A"} freq @returns {Plot}
 */
export function plotOf(app, output, freq) {
  const { model, run, choices } = app;
  const deviation = isActing(app) && (choices.view === "deviation" || choices.guess); // of nothing there is none
  const shown = choices.guess && isActing(app) ? "A" : freq;
  const periods = shown === "Q" ? model.quarters : model.years.map(String);
  const bands = once(run, `bands ${output} ${shown} ${deviation}`, () => model.bands(run, output, shown, { deviation }));
  const base = deviation ? null : once(model.baseline, `base ${output} ${shown}`, () => model.bands(model.baseline, output, shown)).median;
  const chosen = shown === "A" ? model.years.indexOf(choices.year) : -1;
  const points = choices.guess && isActing(app) ? guessPoints(app, output) : [];
  const range = guessRange(model.output(output).deviationUnit, effectIn(app, output).base);
  const domain = isHidden(app) ? /** @type {[number, number]} */ ([-1.08 * range, 1.08 * range]) : null;
  return { periods, bands, base, chosen, hidden: isHidden(app), guess: points, domain };
}

/** @param {App} app @param {string} output @returns {import("./guess.js").GuessPoint[]} */
function guessPoints(app, output) {
  const guessed = app.guesses.get(output);
  return app.model.years.map((year, place) => ({ place, year, value: guessed?.get(year) ?? 0 }));
}

/**
 * Draw an output into an element, with the handles of a guess where the visitor guesses first.
 * @param {App} app @param {SVGSVGElement} into @param {string} output @param {"Q" | "A"} freq @param {Box} box
 * @returns {{plot: Plot, scale: import("./chart.js").Scale}}
 */
export function drawOutput(app, into, output, freq, box) {
  const plot = plotOf(app, output, freq);
  const held = document.activeElement && into.contains(document.activeElement) ? document.activeElement.getAttribute("data-place") : null;
  const scale = drawChart(into, plot, box);
  const info = app.model.output(output);
  if (!plot.hidden) {
    dress(into, { role: "img", "aria-label": `${said(info.title)}: ${spokenChart(app, output)}` });
    return { plot, scale };
  }
  dress(into, { role: "group", "aria-label": t("Your guess: {output}", { output: said(info.title) }) });
  const range = guessRange(info.deviationUnit, effectIn(app, output).base);
  drawHandles(into, guessPoints(app, output), scale, range, info.deviationUnit, (place, value) => {
    const guessed = app.guesses.get(output) ?? new Map();
    app.guesses.set(output, guessed.set(app.model.years[place], value));
    app.redraw();
  });
  if (held !== null) /** @type {SVGElement | null} */ (into.querySelector(`[data-place="${held}"]`))?.focus();
  return { plot, scale };
}

/** @param {App} app @param {string} output @returns {string} The chart in words. */
function spokenChart(app, output) {
  const effect = effectIn(app, output);
  const year = app.choices.year;
  if (!isActing(app)) return `${t("in {year}", { year })} ${threeDigits(effect.level)} ${unitWords(app.model.output(output).unit)}`;
  return `${t("in {year}", { year })} ${withUnit(signed(effect.middle), effect.unit)}. ${outputSentence(effect)}`;
}

/** @param {App} app @param {string} output @returns {string} The guess beside the answer; empty where none was made. */
export function guessSentence(app, output) {
  const guessed = app.guesses.get(output)?.get(app.choices.year);
  if (!app.choices.guess || !app.revealed || guessed === undefined) return "";
  const { low, high, middle, unit } = effectIn(app, output);
  const words = {
    guess: withUnit(signed(guessed), unit),
    answer: withUnit(signed(middle), unit),
    range: bandWords(signed(low), signed(high)),
  };
  return guessed >= low && guessed <= high
    ? t("Your guess {guess} lies within the 90 % band ({range}); the median is {answer}.", words)
    : t("Your guess {guess} lies outside the 90 % band ({range}); the median is {answer}.", words);
}
