/**
 * A chart of one output: the median with bands of 50 % and 90 % of draws against the baseline, as plain SVG.
 *
 * Plain SVG rather than a chart library: eight small charts of 24 points are a few dozen elements, stay sharp in
 * print, are styled by the page's own sheet, and can be read by those who read with their ears.
 */

import { dress, fill, svg } from "./dom.js";
import { figure, signed, ticks } from "./numbers.js";

/** @typedef {import("../model/statistics.js").Bands} Bands */
/**
 * @typedef {object} Plot
 * @property {string[]} periods Quarters ("2026Q1") or years ("2026").
 * @property {Bands} bands
 * @property {number[] | null} base The median of the baseline where levels are drawn; null for deviations.
 * @property {number} chosen The place of the chosen period, -1 for none.
 * @property {boolean} hidden Whether the answer is kept back until the visitor has guessed.
 * @property {{place: number, value: number}[]} guess What the visitor guessed.
 * @property {[number, number] | null} domain The range of the vertical axis; null for one that fits.
 */
/** @typedef {{width: number, height: number, left: number, right: number, top: number, bottom: number}} Box */
/** @typedef {{value: number, words: string}} Tick */
/** @typedef {{low: number, high: number, x: (place: number) => number, y: (value: number) => number, value: (y: number) => number}} Scale */

const LEAST = 1; // of the height of the axis of deviations, so that nothing is not blown up
const INSET = 12; // pixels between the axis and the first and last year, where points are years
const LETTER = 6.4; // pixels of a digit beside the axis

