/** The shapes of shocks as scenario files give them: step, pulse, ramp, fade and path, checked field by field. */

import { quarterAt, quarterIndex } from "../model/quarters.js";
import { checkFlag, checkNumber, checkQuarter, checkWhole } from "./checks.js";
import { nearestNames, repr } from "./messages.js";

/** @typedef {import("../model/shapes.js").Shape} Shape */
/** @typedef {import("./checks.js").Notes} Notes */
/** @typedef {Map<string, any>} Table */

export const SHAPE_KEYS = ["start", "end", "quarters", "fade", "fade_to", "hold"];

/** @type {Record<string, {fields: string[], needed: string[]}>} */
const SHAPES = {
  step: { fields: ["start", "end"], needed: [] },
  pulse: { fields: ["start", "quarters"], needed: ["start"] },
  ramp: { fields: ["start", "quarters", "fade", "fade_to"], needed: ["start", "quarters"] },
  fade: { fields: ["start", "quarters", "fade_to"], needed: ["start", "quarters"] },
  path: { fields: ["start", "hold"], needed: [] },
};
/** @type {Record<string, unknown>} What a missing field is taken for, so that the others are checked all the same. */
const STAND_INS = { start: "2000Q1", quarters: 1n };
const ANY_QUARTER = { start: "0000Q1", end: "9999Q4" };

/**
 * The shape of one operation of a shock; null after a problem.
 * @param {Table} table The shock. @param {string} operation @param {Notes} notes @returns {Shape | null}
 */
export function readShape(table, operation, notes) {
  const kind = table.has("shape") ? table.get("shape") : "step";
  if (typeof kind !== "string" || !Object.hasOwn(SHAPES, kind)) {
    const name = typeof kind === "string" ? kind : repr(kind);
    notes.push(`unknown shape ${repr(kind)}; ${nearestNames(name, Object.keys(SHAPES))}`);
    return null;
  }
  const { fields, needed } = SHAPES[kind];
  for (const key of SHAPE_KEYS) {
    if (table.has(key) && !fields.includes(key)) {
      notes.push(`${key} is not used by the shape ${kind}, which has ${fields.join(", ")}`);
    }
  }
  const given = new Map(fields.filter((key) => table.has(key)).map((key) => [key, table.get(key)]));
  for (const [key, stand] of Object.entries(ANY_QUARTER)) {
    if (given.has(key) && typeof given.get(key) !== "string") {
      notes.push(`${key} is not a quarter: ${repr(given.get(key))}; write it as 2026Q1`);
      given.set(key, stand);
    }
  }
  const value = table.has(operation) ? table.get(operation) : kind === "path" ? [1] : 1;
  /** @type {Notes} */
  const own = [];
  let shape;
  if (!table.has("shape") && given.size === 0) {
    shape = { kind: /** @type {const} */ ("step"), values: [checkNumber(own, "value", value)], start: null };
  } else {
    for (const key of needed) {
      if (table.has(key)) continue;
      notes.push(`the shape ${kind} needs ${key}`);
      given.set(key, STAND_INS[key]);
    }
    shape = MAKERS[kind](own, value, given);
  }
  const hint = Array.isArray(value) && kind !== "path" ? '; a list needs shape = "path"' : "";
  notes.push(...own.map((one) => (one.startsWith("value") ? `${operation}: ${one}${hint}` : one)));
  return own.length ? null : shape;
}

/** @type {Record<string, (notes: Notes, value: unknown, given: Map<string, unknown>) => Shape | null>} */
const MAKERS = { step: stepShape, pulse: pulseShape, ramp: rampShape, fade: fadeShape, path: pathShape };

/** @param {Notes} notes @param {unknown} value @param {Map<string, unknown>} given @returns {Shape | null} */
function stepShape(notes, value, given) {
  const end = given.has("end") ? checkQuarter(notes, "end", given.get("end")) : null;
  const steps = datedValues(notes, value);
  if (steps === null) {
    const start = neededStart(notes, given);
    if (start !== null && end !== null && end < start) notes.push(`end ${end} is before start ${start}`);
    const size = checkNumber(notes, "value", value);
    return { kind: "step", values: [size], start, ...(end === null ? {} : { end }) };
  }
  checkSameStart(notes, steps, given);
  const dates = [...steps.keys()];
  const last = dates[dates.length - 1];
  if (last !== undefined && end !== null && end < last) notes.push(`end ${end} is before the last step, ${last}`);
  if (notes.length) return null;
  const stop = quarterIndex(end ?? last) + 1;
  const stops = [...dates.slice(1).map(quarterIndex), stop];
  const values = [...steps.values()].flatMap((size, i) =>
    Array.from({ length: stops[i] - quarterIndex(dates[i]) }, () => size),
  );
  return { kind: "path", values, start: dates[0], hold: end === null };
}

