/**
 * Scenario files: read with every fault noted, as `tajsim run` reads them, and written so that it reads them back.
 */

import { short } from "../model/errors.js";
import { described } from "../model/scenario.js";
import { checkNumber, checkPeriod, checkText } from "./checks.js";
import { nearestNames, repr, ScenarioError, shownFloat } from "./messages.js";
import { readShape, SHAPE_KEYS } from "./shape_file.js";
import { parseToml } from "./toml.js";
import { TomlDate, TomlError } from "./toml_values.js";

/** @typedef {import("../model/shapes.js").Shape} Shape */
/** @typedef {import("../model/scenario.js").Shock} Shock */
/** @typedef {import("../model/scenario.js").Scenario} Scenario */
/** @typedef {import("./checks.js").Notes} Notes */
/** @typedef {Map<string, any>} Table */
/** @typedef {{kind: string, unit: string, low: number, high: number, description: string, observable?: boolean}} Target */
/**
 * What a file may name. scenarios: the shipped ones. targets: what a shock can act on. outputs: what a claim is about.
 * @typedef {{scenarios: readonly Scenario[], targets: Record<string, Target>, outputs: readonly string[]}} Known
 */

const OPERATIONS = ["set", "set_mean", "add", "multiply"];
const FILE_KEYS = ["name", "title", "narrative", "sources", "shocks", "components", "expect"];
const SHOCK_KEYS = ["target", ...OPERATIONS, "shape", ...SHAPE_KEYS, "weight", "note"];
const CLAIM_KEYS = ["says", "output", "at", "measure", "above", "below"];
const MEASURES = ["level", "from baseline", "% from baseline"];
export const LARGEST_FILE = 2 ** 20; // characters of a file that the page takes

/**
 * The scenario in the text of a file. Throws ScenarioError listing every fault.
 * @param {string} text @param {string} file Its name, as "mine.toml". @param {Known} known @returns {Scenario}
 */
export function readScenario(text, file, known) {
  if (text.length > LARGEST_FILE) {
    throw new ScenarioError(`cannot read ${file}: it has more than ${LARGEST_FILE.toLocaleString("en-US")} bytes`);
  }
  let table;
  try {
    table = parseToml(text, file);
  } catch (error) {
    throw error instanceof TomlError ? new ScenarioError(error.message) : error;
  }
  const reader = new ScenarioReader(known);
  const found = reader.scenario(table, file.replace(/\.[^.]*$/, ""), "");
  if (reader.notes.length || !found) throw new ScenarioError(`scenario file ${file}`, reader.notes);
  return found;
}

class ScenarioReader {
  /** @param {Known} known */
  constructor(known) {
    this.known = known;
    /** @type {Notes} */
    this.notes = [];
  }

  /**
   * @param {Table} table @param {unknown} name Unless it says otherwise. @param {string} where Before every problem.
   * @returns {Scenario | null}
   */
  scenario(table, name, where) {
    if (!table.size) {
      this.notes.push(`${where}it is empty; it needs a title, a narrative and [[shocks]]`);
      return null;
    }
    for (const key of table.keys()) {
      if (!FILE_KEYS.includes(key)) this.notes.push(`${where}unknown key ${repr(key)}; ${nearestNames(key, FILE_KEYS)}`);
    }
    for (const key of ["title", "narrative"]) if (!table.has(key)) this.notes.push(`${where}${key} is missing`);
    const shocks = this.tables(table, "shocks", where).map((one, i) => this.shock(one, `${where}shock ${i + 1}`));
    const listed = this.tables(table, "components", where);
    const parts = listed.map((one, i) => this.component(one, `${where}component ${i + 1}`));
    this.tables(table, "expect", where).forEach((one, i) => this.claim(one, `${where}expect ${i + 1}`));
    if (shocks.length && parts.length) {
      this.notes.push(`${where}give either shocks or components, not both`);
      return null;
    }
    const sources = table.has("sources") ? table.get("sources") : [];
    if (!Array.isArray(sources)) {
      this.notes.push(`${where}sources must be a list of texts, not ${repr(sources)}`);
      return null;
    }
    return this.built(table, name, where, shocks.filter(isThere), parts.filter(isThere));
  }

  /**
   * @param {Table} table @param {unknown} name @param {string} where @param {Shock[]} own @param {Scenario[]} parts
   * @returns {Scenario | null}
   */
  built(table, name, where, own, parts) {
    /** @type {Notes} */
    const notes = [];
    const called = table.has("name") ? table.get("name") : name;
    if (typeof called !== "string" || !called.trim()) notes.push(`name must be text, not ${repr(called)}`);
    const title = checkText(notes, "title", table.has("title") ? table.get("title") : "");
    const narrative = checkText(notes, "narrative", table.has("narrative") ? table.get("narrative") : "");
    const merged = [...new Set(parts.flatMap((part) => part.sources))];
    const sources = table.has("sources") ? table.get("sources") : merged;
    if (!sources.every((/** @type {unknown} */ one) => typeof one === "string")) {
      notes.push(`sources must be a list of texts, not ${repr(sources)}`);
    }
    const single = parts.flatMap((part) => (part.parts?.length ? part.parts : [part]));
    if (!notes.length && !single.length) notes.push(...repeatedShocks(own));
    this.notes.push(...notes.map((one) => where + one));
    if (notes.length) return null;
    const shocks = single.length ? single.flatMap((part) => part.shocks) : own;
    return { name: called, title, narrative, sources, shocks, parts: single };
  }

