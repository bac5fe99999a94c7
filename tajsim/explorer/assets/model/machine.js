// The two programs in WebAssembly, their memory, and a run of all quarters.

import { InputError, quoted } from "./errors.js";
import { touched } from "./scenario.js";

const DEVIATIONS = ["oil_price", "rub_per_usd", "russia_gdp_growth"]; // rows of payload.numbers.deviations

/** A matrix of doubles in the memory of the programs. */
class Matrix {
  /**
   * @param {WebAssembly.Memory} memory
   * @param {number} address in bytes
   * @param {number} stride doubles from a row to the next
   * @param {number} draws
   */
  constructor(memory, address, stride, draws) {
    this.memory = memory;
    this.address = address;
    this.stride = stride;
    this.draws = draws;
  }

  /** @param {number} row @returns {Float64Array} */
  row(row) {
    return new Float64Array(this.memory.buffer, this.address + 8 * row * this.stride, this.draws);
  }
}

/** Computes runs. */
export class Machine {
  /**
   * @param {import("./payload.js").Payload} payload
   * @param {WebAssembly.Module} module of its programs
   * @returns {Promise<Machine>}
   */
  static async load(payload, module) {
    const { step, first, stride } = payload.program;
    /** @param {Record<string, number>} rows */
    const height = (rows) => 1 + Math.max(...Object.values(rows));
    const sizes = {
      parameters: height(first.inputs), first: height(first.after),
      inputs: height(step.inputs), after: payload.simulated.length * height(step.after),
    };
    const rows = Object.values(sizes).reduce((a, b) => a + b);
    const bytes = 8 * (stride * (rows + 1) + Object.keys(step.scalars).length + 2);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    return new Machine(payload, memory, instance.exports, sizes);
  }

  /**
   * @param {import("./payload.js").Payload} payload
   * @param {WebAssembly.Memory} memory
   * @param {any} programs
   * @param {{parameters: number, first: number, inputs: number, after: number}} sizes rows
   */
  constructor(payload, memory, programs, sizes) {
    this.payload = payload;
    this.programs = programs;
    this.height = sizes.after / payload.simulated.length;
    let address = 0;
    /** @param {number} rows */
    const matrix = (rows) => {
      const made = new Matrix(memory, address, payload.program.stride, payload.draws);
      address += 8 * rows * payload.program.stride;
      return made;
    };
    this.parameters = matrix(sizes.parameters);
    this.opening = matrix(sizes.first);
    this.inputs = matrix(sizes.inputs);
    this.after = matrix(sizes.after);
    this.scalars = new Float64Array(memory.buffer, address, Object.keys(payload.program.step.scalars).length);
    this.identities = Object.keys(payload.program.step.after).filter((name) => name.startsWith("identities."));
    this.open();
  }

  /** Put parameters in place and compute the first state, the constants and the quarters of the base year. */
  open() {
    const { payload, inputs, scalars } = this;
    const { first, step } = payload.program;
    const { rows, columns, values } = payload.numbers.parameters;
    rows.forEach((name, i) => {
      const drawn = values.subarray(i * columns, (i + 1) * columns);
      if (name in first.inputs) this.parameters.row(first.inputs[name]).set(drawn);
      if (name in step.inputs) inputs.row(step.inputs[name]).set(drawn);
    });
    for (const [name, value] of Object.entries(payload.fixed)) {
      if (name in step.scalars) scalars[step.scalars[name]] = value;
    }
    this.programs.first(payload.draws, 0, this.parameters.address, scalars.byteOffset, this.opening.address);
    for (const [name, row] of Object.entries(first.after)) {
      const found = this.opening.row(row);
      if (name in step.inputs) inputs.row(step.inputs[name]).set(found);
      if (name in step.scalars) scalars[step.scalars[name]] = found[0];
    }
    /** @type {Map<string, Float64Array|number>} parameters without shocks, where a shock needs them */
    this.plain = new Map();
  }

  /**
   * Compute every quarter of a plan. What comes out stands in memory until the next call.
   * @param {import("./plan.js").Plan} plan
   * @returns {{worst: number, identity: string, t: number}} the worst violation of an identity
   */
  compute(plan) {
    const { payload, height } = this;
    const quarter = 8 * height * payload.program.stride;
    const worst = { worst: 0, identity: this.identities[0], t: 0 };
    let state = this.opening.address;
    for (let t = 0; t < payload.simulated.length; t++) {
      this.setDrivers(plan, t);
      this.setAddFactors(t);
      this.setParameters(plan, t);
      const after = this.after.address + t * quarter;
      this.programs.step(payload.draws, state, this.inputs.address, this.scalars.byteOffset, after);
      state = after;
      this.check(plan, t, worst);
    }
    this.setParameters(null, 0);
    return worst;
  }

  /**
   * Where an output of quarter `t` stands.
   * @param {string} name as "value.gdp"
   * @param {number} t
   * @returns {Float64Array}
   */
  found(name, t) {
    return this.after.row(t * this.height + this.payload.program.step.after[name]);
  }

