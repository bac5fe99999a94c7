// Shocks and scenarios, and what they do together, as in tajsim.scenarios.

import { InputError, quoted, short } from "./errors.js";
import { quarterAt } from "./quarters.js";
import { levels, weights } from "./shapes.js";

/**
 * @typedef {object} Shock
 * @property {string} target a driver or a parameter
 * @property {"set"|"set_mean"|"add"|"multiply"} operation
 * @property {import("./shapes.js").Shape} shape
 * @property {number} weight the share of a set or set_mean that acts, 0 to 1
 * @property {string} note
 */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {string} narrative
 * @property {string[]} sources
 * @property {Shock[]} shocks
 * @property {Scenario[]} [parts] those it was composed from
 */

/**
 * What shocks do to one target by quarter: ((1 - weight) base + weight level) multiply + add.
 * @typedef {object} Modifier
 * @property {number[]} weight
 * @property {number[]} level
 * @property {number[]} pinned the part of the weight that is meant of every draw
 * @property {number[]} multiply
 * @property {number[]} add
 */

/** @param {Shock} shock @returns {boolean} */
export function sets(shock) {
  return shock.operation === "set" || shock.operation === "set_mean";
}

/** @param {Shock} shock @returns {string} As in messages: `add gdp 1, 2, 3, ... (path from 2026Q1)`. */
export function described({ operation, target, shape }) {
  const values = shape.values.slice(0, 3).map(short).join(", ") + (shape.values.length > 3 ? ", ..." : "");
  return `${operation} ${target} ${values} (${shape.kind} from ${shape.start ?? "the start of the run"})`;
}

/**
 * The single scenarios that one was composed from; itself when it is a single one.
 * @param {Scenario} scenario
 * @returns {Scenario[]}
 */
export function components(scenario) {
  return scenario.parts && scenario.parts.length ? scenario.parts : [scenario];
}

/**
 * The largest multiple a scenario can be taken in: shocks that set a level take a share of 1 at most.
 * @param {Scenario} scenario
 * @returns {1|2}
 */
export function maxStrength(scenario) {
  return scenario.shocks.some(sets) ? 1 : 2;
}

/**
 * The scenario with a multiple of the effect of every shock.
 * @param {Scenario} scenario
 * @param {number} factor
 * @returns {Scenario}
 */
export function scaled(scenario, factor) {
  if (factor === 1) return scenario;
  if (!Number.isFinite(factor)) throw new InputError(`factor must be a finite number, not ${factor}`);
  if (scenario.shocks.some(sets) && !(factor >= 0 && factor <= 1)) {
    throw new InputError(`scenario ${quoted(scenario.name)} sets levels: it takes a factor from 0 to 1`);
  }
  const name = scenario.name.includes(" + ") ? `(${scenario.name})` : scenario.name;
  return {
    ...scenario,
    name: `${name} x ${Number(factor.toPrecision(12))}`,
    shocks: scenario.shocks.map((shock) => scaledShock(shock, factor)),
    parts: (scenario.parts ?? []).map((part) => scaled(part, factor)),
  };
}

/** @param {Shock} shock @param {number} f @returns {Shock} */
function scaledShock(shock, f) {
  if (sets(shock)) return { ...shock, weight: shock.weight * f };
  /** @param {number} v */
  const change = (v) => (shock.operation === "add" ? f * v : 1 + f * (v - 1));
  return { ...shock, shape: { ...shock.shape, values: shock.shape.values.map(change) } };
}

/**
 * The factor, amount or level that acts in each quarter.
 * @param {Shock} shock
 * @param {number[]} quarters indices
 * @returns {number[]}
 */
export function effect(shock, quarters) {
  const level = levels(shock.shape, quarters);
  if (sets(shock)) return level;
  const share = weights(shock.shape, quarters);
  if (shock.operation === "add") return level.map((v, t) => share[t] * v);
  return level.map((v, t) => (share[t] === 1 ? v : 1 + share[t] * (v - 1)));
}

/**
 * For each target, sorted by name, what scenarios together do to it. Shocks that begin after the last quarter
 * are left out while another one acts; faults go to `problems`.
 * @param {Scenario[]} scenarios
 * @param {number[]} quarters indices
 * @param {string[]} problems
 * @returns {Map<string, Modifier>}
 */
