/** What a visitor chose: kept in the address of the page, so that a link or a bookmark brings it back. */

import { InputError } from "../model/errors.js";
import { maxStrength, scaled } from "../model/scenario.js";
import { repr, ScenarioError } from "./messages.js";
import { LARGEST_FILE, readScenario } from "./scenario_file.js";
import { grouped, marked, t } from "./texts.js";

/** @typedef {import("../model/scenario.js").Scenario} Scenario */
/** @typedef {{file: string, text: string, scenario: Scenario}} Loaded A scenario file that was dropped on the page. */
/**
 * @typedef {object} Lever
 * @property {string} group
 * @property {string} target
 * @property {"set" | "add" | "multiply"} operation
 * @property {number} low
 * @property {number} high
 * @property {number} neutral
 * @property {number} step
 * @property {string} [label]
 */
/**
 * @typedef {object} Choices
 * @property {Map<string, number>} on Scenarios that happen, with their strength: 1 as they are.
 * @property {Map<string, number>} levers Values by target, of those that were moved.
 * @property {string} from The quarter in which the levers begin to act.
 * @property {number} year The year that figures are of.
 * @property {"deviation" | "level"} view
 * @property {"Q" | "A"} freq Of the large chart.
 * @property {string | null} open The output that has the whole width.
 * @property {boolean} guess Whether results are hidden until the visitor has guessed.
 * @property {string} language
 * @property {Loaded[]} files
 */
/**
 * What there is to choose from.
 * @typedef {object} Offer
 * @property {Scenario[]} scenarios Without the baseline.
 * @property {Lever[]} levers
 * @property {string[]} quarters
 * @property {number[]} years
 * @property {string[]} outputs
 * @property {string[]} languages
 * @property {import("./scenario_file.js").Known} known
 * @property {Choices} first What the page opens with.
 */

const MOST_FILES = 8;
const MOST_TOLD = 6; // problems of a link
const LONGEST_NAME = 255; // of a file
const LONGEST_HASH = 4 * LARGEST_FILE;

/** @param {Choices} choices @param {Offer} offer @returns {Scenario[]} Everything that can be switched on. */
export function switches(choices, offer) {
  return [...offer.scenarios, ...choices.files.map((file) => file.scenario)];
}

/**
 * The scenarios that act: those switched on in their strength, and one for each lever that was moved.
 * @param {Choices} choices @param {Offer} offer @returns {Scenario[]}
 */
export function acting(choices, offer) {
  const happening = switches(choices, offer)
    .filter((one) => (choices.on.get(one.name) ?? 0) > 0)
    .map((one) => strengthened(one, choices.on.get(one.name) ?? 1));
  const moved = offer.levers.filter((lever) => choices.levers.has(lever.target));
  return [...happening, ...moved.map((lever) => leverScenario(lever, choices, offer))];
}

/** @param {Scenario} scenario @param {number} strength @returns {Scenario} */
function strengthened(scenario, strength) {
  const { title } = scenario;
  const shown = Math.round(100 * strength);
  return strength === 1 ? scenario : { ...scaled(scenario, strength), title: title && `${title} ${shown} %` };
}

/** @param {Lever} lever @param {Choices} choices @param {Offer} offer @returns {Scenario} */
function leverScenario(lever, choices, offer) {
  const value = /** @type {number} */ (choices.levers.get(lever.target));
  const { target, operation } = lever;
  /** @type {import("../model/scenario.js").Shock} */
  const shock = { target, operation, shape: { kind: "step", values: [value], start: choices.from }, weight: 1, note: "" };
  const title = lever.label ?? offer.known.targets[target].description;
  return { name: target, title, narrative: "", sources: [], shocks: [shock], parts: [] };
}