/** @param {Plot} plot @returns {[number, number]} The range of the vertical axis. */
export function domainOf({ bands, base, hidden, guess, domain }) {
  if (domain) return domain;
  const shown = hidden ? [] : [...bands.low90, ...bands.high90];
  const values = [...shown, ...(base ?? [0]), ...guess.map(({ value }) => value)].filter(Number.isFinite);
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (!values.length) [low, high] = [0, 1];
  if (!base) [low, high] = [Math.min(low, -LEAST / 4), Math.max(high, LEAST / 4)];
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

/** @param {Plot} plot @param {Box} box @returns {Scale} From data to the picture and back. */
export function scaleOf(plot, box) {
  const [low, high] = domainOf(plot);
  const last = Math.max(1, plot.periods.length - 1);
  const inset = plot.periods[0]?.includes("Q") ? 0 : INSET;
  const [wide, tall] = [box.width - box.left - box.right - 2 * inset, box.height - box.top - box.bottom];
  return {
    low,
    high,
    x: (place) => box.left + inset + (wide * place) / last,
    y: (value) => box.top + (tall * (high - value)) / (high - low),
    value: (y) => high - ((y - box.top) / tall) * (high - low),
  };
}

/** @param {Plot} plot @param {Box} box @returns {Tick[]} The numbers on the vertical axis. */
function ticksOf(plot, box) {
  const [low, high] = domainOf(plot);
  const tall = box.height - box.top - box.bottom;
  return ticks(low, high, Math.max(2, Math.round(tall / 24))).map((value) => {
    const words = plot.base ? figure(value) : value === 0 ? "0" : signed(value).replace(/[.,]0$/, "");
    return { value, words };
  });
}

/** @param {number[]} values @param {Scale} scale @returns {string} A line, broken where a value is none. */
export function linePath(values, scale) {
  let path = "";
  let drawing = false;
  values.forEach((value, place) => {
    if (Number.isFinite(value)) path += `${drawing ? "L" : "M"}${at(scale.x(place))} ${at(scale.y(value))}`;
    drawing = Number.isFinite(value);
  });
  return path;
}

/** @param {number[]} low @param {number[]} high @param {Scale} scale @returns {string} The area between two lines. */
export function bandPath(low, high, scale) {
  const places = low.map((_, i) => i).filter((i) => Number.isFinite(low[i]) && Number.isFinite(high[i]));
  if (!places.length) return "";
  const there = places.map((i) => `${at(scale.x(i))} ${at(scale.y(high[i]))}`);
  const back = [...places].reverse().map((i) => `${at(scale.x(i))} ${at(scale.y(low[i]))}`);
  return `M${[...there, ...back].join("L")}Z`;
}

/** @param {number} value @returns {string} A coordinate: a tenth of a pixel is enough. */
function at(value) {
  return String(Math.round(10 * value) / 10);
}

/**
 * Draw a chart into an element.
 * @param {SVGSVGElement} into @param {Plot} plot @param {Box} given With the least room beside the axis. @returns {Scale}
 */
export function drawChart(into, plot, given) {
  const marks = ticksOf(plot, given);
  const box = { ...given, left: Math.max(given.left, 8 + LETTER * Math.max(0, ...marks.map(({ words }) => words.length))) };
  const scale = scaleOf(plot, box);
  const { bands, base, chosen } = plot;
  const bottom = box.height - box.bottom;
  dress(into, { viewBox: `0 0 ${box.width} ${box.height}`, width: box.width, height: box.height });
  const children = [...valueAxis(marks, scale, box), ...timeAxis(plot, scale, box)];
  if (chosen >= 0) {
    const x = at(scale.x(chosen));
    children.push(svg("line", { class: "chosen", x1: x, x2: x, y1: box.top, y2: bottom }));
  }
  if (!plot.hidden) {
    children.push(
      svg("path", { class: "band90", d: bandPath(bands.low90, bands.high90, scale) }),
      svg("path", { class: "band50", d: bandPath(bands.low50, bands.high50, scale) }),
    );
  }
  children.push(svg("path", { class: "base", d: linePath(base ?? plot.periods.map(() => 0), scale) }));
  if (!plot.hidden) {
    children.push(svg("path", { class: "median", d: linePath(bands.median, scale) }));
    if (chosen >= 0 && Number.isFinite(bands.median[chosen])) {
      const [cx, cy] = [at(scale.x(chosen)), at(scale.y(bands.median[chosen]))];
      children.push(svg("circle", { class: "point", cx, cy, r: 3.5 }));
    }
  }
  if (plot.guess.length) {
    const d = plot.guess.map(({ place, value }, i) => `${i ? "L" : "M"}${at(scale.x(place))} ${at(scale.y(value))}`).join("");
    children.push(svg("path", { class: "guess", d }));
  }
  fill(into, ...children);
  return scale;
}

/** @param {Tick[]} marks @param {Scale} scale @param {Box} box @returns {SVGElement[]} */
function valueAxis(marks, scale, box) {
  return marks.flatMap(({ value, words }) => {
    const y = at(scale.y(value));
    return [
      svg("line", { class: "grid", x1: box.left, x2: box.width - box.right, y1: y, y2: y }),
      svg("text", { class: "tick", x: box.left - 5, y, dy: "0.32em", "text-anchor": "end" }, words),
    ];
  });
}

/** @param {Plot} plot @param {Scale} scale @param {Box} box @returns {SVGElement[]} */
function timeAxis({ periods }, scale, box) {
  const firsts = periods.map((period, place) => ({ period, place })).filter(({ period }) => !/Q[234]$/.test(period));
  const room = (box.width - box.left - box.right) / Math.max(1, firsts.length);
  const short = room < 36;
  const every = room < 20 ? 2 : 1;
  const y = box.height - box.bottom;
  return firsts.flatMap(({ period, place }, i) => {
    const x = at(scale.x(place));
    const mark = svg("line", { class: "axis", x1: x, x2: x, y1: y, y2: y + 4 });
    if (i % every) return [mark];
    const year = short ? `\u2019${period.slice(2, 4)}` : period.slice(0, 4);
    return [mark, svg("text", { class: "tick", x, y: y + 15, "text-anchor": "middle" }, year)];
  });
}
