/** What happens: scenarios as switches with a strength, then single levers by group. */

import { quarterIndex } from "../model/quarters.js";
import { maxStrength } from "../model/scenario.js";
import { isStrength, switches } from "./choices.js";
import { dress, el, fill, write } from "./dom.js";
import { figure, signed, unitWords } from "./numbers.js";
import { aboutScenario } from "./trust.js";
import { grouped, marked, quarterWords, said, t } from "./texts.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./choices.js").Lever} Lever */
/** @typedef {import("../model/scenario.js").Scenario} Scenario */
/** @typedef {{element: HTMLElement, sync: () => void}} Part An element, and how it follows the choices. */

/** @returns {[string, string][]} The groups in their order, with their names. */
function groupNames() {
  return [
    ["russia", t("Russia")],
    ["rules", t("Rules for migrants")],
    ["money", t("Prices and money")],
    ["home", t("Policy at home")],
    ["own", t("Your own")],
    ["other", t("Other")],
  ];
}

/** @param {App} app @param {() => void} reset @returns {Part} The whole left side. */
export function controls(app, reset) {
  const own = ownScenarios(app);
  const scenarios = byGroup(app, app.offer.scenarios, (one) => scenarioRow(app, one), "s");
  const levers = byGroup(app, app.offer.levers, (one) => leverRow(app, one), "l");
  const start = leverStart(app);
  const back = el("button", { type: "button", class: "over", click: reset }, t("Start over"));
  const element = el(
    "div",
    { class: "controls" },
    el("div", { class: "head" }, el("h2", {}, t("What happens")), back),
    el("h3", {}, t("Scenarios")),
    own.element,
    ...scenarios.map((part) => part.element),
    app.offer.levers.length > 0 && el("h3", {}, t("Single levers")),
    app.offer.levers.length > 0 && start.element,
    ...levers.map((part) => part.element),
  );
  const parts = [own, start, ...scenarios, ...levers];
  return { element, sync: () => parts.forEach((part) => part.sync()) };
}

/**
 * Rows in one fold a group; folds in which something acts are open at first.
 * @template {object} T
 * @param {App} app @param {T[]} items @param {(one: T) => Part & {acts: () => boolean}} row @param {string} kind
 * @returns {Part[]}
 */
function byGroup(app, items, row, kind) {
  const names = groupNames();
  const known = names.map(([group]) => group);
  /** @param {T} one */
  const groupOf = (one) => {
    const { group = "other" } = /** @type {{group?: string}} */ (one);
    return known.includes(group) ? group : "other";
  };
  return names.flatMap(([group, name], i) => {
    const rows = items.filter((one) => groupOf(one) === group).map(row);
    if (!rows.length) return [];
    const count = el("span", { class: "count" });
    const open = (kind === "s" && i < (innerWidth < SIDE_BY_SIDE ? 1 : 2)) || rows.some((one) => one.acts());
    const element = el(
      "details",
      { class: "group", open },
      el("summary", {}, el("span", {}, name), count),
      ...rows.map((one) => one.element),
    );
    const sync = () => {
      rows.forEach((one) => one.sync());
      const acting = rows.filter((one) => one.acts()).length;
      write(count, acting ? t("{number} on", { number: acting }) : "");
    };
    return [{ element, sync }];
  });
}

/** @param {App} app @returns {Part} Scenarios from files that the visitor opened. */
function ownScenarios(app) {
  const element = el("div", { class: "own" });
  let shown = "";
  /** @type {Part[]} */
  let rows = [];
  const sync = () => {
    const files = app.choices.files.map((one) => one.scenario);
    const now = files.map((one) => one.name).join("\n");
    if (now !== shown) {
      rows = files.map((one) => scenarioRow(app, one));
      fill(element, ...(rows.length ? [el("h3", {}, t("Your own"))] : []), ...rows.map((row) => row.element));
      shown = now;
    }
    rows.forEach((row) => row.sync());
  };
  return { element, sync };
}

let rowsMade = 0; // for ids that are there once
const SIDE_BY_SIDE = 896; // pixels from which charts stand beside what is chosen, as in page.css

/** @param {App} app @param {Scenario} scenario @returns {Part & {acts: () => boolean}} */
function scenarioRow(app, scenario) {
  const { name } = scenario;
  const title = said(scenario.title || name);
  const most = maxStrength(scenario);
  const id = `row-${++rowsMade}`;
  const box = el("input", { type: "checkbox", role: "switch", id });
  const range = el("input", { type: "range", min: 0, max: 100 * most, step: 5, "aria-label": t("Strength of {title}", { title }) });
  const output = el("output", {});
  const strength = el("div", { class: "strength" }, range, output);
  const about = el("div", { class: "about", id: `${id}-about`, hidden: true });
  const more = el(
    "button",
    { type: "button", class: "more", "aria-expanded": "false", "aria-controls": `${id}-about`, "aria-label": t("About {title}", { title }) },
    "?",
  );
  more.addEventListener("click", () => {
    about.hidden = !about.hidden;
    dress(more, { "aria-expanded": String(!about.hidden) });
    if (!about.hidden) fill(about, ...aboutScenario(app, scenario));
  });
  /** @param {number} value */
  const set = (value) =>
    app.change((choices) => {
      choices.on = new Map(choices.on);
      if (value > 0 || box.checked) choices.on.set(name, value);
      else choices.on.delete(name);
    });
  box.addEventListener("change", () => set(box.checked ? 1 : 0));
  range.addEventListener("input", () => set(Number(range.value) / 100));
  const acts = () => (app.choices.on.get(name) ?? 0) > 0;
  const sync = () => {
    const value = app.choices.on.get(name);
    box.checked = value !== undefined;
    strength.hidden = value === undefined;
    if (value === undefined) return;
    const percent = String(Math.round(100 * value));
    if (range.value !== percent && isStrength(value, most)) range.value = percent;
    const words = `${percent}\u00a0%`;
    write(output, words);
    dress(range, { "aria-valuetext": words });
  };
  const element = el("div", { class: "row" }, el("div", { class: "head" }, box, el("label", { for: id }, title), more), strength, about);
  return { element, sync, acts };
}