/** @param {Scenario[]} scenarios @returns {Scenario} The one in which all of them happen. */
export function composed(scenarios) {
  const parts = scenarios.flatMap((one) => (one.parts?.length ? one.parts : [one]));
  if (parts.length === 1) return parts[0];
  return {
    name: scenarios.map((one) => one.name).join(" + "),
    title: scenarios.map((one) => one.title || one.name).join(" + "),
    narrative: scenarios.map((one) => one.narrative).filter(Boolean).join("\n\n"),
    sources: [...new Set(scenarios.flatMap((one) => one.sources))],
    shocks: parts.flatMap((one) => one.shocks),
    parts,
  };
}

/**
 * The choices as the part of an address behind the #; what the page opens with is left out.
 * @param {Choices} choices @param {Offer} offer @returns {string}
 */
export function toHash(choices, offer) {
  const { first } = offer;
  const parts = choices.files.map((file) => `file=${textToBase64(`${file.file}\n${file.text}`)}`);
  /** @param {string} key @param {string} now @param {string} before */
  const note = (key, now, before) => {
    if (now !== before) parts.push(`${key}=${now}`);
  };
  note("s", pairs(choices.on), pairs(first.on));
  note("l", pairs(choices.levers), pairs(first.levers));
  note("from", choices.from, first.from);
  note("y", String(choices.year), String(first.year));
  note("view", choices.view, first.view);
  note("freq", choices.freq, first.freq);
  note("o", choices.open ?? "", first.open ?? "");
  note("guess", choices.guess ? "1" : "0", first.guess ? "1" : "0");
  note("lang", choices.language, first.language);
  return parts.join("&");
}

/** @param {Map<string, number>} values @returns {string} As in crackdown:1,rouble-shock:0.5. */
function pairs(values) {
  return [...values].map(([name, value]) => `${encodeURIComponent(name)}:${value}`).join(",");
}

/**
 * The choices in the part of an address behind the #. What it gives that cannot be is left out and noted.
 * @param {string} hash @param {Offer} offer @returns {{choices: Choices, problems: string[]}}
 */