/** @param {Notes} notes @param {unknown} value @param {Map<string, unknown>} given @returns {Shape} */
function pulseShape(notes, value, given) {
  const start = checkQuarter(notes, "start", given.get("start"));
  const quarters = checkWhole(notes, "quarters", given.has("quarters") ? given.get("quarters") : 1n, 1);
  return { kind: "pulse", values: [checkNumber(notes, "value", value)], start, quarters };
}

/** @param {Notes} notes @param {unknown} value @param {Map<string, unknown>} given @returns {Shape} */
function rampShape(notes, value, given) {
  const start = checkQuarter(notes, "start", given.get("start"));
  const quarters = checkWhole(notes, "quarters", given.get("quarters"), 1);
  const fade = checkWhole(notes, "fade", given.has("fade") ? given.get("fade") : 0n, 0);
  const share = given.has("fade_to") ? given.get("fade_to") : 0;
  const fadeTo = checkNumber(notes, "fade_to", share, 0, 1);
  if (fadeTo > 0 && !fade) {
    notes.push(`fade_to ${repr(share)} has no effect without fade, the number of quarters of the fall`);
  }
  return { kind: "ramp", values: [checkNumber(notes, "value", value)], start, quarters, fade, fade_to: fadeTo };
}

/** @param {Notes} notes @param {unknown} value @param {Map<string, unknown>} given @returns {Shape} */
function fadeShape(notes, value, given) {
  const start = checkQuarter(notes, "start", given.get("start"));
  const quarters = checkWhole(notes, "quarters", given.get("quarters"), 1);
  const fadeTo = checkNumber(notes, "fade_to", given.has("fade_to") ? given.get("fade_to") : 0, 0, 1);
  return { kind: "fade", values: [checkNumber(notes, "value", value)], start, quarters, fade_to: fadeTo };
}

/** @param {Notes} notes @param {unknown} value @param {Map<string, unknown>} given @returns {Shape} */
function pathShape(notes, value, given) {
  const hold = checkFlag(notes, "hold", given.has("hold") ? given.get("hold") : true);
  const dated = datedValues(notes, value);
  if (dated === null) {
    const start = neededStart(notes, given);
    return { kind: "path", values: listedValues(notes, value), start, hold };
  }
  checkSameStart(notes, dated, given);
  const dates = [...dated.keys()];
  const missing = [];
  if (!notes.length) {
    for (let at = quarterIndex(dates[0]); at < quarterIndex(dates[dates.length - 1]); at++) {
      if (!dated.has(quarterAt(at))) missing.push(quarterAt(at));
    }
  }
  if (missing.length) {
    notes.push(`values has no value for ${missing.slice(0, 4).join(", ")}${missing.length > 4 ? ", ..." : ""}`);
  }
  return { kind: "path", values: [...dated.values()], start: dates[0] ?? null, hold };
}

/**
 * The numbers of a table by quarter, in order; null for what has no dates.
 * @param {Notes} notes @param {unknown} value @returns {Map<string, number> | null}
 */
function datedValues(notes, value) {
  if (!(value instanceof Map)) return null;
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const [label, size] of value) {
    const date = checkQuarter(notes, "the date of a value", label);
    if (date === null) continue;
    if (found.has(date)) notes.push(`there are two values for ${date}`);
    found.set(date, checkNumber(notes, `the value of ${date}`, size));
  }
  if (!value.size) notes.push("values must have at least one number");
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {Notes} notes @param {Map<string, unknown>} given @returns {string | null} */
function neededStart(notes, given) {
  if (given.has("start")) return checkQuarter(notes, "start", given.get("start"));
  notes.push("start is missing; give the first quarter, as 2026Q1");
  return null;
}

/** @param {Notes} notes @param {Map<string, number>} dated @param {Map<string, unknown>} given */
function checkSameStart(notes, dated, given) {
  const start = given.has("start") ? checkQuarter(notes, "start", given.get("start")) : null;
  const [first] = dated.keys();
  if (start !== null && first !== undefined && start !== first) {
    notes.push(`start ${start} is not the first date of the values, ${first}`);
  }
}

/** @param {Notes} notes @param {unknown} value @returns {number[]} */
function listedValues(notes, value) {
  if (!Array.isArray(value)) {
    notes.push(`values must be a list of numbers, not ${repr(value)}`);
    return [];
  }
  if (!value.length) notes.push("values must have at least one number");
  return value.map((one, i) => checkNumber(notes, `value ${i + 1}`, one));
}
