/** One output over the whole width: its chart with a reading, its numbers, why it moves, and how far to trust it. */

import { isActing, isHidden } from "./app.js";
import { bigNumber } from "./board.js";
import { dress, download, el, fill, svg, widthOf } from "./dom.js";
import { bandWords, figure, signed, unitWords } from "./numbers.js";
import { drawOutput, effectIn, guessSentence } from "./plots.js";
import { csvOf, fileName } from "./saving.js";
import { levelSentence, outputSentence } from "./sentences.js";
import { capital, quarterWords, said, t } from "./texts.js";
import { trustIn } from "./trust.js";
import { why } from "./why.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./chart.js").Plot} Plot */

/** @param {App} app @returns {{element: HTMLElement, sync: () => void, focus: () => void}} */
export function detail(app) {
  const close = el("button", { type: "button", class: "back-to-all", click: () => app.change((choices) => (choices.open = null)) }, `\u2190 ${t("All charts")}`);
  const select = outputSelect(app);
  const frequency = frequencySwitch(app);
  const save = el("button", { type: "button", click: () => saveOpen(app) }, t("Save data (CSV)"));
  const big = el("p", { class: "big" });
  const words = el("p", { class: "sentence" });
  const picture = svg("svg", { class: "chart large", tabindex: 0 });
  const reading = el("p", { class: "reading", "aria-live": "polite" });
  const numbers = el("table", {});
  const fold = el("details", { class: "numbers" }, el("summary", {}, t("The numbers")), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("The numbers") }, numbers));
  const reasons = why(app);
  const trust = el("section", { class: "trust-in" });
  const element = el(
    "section",
    { class: "detail", "aria-label": t("One output") },
    el("div", { class: "detail-bar" }, close, select, frequency.element, save),
    el("div", { class: "detail-head" }, big, words),
    picture,
    reading,
    fold,
    el("div", { class: "columns" }, reasons.element, trust),
  );
  /** @type {{plot: Plot, scale: import("./chart.js").Scale} | null} */
  let drawn = null;
  let read = -1;
  const readAt = (/** @type {number} */ place) => {
    if (!drawn || drawn.plot.hidden) return;
    read = Math.max(0, Math.min(drawn.plot.periods.length - 1, place));
    fill(reading, readingWords(app, drawn.plot, read));
  };
  picture.addEventListener("pointermove", (event) => {
    if (!drawn) return;
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * (picture.viewBox.baseVal.width || box.width);
    const step = drawn.scale.x(1) - drawn.scale.x(0);
    readAt(Math.round((x - drawn.scale.x(0)) / step));
  });
  picture.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by || event.target !== picture) return;
    event.preventDefault();
    readAt(read + by);
  });
  fold.addEventListener("toggle", () => drawn && fold.open && fillNumbers(app, numbers, drawn.plot));
  let trusted = "";
  const wide = widthOf(element, app.redraw);
  const sync = () => {
    const output = app.choices.open;
    element.hidden = !output;
    if (!output || !isHidden(app)) reasons.sync();
    if (!output) return;
    if (select.value !== output) select.value = output;
    frequency.sync();
    const width = Math.max(280, wide() - 34);
    drawn = drawOutput(app, picture, output, app.choices.freq, { width, height: width < 500 ? 240 : 260, left: 56, right: 12, top: 10, bottom: 26 });
    fill(big, ...bigNumber(app, output));
    fill(words, detailWords(app, output));
    if (read >= drawn.plot.periods.length) read = -1;
    if (drawn.plot.hidden) fill(reading);
    else fill(reading, read < 0 ? t("Point at the chart, or use the arrow keys, to read it.") : readingWords(app, drawn.plot, read));
    if (fold.open) fillNumbers(app, numbers, drawn.plot);
    reasons.element.hidden = isHidden(app);
    const now = JSON.stringify([output, app.choices.language, app.acting]);
    if (now !== trusted) fill(trust, ...trustIn(app, output));
    trusted = now;
  };
  return { element, sync, focus: () => select.focus() };
}

