// Quarters, as texts such as "2026Q1" and as whole numbers that count on.

/** @param {string} text @returns {boolean} */
export function isQuarter(text) {
  return typeof text === "string" && /^\d{4}Q[1-4]$/.test(text);
}

/**
 * The number of a quarter: 4 times the year, and 0 to 3.
 * @param {string} text
 * @returns {number}
 */
export function quarterIndex(text) {
  return 4 * Number(text.slice(0, 4)) + Number(text.slice(5)) - 1;
}

/** @param {number} index @returns {string} */
export function quarterAt(index) {
  return `${String(Math.floor(index / 4)).padStart(4, "0")}Q${(index % 4) + 1}`;
}
