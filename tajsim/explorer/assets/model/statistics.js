// Quantiles and means over draws.

/**
 * Quantiles of values, linear between the nearest two.
 * @param {ArrayLike<number>} values
 * @param {number[]} probabilities
 * @returns {number[]}
 */
export function quantiles(values, probabilities) {
  const sorted = Float64Array.from(values).sort();
  return probabilities.map((p) => {
    const place = p * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  });
}

/** @param {ArrayLike<number>} values @param {number} p @returns {number} */
export function quantile(values, p) {
  return quantiles(values, [p])[0];
}

/** @param {ArrayLike<number>} values @returns {number} */
export function mean(values) {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total / values.length;
}

/**
 * The share of draws in which something holds.
 * @param {Float64Array} values
 * @param {(x: number) => boolean} holds
 */
export function share(values, holds) {
  let count = 0;
  for (const x of values) if (holds(x)) count++;
  return count / values.length;
}

/**
 * @typedef {object} Bands by period
 * @property {number[]} median
 * @property {number[]} mean
 * @property {number[]} low50
 * @property {number[]} high50
 * @property {number[]} low90
 * @property {number[]} high90
 */

/** @param {Float64Array[]} rows one a period @returns {Bands} */
export function bandsOf(rows) {
  /** @type {Bands} */
  const bands = { median: [], mean: [], low50: [], high50: [], low90: [], high90: [] };
  for (const row of rows) {
    const [low90, low50, median, high50, high90] = quantiles(row, [0.05, 0.25, 0.5, 0.75, 0.95]);
    Object.entries({ median, mean: mean(row), low50, high50, low90, high90 }).forEach(([name, x]) => {
      bands[/** @type {keyof Bands} */ (name)].push(x);
    });
  }
  return bands;
}