/** @param {App} app @returns {HTMLSelectElement} All outputs, by the block of the model that gives them. */
function outputSelect(app) {
  /** @type {Map<string, any[]>} */
  const blocks = new Map();
  for (const one of app.payload.outputs) blocks.set(one.block, [...(blocks.get(one.block) ?? []), one]);
  const titles = app.payload.blocks ?? {};
  const select = el(
    "select",
    { "aria-label": t("Output") },
    ...[...blocks].map(([block, outputs]) =>
      el(
        "optgroup",
        { label: said(Object.hasOwn(titles, block) ? titles[block] : capital(block.replaceAll("_", " "))) },
        ...outputs.map((one) => el("option", { value: one.name }, said(one.title))),
      ),
    ),
  );
  select.addEventListener("change", () => app.change((choices) => (choices.open = select.value)));
  return select;
}

/** @param {App} app @returns {{element: HTMLElement, sync: () => void}} */
function frequencySwitch(app) {
  const make = (/** @type {"Q" | "A"} */ freq, /** @type {string} */ words) =>
    el("button", { type: "button", click: () => app.change((choices) => (choices.freq = freq)) }, words);
  const [quarters, years] = [make("Q", t("Quarters")), make("A", t("Years"))];
  const element = el("div", { class: "segments", role: "group", "aria-label": t("Frequency") }, quarters, years);
  const sync = () => {
    dress(quarters, { "aria-pressed": String(app.choices.freq === "Q") });
    dress(years, { "aria-pressed": String(app.choices.freq === "A") });
  };
  return { element, sync };
}

/** @param {App} app */
function saveOpen(app) {
  const { open } = app.choices;
  if (open) download(`${fileName(open)}.csv`, csvOf(app, [open]), "text/csv");
}

/** @param {App} app @param {string} output @returns {string} */
function detailWords(app, output) {
  if (isHidden(app)) return t("Drag the points, or use the arrow keys.");
  const effect = effectIn(app, output);
  const when = t("in {year}", { year: app.choices.year });
  if (!isActing(app)) return capital(when);
  const level = levelSentence(effect, app.model.output(output).unit);
  return [`${capital(when)}: ${level}.`, outputSentence(effect), guessSentence(app, output)].filter(Boolean).join(" ");
}

/** @param {Plot} plot @param {number} value @returns {string} */
function plain({ base }, value) {
  return base ? figure(value) : signed(value);
}

/** @param {App} app @param {Plot} plot @returns {string} */
function unitOf(app, plot) {
  const info = app.model.output(/** @type {string} */ (app.choices.open));
  return unitWords(plot.base ? info.unit : info.deviationUnit);
}

/** @param {App} app @param {Plot} plot @param {number} place @returns {string} */
function readingWords(app, plot, place) {
  const { bands, base, periods } = plot;
  const values = {
    period: quarterWords(periods[place]),
    median: plain(plot, bands.median[place]),
    unit: unitOf(app, plot),
    half: bandWords(plain(plot, bands.low50[place]), plain(plot, bands.high50[place])),
    most: bandWords(plain(plot, bands.low90[place]), plain(plot, bands.high90[place])),
  };
  const text = t("{period}: median {median} {unit}; 50 % of draws: {half}; 90 %: {most}", values);
  return base ? `${text}; ${t("baseline {value}", { value: figure(base[place]) })}` : text;
}

/** @param {App} app @param {HTMLTableElement} table @param {Plot} plot */
function fillNumbers(app, table, plot) {
  const { bands, base, periods } = plot;
  const heads = [t("Period"), t("Median"), t("50 % of draws"), t("90 % of draws"), ...(base ? [t("Baseline")] : [])];
  fill(
    table,
    el("caption", {}, unitOf(app, plot)),
    el("thead", {}, el("tr", {}, ...heads.map((words) => el("th", { scope: "col" }, words)))),
    el(
      "tbody",
      {},
      ...periods.map((period, i) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, quarterWords(period)),
          el("td", {}, plain(plot, bands.median[i])),
          el("td", {}, bandWords(plain(plot, bands.low50[i]), plain(plot, bands.high50[i]))),
          el("td", {}, bandWords(plain(plot, bands.low90[i]), plain(plot, bands.high90[i]))),
          base && el("td", {}, figure(base[i])),
        ),
      ),
    ),
  );
}
