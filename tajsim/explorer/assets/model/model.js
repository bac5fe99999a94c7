// The model of the page: runs of scenarios on the draws it was shipped with, and what is read from them.

import { aggregated } from "./aggregation.js";
import { InputError } from "./errors.js";
import { Machine } from "./machine.js";
import { centralOf, personProblems } from "./persons.js";
import { ofScenario, planOf, unusedProblems } from "./plan.js";
import { quarterIndex } from "./quarters.js";
import { movesOf } from "./plausibility.js";
import { components } from "./scenario.js";
import { shapleyValues } from "./shapley.js";
import { bandsOf, mean } from "./statistics.js";

/** @typedef {import("./scenario.js").Scenario} Scenario */
/** @typedef {"Q"|"A"} Freq */

const MOST = 8; // players: 256 coalitions

/** What one set of scenarios leads to. */
export class Run {
  /**
   * @param {Model} model
   * @param {Scenario[]} scenarios
   * @param {import("./plan.js").Plan} plan
   * @param {{worst: number, identity: string, t: number}} accounts
   * @param {Float64Array} computed everything that the quarters computed
   */
  constructor(model, scenarios, plan, accounts, computed) {
    this.model = model;
    this.scenarios = scenarios;
    this.plan = plan;
    this.computed = computed;
    /** The worst relative violation of an accounting identity in any quarter and draw. */
    this.accounts = {
      worst: accounts.worst,
      identity: accounts.identity.replace("identities.", ""),
      quarter: model.payload.simulated[accounts.t],
    };
    /** @type {Map<string, {Q: Float64Array[], A: Float64Array[]}>} */
    this.kept = new Map();
  }

  /**
   * An output by quarter or year shown, each by draw.
   * @param {string} output
   * @param {Freq} freq
   * @returns {Float64Array[]}
   */
  values(output, freq) {
    let found = this.kept.get(output);
    if (!found) {
      const { model } = this;
      const { payload, machine } = model;
      const { stride, step } = payload.program;
      /** @param {string} name @param {number} t */
      const row = (name, t) => {
        const begin = (t * machine.height + step.after[name]) * stride;
        return this.computed.subarray(begin, begin + payload.draws);
      };
      found = aggregated(payload, model.output(output), row, (name) => model.openingRow(name));
      this.kept.set(output, found);
    }
    return found[freq];
  }

  /**
   * A driver by quarter shown, each by draw.
   * @param {string} name
   * @returns {Float64Array[]}
   */
  driver(name) {
    const { payload, machine } = this.model;
    if (payload.targets[name].observable) return this.values(name, "Q");
    return payload.quarters.map((_, i) => {
      const into = new Float64Array(payload.draws);
      machine.driver(this.plan, name, payload.first + i, into);
      return into;
    });
  }
}

/** The model with its draws, loaded from a payload. */
export class Model {
  /**
   * @param {import("./payload.js").Payload} payload
   * @returns {Promise<Model>}
   */
  static async load(payload) {
    const module = await WebAssembly.compile(payload.code);
    const central = await Machine.load(centralOf(payload), module);
    return new Model(payload, await Machine.load(payload, module), central);
  }

  /**
   * @param {import("./payload.js").Payload} payload
   * @param {Machine} machine
   * @param {Machine} central of one path on central values
   */
  constructor(payload, machine, central) {
    this.payload = payload;
    this.machine = machine;
    this.central = central;
    this.draws = payload.draws;
    this.quarters = payload.quarters;
    this.years = payload.years;
    this.dates = payload.simulated.map(quarterIndex);
    this.byName = new Map(payload.outputs.map((o) => [o.name, o]));
    this.baseline = this.run(payload.baseline.shocks.length ? [payload.baseline] : []);
  }

  /**
   * Why scenarios cannot act together, as the command line says it; null when they can.
   * @param {Scenario[]} scenarios
   * @returns {InputError|null}
   */
  refusal(scenarios) {
    return this.planned(scenarios).refusal;
  }

  /**
   * Run scenarios that act together. Throws InputError naming every problem.
   * @param {Scenario[]} scenarios
   * @returns {Run}
   */
  run(scenarios) {
    const plan = this.plan(scenarios);
    const accounts = this.machine.compute(plan);
    const { memory, address, stride } = this.machine.after;
    const size = this.payload.simulated.length * this.machine.height * stride;
    return new Run(this, scenarios, plan, accounts, new Float64Array(memory.buffer, address, size).slice());
  }

  /** @param {Scenario[]} scenarios @returns {import("./plan.js").Plan} */
  plan(scenarios) {
    const { plan, refusal } = this.planned(scenarios);
    if (refusal) throw refusal;
    return plan;
  }

  /**
   * @param {Scenario[]} scenarios
   * @returns {{plan: import("./plan.js").Plan, refusal: InputError|null}}
   */
  planned(scenarios) {
    const problems = /** @type {string[]} */ ([]);
    const plan = planOf(this.payload, this.dates, scenarios, problems);
    let heading = "the scenarios cannot be run";
    if (!problems.length) {
      heading = "cannot run";
      unusedProblems(this.payload, plan, problems);
    }
    if (!problems.length) {
      heading = "people are given who are not there";
      personProblems(this.central, plan, problems);
    }
    const found = [...new Set(problems)];
    if (!found.length) return { plan, refusal: null };
    const alone = found.length === 1 && found[0].startsWith(ofScenario(plan.name));
    return { plan, refusal: alone ? new InputError(found[0]) : new InputError(heading, found) };
  }

