/** What scenarios do to an output in one year: the deviation from the baseline with its band, and how sure its sign is. */

import { mean, quantiles, share } from "../model/statistics.js";
import { NEARLY, PROBABLE, SLIGHT } from "./numbers.js";

/** @typedef {import("../model/model.js").Model} Model */
/** @typedef {import("../model/model.js").Run} Run */
/**
 * @typedef {object} Effect
 * @property {string} output
 * @property {string} unit "% of baseline", percentage points or words
 * @property {number} middle The median deviation.
 * @property {number} low Its 5 % point.
 * @property {number} high Its 95 % point.
 * @property {number} down The share of draws below the baseline.
 * @property {number} up The share above.
 * @property {number} level The median of the output itself.
 * @property {number} base That of the baseline.
 */

/** @param {Model} model @param {Run} run @param {string} output @param {number} year @returns {Effect} */
export function effectOn(model, run, output, year) {
  const place = model.years.indexOf(year);
  const { deviation, deviationUnit: unit } = model.output(output);
  const [now, before] = [run.values(output, "A")[place], model.baseline.values(output, "A")[place]];
  const values = now.map((x, i) => (deviation === "percent" ? 100 * (x / before[i] - 1) : x - before[i]));
  const [low, middle, high] = quantiles(values, [0.05, 0.5, 0.95]);
  const [[level], [base]] = [quantiles(now, [0.5]), quantiles(before, [0.5])];
  const down = share(values, (x) => x < 0);
  const up = share(values, (x) => x > 0);
  return { output, unit, middle, low, high, down, up, level, base };
}

/** @typedef {"none" | "slight" | "certain" | "probable" | "open"} Sureness */

/** @param {Effect} effect @returns {Sureness} How sure the direction is. */
export function sureness({ middle, low, high, down, up }) {
  if (down === 0 && up === 0) return "none";
  if ([middle, low, high].every((value) => Math.abs(value) < SLIGHT)) return "slight";
  const most = Math.max(down, up);
  if (most >= NEARLY) return "certain";
  return most >= PROBABLE ? "probable" : "open";
}

/** @param {Effect} effect @returns {boolean} Whether most draws lie above the baseline. */
export function rises({ down, up }) {
  return up > down;
}

/**
 * What each part contributed, in the measure of the chart: percent of the baseline's mean, or the output's unit.
 * @param {Model} model @param {string} output @param {{values: Float64Array[], baseline: number, total: number}} found
 * @returns {{parts: {middle: number, low: number, high: number}[], total: number}} Means, which add up, with 5-95 %.
 */
export function contributions(model, output, { values, baseline, total }) {
  const scale = model.output(output).deviation === "percent" ? 100 / baseline : 1;
  const parts = values.map((row) => {
    const [low, high] = quantiles(row, [0.05, 0.95]);
    return { middle: scale * mean(row), low: scale * Math.min(low, high), high: scale * Math.max(low, high) };
  });
  return { parts, total: scale * total };
}
