// Shapes: how the effect of a shock unfolds over the quarters, as in tajsim.scenarios.shapes.

import { quarterIndex } from "./quarters.js";

/**
 * @typedef {object} Shape
 * @property {"step"|"pulse"|"ramp"|"fade"|"path"} kind
 * @property {number[]} values its full value, or of a path the values in turn
 * @property {?string} start first quarter; null: with the run
 * @property {?string} [end] last quarter of a step; null: it stays
 * @property {number} [quarters] of a pulse, a rise or a fall
 * @property {number} [fade] quarters of the fall after a ramp
 * @property {number} [fade_to] the share that stays
 * @property {boolean} [hold] whether the last value of a path stays
 */

/**
 * The share of the full effect in each quarter, 0 to 1.
 * @param {Shape} shape
 * @param {number[]} quarters indices
 * @returns {number[]}
 */
export function weights(shape, quarters) {
  return elapsed(shape, quarters).map((e) => (e < 0 ? 0 : weightAt(shape, e)));
}

/**
 * The value of the full effect in each quarter.
 * @param {Shape} shape
 * @param {number[]} quarters indices
 * @returns {number[]}
 */
export function levels(shape, quarters) {
  const last = shape.values.length - 1;
  return elapsed(shape, quarters).map((e) => shape.values[Math.min(Math.max(e, 0), last)]);
}

/** @param {Shape} shape @param {number[]} quarters @returns {number[]} quarters since the start */
function elapsed(shape, quarters) {
  const start = shape.start ? quarterIndex(shape.start) : quarters[0];
  return quarters.map((q) => q - start);
}

/** @param {Shape} shape @param {number} e quarters since the start @returns {number} */
function weightAt(shape, e) {
  const { quarters = 1, fade = 0, fade_to: to = 0 } = shape;
  switch (shape.kind) {
    case "step":
      if (!shape.end || !shape.start) return 1;
      return e <= quarterIndex(shape.end) - quarterIndex(shape.start) ? 1 : 0;
    case "pulse":
      return e < quarters ? 1 : 0;
    case "ramp":
      return !fade || e < quarters ? Math.min(e + 1, quarters) / quarters : decay(e - (quarters - 1), fade, to);
    case "fade":
      return decay(e, quarters, to);
    default:
      return e < shape.values.length || shape.hold !== false ? 1 : 0;
  }
}

/** From 1 at 0 to `to` at `quarters`. @param {number} e @param {number} quarters @param {number} to */
function decay(e, quarters, to) {
  const gone = Math.min(Math.max(e / quarters, 0), 1);
  return 1 - gone + gone * to;
}