  /** @param {string} name @returns {import("./payload.js").Output} */
  output(name) {
    const found = this.byName.get(name);
    if (!found) throw new InputError(`unknown output '${name}'`);
    return found;
  }

  /** @param {string} name @returns {Float64Array} */
  openingRow(name) {
    return this.machine.first(name);
  }

  /**
   * How far a run is from the baseline in each draw: in percent of it, or in the output's own unit.
   * @param {Run} run
   * @param {string} output
   * @param {Freq} freq
   * @returns {Float64Array[]}
   */
  deviation(run, output, freq) {
    const relative = this.output(output).deviation === "percent";
    const base = this.baseline.values(output, freq);
    return run.values(output, freq).map((row, t) =>
      row.map((x, i) => (relative ? 100 * (x / base[t][i] - 1) : x - base[t][i])),
    );
  }

  /**
   * @param {Run} run
   * @param {string} output
   * @param {Freq} freq
   * @param {{deviation?: boolean}} [options]
   * @returns {import("./statistics.js").Bands}
   */
  bands(run, output, freq, { deviation = false } = {}) {
    return bandsOf(deviation ? this.deviation(run, output, freq) : run.values(output, freq));
  }

  /**
   * How unusual the moves of oil, the rouble and Russian output are under scenarios that act together.
   * @param {Scenario[]} scenarios
   * @returns {import("./plausibility.js").Move[]}
   */
  plausibility(scenarios) {
    return movesOf(this.payload, this.plan(scenarios));
  }

  /**
   * The deviation of an output taken apart by scenario, or by shock where a single one acts: exact Shapley
   * values on the draws of the page, in the output's unit.
   * @param {Scenario[]} scenarios
   * @param {string} output
   * @param {string|number} period one of `quarters` or `years`
   * @param {{signal?: AbortSignal, progress?: (done: number, total: number) => void}} [options]
   * @returns {Promise<{names: string[], values: Float64Array[], mean: number[], total: number, baseline: number}>}
   */
  async shapley(scenarios, output, period, { signal, progress } = {}) {
    const freq = String(period).includes("Q") ? "Q" : "A";
    const place = (freq === "Q" ? this.quarters : this.years.map(String)).indexOf(String(period));
    if (place < 0) throw new InputError(`unknown period '${period}'`);
    const { kept, players } = playersOf(this.payload.baseline, scenarios, this.payload.simulated);
    if (players.length > MOST) {
      throw new InputError(`${players.length} parts; at most ${MOST} can be taken apart`);
    }
    const info = this.output(output);
    /** @type {Float64Array[]} */
    const outcomes = [];
    const total = 2 ** players.length;
    for (let k = 0; k < total; k++) {
      if (signal?.aborted) throw new DOMException("stopped", "AbortError");
      const acting = players.filter((player, i) => Boolean(k & (1 << i)) !== player.gone);
      const plan = this.plan([...kept, ...acting.map((player) => player.scenario)]);
      this.machine.compute(plan);
      const row = (/** @type {string} */ name, /** @type {number} */ t) => this.machine.found(name, t);
      const found = aggregated(this.payload, info, row, (name) => this.openingRow(name));
      outcomes.push(found[freq][place]);
      progress?.(k + 1, total);
      if (k % 4 === 3) await new Promise((resolve) => setTimeout(resolve));
    }
    const values = shapleyValues(outcomes);
    return {
      names: players.map((p) => p.name), values, mean: values.map(mean),
      total: mean(outcomes[total - 1]) - mean(outcomes[0]), baseline: mean(outcomes[0]),
    };
  }
}

/**
 * A part of the way from the baseline to the scenario: shocks that come, or that cease.
 * @typedef {{name: string, scenario: Scenario, gone: boolean}} Player
 */

/**
 * What acts in baseline and scenario alike, and the parts by which they differ: components with shocks that
 * begin within the run; a single one is taken apart into its shocks.
 * @param {Scenario} baseline
 * @param {Scenario[]} scenarios
 * @param {string[]} quarters
 * @returns {{kept: Scenario[], players: Player[]}}
 */
export function playersOf(baseline, scenarios, quarters) {
  const last = quarters[quarters.length - 1];
  /** @param {Scenario} part @returns {Scenario} */
  const acting = (part) => ({ ...part, shocks: part.shocks.filter((s) => !s.shape.start || s.shape.start <= last) });
  /** @param {Scenario[]} parts */
  const shocked = (parts) => parts.map(acting).filter((part) => part.shocks.length);
  /** @param {Scenario} part */
  const key = (part) => JSON.stringify([part.name, part.shocks]);
  const before = shocked(components(baseline));
  const after = shocked(scenarios.flatMap(components));
  const kept = before.filter((part) => after.some((other) => key(other) === key(part)));
  const own = kept.map(key);
  const gone = before.filter((part) => !own.includes(key(part)));
  let come = after.filter((part) => !own.includes(key(part)));
  if (!gone.length && come.length === 1) come = singleShocks(come[0]);
  const players = [
    ...come.map((scenario) => ({ name: scenario.name, scenario, gone: false })),
    ...gone.map((scenario) => ({ name: `without ${scenario.name}`, scenario, gone: true })),
  ];
  return { kept, players };
}

/** @param {Scenario} only @returns {Scenario[]} one a shock, named by its target */
function singleShocks(only) {
  return only.shocks.map((shock) => {
    const alone = only.shocks.filter((other) => other.target === shock.target).length === 1;
    const name = alone ? shock.target : `${shock.target} from ${shock.shape.start ?? "the start"}`;
    return { ...only, name, title: "", shocks: [shock], parts: [] };
  });
}
