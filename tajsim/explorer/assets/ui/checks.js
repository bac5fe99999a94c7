/** What a value of a scenario file may be: each check notes what is wrong, in the words of the command line. */

import { short } from "../model/errors.js";
import { repr } from "./messages.js";
import { TomlDate } from "./toml_values.js";

/** @typedef {string[]} Notes Problems found so far. */

/**
 * A finite number between `low` and `high`; NaN after a problem.
 * @param {Notes} notes @param {string} what @param {unknown} value @param {number} low @param {number} high
 * @returns {number}
 */
export function checkNumber(notes, what, value, low = -Infinity, high = Infinity) {
  if (typeof value !== "bigint" && typeof value !== "number") {
    notes.push(`${what} must be a number, not ${repr(value)}`);
    return NaN;
  }
  const size = Number(value) + 0; // -0 becomes 0
  if (!Number.isFinite(size)) notes.push(`${what} must be a finite number, not ${repr(value)}`);
  else if (size < low || size > high) notes.push(`${what} must be ${allowedRange(low, high)}, not ${repr(value)}`);
  return size;
}

/** @param {number} low @param {number} high @returns {string} */
function allowedRange(low, high) {
  if (high === Infinity) return `at least ${short(low)}`;
  return low === -Infinity ? `at most ${short(high)}` : `between ${short(low)} and ${short(high)}`;
}

/**
 * A whole number of at least `low`; `low` after a problem.
 * @param {Notes} notes @param {string} what @param {unknown} value @param {number} low @param {number} high
 * @returns {number}
 */
export function checkWhole(notes, what, value, low, high = 10000) {
  if (typeof value !== "bigint") notes.push(`${what} must be a whole number, not ${repr(value)}`);
  else if (value < BigInt(low)) notes.push(`${what} must be at least ${low}, not ${repr(value)}`);
  else if (value > BigInt(high)) notes.push(`${what} must be at most ${high}, not ${repr(value)}`);
  else return Number(value);
  return low;
}

/** @param {Notes} notes @param {string} what @param {unknown} value @returns {boolean} */
export function checkFlag(notes, what, value) {
  if (typeof value !== "boolean") notes.push(`${what} must be true or false, not ${repr(value)}`);
  return value === true;
}

/** @param {Notes} notes @param {string} what @param {unknown} value @returns {string} */
export function checkText(notes, what, value) {
  if (typeof value === "string") return value;
  notes.push(`${what} must be text, not ${repr(value)}`);
  return "";
}

/**
 * A quarter as "2026Q1"; null after a problem.
 * @param {Notes} notes @param {string} what @param {unknown} value @returns {string | null}
 */
export function checkQuarter(notes, what, value) {
  const match = typeof value === "string" ? /^\s*([0-9]{4})[Qq]([1-4])\s*$/.exec(value) : null;
  if (match) return `${match[1]}Q${match[2]}`;
  notes.push(`${what} is not a quarter: ${repr(value)}; write it as 2026Q1`);
  return null;
}

/** @param {Notes} notes @param {string} what @param {unknown} value A year or a quarter. */
export function checkPeriod(notes, what, value) {
  const year = typeof value === "bigint" ? value >= 0n && value <= 9999n : false;
  const text = typeof value === "string" && /^\s*([0-9]{4}|[0-9]{4}[Qq][1-4])\s*$/.test(value);
  const date = value instanceof TomlDate && value.shown.startsWith("datetime.date");
  if (year || text || date) return;
  notes.push(`${what} is not a period: ${repr(value)}; write a year as 2026 or a quarter as 2026Q3`);
}