export function fromHash(hash, offer) {
  const { first } = offer;
  /** @type {Choices} */
  const choices = { ...first, on: new Map(first.on), levers: new Map(first.levers), files: [...first.files] };
  /** @type {string[]} */
  const problems = [];
  if (hash.length > LONGEST_HASH) {
    problems.push(t("The link is too long to be one of this page."));
    return { choices, problems };
  }
  const given = hash.replace(/^#/, "").split("&").filter(Boolean).map(keyAndValue);
  const files = given.filter(({ key }) => key === "file").slice(0, MOST_FILES + 1); // one more says that there are too many
  for (const { value } of files) addFile(choices, value, offer, problems);
  for (const { key, value } of given) {
    const take = key !== "file" && Object.hasOwn(TAKERS, key) ? TAKERS[key] : null;
    const fits = key === "file" || (take && take(choices, value, offer, problems));
    if (!fits) problems.push(t("The link says {what}, which this page does not know.", { what: repr(`${key}=${value}`) }));
  }
  return { choices, problems: fewOf([...new Set(problems)]) };
}

/** @param {string[]} problems @returns {string[]} As many as one reads, and how many more there are. */
function fewOf(problems) {
  if (problems.length <= MOST_TOLD) return problems;
  return [...problems.slice(0, MOST_TOLD), t("{number} more of the kind.", { number: marked(grouped(problems.length - MOST_TOLD, 0)) })];
}

/** @param {string} part @returns {{key: string, value: string}} */
function keyAndValue(part) {
  const at = part.indexOf("=");
  return at < 0 ? { key: part, value: "" } : { key: part.slice(0, at), value: part.slice(at + 1) };
}

/** @typedef {(choices: Choices, value: string, offer: Offer, problems: string[]) => boolean} Taker */

/** @type {Record<string, Taker>} What each key of a link does; false for a value that cannot be. */
const TAKERS = {
  s: (choices, value, offer, problems) => {
    choices.on = new Map();
    for (const { name, number } of named(value)) {
      const one = switches(choices, offer).find((other) => other.name === name);
      if (!one) problems.push(t("The link names the scenario {what}, which this page does not have.", { what: repr(name) }));
      else if (isStrength(number, maxStrength(one))) choices.on.set(name, number);
      else problems.push(t("The link gives {what} a strength that cannot be.", { what: repr(name) }));
    }
    return true;
  },
  l: (choices, value, offer, problems) => {
    choices.levers = new Map();
    for (const { name, number } of named(value)) {
      const lever = offer.levers.find((one) => one.target === name);
      if (!lever) problems.push(t("The link names the lever {what}, which this page does not have.", { what: repr(name) }));
      else if (number >= lever.low && number <= lever.high) choices.levers.set(name, number);
      else problems.push(t("The link sets {what} outside its range.", { what: repr(name) }));
    }
    return true;
  },
  from: (choices, value, offer) => offer.quarters.includes(value) && Boolean((choices.from = value)),
  y: (choices, value, offer) => offer.years.includes(Number(value)) && Boolean((choices.year = Number(value))),
  view: (choices, value) => (value === "level" || value === "deviation") && Boolean((choices.view = value)),
  freq: (choices, value) => (value === "Q" || value === "A") && Boolean((choices.freq = value)),
  o: (choices, value, offer) => {
    choices.open = value || null;
    if (!value || offer.outputs.includes(value)) return true;
    choices.open = null;
    return false;
  },
  guess: (choices, value) => {
    choices.guess = value === "1";
    return value === "0" || value === "1";
  },
  lang: (choices, value, offer) => offer.languages.includes(value) && Boolean((choices.language = value)),
};

/** @param {number} value @param {number} most @returns {boolean} */
export function isStrength(value, most) {
  return value >= 0 && value <= most;
}

/** @param {string} text @returns {{name: string, number: number}[]} */
function named(text) {
  return text.split(",").filter(Boolean).map((part) => {
    const at = part.lastIndexOf(":");
    const value = part.slice(at + 1);
    return { name: decoded(at < 0 ? part : part.slice(0, at)), number: value.trim() ? Number(value) : NaN };
  });
}

/** @param {string} text @returns {string} */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {Choices} choices @param {string} value @param {Offer} offer @param {string[]} problems */
function addFile(choices, value, offer, problems) {
  try {
    const text = textFromBase64(value);
    const end = text.indexOf("\n");
    if (end < 0 || end > LONGEST_NAME) throw new ScenarioError(t("it cannot be read"));
    withFile(choices, text.slice(0, end), text.slice(end + 1), offer);
  } catch (error) {
    const what = error instanceof ScenarioError || error instanceof InputError ? error.message : t("it cannot be read");
    problems.push(t("The link holds a scenario that is left out: {what}", { what }));
  }
}

/**
 * Add a scenario file to the choices and switch it on. Throws ScenarioError listing every fault.
 * @param {Choices} choices Changed in place. @param {string} file @param {string} text @param {Offer} offer
 * @returns {Scenario}
 */
export function withFile(choices, file, text, offer) {
  const scenario = readScenario(text, file, offer.known);
  const others = choices.files.filter((one) => one.scenario.name !== scenario.name);
  if (others.length >= MOST_FILES) throw new ScenarioError(t("there are {most} scenarios of your own already", { most: MOST_FILES }));
  if (offer.scenarios.some((one) => one.name === scenario.name)) scenario.name = `${scenario.name} (${file})`;
  choices.files = [...others, { file, text, scenario }];
  choices.on = new Map(choices.on).set(scenario.name, 1);
  return scenario;
}

/** @param {string} text @returns {string} Base64 that may stand in an address. */
function textToBase64(text) {
  const bytes = new TextEncoder().encode(text);
  let raw = "";
  for (const byte of bytes) raw += String.fromCharCode(byte);
  return btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text @returns {string} */
function textFromBase64(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
