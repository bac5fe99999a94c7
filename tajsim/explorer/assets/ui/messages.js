/**
 * Messages as the command line writes them: values repr as Python shows them, the nearest valid names.
 *
 * A scenario file that is dropped on the page is refused in the same words as `tajsim run` would refuse it.
 * Values are those of `toml.js`: Map, Array, string, boolean, bigint (an integer), number (a float), TomlDate.
 */

import { LONGEST_SHOWN, shownText } from "../model/errors.js";
import { TomlDate } from "./toml_values.js";

/** An input that cannot be read: its heading, and every problem found rather than the first alone. */
export class ScenarioError extends Error {
  /**
   * @param {string} heading What could not be read.
   * @param {string[]} problems One text a problem.
   */
  constructor(heading, problems = []) {
    super(joined(heading, problems));
    this.name = "ScenarioError";
    this.heading = heading;
    this.problems = problems;
  }
}

/** @param {string} heading @param {string[]} problems @returns {string} */
function joined(heading, problems) {
  if (problems.length === 0) return heading;
  if (problems.length === 1) return `${heading}: ${problems[0]}`;
  return [`${heading}: ${problems.length} problems`, ...problems.map((one) => `  - ${one}`)].join("\n");
}

/**
 * A value as a message shows it: as Python writes it, on one line, cut where it is long.
 * @param {unknown} value @returns {string}
 */
export function repr(value) {
  const text = typeof value === "string" ? shown(value) : shown(value).split(/\s+/u).filter(Boolean).join(" ");
  const letters = [...text];
  return letters.length <= LONGEST_SHOWN ? text : `${letters.slice(0, LONGEST_SHOWN).join("")}...`;
}

/** @param {unknown} value @returns {string} */
function shown(value) {
  if (typeof value === "string") return shownText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return shownFloat(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof TomlDate) return value.shown;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, inner]) => `${shown(key)}: ${shown(inner)}`).join(", ")}}`;
  }
  return value === null || value === undefined ? "None" : String(value);
}

/**
 * A float as Python's repr writes it, which reads back as the same float: 0.5, 1.0, 1e-05, 1e+16.
 * @param {number} value @returns {string}
 */
export function shownFloat(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) return digits + exponentOf(exponent);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const bare = digits.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${bare}`;
  const whole = bare.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${bare.slice(exponent + 1) || "0"}`;
}

/** @param {number} exponent @returns {string} */
function exponentOf(exponent) {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/**
 * The tail of a message: the nearest valid names, or all of them when they are few.
 * @param {unknown} name @param {readonly string[]} known @returns {string}
 */
export function nearestNames(name, known) {
  const text = typeof name === "string" ? [...name].slice(0, LONGEST_SHOWN).join("") : "";
  const close = closest(text, known);
  if (close.length) return `did you mean ${close.map(shown).join(" or ")}?`;
  const listed = [...known].sort().slice(0, 12).join(", ");
  return `known names: ${listed}${known.length > 12 ? ", ..." : ""}`;
}

/** @param {string} name @param {readonly string[]} known @returns {string[]} The three nearest, best first. */
function closest(name, known) {
  const places = placesOf([...name]);
  return known
    .map((one) => ({ one, score: ratio([...one], [...name], places) }))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score || (a.one < b.one ? 1 : -1))
    .slice(0, 3)
    .map(({ one }) => one);
}

/** @param {string[]} letters @returns {Map<string, number[]>} Where each letter stands, but for very common ones. */
function placesOf(letters) {
  /** @type {Map<string, number[]>} */
  const places = new Map();
  letters.forEach((letter, i) => places.set(letter, [...(places.get(letter) ?? []), i]));
  if (letters.length >= 200) {
    const most = Math.floor(letters.length / 100) + 1;
    for (const [letter, found] of places) if (found.length > most) places.delete(letter);
  }
  return places;
}

/**
 * How alike two words are, 0 to 1: Python's difflib.SequenceMatcher.ratio.
 * @param {string[]} a @param {string[]} b @param {Map<string, number[]>} places Of the letters of b. @returns {number}
 */
function ratio(a, b, places) {
  if (!a.length && !b.length) return 1;
  let matches = 0;
  const queue = [[0, a.length, 0, b.length]];
  while (queue.length) {
    const [aLow, aHigh, bLow, bHigh] = /** @type {number[]} */ (queue.pop());
    const [i, j, size] = longestMatch(a, b, places, aLow, aHigh, bLow, bHigh);
    if (!size) continue;
    matches += size;
    if (aLow < i && bLow < j) queue.push([aLow, i, bLow, j]);
    if (i + size < aHigh && j + size < bHigh) queue.push([i + size, aHigh, j + size, bHigh]);
  }
  return (2 * matches) / (a.length + b.length);
}

/**
 * @param {string[]} a @param {string[]} b @param {Map<string, number[]>} places
 * @param {number} aLow @param {number} aHigh @param {number} bLow @param {number} bHigh
 * @returns {[number, number, number]}
 */
function longestMatch(a, b, places, aLow, aHigh, bLow, bHigh) {
  let [bestA, bestB, best] = [aLow, bLow, 0];
  /** @type {Map<number, number>} */
  let lengths = new Map();
  for (let i = aLow; i < aHigh; i++) {
    /** @type {Map<number, number>} */
    const now = new Map();
    for (const j of places.get(a[i]) ?? []) {
      if (j < bLow) continue;
      if (j >= bHigh) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      now.set(j, size);
      if (size > best) [bestA, bestB, best] = [i - size + 1, j - size + 1, size];
    }
    lengths = now;
  }
  while (bestA > aLow && bestB > bLow && a[bestA - 1] === b[bestB - 1]) {
    [bestA, bestB, best] = [bestA - 1, bestB - 1, best + 1];
  }
  while (bestA + best < aHigh && bestB + best < bHigh && a[bestA + best] === b[bestB + best]) best += 1;
  return [bestA, bestB, best];
}