  /** @param {Table} table @param {string} key @param {string} where @returns {any[]} */
  tables(table, key, where) {
    const items = table.has(key) ? table.get(key) : [];
    const fits = (/** @type {unknown} */ one) =>
      one instanceof Map || (key === "components" && typeof one === "string");
    if (Array.isArray(items) && items.every(fits)) return items;
    this.notes.push(`${where}${key} must be a list of [[${key}]] tables, not ${repr(items)}`);
    return [];
  }

  /** @param {Table | string} part @param {string} where @returns {Scenario | null} */
  component(part, where) {
    if (part instanceof Map) return this.scenario(part, where, `${where}: `);
    const found = this.known.scenarios.find((one) => one.name === part);
    if (found) return found;
    const names = this.known.scenarios.map((one) => one.name);
    this.notes.push(`${where}: unknown scenario ${repr(part)}; ${nearestNames(part, names)}`);
    return null;
  }

  /** @param {Table} table @param {string} where @returns {Shock | null} */
  shock(table, where) {
    const target = table.has("target") ? table.get("target") : "missing";
    const heading = table.has("target") ? `${where} (${inWords(target)})` : where;
    /** @type {Notes} */
    const notes = [];
    if (!table.has("target")) notes.push("target is missing");
    for (const key of table.keys()) {
      if (key === "values") {
        notes.push("unknown key 'values'; write them as a list: set = [..], add = [..], multiply = [..]");
      } else if (!SHOCK_KEYS.includes(key)) notes.push(`unknown key ${repr(key)}; ${nearestNames(key, SHOCK_KEYS)}`);
    }
    const given = OPERATIONS.filter((name) => table.has(name));
    if (given.length !== 1) {
      notes.push(`exactly one of ${OPERATIONS.join(", ")} is needed, not ${given.join(" and ") || "none"}`);
    }
    const shapes = (given.length ? given : [""]).map((name) => ({ name, shape: readShape(table, name, notes) }));
    const fine = shapes.filter(({ name, shape }) => name && shape);
    const { name: operation, shape } = fine.length === 1 ? fine[0] : { name: "set", shape: null };
    if (typeof target !== "string" || !target.trim()) {
      notes.push(`target must be the name of a driver or a parameter, not ${repr(target)}`);
    }
    const note = checkText(notes, "note", table.has("note") ? table.get("note") : "");
    const weight = checkNumber(notes, "weight", table.has("weight") ? table.get("weight") : 1, 0, 1);
    if (weight !== 1 && !operation.startsWith("set")) {
      notes.push("weight is for set and set_mean; scale the value of add or multiply instead");
    }
    const made = notes.length || !shape ? null : { target, operation, shape, weight, note };
    if (table.has("target") && typeof target === "string") notes.push(...this.targetProblems(target || "?", made));
    this.notes.push(...[...new Set(notes)].map((one) => `${heading}: ${one}`));
    return notes.length ? null : /** @type {Shock} */ (made);
  }

  /** @param {string} name @param {{operation: string, shape: Shape} | null} shock @returns {string[]} */
  targetProblems(name, shock) {
    if (!Object.hasOwn(this.known.targets, name)) {
      return [`unknown target ${repr(name)}; ${nearestNames(name, Object.keys(this.known.targets))}`];
    }
    const target = this.known.targets[name];
    if (!shock || !shock.operation.startsWith("set")) return [];
    if (shock.operation === "set_mean" && target.kind === "parameter") {
      return [
        `set_mean is for drivers, whose draws vary around a path; ${name} is a parameter: use set for one value ` +
          "in every draw, or add or multiply, which keep the differences between draws",
      ];
    }
    if (shock.operation === "set_mean" && target.observable) {
      return [
        `set_mean is for drivers whose draws vary around a path; ${name} is what the model makes of it in each draw, ` +
          "unless it is given: use set for one value in every draw, or add or multiply",
      ];
    }
    const allowed = `allowed is ${short(target.low)} to ${short(target.high)} ${target.unit}`;
    const wrong = shock.shape.values.filter((value) => !(target.low <= value && value <= target.high));
    return [...new Set(wrong)].map((value) => `${name} cannot be set to ${short(value)}; ${allowed}`);
  }

