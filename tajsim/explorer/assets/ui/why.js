/** Why: the deviation of one output taken apart by what is switched on, with exact Shapley values. */

import { InputError } from "../model/errors.js";
import { el, fill, svg } from "./dom.js";
import { contributions } from "./effects.js";
import { bandWords, signed, withUnit } from "./numbers.js";
import { capital, said, t } from "./texts.js";

/** @typedef {import("./app.js").App} App */

const WHY_WAIT = 250; // ms that the choices must rest before parts are computed
const [BAR_WIDE, BAR_HIGH] = [640, 34];

/**
 * The part of the page that says why.
 * @param {App} app @returns {{element: HTMLElement, sync: () => void}}
 */
export function why(app) {
  const content = el("div", { "aria-live": "polite" });
  const element = el("section", { class: "why" }, el("h3", {}, t("Why")), content);
  let stop = new AbortController();
  let timer = 0;
  let shown = "";
  const sync = () => {
    const { open, year } = app.choices;
    const asked = JSON.stringify([open, year, app.choices.language, app.acting]);
    if (asked === shown) return;
    shown = asked;
    stop.abort();
    stop = new AbortController();
    clearTimeout(timer);
    if (!open) return;
    if (!app.acting.length) {
      fill(content, el("p", {}, t("Nothing is switched on.")));
      return;
    }
    const { signal } = stop;
    timer = setTimeout(() => takeApart(app, open, year, content, signal), WHY_WAIT);
  };
  return { element, sync };
}

/**
 * @param {App} app @param {string} output @param {number} year @param {HTMLElement} into @param {AbortSignal} signal
 */
async function takeApart(app, output, year, into, signal) {
  const bar = el("progress", { max: 1, value: 0, "aria-label": t("Taking it apart") });
  fill(into, bar);
  try {
    const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
      bar.value = done / total;
    };
    const found = await app.model.shapley(app.acting, output, year, { signal, progress });
    if (!signal.aborted) fill(into, ...explanation(app, output, year, found));
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof InputError)) throw error;
    fill(into, el("p", {}, t("It cannot be taken apart: {why}", { why: error.problems.join("; ") })));
  }
}

/**
 * @param {App} app @param {string} output @param {number} year
 * @param {{names: string[], values: Float64Array[], baseline: number, total: number}} found @returns {Node[]}
 */
function explanation(app, output, year, found) {
  const { parts, total } = contributions(app.model, output, found);
  const unit = app.model.output(output).deviationUnit;
  const rows = found.names
    .map((name, i) => ({ title: partTitle(app, name), ...parts[i] }))
    .sort((a, b) => Math.abs(b.middle) - Math.abs(a.middle));
  const [first] = rows;
  const lead = t("In {year} {title} moves it most: {size} of {total}.", {
    year,
    title: first.title,
    size: withUnit(signed(first.middle), unit),
    total: withUnit(signed(total), unit),
  });
  return [
    el("p", {}, capital(lead).replace(/\.\.$/, ".")),
    el("div", { class: "bars" }, ...partBars(rows, total)),
    el("p", { class: "note" }, t("Means over the draws, which add up; thin line: 90 % of draws. Each part is averaged over every order in which the parts can come (Shapley values).")),
    partTable(rows, total, unit),
  ];
}

/** @param {App} app @param {string} name Of a part. @returns {string} */
function partTitle(app, name) {
  const parts = app.acting.flatMap((one) => (one.parts?.length ? one.parts : [one]));
  const part = parts.find((one) => one.name === name);
  if (part?.title) return said(part.title);
  const [target, ...rest] = name.split(" from ");
  const known = Object.hasOwn(app.payload.targets, target) ? said(app.payload.targets[target].description) : name;
  return rest.length && known !== name ? `${known} (${rest.join(" ")})` : known;
}

/**
 * @param {{title: string, middle: number, low: number, high: number}[]} rows @param {number} total @returns {Node[]}
 */
function partBars(rows, total) {
  const all = [...rows, { title: t("Together"), middle: total, low: total, high: total }];
  const low = Math.min(0, ...all.map((row) => row.low));
  const high = Math.max(0, ...all.map((row) => row.high));
  const x = (/** @type {number} */ value) => ((value - low) / (high - low || 1)) * BAR_WIDE;
  return all.map((row, i) => {
    const ends = [x(0), x(row.middle)].sort((a, b) => a - b);
    const kind = i === all.length - 1 ? "total" : row.middle < 0 ? "falls" : "rises";
    const picture = svg(
      "svg",
      { viewBox: `0 0 ${BAR_WIDE} ${BAR_HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("line", { class: "axis", x1: x(0), x2: x(0), y1: 0, y2: BAR_HIGH }),
      svg("rect", { class: kind, x: ends[0], y: 7, width: Math.max(1, ends[1] - ends[0]), height: BAR_HIGH - 14 }),
      svg("line", { class: "whisker", x1: x(row.low), x2: x(row.high), y1: BAR_HIGH / 2, y2: BAR_HIGH / 2 }),
    );
    return el("div", { class: "bar-row" }, el("span", { class: "bar-title" }, row.title), picture, el("span", { class: "bar-value" }, signed(row.middle)));
  });
}

/**
 * @param {{title: string, middle: number, low: number, high: number}[]} rows @param {number} total @param {string} unit
 * @returns {Node}
 */
function partTable(rows, total, unit) {
  return el(
    "details",
    {},
    el("summary", {}, t("The numbers")),
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("Part")), el("th", { scope: "col" }, t("Mean")), el("th", { scope: "col" }, t("90 % of draws")))),
      el(
        "tbody",
        {},
        ...rows.map((row) =>
          el("tr", {}, el("th", { scope: "row" }, row.title), el("td", {}, withUnit(signed(row.middle), unit)), el("td", {}, bandWords(signed(row.low), signed(row.high)))),
        ),
        el("tr", {}, el("th", { scope: "row" }, t("Together")), el("td", {}, withUnit(signed(total), unit)), el("td", {}, "")),
      ),
    ),
  );
}
