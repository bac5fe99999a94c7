/** Numbers as people read them: few digits, a true minus sign, and no share rounded to certainty. */

import { grouped, languageSpoken, marked, said, t } from "./texts.js";

const NARROW = "\u00a0"; // a space that no line is broken at
const MOST_PLACES = 15;
const RAISED = "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
export const NEARLY = 0.95; // the share of draws on one side from which a sign is called nearly certain
export const PROBABLE = 0.75;
export const SLIGHT = 0.05; // in the unit of a deviation, below which it is written as zero

/** @param {number} value @returns {string} A level in four digits: 1,234,567, 0.0125 or 11.3. */
export function figure(value) {
  if (!Number.isFinite(value)) return t("n/a");
  const size = Math.abs(value);
  if (size >= 999.95) return marked(grouped(value, 0));
  const text = String(Number(value.toPrecision(4)));
  return marked(text.replace("-", "\u2212"));
}

/** @param {number} value @returns {string} What the model says of a level, in three digits: 1,160,000 or 15.2. */
export function threeDigits(value) {
  return figure(Number(value.toPrecision(3)));
}

/** @param {number} value @returns {string} A deviation: +3.2 or −34; only nothing is written as 0.0. */
export function signed(value) {
  if (!Number.isFinite(value)) return t("n/a");
  const rounded = Number(value.toFixed(1));
  if (rounded === 0 && value !== 0) {
    const places = Math.min(MOST_PLACES, -Math.floor(Math.log10(Math.abs(value))));
    return places > 3 ? "0" : withSign(value, places);
  }
  if (rounded === 0) return marked("0.0");
  return withSign(value, Math.abs(rounded) < 10 ? 1 : 0);
}

/** @param {number} value @param {number} places @returns {string} */
function withSign(value, places) {
  const text = grouped(Math.abs(value), places);
  return marked((value < 0 ? "\u2212" : "+") + text);
}

/** @param {number} value In percent. @returns {string} With its sign and a percent sign. */
export function percentSigned(value) {
  return `${Number.isFinite(value) ? withSign(value, Math.abs(value) < 10 ? 1 : 0) : t("n/a")}${NARROW}%`;
}

/** @param {number} value @returns {string} The size of a deviation, without its sign. */
export function size(value) {
  return signed(value).replace(/^[+\u2212]/, "");
}

/** @param {string} low @param {string} high @returns {string} The ends of a band, which stay on one line. */
export function bandWords(low, high) {
  return t("{low} to {high}", { low, high }).replace(/ /g, NARROW);
}

/**
 * A number with the unit of a deviation behind it: +3.2 %, +0.4 points, −30 million USD.
 * @param {string} text @param {string} unit "% of baseline", percentage points or words. @returns {string}
 */
export function withUnit(text, unit) {
  return `${text}${NARROW}${unitWords(unit)}`;
}

/** @param {string} unit Of a deviation, or of an output. @returns {string} */
export function unitWords(unit) {
  if (unit === "% of baseline") return "%";
  return unit.startsWith("percentage points") ? t("points") : said(unit);
}

/**
 * A share of draws, 0 to 1, in percent: only all and none are 100 % and 0 %, and it stays on its side of `rules`.
 * @param {number} share @param {number[]} rules @returns {string}
 */
export function chance(share, rules = []) {
  return `${marked(percentage(share, rules))}${NARROW}%`;
}

/** @param {number} share @param {number[]} rules @returns {string} */
function percentage(share, rules) {
  const value = 100 * share;
  if (Number.isNaN(share) || share === 0 || share === 1) return value.toFixed(0);
  if (value < 0.1) return "< 0.1";
  if (value > 99.9) return "> 99.9";
  const limits = [0, 100, ...rules.map((rule) => 100 * rule)];
  for (let places = value < 1 || value > 99 ? 1 : 0; places < MOST_PLACES; places++) {
    const text = value.toFixed(places);
    if (limits.every((limit) => sideOf(Number(text), limit) === sideOf(value, limit))) return text;
  }
  return value.toFixed(MOST_PLACES);
}

/** @param {number} value @param {number} limit @returns {number} */
function sideOf(value, limit) {
  return Math.abs(value - limit) <= 1e-12 * Math.max(1, Math.abs(limit)) ? 0 : Math.sign(value - limit);
}

/** @param {number} value @returns {string} A tiny number as a power of ten: 3e-15, or 3·10⁻¹⁵ beyond English. */
export function tiny(value) {
  const [digits, power] = value.toExponential(0).split("e");
  if (languageSpoken() === "en" || value === 0) return `${digits}e${power}`;
  const raised = [...String(Number(power))].map((letter) => RAISED["-0123456789".indexOf(letter)]).join("");
  return `${digits}\u00b710${raised}`;
}

/**
 * Round numbers for an axis from `low` to `high`, at most about `count` of them.
 * @param {number} low @param {number} high @param {number} count @returns {number[]}
 */
export function ticks(low, high, count) {
  const raw = (high - low) / Math.max(1, count);
  if (!(raw > 0) || !Number.isFinite(raw)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 2.5, 5, 10].find((one) => one * power >= raw * 0.999) ?? 10);
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at++) found.push(at * step);
  return found.map((one) => Number(one.toPrecision(12)));
}