export function modifiers(scenarios, quarters, problems) {
  /** @type {Map<string, {origin: string, shock: Shock}[]>} */
  const byTarget = new Map();
  const silent = [];
  for (const part of scenarios.flatMap(components)) {
    for (const shock of part.shocks) {
      const acting = { origin: part.name, shock };
      if (!weights(shock.shape, quarters).some((w) => w !== 0)) silent.push(acting);
      else byTarget.set(shock.target, [...(byTarget.get(shock.target) ?? []), acting]);
    }
  }
  const [first, last] = [quarterAt(quarters[0]), quarterAt(quarters[quarters.length - 1])];
  for (const { origin, shock } of silent) {
    if (byTarget.size && shock.shape.start && shock.shape.start > last) continue;
    problems.push(`${described(shock)} of ${quoted(origin)} has no effect in any quarter of the run, ${first} to ${last}`);
  }
  const found = new Map();
  for (const target of [...byTarget.keys()].sort()) {
    const made = combined(target, byTarget.get(target) ?? [], quarters, problems);
    if (made) found.set(target, made);
  }
  return found;
}

/**
 * @param {string} target
 * @param {{origin: string, shock: Shock}[]} acting
 * @param {number[]} quarters
 * @param {string[]} problems
 * @returns {?Modifier}
 */
function combined(target, acting, quarters, problems) {
  const level = setLevels(target, acting.filter((a) => sets(a.shock)), quarters, problems);
  /** @param {string} operation */
  const effects = (operation) =>
    acting.filter((a) => a.shock.operation === operation).map((a) => effect(a.shock, quarters));
  const [factors, amounts] = [effects("multiply"), effects("add")];
  /** @param {number[][]} rows @param {number} t */
  const sorted = (rows, t) => rows.map((row) => row[t]).sort((a, b) => a - b);
  const multiply = quarters.map((_, t) => sorted(factors, t).reduce((a, b) => a * b, 1));
  const add = quarters.map((_, t) => sorted(amounts, t).reduce((a, b) => a + b, 0));
  if (![...multiply, ...add].every(Number.isFinite)) {
    const origins = [...new Set(acting.map((a) => a.origin))].sort().join(", ");
    problems.push(`the shocks on ${quoted(target)} of ${origins} are together too large to compute with`);
    return null;
  }
  return { ...level, multiply, add };
}

/**
 * Weight and level of all that set one; two in one quarter must agree.
 * @param {string} target
 * @param {{origin: string, shock: Shock}[]} acting
 * @param {number[]} quarters
 * @param {string[]} problems
 */
function setLevels(target, acting, quarters, problems) {
  const zero = () => quarters.map(() => 0);
  const [weight, level, pinned] = [zero(), zero(), zero()];
  const owner = quarters.map(() => -1);
  acting.forEach(({ origin, shock }, place) => {
    const share = weights(shock.shape, quarters).map((w) => w * shock.weight);
    const values = effect(shock, quarters);
    const pins = shock.operation === "set" ? share : zero();
    const acts = quarters.map((_, t) => t).filter((t) => share[t] > 0);
    const same = (/** @type {number} */ t) => share[t] === weight[t] && values[t] === level[t] && pins[t] === pinned[t];
    const clash = acts.filter((t) => owner[t] >= 0 && !same(t));
    for (const earlier of [...new Set(clash.map((t) => owner[t]))].sort((a, b) => a - b)) {
      const where = clash.filter((t) => owner[t] === earlier);
      const [t, first, last] = [where[0], ...[where[0], where[where.length - 1]].map((i) => quarterAt(quarters[i]))];
      const theirs = `${quoted(acting[earlier].origin)} ${setWords(acting[earlier].shock, level[t], weight[t])}`;
      const ours = `${quoted(origin)} ${setWords(shock, values[t], share[t])}`;
      const when = first === last ? `in ${first}` : `between ${first} and ${last}`;
      problems.push(`conflicting values set for ${quoted(target)}: ${theirs} and ${ours} ${when}`);
    }
    for (const t of acts) [weight[t], level[t], pinned[t], owner[t]] = [share[t], values[t], pins[t], place];
  });
  return { weight, level, pinned };
}

/** @param {Shock} shock @param {number} level @param {number} weight @returns {string} */
function setWords(shock, level, weight) {
  const does = shock.operation === "set" ? "sets" : "sets the mean to";
  return weight === 1 ? `${does} ${short(level)}` : `${does} ${short(level)} with weight ${short(weight)}`;
}

/**
 * Whether a modifier changes quarter `t` at all.
 * @param {Modifier} change
 * @param {number} t
 */
export function touched(change, t) {
  return change.weight[t] !== 0 || change.multiply[t] !== 1 || change.add[t] !== 0;
}

/**
 * A value under a modifier in quarter `t`; it comes back as it is where no shock acts.
 * @param {Modifier} change
 * @param {number} t
 * @param {number} base
 */
export function changed(change, t, base) {
  if (!touched(change, t)) return base;
  const { weight, level, multiply, add } = change;
  return ((1 - weight[t]) * base + weight[t] * level[t]) * multiply[t] + add[t];
}