  /** @param {Table} table @param {string} where A claim: checked, and of no further use here. */
  claim(table, where) {
    const heading = table.has("output") ? `${where} (${inWords(table.get("output"))})` : where;
    /** @type {Notes} */
    const notes = [];
    for (const key of table.keys()) {
      if (!CLAIM_KEYS.includes(key)) notes.push(`unknown key ${repr(key)}; ${nearestNames(key, CLAIM_KEYS)}`);
    }
    for (const key of ["says", "output", "at"]) if (!table.has(key)) notes.push(`${key} is missing`);
    const says = table.has("says") ? table.get("says") : "missing";
    if (!checkText(notes, "says", says).trim() && typeof says === "string") {
      notes.push("says is empty; write the claim in words");
    }
    const output = table.has("output") ? table.get("output") : "gdp";
    if (!this.known.outputs.includes(output)) {
      notes.push(`unknown output ${repr(output)}; ${nearestNames(output, this.known.outputs)}`);
    }
    const measure = table.has("measure") ? table.get("measure") : "level";
    if (!MEASURES.includes(measure)) notes.push(`unknown measure ${repr(measure)}; ${nearestNames(measure, MEASURES)}`);
    checkPeriod(notes, "at", table.has("at") ? table.get("at") : "2026");
    const bounds = ["above", "below"].filter((key) => table.has(key));
    const [above, below] = bounds.map((key) => checkNumber(notes, key, table.get(key)));
    if (!bounds.length) notes.push("above or below is missing: a claim needs a bound");
    else if (bounds.length === 2 && above > below) {
      notes.push(`above ${repr(above)} is more than below ${repr(below)}`);
    }
    this.notes.push(...notes.map((one) => `${heading}: ${one}`));
  }
}

/** @template T @param {T | null} one @returns {one is T} */
function isThere(one) {
  return one !== null;
}

/** @param {unknown} value @returns {string} */
function inWords(value) {
  if (typeof value === "string") return value;
  return value instanceof TomlDate ? value.words : repr(value);
}

/** @param {Shock[]} shocks @returns {string[]} A note for each shock that stands more than once. */
function repeatedShocks(shocks) {
  /** @type {Map<string, {shock: Shock, times: number}>} */
  const counted = new Map();
  for (const shock of shocks) {
    const key = JSON.stringify(shock);
    counted.set(key, { shock, times: (counted.get(key)?.times ?? 0) + 1 });
  }
  return [...counted.values()]
    .filter(({ shock, times }) => times > 1 && !changesNothing(shock))
    .map(({ shock, times }) => `the same shock is given ${times} times: ${described(shock)}`);
}

/** @param {Shock} shock @returns {boolean} */
function changesNothing(shock) {
  if (shock.operation.startsWith("set")) return shock.weight === 0;
  return shock.shape.values.every((value) => value === (shock.operation === "add" ? 0 : 1));
}

/**
 * The text of the file of a scenario, which reads back as the same scenario, its numbers exact.
 * @param {Scenario} scenario @returns {string}
 */
export function writeScenario(scenario) {
  return `${scenarioLines(scenario, "").join("\n")}\n`;
}

/** @param {Scenario} scenario @param {string} prefix @returns {string[]} */
function scenarioLines(scenario, prefix) {
  const { name, title, narrative, sources } = scenario;
  const lines = Object.entries({ name, title, narrative, sources }).map(([key, value]) => `${key} = ${toml(value)}`);
  if (scenario.parts?.length) {
    for (const part of scenario.parts) {
      lines.push("", `[[${prefix}components]]`, ...scenarioLines(part, `${prefix}components.`));
    }
    return lines;
  }
  for (const shock of scenario.shocks) {
    lines.push("", `[[${prefix}shocks]]`);
    for (const [key, value] of shockFields(shock)) lines.push(`${key} = ${toml(value)}`);
  }
  return lines;
}

/** @param {Shock} shock @returns {[string, unknown][]} */
function shockFields({ target, operation, shape, weight, note }) {
  /** @type {[string, unknown][]} */
  const fields = [["target", target]];
  fields.push([operation, shape.kind === "path" ? shape.values : shape.values[0]]);
  if (shape.start) {
    fields.push(["shape", shape.kind], ["start", shape.start]);
    if (shape.end) fields.push(["end", shape.end]);
    if (shape.quarters !== undefined) fields.push(["quarters", BigInt(shape.quarters)]);
    if (shape.fade !== undefined) fields.push(["fade", BigInt(shape.fade)]);
    if (shape.fade_to !== undefined && shape.fade !== 0) fields.push(["fade_to", shape.fade_to]);
    if (shape.hold !== undefined) fields.push(["hold", shape.hold]);
  }
  if (weight !== 1) fields.push(["weight", weight]);
  if (note) fields.push(["note", note]);
  return fields;
}

/** @param {unknown} value @returns {string} */
function toml(value) {
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return shownFloat(value);
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  return JSON.stringify(String(value)).replace(/\u007f/g, "\\u007f");
}
