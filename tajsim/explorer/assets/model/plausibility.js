// How unusual the moves of oil, the rouble and Russian output are: among the model's forecasts and in the past.

import { quarterAt, quarterIndex } from "./quarters.js";

const NOTHING = 1e-12;

/**
 * What scenarios do to the level of one driver by the end of some years from their start.
 * @typedef {object} Move
 * @property {string} driver russia_gdp_growth stands for the level of Russian output
 * @property {number} years
 * @property {string} until the last quarter of them
 * @property {number} move since the quarter before the start, percent
 * @property {number} outlook the same without scenarios, percent
 * @property {number} surprise the scenario over the outlook, percent
 * @property {number} percentile of the surprise among the model's draws, 0 to 100
 * @property {number} tail percent of draws at least as far in the same direction
 * @property {number} windows stretches of the same length since 2000
 * @property {number} exceeded how many of them moved as far
 * @property {number} largest the farthest of them, percent
 * @property {string} largestUntil when that ended
 */

/**
 * The moves of every driver that a plan moves, by horizon as far as the run reaches.
 * @param {import("./payload.js").Payload} payload
 * @param {import("./plan.js").Plan} plan
 * @returns {Move[]}
 */
export function movesOf(payload, plan) {
  const known = payload.predictive;
  if (!known || !known.drawn) return [];
  const drivers = Object.keys(known.drawn).map((name) => {
    const start = known.starts[name];
    const [own, usual] = [plan.drivers[name], payload.driverPaths[name]].map((path) => logLevels(path, start));
    return { name, own, usual, surprise: own.map((x, t) => x - usual[t]) };
  });
  const starts = drivers.map(({ surprise }) => surprise.findIndex((x) => Math.abs(x) > NOTHING)).filter((t) => t >= 0);
  if (!starts.length) return [];
  const first = Math.min(...starts);
  return drivers
    .filter(({ surprise }) => surprise.some((x) => Math.abs(x) > NOTHING))
    .flatMap((one) => known.years.flatMap((years, h) => moveOf(payload, one, first, years, h)));
}

/**
 * @param {import("./payload.js").Payload} payload
 * @param {{name: string, own: number[], usual: number[], surprise: number[]}} driver
 * @param {number} first the place of the quarter in which anything moves
 * @param {number} years
 * @param {number} h the place of the horizon
 * @returns {Move[]} one, or none where the run ends before
 */
function moveOf(payload, { name, own, usual, surprise }, first, years, h) {
  const at = first + 4 * years - 1;
  if (at >= own.length) return [];
  const [before, base] = first ? [own[first - 1], usual[first - 1]] : [0, 0];
  const total = own[at] - before;
  const way = Math.sign(Math.abs(surprise[at]) > NOTHING ? surprise[at] : total) || 1;
  const drawn = payload.predictive.drawn[name][h];
  const { moves, first: firstEnd } = payload.predictive.observed[name][h];
  const far = moves.reduce((best, x, i) => (way * x > way * moves[best] ? i : best), 0);
  const percentile = 100 * rank(drawn, surprise[at]);
  return [
    {
      driver: name,
      years,
      until: payload.simulated[at],
      move: percent(total),
      outlook: percent(usual[at] - base),
      surprise: percent(surprise[at]),
      percentile,
      tail: way > 0 ? 100 - percentile : percentile,
      windows: moves.length,
      exceeded: moves.filter((x) => way * x >= way * total).length,
      largest: percent(moves[far]),
      largestUntil: quarterAt(quarterIndex(firstEnd) + far),
    },
  ];
}

/**
 * Log levels relative to a start; of growth, which is annualised and has none, the sum.
 * @param {number[]} path
 * @param {number|undefined} start
 */
function logLevels(path, start) {
  if (start !== undefined) return path.map((x) => Math.log(x / start));
  let level = 0;
  return path.map((x) => (level += Math.log1p(x / 400)));
}

/** The share of draws below a value, from their quantiles. @param {number[]} quantiles @param {number} value */
function rank(quantiles, value) {
  const last = quantiles.length - 1;
  if (value <= quantiles[0]) return 0;
  if (value >= quantiles[last]) return 1;
  const above = quantiles.findIndex((q) => q > value);
  const [low, high] = [quantiles[above - 1], quantiles[above]];
  return (above - 1 + (value - low) / (high - low)) / last;
}

/** @param {number} log @returns {number} */
function percent(log) {
  return 100 * Math.expm1(log);
}
