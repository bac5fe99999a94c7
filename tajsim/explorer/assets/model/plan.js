// What scenarios do to drivers and parameters over the run, held against the declared ranges.

import { quoted, short } from "./errors.js";
import { changed, modifiers, touched } from "./scenario.js";

/**
 * @typedef {object} Plan
 * @property {string} name
 * @property {Record<string, number[]>} drivers central paths, shocks included
 * @property {Map<string, {weight: number[], part: number[]}>} pins drivers that draws do not, or do less, vary
 * @property {Map<string, import("./scenario.js").Modifier>} changes of parameters
 * @property {Map<string, {keep: number[], level: number[]}>} overrides of observable drivers: keep x + level
 */

/**
 * The plan of scenarios that act together; faults go to `problems`.
 * @param {import("./payload.js").Payload} payload
 * @param {number[]} quarters indices
 * @param {import("./scenario.js").Scenario[]} scenarios
 * @param {string[]} problems
 * @returns {Plan}
 */
export function planOf(payload, quarters, scenarios, problems) {
  const name = scenarios.map((s) => s.name).join(" + ") || "baseline";
  /** @type {Plan} */
  const plan = { name, drivers: { ...payload.driverPaths }, pins: new Map(), changes: new Map(), overrides: new Map() };
  targetProblems(payload, scenarios, problems);
  const idle = !scenarios.some((s) => s.shocks.length);
  const own = /** @type {string[]} */ ([]);
  /** @type {Map<string, import("./scenario.js").Modifier>} */
  const found = idle ? new Map() : modifiers(scenarios, quarters, own);
  problems.push(...own.map((one) => `${ofScenario(name)}${one}`));
  for (const [target, change] of found) {
    const known = payload.targets[target];
    if (!known || known.observable) continue;
    const base = known.kind === "driver" ? payload.driverPaths[target] : quarters.map(() => known.today);
    const path = base.map((value, t) => changed(change, t, value));
    if (known.kind === "driver") {
      plan.drivers[target] = path;
      if (change.pinned.some((p) => p !== 0)) {
        const part = change.pinned.map((p, t) => p * change.level[t] * change.multiply[t] + p * change.add[t]);
        plan.pins.set(target, { weight: change.pinned, part });
      }
    } else plan.changes.set(target, change);
    const t = path.findIndex((value) => !(value >= known.low && value <= known.high));
    if (t >= 0) {
      problems.push(
        `scenario ${quoted(name)} takes ${quoted(target)} to ${short(path[t])} ${known.unit} in ` +
          `${payload.simulated[t]}; allowed: ${short(known.low)} to ${short(known.high)}`,
      );
    }
  }
  reserveProblems(payload, plan, problems);
  for (const target of Object.keys(payload.observable)) override(payload, plan, target, found.get(target), problems);
  return plan;
}

/** @param {string} name @returns {string} What goes before a fault of how shocks act together. */
export function ofScenario(name) {
  return `scenario ${quoted(name)}: `;
}

/**
 * Note shocks that a quarter does not read.
 * @param {import("./payload.js").Payload} payload
 * @param {Plan} plan
 * @param {string[]} problems
 */
export function unusedProblems(payload, plan, problems) {
  for (const target of [...plan.changes.keys()].sort()) {
    const { used, block } = payload.targets[target];
    if (used) continue;
    problems.push(
      `a shock of ${quoted(plan.name)} on ${quoted(target)} would change nothing: it only shapes the year the run ` +
        `starts from; set it with parameters.replace(${block}={${quoted(target)}: ...})`,
    );
  }
}

/**
 * What the outlook and scenarios give of an observable driver, where the model has a value of its own.
 * @param {import("./payload.js").Payload} payload
 * @param {Plan} plan
 * @param {string} target
 * @param {import("./scenario.js").Modifier|undefined} change
 * @param {string[]} problems
 */
function override(payload, plan, target, change, problems) {
  const known = payload.targets[target];
  const path = payload.observable[target];
  const own = path.map((x) => (x === null ? 1 : 0));
  /** @param {number} keep @param {number} t */
  const left = (keep, t) => (change && touched(change, t) ? (1 - change.weight[t]) * keep * change.multiply[t] : keep);
  const keep = own.map(left);
  const level = path.map((x, t) => (change ? changed(change, t, x ?? 0) : (x ?? 0)));
  const low = keep.map((x) => (x === 0 ? known.low : 0));
  const t = keep.findIndex((x, i) => !(x >= 0 && level[i] >= low[i] && level[i] <= known.high));
  if (t >= 0) {
    const beside = keep[t] ? ` beside ${short(keep[t])} of its own` : "";
    problems.push(
      `scenario ${quoted(plan.name)} takes ${quoted(target)} to ${short(level[t])} ${known.unit}${beside} in ` +
        `${payload.simulated[t]}; allowed: ${short(low[t])} to ${short(known.high)}`,
    );
  }
  plan.overrides.set(target, { keep, level });
}

/**
 * @param {import("./payload.js").Payload} payload
 * @param {import("./scenario.js").Scenario[]} scenarios
 * @param {string[]} problems
 */
function targetProblems(payload, scenarios, problems) {
  for (const scenario of scenarios) {
    for (const { target, operation, shape } of scenario.shocks) {
      const known = payload.targets[target];
      const add = (/** @type {string} */ what) => problems.push(`${quoted(scenario.name)}: ${what}`);
      if (!known) add(`unknown target ${quoted(target)}; tajsim targets lists those that there are`);
      else if (operation === "set_mean" && known.kind === "parameter") {
        add(`set_mean is for drivers, whose draws vary around a path; ${target} is a parameter`);
      } else if (operation === "set_mean" && known.observable) {
        add(
          `set_mean is for drivers whose draws vary around a path; ${target} is what the model makes of it in ` +
            "each draw, unless it is given: use set for one value in every draw, or add or multiply",
        );
      } else if (operation === "set" || operation === "set_mean") {
        for (const value of new Set(shape.values.filter((v) => !(v >= known.low && v <= known.high)))) {
          const range = `${short(known.low)} to ${short(known.high)} ${known.unit}`;
          add(`${target} cannot be set to ${short(value)}; allowed is ${range}`);
        }
      }
    }
  }
}

/**
 * A scenario may not lift the floor of reserves to what counts as comfortable, in any draw.
 * @param {import("./payload.js").Payload} payload
 * @param {Plan} plan
 * @param {string[]} problems
 */
function reserveProblems(payload, plan, problems) {
  const names = ["reserve_floor_months", "reserve_comfort_months"];
  if (!names.some((name) => plan.changes.has(name))) return;
  const [floor, comfort] = names.map((name, i) => {
    const change = plan.changes.get(name);
    return payload.simulated.map((_, t) => {
      const end = payload.reserveEnds[i];
      return change ? changed(change, t, end) : end;
    });
  });
  const t = floor.findIndex((value, i) => value >= comfort[i]);
  if (t >= 0) {
    problems.push(
      `scenario ${quoted(plan.name)} takes 'reserve_floor_months' up to ${short(floor[t])} and ` +
        `'reserve_comfort_months' down to ${short(comfort[t])} in ${payload.simulated[t]}; the floor must stay below`,
    );
  }
}