/** @param {App} app @returns {Part} */
function leverStart(app) {
  const last = quarterIndex(app.offer.quarters[app.offer.quarters.length - 1]) - 3;
  const starts = app.offer.quarters.filter((quarter) => quarterIndex(quarter) <= last);
  const select = el(
    "select",
    { id: "lever-start" },
    ...starts.map((quarter) => el("option", { value: quarter }, quarterWords(quarter))),
  );
  select.addEventListener("change", () => app.change((choices) => (choices.from = select.value)));
  const element = el("p", { class: "start" }, el("label", { for: "lever-start" }, t("They act from")), " ", select);
  return { element, sync: () => (select.value = app.choices.from) };
}

/** @param {App} app @param {Lever} lever @returns {Part & {acts: () => boolean}} */
function leverRow(app, lever) {
  const target = app.offer.known.targets[lever.target];
  const today = app.payload.targets[lever.target].today;
  const unit = unitWords(target.unit);
  const title = said(lever.label ?? app.payload.targets[lever.target].description);
  const id = `row-${++rowsMade}`;
  const range = el("input", { type: "range", id, min: lever.low, max: lever.high, step: lever.step, "aria-describedby": `${id}-today` });
  const output = el("output", { for: id });
  const back = el("button", { type: "button", class: "back", "aria-label": t("Back to today: {title}", { title }) }, "\u21ba");
  /** @param {number} value */
  const set = (value) =>
    app.change((choices) => {
      choices.levers = new Map(choices.levers);
      if (Math.abs(value - lever.neutral) < lever.step / 2) choices.levers.delete(lever.target);
      else choices.levers.set(lever.target, value);
    });
  range.addEventListener("input", () => set(Number(range.value)));
  back.addEventListener("click", () => {
    set(lever.neutral);
    range.focus();
  });
  const words = (/** @type {number} */ value) => leverWords(lever, value, today, unit);
  const ends = `${leverChange(lever, lever.low)} \u2026 ${leverChange(lever, lever.high)}`;
  const note = el("p", { class: "today", id: `${id}-today` }, t("Today {value} {unit}; range {ends}", { value: figure(today), unit, ends }));
  const acts = () => app.choices.levers.has(lever.target);
  const sync = () => {
    const value = app.choices.levers.get(lever.target) ?? lever.neutral;
    if (Number(range.value) !== value) range.value = String(value);
    if (output.textContent !== words(value)) dress(range, { "aria-valuetext": words(value) });
    write(output, words(value));
    back.hidden = !acts();
    element.classList.toggle("moved", acts());
  };
  const element = el("div", { class: "row lever" }, el("div", { class: "head" }, el("label", { for: id }, title), back), range, output, note);
  return { element, sync, acts };
}

/** @param {Lever} lever @param {number} value @param {number} today @param {string} unit @returns {string} */
function leverWords(lever, value, today, unit) {
  if (value === lever.neutral) return t("as today");
  if (lever.operation === "set") return `${figure(value)}\u00a0${unit}`;
  const level = lever.operation === "multiply" ? today * value : today + value;
  return `${leverChange(lever, value)}: ${figure(level)}\u00a0${unit}`;
}

/** @param {Lever} lever @param {number} value @returns {string} As ×1.30 or +5. */
function leverChange(lever, value) {
  if (lever.operation === "multiply") return `\u00d7${marked(grouped(value, 2))}`;
  if (lever.operation === "set") return figure(value);
  return value === 0 ? "0" : (value > 0 ? "+" : "") + figure(value) || signed(value);
}

/** @param {App} app @returns {string} What is switched on, in words. */
export function actingWords(app) {
  const on = switches(app.choices, app.offer)
    .filter((one) => (app.choices.on.get(one.name) ?? 0) > 0)
    .map((one) => {
      const strength = Math.round(100 * (app.choices.on.get(one.name) ?? 1));
      return strength === 100 ? said(one.title || one.name) : `${said(one.title || one.name)} (${strength}\u00a0%)`;
    });
  const levers = app.offer.levers
    .filter((lever) => app.choices.levers.has(lever.target))
    .map((lever) => `${said(lever.label ?? app.payload.targets[lever.target].description)} ${leverChange(lever, app.choices.levers.get(lever.target) ?? 0)}`);
  return [...on, ...levers].join(" + ");
}
