/** Taking it along: a scenario file for `tajsim run`, tidy CSV of charts, and scenario files that are opened. */

import { quantiles, mean } from "../model/statistics.js";
import { repr, ScenarioError } from "./messages.js";
import { LARGEST_FILE, writeScenario } from "./scenario_file.js";
import { composed } from "./choices.js";

/** @typedef {import("./app.js").App} App */

const STATISTICS = ["mean", "q05", "q25", "q50", "q75", "q95"];
const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** @param {App} app @returns {{name: string, text: string}} The file of everything that is switched on. */
export function scenarioFile(app) {
  const scenario = composed(app.acting);
  return { name: `${fileName(scenario.name)}.toml`, text: writeScenario(scenario) };
}

/** @param {string} name @returns {string} A name that any system takes for a file. */
export function fileName(name) {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return [...plain].slice(0, 60).join("") || "scenario";
}

/** @param {App} app @param {string} file @returns {string} The command that runs the saved file as the page was made. */
export function runCommand(app, file) {
  const { options = [], given } = app.payload.made ?? {};
  return ["tajsim run", file, ...options, `--draws ${given ? given.draws : app.model.draws}`].join(" ");
}

/**
 * Outputs of the run and of its baseline, tidy: one row a number, in the columns of `summary.csv`.
 * @param {App} app @param {string[]} outputs @returns {string}
 */
export function csvOf(app, outputs) {
  const { model, run } = app;
  const name = app.acting.length ? composed(app.acting).name : "";
  const rows = [["scenario", "variable", "unit", "period", "statistic", "value", "freq"]];
  for (const output of outputs) {
    const info = model.output(output);
    for (const freq of /** @type {const} */ (["Q", "A"])) {
      const periods = freq === "Q" ? model.quarters : model.years.map(String);
      /** @param {string} scenario @param {string} unit @param {string} prefix @param {Float64Array[]} values */
      const add = (scenario, unit, prefix, values) =>
        periods.forEach((period, i) => {
          const figures = [mean(values[i]), ...quantiles(values[i], PROBABILITIES)];
          figures.forEach((value, k) => rows.push([scenario, output, unit, period, prefix + STATISTICS[k], String(value), freq === "Q" ? "Q" : "Y"]));
        });
      add(app.payload.made?.baseline ?? "baseline", info.unit, "", model.baseline.values(output, freq));
      if (!name) continue;
      add(name, info.unit, "", run.values(output, freq));
      add(name, info.deviationUnit, "delta_", model.deviation(run, output, freq));
    }
  }
  return `${rows.map((row) => row.map(csvCell).join(",")).join("\n")}\n`;
}

/** @param {string} text @returns {string} A cell that no spreadsheet takes for a formula. */
function csvCell(text) {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The text of a file that was dropped or chosen. Throws ScenarioError where it is none, as the command line does.
 * @param {File} file @returns {Promise<string>}
 */
export async function textOf(file) {
  if (!/\.toml$/i.test(file.name)) throw new ScenarioError(`${repr(file.name)} is no scenario file; its name must end in .toml`);
  if (file.size > LARGEST_FILE) throw new ScenarioError(`cannot read ${file.name}: it has more than ${LARGEST_FILE.toLocaleString("en-US")} bytes`);
  return decodedText(new Uint8Array(await file.arrayBuffer()), file.name);
}

const WIDE_TEXT = "it is UTF-16 or UTF-32 text; save it as UTF-8";

/** @param {Uint8Array} bytes @param {string} name @returns {string} */
export function decodedText(bytes, name) {
  const start = [...bytes.subarray(0, 2)].map((byte) => byte.toString(16)).join(" ");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const why = start === "ff fe" || start === "fe ff" ? WIDE_TEXT : `not UTF-8 text (byte ${firstBadByte(bytes)})`;
    throw new ScenarioError(`cannot read ${name}: ${why}`);
  }
  if (text.replace(/^\uFEFF/, "").slice(0, 2).includes("\0")) throw new ScenarioError(`cannot read ${name}: ${WIDE_TEXT}`);
  return text;
}

/** @param {Uint8Array} bytes @returns {number} Where UTF-8 ends, counted from the start without a byte order mark. */
function firstBadByte(bytes) {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let [good, bad] = [marked, bytes.length + 1];
  const fits = (/** @type {number} */ end) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end), { stream: true });
    } catch {
      return null;
    }
  };
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(Math.min(middle, bytes.length)) === null) bad = middle;
    else good = middle;
  }
  const whole = fits(Math.min(good, bytes.length)) ?? "";
  return new TextEncoder().encode(whole).length - marked;
}