  /** @param {string} name @returns {Float64Array} what the first state and the base year hold */
  first(name) {
    return this.opening.row(this.payload.program.first.after[name]);
  }

  /** @param {import("./plan.js").Plan} plan @param {number} t */
  setDrivers(plan, t) {
    const { step } = this.payload.program;
    for (const [name, path] of Object.entries(plan.drivers)) {
      const place = `drivers.${name}`;
      if (place in step.scalars) this.scalars[step.scalars[place]] = path[t];
      else if (place in step.inputs) this.driver(plan, name, t, this.inputs.row(step.inputs[place]));
    }
    for (const [name, given] of plan.overrides) {
      this.scalars[step.scalars[`drivers.${name}.keep`]] = given.keep[t];
      this.scalars[step.scalars[`drivers.${name}.level`]] = given.level[t];
    }
  }

  /**
   * A driver in quarter `t` of every draw: what a scenario pins does not deviate.
   * @param {import("./plan.js").Plan} plan
   * @param {string} name
   * @param {number} t
   * @param {Float64Array} into
   */
  driver(plan, name, t, into) {
    const central = plan.drivers[name][t];
    const which = DEVIATIONS.indexOf(name);
    const numbers = this.payload.numbers.deviations;
    if (which < 0 || !numbers) return void into.fill(central);
    const pin = plan.pins.get(name);
    const [weight, part] = pin ? [pin.weight[t], pin.part[t]] : [0, 0];
    const begin = (which * this.payload.simulated.length + t) * numbers.columns;
    for (let i = 0; i < into.length; i++) {
      const moved = numbers.values[begin + i];
      into[i] = name === "russia_gdp_growth" ? central + (1 - weight) * moved : (central - part) * moved + part;
    }
  }

  /** @param {number} t */
  setAddFactors(t) {
    const { payload } = this;
    const { step } = payload.program;
    for (const [name, path] of Object.entries(payload.addFactors)) this.scalars[step.scalars[name]] = path[t];
    const { rows, columns, values } = payload.numbers.added;
    rows.forEach((name, i) => {
      const begin = (i * payload.simulated.length + t) * columns;
      this.inputs.row(step.inputs[name]).set(values.subarray(begin, begin + columns));
    });
  }

  /**
   * The parameters of quarter `t`, inside their allowed ranges; those that no shock touches any more come back.
   * @param {?import("./plan.js").Plan} plan
   * @param {number} t
   */
  setParameters(plan, t) {
    const { step } = this.payload.program;
    const changes = plan ? plan.changes : new Map();
    for (const [name, value] of this.plain) {
      if (!changes.has(name) || !touched(changes.get(name), t)) {
        this.setParameter(name, value);
        this.plain.delete(name);
      }
    }
    for (const [name, change] of changes) {
      if (!touched(change, t)) continue;
      const place = `blocks.${this.payload.targets[name].block}.${name}`;
      const row = step.inputs[place];
      const now = () => (row === undefined ? this.scalars[step.scalars[place]] : this.inputs.row(row).slice());
      const base = this.plain.get(name) ?? now();
      this.plain.set(name, base);
      const moved = (/** @type {number} */ x) => this.inRange(name, change, t, x);
      this.setParameter(name, typeof base === "number" ? moved(base) : base.map(moved));
    }
  }

  /** @param {string} name @param {Float64Array|number} value */
  setParameter(name, value) {
    const { step } = this.payload.program;
    const place = `blocks.${this.payload.targets[name].block}.${name}`;
    if (typeof value === "number") this.scalars[step.scalars[place]] = value;
    else this.inputs.row(step.inputs[place]).set(value);
  }

  /** @param {string} name @param {import("./scenario.js").Modifier} c @param {number} t @param {number} x */
  inRange(name, c, t, x) {
    const { low, high } = this.payload.targets[name];
    const value = ((1 - c.weight[t]) * x + c.weight[t] * c.level[t]) * c.multiply[t] + c.add[t];
    return Math.min(Math.max(value, low), high);
  }

  /**
   * Hold quarter `t` against the identities.
   * @param {import("./plan.js").Plan} plan
   * @param {number} t
   * @param {{worst: number, identity: string, t: number}} worst
   */
  check(plan, t, worst) {
    for (const identity of this.identities) {
      const found = this.found(identity, t);
      let largest = 0;
      for (let i = 0; i < found.length; i++) {
        const size = Math.abs(found[i]);
        if (!(size <= largest)) largest = size;
      }
      if (!Number.isFinite(largest)) {
        this.setParameters(null, 0);
        throw new InputError(
          `scenario ${quoted(plan.name)} has no finite outcome in ${this.payload.simulated[t]}: the shocks are ` +
            "too large for the model; make them smaller",
        );
      }
      if (largest > worst.worst) Object.assign(worst, { worst: largest, identity, t });
    }
  }
}
